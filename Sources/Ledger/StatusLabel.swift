import Exchange

/// The statuses that have a series of their own; all others are counted by class, so that no upstream can make series.
struct StatusLabel {
    static let known: [Int] = [
        200, 400, 401, 402, 403, 404, 405, 408, 409, 413, 414, 415, 417, 422, 429, 431, 499, 500, 501, 502, 503, 504,
        505, 529,
    ]

    static let count = Self.known.count + 6

    /// For each status below 600, its index.
    private static let table: [UInt8] = (0..<600).map { status in
        UInt8(Self.known.firstIndex(of: status) ?? Self.known.count + status / 100)
    }

    static func index(of status: Int) -> Int {
        Self.table.indices.contains(status) ? Int(Self.table[status]) : Self.known.count
    }

    /// Appends `404` or `4xx`; what is no status at all is `0xx`.
    static func append(index: Int, to bytes: inout [UInt8]) {
        if index < Self.known.count {
            bytes.append(decimal: UInt64(Self.known[index]))
        } else {
            bytes.append(decimal: UInt64(index - Self.known.count))
            bytes.append(ascii: "xx")
        }
    }
}
