internal import LMDB
internal import Synchronization

/// The tables of the exact cache, and what the writer's thread does to them.
///
/// `index` leads from a fingerprint to a number, `entries` from that number to the answer. Random keys leave pages a third
/// empty, so only the small index has them; entries are appended and fill theirs (1.1 times the payload where one
/// table takes 2.1).
///
/// All that writes runs on the one writer's thread, between `begin` and `end` of its transaction. What the memory beside
/// the tables says of the store changes as the transaction ends, so that one that failed leaves no trace.
final class AnswerStore: Sendable {
    let tables: CacheTables
    let counters: CacheCounters
    let presence: PresenceTable?
    let seal: AnswerSeal?
    let bytesMax: Int
    /// Entries that one commit removes at most because they have expired or were purged.
    let sweptMax: Int
    /// The writer has no clock: the time of the last call is near enough to sweep by. Milliseconds since 1970.
    private let latest = Atomic<UInt64>(0)
    /// All commits up to this one are in the presence table.
    private let knownTransaction = Atomic<UInt64>(0)
    private let hasSweepLeft = Atomic<Bool>(false)
    private let writing = Mutex(Writing())

    /// What the writer knows between and during its transactions.
    struct Writing {
        var hasWritten = false
        var puts = 0
        /// Of the answers that this transaction stored.
        var bytesPut = 0
        /// What left the store in this transaction, once for each time it had been added.
        var removed: [Fingerprint] = []
        var evicted = 0
        var purged = 0
        /// Of the last entry that is in the presence table, and of the last one at the end of this transaction.
        var lastNumber: UInt64 = 0
        var nextLastNumber: UInt64 = 0
        var isPresenceFilled = false
        /// Where the walk through the index goes on; from its beginning if nil.
        var hand: Fingerprint?
        var typicalAge = EntryWorth.TypicalAge()
        var purges = PurgeList()
        var sweep: PurgeSweep?
        /// The sweep as it was when this transaction began.
        var sweepBefore: PurgeSweep?
        /// The last purge whose row is gone: what was stored before it and comes only now cannot be told from what it hit.
        var lastForgottenPurge: UInt64 = 0
    }

    init(
        tables: CacheTables,
        bytesMax: Int,
        sweptMax: Int,
        seal: AnswerSeal?,
        presence: PresenceTable?,
        counters: CacheCounters
    ) {
        self.tables = tables
        self.bytesMax = bytesMax
        self.sweptMax = sweptMax
        self.seal = seal
        self.presence = presence
        self.counters = counters
    }

    func noteTime(_ now: UInt64) {
        self.latest.store(now, ordering: .relaxed)
    }

    var time: UInt64 { self.latest.load(ordering: .relaxed) }

    /// Load it before asking the presence table, and compare it with the last commit after.
    var lastKnownTransaction: UInt64 { self.knownTransaction.load(ordering: .acquiring) }

    /// Something was purged, and the store was not swept through since.
    var isSweeping: Bool { self.hasSweepLeft.load(ordering: .relaxed) }

    enum Found {
        case nothing
        case value(UnsafeRawBufferPointer)
        /// The index leads nowhere.
        case broken
    }

    func find(_ fingerprint: Fingerprint, in transaction: borrowing ReadTransaction) throws -> Found {
        // The row's bytes lie in the map and are used as they are.
        let row = try fingerprint.withUnsafeBytes { key in try transaction.get(self.tables.index, key: key) }
        guard let row else {
            return .nothing
        }
        guard row.count == IndexRow.byteCount else {
            return .broken
        }
        let number = UnsafeRawBufferPointer(rebasing: row[..<EntryNumber.byteCount])
        guard let value = try transaction.get(self.tables.entries, key: number) else {
            return .broken
        }
        return .value(value)
    }

    /// Entries and bytes of pages.
    func usage(in transaction: borrowing ReadTransaction) throws -> (entries: Int, bytes: Int) {
        let entries = try transaction.usage(self.tables.entries)
        return (entries.entries, try entries.bytes + transaction.usage(self.tables.index).bytes)
    }
}

