internal import LMDB

/// The purges of a store: a label leads to the id of the commit that purged it.
///
/// A purge writes one row, whatever it hits: an answer that was stored before that commit and has the label is dead from
/// then on, in every process that has the store open. What is dead is swept later; once the whole store was swept, the rows
/// have done their work and go.
struct PurgeTable: Sendable {
    static let rowsMax = 65_536
    private static let revisionKey: [UInt8] = Array("purges".utf8)

    private let rows: Table
    private let state: Table

    init(rows: Table, state: Table) {
        self.rows = rows
        self.state = state
    }

    /// What the list was changed by last; zero if never.
    func revision(in transaction: borrowing ReadTransaction) throws -> UInt64 {
        try PurgeTable.revisionKey.withUnsafeBytes {
            try transaction.get(self.state, key: $0).flatMap(PurgeTable.number)
        }
            ?? 0
    }

    func revision(in transaction: borrowing WriteTransaction) throws -> UInt64 {
        try PurgeTable.revisionKey.withUnsafeBytes {
            try transaction.get(self.state, key: $0).flatMap(PurgeTable.number)
        }
            ?? 0
    }

    func list(in transaction: borrowing ReadTransaction) throws -> PurgeList {
        var rows: [PurgeLabel: UInt64] = [:]
        try transaction.forEach(self.rows) { PurgeTable.read($0, $1, into: &rows) }
        return PurgeList(revision: try self.revision(in: transaction), rows)
    }

    func list(in transaction: borrowing WriteTransaction) throws -> PurgeList {
        var rows: [PurgeLabel: UInt64] = [:]
        try transaction.forEach(self.rows) { PurgeTable.read($0, $1, into: &rows) }
        return PurgeList(revision: try self.revision(in: transaction), rows)
    }

    /// Kills what was stored before this commit.
    func purge(_ selector: PurgeSelector, in transaction: borrowing WriteTransaction) throws {
        if selector == .all {
            // The other rows say nothing more.
            try transaction.removeAll(self.rows)
        } else if try transaction.usage(self.rows).entries >= PurgeTable.rowsMax {
            throw TooManyPurgesError()
        }
        try PurgeTable.put(self.rows, withUnsafeBytes(of: selector.label.hash.bigEndian, Array.init), transaction)
        try PurgeTable.put(self.state, PurgeTable.revisionKey, transaction)
    }

    /// Removes the rows of purges up to one, after a sweep that began when that was the last.
    func drop(upTo last: UInt64, in transaction: borrowing WriteTransaction) throws {
        var done: [[UInt8]] = []
        try transaction.forEach(self.rows) { key, value in
            if (PurgeTable.number(value) ?? 0) <= last {
                done.append([UInt8](key))
            }
            return true
        }
        for key in done {
            try key.withUnsafeBytes { _ = try transaction.delete(self.rows, key: $0) }
        }
        try PurgeTable.put(self.state, PurgeTable.revisionKey, transaction)
    }

    private static func read(
        _ key: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer,
        into rows: inout [PurgeLabel: UInt64]
    ) -> Bool {
        if let hash = PurgeTable.number(key), let purged = PurgeTable.number(value) {
            rows[PurgeLabel(hash: hash)] = purged
        }
        return true
    }

    private static func put(_ table: Table, _ key: [UInt8], _ transaction: borrowing WriteTransaction) throws {
        try key.withUnsafeBytes { key in
            try withUnsafeBytes(of: transaction.id.bigEndian) { try transaction.put(table, key: key, value: $0) }
        }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        bytes.count == 8 ? UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) : nil
    }
}
