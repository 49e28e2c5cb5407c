internal import LMDB
internal import Synchronization

/// The two tables of the exact cache, and what the writer's thread does to them.
///
/// `index` leads from a fingerprint to a number, `entries` from that number to the answer. Random keys leave pages a third
/// empty, so only the small index has them; entries are appended and fill theirs (1.1 times the payload where one
/// table takes 2.1). The numbers are the order of insertion, so the oldest answer is the first one.
final class AnswerStore: Sendable {
    /// Expired entries that one commit takes away at the old end.
    private static let expiredMax = 64
    /// Entries that one commit takes away because the store is too large.
    private static let evictedMax = 1 << 16

    private let index: Table
    private let entries: Table
    private let bytesMax: Int
    /// The writer has no clock: the time of the last store is near enough to sweep by.
    private let latest = Atomic<UInt64>(0)
    private let counters: CacheCounters

    init(environment: Environment, bytesMax: Int, counters: CacheCounters) throws {
        self.index = try environment.table(named: "index", create: true)
        self.entries = try environment.table(named: "entries", create: true)
        self.bytesMax = bytesMax
        self.counters = counters
    }

    func noteTime(_ now: UInt64) {
        self.latest.store(now, ordering: .relaxed)
    }

    enum Found {
        case nothing
        case value(UnsafeRawBufferPointer)
        /// The index leads nowhere.
        case broken
    }

    func find(_ fingerprint: Fingerprint, in transaction: borrowing ReadTransaction) throws -> Found {
        let number = try self.number(of: fingerprint, in: transaction)
        guard let number else {
            return .nothing
        }
        guard number.count == Number.byteCount, let value = try transaction.get(self.entries, key: number) else {
            return .broken
        }
        return .value(value)
    }

    /// The number's bytes lie in the map and are used as they are.
    private func number(
        of fingerprint: Fingerprint,
        in transaction: borrowing ReadTransaction
    ) throws -> UnsafeRawBufferPointer? {
        try fingerprint.withUnsafeBytes { key in try transaction.get(self.index, key: key) }
    }

    /// Entries and bytes of pages.
    func usage(in transaction: borrowing ReadTransaction) throws -> (entries: Int, bytes: Int) {
        let entries = try transaction.usage(self.entries)
        return (entries.entries, try entries.bytes + transaction.usage(self.index).bytes)
    }
}

extension AnswerStore {
    /// Stores an answer as the youngest, in place of an older one to the same request.
    func put(
        _ fingerprint: Fingerprint,
        _ value: [UInt8],
        in transaction: borrowing WriteTransaction
    ) throws {
        try self.remove(fingerprint, in: transaction)
        let last = try transaction.last(self.entries).flatMap { Number($0.key) }
        let number = last?.next ?? Number.first
        try number.withUnsafeBytes { number in
            try value.withUnsafeBytes { value in
                try transaction.put(self.entries, key: number, value: value, appending: true)
            }
            try fingerprint.withUnsafeBytes { key in
                try transaction.put(self.index, key: key, value: number)
            }
        }
    }

    func remove(_ fingerprint: Fingerprint, in transaction: borrowing WriteTransaction) throws {
        try fingerprint.withUnsafeBytes { key in
            guard let stored = try transaction.get(self.index, key: key) else {
                return
            }
            // What a write transaction hands out moves with its next write.
            let number = Number(stored)
            try transaction.delete(self.index, key: key)
            if let number {
                try number.withUnsafeBytes { number in
                    _ = try transaction.delete(self.entries, key: number)
                }
            }
        }
    }

    /// Removes an entry that was found broken, unless a good one has taken its place since.
    func removeBroken(_ fingerprint: Fingerprint, in transaction: borrowing WriteTransaction) throws {
        let stored = try fingerprint.withUnsafeBytes { key in try transaction.get(self.index, key: key) }
        guard let stored else {
            return
        }
        if let value = try Number(stored)?.withUnsafeBytes({ key in
            try transaction.get(self.entries, key: key)
        }), StoredAnswer.decode(value, under: fingerprint) != nil {
            return
        }
        try self.remove(fingerprint, in: transaction)
    }

    func removeAll(in transaction: borrowing WriteTransaction) throws {
        try transaction.removeAll(self.index)
        try transaction.removeAll(self.entries)
    }

    /// Keeps the store below its bound, oldest out first, and sweeps what has expired at the old end.
    func trim(in transaction: borrowing WriteTransaction) throws {
        let now = self.latest.load(ordering: .relaxed)
        var expired = 0
        var evicted = 0
        while evicted < AnswerStore.evictedMax, expired < AnswerStore.expiredMax,
            let oldest = try transaction.first(self.entries)
        {
            if try self.bytes(in: transaction) > self.bytesMax {
                evicted += 1
            } else if StoredAnswer.expiresAt(of: oldest.value) <= now {
                expired += 1
            } else {
                break
            }
            try self.removeOldest(oldest.key, oldest.value, in: transaction)
        }
        self.counters.evictions.add(evicted, ordering: .relaxed)
    }

    /// The map is full in spite of `trim`: a sixteenth of the entries goes, or a 256th, or fewer, where even removing finds
    /// no page to write to. Says whether there was anything to remove.
    func makeRoom(in transaction: borrowing WriteTransaction, attempt: Int) throws -> Bool {
        var left = try transaction.usage(self.entries).entries >> min(4 * (attempt + 1), 60) + 1
        var removed = 0
        while left > 0, let oldest = try transaction.first(self.entries) {
            try self.removeOldest(oldest.key, oldest.value, in: transaction)
            left -= 1
            removed += 1
        }
        self.counters.evictions.add(removed, ordering: .relaxed)
        return removed > 0
    }

    private func removeOldest(
        _ key: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer,
        in transaction: borrowing WriteTransaction
    ) throws {
        let number = Number(key)
        if let number, let fingerprint = StoredAnswer.fingerprint(of: value) {
            try fingerprint.withUnsafeBytes { key in
                if let stored = try transaction.get(self.index, key: key), Number(stored) == number {
                    try transaction.delete(self.index, key: key)
                }
            }
        }
        // The index may have been written meanwhile: `key` is no longer valid, the number is.
        if let number {
            try number.withUnsafeBytes { key in
                _ = try transaction.delete(self.entries, key: key)
            }
        } else {
            try transaction.delete(self.entries, key: key)
        }
    }

    private func bytes(in transaction: borrowing WriteTransaction) throws -> Int {
        try transaction.usage(self.entries).bytes + transaction.usage(self.index).bytes
    }
}

/// The number of an entry: eight big-endian bytes, so that LMDB's order of bytes is the order of insertion.
private struct Number: Equatable {
    static let byteCount = 8
    static let first = Number(bigEndian: UInt64(1).bigEndian)

    private let bigEndian: UInt64

    private init(bigEndian: UInt64) {
        self.bigEndian = bigEndian
    }

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Number.byteCount else {
            return nil
        }
        self.bigEndian = bytes.loadUnaligned(as: UInt64.self)
    }

    var next: Number {
        Number(bigEndian: (UInt64(bigEndian: self.bigEndian) &+ 1).bigEndian)
    }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try Swift.withUnsafeBytes(of: self.bigEndian, body)
    }
}
