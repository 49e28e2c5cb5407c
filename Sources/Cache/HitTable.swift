internal import LMDB

/// The counts of hits as they survive a restart: one row for each chunk of the presence table.
///
/// Written now and then, and only where hits were counted since. A row begins with the size of the table; rows of a table of
/// another size are not read. What is lost in a crash is what was hit in the last minute, and decides nothing but which
/// answer goes first.
struct HitTable: Sendable {
    private let rows: Table

    init(rows: Table) {
        self.rows = rows
    }

    func flush(_ presence: PresenceTable, in transaction: borrowing WriteTransaction) throws {
        for chunk in 0..<presence.chunkCount {
            guard let hits = presence.takeChangedHits(ofChunk: chunk) else {
                continue
            }
            var row: [UInt8] = [UInt8(truncatingIfNeeded: presence.bucketBits)]
            for (bucket, word) in hits {
                row.append(bucket)
                withUnsafeBytes(of: word.littleEndian) { row.append(contentsOf: $0) }
            }
            try withUnsafeBytes(of: UInt32(truncatingIfNeeded: chunk).bigEndian) { key in
                try row.withUnsafeBytes { try transaction.put(self.rows, key: key, value: $0) }
            }
        }
    }

    func bytes(in transaction: borrowing WriteTransaction) throws -> Int {
        try transaction.usage(self.rows).bytes
    }

    func removeAll(in transaction: borrowing WriteTransaction) throws {
        try transaction.removeAll(self.rows)
    }

    /// Reads the counts of one chunk after the other, as they are asked for.
    struct Cursor {
        private let bucketBits: Int
        private var chunk = -1
        private var counts: [UInt64: UInt32] = [:]

        init(bucketBits: Int) {
            self.bucketBits = bucketBits
        }

        /// - Parameter get: the value of a key of the table.
        mutating func hits(
            of fingerprint: Fingerprint,
            _ get: (UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer?
        ) throws -> UInt32 {
            let bucket = Int(truncatingIfNeeded: fingerprint.prefix >> UInt64(64 - self.bucketBits))
            if bucket / PresenceTable.bucketsPerChunk != self.chunk {
                self.chunk = bucket / PresenceTable.bucketsPerChunk
                self.counts.removeAll(keepingCapacity: true)
                try withUnsafeBytes(of: UInt32(truncatingIfNeeded: self.chunk).bigEndian) { key in
                    if let row = try get(key) {
                        self.read(row)
                    }
                }
            }
            let key = Cursor.key(bucket % PresenceTable.bucketsPerChunk, PresenceTable.tag(of: fingerprint))
            return self.counts[key] ?? 0
        }

        private mutating func read(_ row: UnsafeRawBufferPointer) {
            guard row.count % 5 == 1, row[0] == UInt8(truncatingIfNeeded: self.bucketBits) else {
                return
            }
            for offset in stride(from: 1, to: row.count, by: 5) {
                let word = UInt32(littleEndian: row.loadUnaligned(fromByteOffset: offset + 1, as: UInt32.self))
                self.counts[Cursor.key(Int(row[offset]), word >> 12)] = word & 0xFFF
            }
        }

        private static func key(_ bucket: Int, _ tag: UInt32) -> UInt64 {
            UInt64(truncatingIfNeeded: bucket) << 32 | UInt64(tag)
        }
    }

    func hits(
        of fingerprint: Fingerprint,
        _ cursor: inout Cursor,
        in transaction: borrowing WriteTransaction
    ) throws -> UInt32 {
        try cursor.hits(of: fingerprint) { try transaction.get(self.rows, key: $0) }
    }

    func hits(
        of fingerprint: Fingerprint,
        _ cursor: inout Cursor,
        in transaction: borrowing ReadTransaction
    ) throws -> UInt32 {
        try cursor.hits(of: fingerprint) { try transaction.get(self.rows, key: $0) }
    }

    /// The size of the table that rows were written by: of the first row.
    func bucketBits(in transaction: borrowing ReadTransaction) throws -> Int? {
        try transaction.first(self.rows).flatMap { row in row.value.isEmpty ? nil : Int(row.value[0]) }
    }
}
