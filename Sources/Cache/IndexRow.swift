/// Where an answer lies, and what decides when it goes: what the index holds under a fingerprint.
///
/// The order of the index is that of fingerprints, which is none: whoever walks through it meets the answers at random, and
/// touches none of them.
struct IndexRow: Hashable {
    static let byteCount = 24

    var number: EntryNumber
    /// Seconds since 1970.
    var storedAt: UInt32
    /// Seconds since 1970, rounded up; from then on it serves nobody.
    var goneAt: UInt32
    /// What a hit saves; see `EntryWorth`.
    var cost: Float
    /// Of the stored value.
    var bytes: UInt32

    init(number: EntryNumber, storedAt: UInt32, goneAt: UInt32, cost: Float, bytes: UInt32) {
        self.number = number
        self.storedAt = storedAt
        self.goneAt = goneAt
        self.cost = cost
        self.bytes = bytes
    }

    init(of answer: CachedAnswer, bytes: Int) {
        self.number = .none
        self.storedAt = IndexRow.seconds(answer.storedAt)
        let (roundedUp, overflow) = answer.goneAt.addingReportingOverflow(999)
        self.goneAt = IndexRow.seconds(overflow ? .max : roundedUp)
        self.cost = EntryWorth.cost(upstreamMilliseconds: answer.upstreamMilliseconds, usage: answer.usage)
        self.bytes = UInt32(clamping: bytes)
    }

    static func seconds(_ milliseconds: UInt64) -> UInt32 {
        UInt32(clamping: milliseconds / 1000)
    }

    init?(_ value: UnsafeRawBufferPointer) {
        guard value.count == IndexRow.byteCount,
            let number = EntryNumber(UnsafeRawBufferPointer(rebasing: value[..<EntryNumber.byteCount]))
        else {
            return nil
        }
        func word(_ offset: Int) -> UInt32 {
            UInt32(littleEndian: value.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        self.number = number
        self.storedAt = word(8)
        self.goneAt = word(12)
        self.cost = Float(bitPattern: word(16))
        self.bytes = word(20)
    }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withUnsafeTemporaryAllocation(byteCount: IndexRow.byteCount, alignment: 8) { row in
            self.number.withUnsafeBytes { row.copyMemory(from: $0) }
            row.storeBytes(of: self.storedAt.littleEndian, toByteOffset: 8, as: UInt32.self)
            row.storeBytes(of: self.goneAt.littleEndian, toByteOffset: 12, as: UInt32.self)
            row.storeBytes(of: self.cost.bitPattern.littleEndian, toByteOffset: 16, as: UInt32.self)
            row.storeBytes(of: self.bytes.littleEndian, toByteOffset: 20, as: UInt32.self)
            return try body(UnsafeRawBufferPointer(row))
        }
    }
}

/// The number of an entry: eight big-endian bytes, so that LMDB's order of bytes is the order of insertion.
struct EntryNumber: Hashable {
    static let byteCount = 8
    static let none = EntryNumber(bigEndian: 0)

    private let bigEndian: UInt64

    private init(bigEndian: UInt64) {
        self.bigEndian = bigEndian
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == EntryNumber.byteCount else {
            return nil
        }
        self.bigEndian = bytes.loadUnaligned(as: UInt64.self)
    }

    init(_ value: UInt64) {
        self.bigEndian = value.bigEndian
    }

    var value: UInt64 { UInt64(bigEndian: self.bigEndian) }

    var next: EntryNumber {
        EntryNumber(bigEndian: (self.value &+ 1).bigEndian)
    }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: self.bigEndian, body)
    }
}