// MARK: The frame of a transaction

extension AnswerStore {
    /// Learns what other processes have done since the last one.
    func begin(in transaction: borrowing WriteTransaction) throws {
        try self.writing.withLock { writing in
            writing.hasWritten = false
            writing.puts = 0
            writing.bytesPut = 0
            writing.removed.removeAll(keepingCapacity: true)
            writing.evicted = 0
            writing.purged = 0
            writing.nextLastNumber = writing.lastNumber
            let last = transaction.id - 1
            if self.lastKnownTransaction != last {
                try self.learnEntries(&writing, in: transaction)
                self.knownTransaction.store(last, ordering: .releasing)
            }
            if try self.tables.purges.revision(in: transaction) != writing.purges.revision {
                self.adopt(try self.tables.purges.list(in: transaction), &writing)
            }
            writing.sweepBefore = writing.sweep
        }
    }

    private func adopt(_ purges: PurgeList, _ writing: inout Writing) {
        writing.purges = purges
        if purges.last > 0, writing.sweep?.target != purges.last {
            writing.sweep = PurgeSweep(target: purges.last)
            self.hasSweepLeft.store(true, ordering: .relaxed)
        }
    }

    /// Keeps the store below its bound and sweeps; the last that a transaction does.
    func close(in transaction: borrowing WriteTransaction) throws {
        try self.writing.withLock { writing in
            if writing.sweep != nil {
                try self.sweepPurged(&writing, in: transaction)
            }
            if writing.hasWritten {
                try self.trim(&writing, in: transaction)
            }
            try self.announce(writing: &writing, in: transaction)
        }
    }

    /// Readers that see this commit are told that nothing in it is news to the presence table.
    private func announce(writing: inout Writing, in transaction: borrowing WriteTransaction) throws {
        guard writing.hasWritten else {
            // Nothing changed: the id goes to the next commit, and that may be another process's.
            return
        }
        let last = try transaction.last(self.tables.entries).flatMap { EntryNumber($0.key) }
        writing.nextLastNumber = last?.value ?? 0
        self.knownTransaction.store(transaction.id, ordering: .releasing)
    }

    /// - Parameter error: what undid the transaction, or nil if it is committed.
    func end(_ error: (any Error)?) {
        self.writing.withLock { writing in
            guard error == nil else {
                if writing.hasWritten {
                    // The id was not used. Any other number than the last commit's makes the next transaction look.
                    self.knownTransaction.store(0, ordering: .releasing)
                }
                writing.sweep = writing.sweepBefore
                self.hasSweepLeft.store(writing.sweep != nil, ordering: .relaxed)
                return
            }
            writing.lastNumber = writing.nextLastNumber
            if let presence = self.presence {
                for fingerprint in writing.removed {
                    presence.remove(fingerprint)
                }
            }
            self.counters.evictions.add(writing.evicted, ordering: .relaxed)
            self.counters.purged.add(writing.purged, ordering: .relaxed)
            self.hasSweepLeft.store(writing.sweep != nil, ordering: .relaxed)
        }
    }

    /// What the store has and the presence table has not: all at the start, later what another process stored.
    private func learnEntries(_ writing: inout Writing, in transaction: borrowing WriteTransaction) throws {
        let last = try transaction.last(self.tables.entries).flatMap { EntryNumber($0.key)?.value } ?? 0
        if writing.isPresenceFilled {
            let next = EntryNumber(writing.lastNumber &+ 1)
            try next.withUnsafeBytes { start in
                try transaction.forEach(self.tables.entries, from: start) { _, value in
                    if let fingerprint = StoredAnswer.fingerprint(of: value) {
                        self.presence?.insert(fingerprint, hits: 0)
                    }
                    return true
                }
            }
        } else {
            try self.fillPresence(in: transaction)
            writing.isPresenceFilled = true
        }
        writing.lastNumber = last
        writing.nextLastNumber = last
    }

