/// Handles at rest, by what they are set to.
///
/// A handle that already has the request's setting costs libcurl no parsing. The pool is bounded: when it is full, a handle
/// of some other setting makes room, and a request with a new setting takes such a handle over instead of making one.
struct TransferPool {
    static let restingMax = 256

    private var resting: [TransferSetting: [Transfer]] = [:]
    private var count = 0

    /// A handle with this setting, or with another one that is given up for it.
    mutating func take(_ setting: TransferSetting) -> Transfer? {
        if let transfer = self.pop(setting) { return transfer }
        guard self.count >= Self.restingMax / 2, let other = self.resting.keys.first else { return nil }
        return self.pop(other)
    }

    mutating func put(_ transfer: Transfer) {
        guard let setting = transfer.setting else { return }
        if self.count >= Self.restingMax {
            guard let other = self.resting.keys.first(where: { $0 != setting }) else { return }
            _ = self.pop(other)
        }
        self.resting[setting, default: []].append(transfer)
        self.count += 1
    }

    mutating func removeAll() {
        self.resting.removeAll()
        self.count = 0
    }

    private mutating func pop(_ setting: TransferSetting) -> Transfer? {
        guard let transfer = self.resting[setting]?.popLast() else { return nil }
        self.count -= 1
        // The entry of the busiest setting stays, so that a request costs the dictionary no insertion.
        if self.resting.count > 16, self.resting[setting]?.isEmpty == true {
            self.resting[setting] = nil
        }
        return transfer
    }
}
