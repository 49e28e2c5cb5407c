internal import LMDB

/// What the store counted since it was made, as it survives a restart: savings by series, and the counts of `CacheStats`.
struct TotalsTable: Sendable {
    private static let countsKey: [UInt8] = Array("counts".utf8)

    private let rows: Table
    private let state: Table

    init(rows: Table, state: Table) {
        self.rows = rows
        self.state = state
    }

    func savings(in transaction: borrowing ReadTransaction) throws -> [SavingsSeries: Savings] {
        var all: [SavingsSeries: Savings] = [:]
        try transaction.forEach(self.rows) { key, value in
            if let series = TotalsTable.series(key), let savings = TotalsTable.savings(value) {
                all[series] = savings
            }
            return true
        }
        return all
    }

    func counts(in transaction: borrowing ReadTransaction) throws -> CacheStats {
        var stats = CacheStats()
        let row = try TotalsTable.countsKey.withUnsafeBytes { try transaction.get(self.state, key: $0) }
        guard let row else {
            return stats
        }
        for (index, field) in CacheStats.persisted.enumerated() where (index + 1) * 8 <= row.count {
            stats[keyPath: field] = UInt64(
                littleEndian: row.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
            )
        }
        return stats
    }

    /// Writes what has changed.
    func flush(
        _ savings: [SavingsSeries: Savings],
        _ counts: CacheStats,
        in transaction: borrowing WriteTransaction
    ) throws {
        for (series, savings) in savings {
            try self.put(self.rows, TotalsTable.key(series), TotalsTable.value(savings), transaction)
        }
        var row: [UInt8] = []
        for field in CacheStats.persisted {
            row.append(word: counts[keyPath: field])
        }
        try self.put(self.state, TotalsTable.countsKey, row, transaction)
    }

    private func put(
        _ table: Table,
        _ key: [UInt8],
        _ value: [UInt8],
        _ transaction: borrowing WriteTransaction
    ) throws {
        try key.withUnsafeBytes { key in
            try value.withUnsafeBytes { value in
                // A row that stays the same dirties no page.
                if let old = try transaction.get(table, key: key), old.elementsEqual(value) {
                    return
                }
                try transaction.put(table, key: key, value: value)
            }
        }
    }

    private static func key(_ series: SavingsSeries) -> [UInt8] {
        var key: [UInt8] = [series.tier.rawValue, UInt8(truncatingIfNeeded: series.key.utf8.count)]
        key.append(contentsOf: series.key.utf8)
        key.append(contentsOf: series.model.utf8)
        return key
    }

    private static func series(_ key: UnsafeRawBufferPointer) -> SavingsSeries? {
        guard key.count >= 2, let tier = CacheTier(rawValue: key[0]), key.count >= 2 + Int(key[1]) else {
            return nil
        }
        let keyEnd = 2 + Int(key[1])
        return SavingsSeries(
            tier: tier,
            key: String(decoding: key[2..<keyEnd], as: UTF8.self),
            model: String(decoding: key[keyEnd...], as: UTF8.self)
        )
    }

    private static func value(_ savings: Savings) -> [UInt8] {
        var value: [UInt8] = []
        for word in [savings.hits, savings.promptTokens, savings.completionTokens, savings.milliseconds] {
            value.append(word: word)
        }
        return value
    }

    private static func savings(_ value: UnsafeRawBufferPointer) -> Savings? {
        guard value.count == 32 else {
            return nil
        }
        func word(_ index: Int) -> UInt64 {
            UInt64(littleEndian: value.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        var savings = Savings()
        (savings.hits, savings.promptTokens) = (word(0), word(1))
        (savings.completionTokens, savings.milliseconds) = (word(2), word(3))
        return savings
    }
}

extension [UInt8] {
    fileprivate mutating func append(word: UInt64) {
        Swift.withUnsafeBytes(of: word.littleEndian) { self.append(contentsOf: $0) }
    }
}