    /// A walk through the index, about a fifth of a second for a million answers. A store with more than `fillRowsMax`
    /// goes without the table.
    private func fillPresence(in transaction: borrowing WriteTransaction) throws {
        guard let presence = self.presence,
            try transaction.usage(self.tables.index).entries <= AnswerStore.fillRowsMax
        else {
            return
        }
        var known: [(Fingerprint, UInt32)] = []
        var cursor = HitTable.Cursor(bucketBits: presence.bucketBits)
        try transaction.forEach(self.tables.index) { key, _ in
            if let fingerprint = Fingerprint(key) {
                known.append((fingerprint, 0))
            }
            return true
        }
        for (fingerprint, _) in known {
            presence.insert(fingerprint, hits: try self.tables.hits.hits(of: fingerprint, &cursor, in: transaction))
        }
        presence.setFilled()
    }

    private static let fillRowsMax = 1 << 24
}

// MARK: Storing and removing

extension AnswerStore {
    /// An answer on its way to the store.
    struct Arrival: Sendable {
        var fingerprint: Fingerprint
        var value: [UInt8]
        /// Its number is set as it is stored.
        var row: IndexRow
        var birth: UInt64
    }

    /// Stores an answer as the youngest, in place of an older one to the same request.
    func put(_ arrival: Arrival, in transaction: borrowing WriteTransaction) throws {
        try self.writing.withLock { writing in
            if self.isDead(arrival, writing) {
                writing.removed.append(arrival.fingerprint)
                writing.purged += 1
                return
            }
            try self.remove(arrival.fingerprint, &writing, in: transaction)
            let last = try transaction.last(self.tables.entries).flatMap { EntryNumber($0.key) }
            var row = arrival.row
            row.number = (last ?? .none).next
            try row.number.withUnsafeBytes { number in
                try arrival.value.withUnsafeBytes { value in
                    try transaction.put(self.tables.entries, key: number, value: value, appending: true)
                }
            }
            try arrival.fingerprint.withUnsafeBytes { key in
                try row.withUnsafeBytes { try transaction.put(self.tables.index, key: key, value: $0) }
            }
            writing.hasWritten = true
            writing.puts += 1
            writing.bytesPut += arrival.value.count
        }
    }

    /// It was purged while it waited to be stored.
    private func isDead(_ arrival: Arrival, _ writing: Writing) -> Bool {
        guard arrival.birth >= writing.lastForgottenPurge else {
            return true
        }
        guard arrival.birth < writing.purges.last else {
            return false
        }
        return arrival.value.withUnsafeBytes { self.isDead($0, arrival.fingerprint, writing.purges) }
    }

    func isDead(_ value: UnsafeRawBufferPointer, _ fingerprint: Fingerprint, _ purges: PurgeList) -> Bool {
        var isDead = true
        _ = StoredAnswer.read(value, under: fingerprint, seal: self.seal) { isDead = purges.isDead($0) }
        return isDead
    }

    private func remove(
        _ fingerprint: Fingerprint,
        _ writing: inout Writing,
        in transaction: borrowing WriteTransaction
    ) throws {
        try fingerprint.withUnsafeBytes { key in
            guard let stored = try transaction.get(self.tables.index, key: key) else {
                return
            }
            // What a write transaction hands out moves with its next write.
            let row = IndexRow(stored)
            try transaction.delete(self.tables.index, key: key)
            if let row {
                try row.number.withUnsafeBytes { number in
                    _ = try transaction.delete(self.tables.entries, key: number)
                }
            }
            writing.hasWritten = true
            writing.removed.append(fingerprint)
        }
    }

    /// Removes entries that a walk found.
    func remove(
        _ fingerprints: some Sequence<Fingerprint>,
        _ writing: inout Writing,
        in transaction: borrowing WriteTransaction
    ) throws {
        for fingerprint in fingerprints {
            try self.remove(fingerprint, &writing, in: transaction)
        }
    }

