private import Glibc

/// What became of the texts of a stream that come whole: each event repeats the names, ids and model of the one before it,
/// and those are looked at once.
struct SeenTexts {
    enum Outcome {
        case unchanged
        case noted
        case replaced([UInt8])

        var isUnchanged: Bool {
            if case .unchanged = self { true } else { false }
        }
    }

    private struct Entry {
        var hash: UInt64
        var start: Int
        var end: Int
        var outcome: Outcome
    }

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []
    /// Indices of entries, one up, by hash; 0 is free.
    private var slots: [UInt8] = []

    /// When this many are known, all are forgotten.
    private static let countMax = 160
    private static let slotCount = 512
    /// A longer text is not remembered.
    private static let textBytesMax = 256

    /// What became of a text, `nil` when it is not known.
    func outcome(of text: UnsafeRawBufferPointer) -> Outcome? {
        guard !self.entries.isEmpty, text.count <= Self.textBytesMax else { return nil }
        let hash = JSONName.hash(text)
        var slot = Int(truncatingIfNeeded: hash & UInt64(Self.slotCount - 1))
        while self.slots[slot] != 0 {
            let entry = self.entries[Int(self.slots[slot]) - 1]
            if entry.hash == hash, self.isText(of: entry, text) {
                return entry.outcome
            }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        return nil
    }

    mutating func remember(_ text: UnsafeRawBufferPointer, _ outcome: Outcome) {
        guard text.count <= Self.textBytesMax else { return }
        if self.entries.count == Self.countMax { self = SeenTexts() }
        if self.slots.isEmpty { self.slots = [UInt8](repeating: 0, count: Self.slotCount) }
        let hash = JSONName.hash(text)
        let start = self.bytes.count
        self.bytes.append(contentsOf: text)
        self.entries.append(Entry(hash: hash, start: start, end: self.bytes.count, outcome: outcome))
        var slot = Int(truncatingIfNeeded: hash & UInt64(Self.slotCount - 1))
        while self.slots[slot] != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
        self.slots[slot] = UInt8(self.entries.count)
    }

    private func isText(of entry: Entry, _ text: UnsafeRawBufferPointer) -> Bool {
        guard entry.end - entry.start == text.count else { return false }
        return self.bytes.withUnsafeBytes { bytes in
            guard let known = bytes.baseAddress, let base = text.baseAddress else { return text.isEmpty }
            return memcmp(known + entry.start, base, text.count) == 0
        }
    }
}