    /// Removes an entry that could not be read, unless a good one has taken its place since.
    func removeBroken(_ fingerprint: Fingerprint, in transaction: borrowing WriteTransaction) throws {
        try self.writing.withLock { writing in
            let stored = try fingerprint.withUnsafeBytes { key in try transaction.get(self.tables.index, key: key) }
            guard let stored else {
                return
            }
            if let value = try IndexRow(stored)?.number
                .withUnsafeBytes({ try transaction.get(self.tables.entries, key: $0) }),
                case .good = StoredAnswer.read(value, under: fingerprint, seal: self.seal, { _ in })
            {
                return
            }
            try self.remove(fingerprint, &writing, in: transaction)
        }
    }

    func removeAll(in transaction: borrowing WriteTransaction) throws {
        try self.writing.withLock { writing in
            var all: [Fingerprint] = []
            try transaction.forEach(self.tables.index) { key, _ in
                if let fingerprint = Fingerprint(key) {
                    all.append(fingerprint)
                }
                return true
            }
            try transaction.removeAll(self.tables.index)
            try transaction.removeAll(self.tables.entries)
            try self.tables.hits.removeAll(in: transaction)
            writing.removed.append(contentsOf: all)
            writing.hasWritten = true
        }
    }

    func purge(_ selector: PurgeSelector, in transaction: borrowing WriteTransaction) throws {
        try self.writing.withLock { writing in
            try self.tables.purges.purge(selector, in: transaction)
            self.adopt(try self.tables.purges.list(in: transaction), &writing)
            writing.hasWritten = true
        }
    }

    /// Writes down what is counted in memory.
    func flush(
        _ savings: [SavingsSeries: Savings],
        _ counts: CacheStats,
        in transaction: borrowing WriteTransaction
    ) throws {
        try self.writing.withLock { writing in
            if let presence = self.presence {
                try self.tables.hits.flush(presence, in: transaction)
            }
            try self.tables.totals.flush(savings, counts, in: transaction)
            writing.hasWritten = true
        }
    }

    /// Writes something that changes each time.
    func tryDisk(in transaction: borrowing WriteTransaction, now: UInt64) throws {
        try self.writing.withLock { writing in
            try AnswerStore.trialKey.withUnsafeBytes { key in
                try withUnsafeBytes(of: now) { try transaction.put(self.tables.state, key: key, value: $0) }
            }
            writing.hasWritten = true
        }
    }

    private static let trialKey: [UInt8] = Array("trial".utf8)

    /// The map is full in spite of `trim`: a sixteenth of the entries goes, the oldest, or a 256th, or fewer, where even
    /// removing finds no page to write to. Those lie together, so that they free whole pages. Says whether there was
    /// anything to remove.
    func makeRoom(in transaction: borrowing WriteTransaction, attempt: Int) throws -> Bool {
        try self.writing.withLock { writing in
            let entries = try transaction.usage(self.tables.entries).entries
            let removed = try self.removeOldest(entries >> min(4 * (attempt + 1), 60) + 1, &writing, in: transaction)
            try self.announce(writing: &writing, in: transaction)
            return removed > 0
        }
    }

    func removeOldest(
        _ count: Int,
        _ writing: inout Writing,
        in transaction: borrowing WriteTransaction
    ) throws -> Int {
        var removed = 0
        while removed < count, let oldest = try transaction.first(self.tables.entries) {
            // The index may be written meanwhile: then `oldest.key` is no longer valid, the copy is.
            let key = [UInt8](oldest.key)
            if let fingerprint = StoredAnswer.fingerprint(of: oldest.value) {
                try fingerprint.withUnsafeBytes { index in
                    let stored = try transaction.get(self.tables.index, key: index)
                    if let stored, let row = IndexRow(stored), row.number.withUnsafeBytes({ key.elementsEqual($0) }) {
                        try transaction.delete(self.tables.index, key: index)
                        writing.removed.append(fingerprint)
                    }
                }
            }
            try key.withUnsafeBytes { _ = try transaction.delete(self.tables.entries, key: $0) }
            writing.hasWritten = true
            removed += 1
        }
        writing.evicted += removed
        return removed
    }
}
