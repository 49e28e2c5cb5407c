internal import LMDB

/// What goes, and when: the expired, the purged, and for want of room what is worth the least.
extension AnswerStore {
    /// Rows that one commit looks at for what has expired, and as many more as it stored twice.
    private static let expiryRows = 64
    /// Rows that one commit of a sweep after a purge looks at.
    private static let purgeRows = 4096
    /// Of so many that are looked at, the one that is worth the least is evicted.
    private static let sample = 16
    private static let evictedAtOnceMax = 512
    private static let roundsMax = 128

    struct Candidate {
        var fingerprint: Fingerprint
        /// Nil for what serves nobody any more.
        var row: IndexRow?
        var worth: Float = -1
        var isGone: Bool { self.row == nil }
    }

    /// Sweeps some of what has expired, and evicts until the store is below its bound.
    ///
    /// The walk goes round in the order of fingerprints, which is random, so each stretch of it is a fair sample of the
    /// whole store; it looks at rows of the index alone. An eviction looks at sixteen rows: the cost of a store does not
    /// depend on how many there are.
    ///
    /// Small answers that go here and there free no page for a while, and each changes two. So where the store is only a little
    /// too large, what goes is twice what came, and the next commits do the rest: what one commit changes stays in
    /// proportion to what it stores.
    func trim(_ writing: inout Writing, in transaction: borrowing WriteTransaction) throws {
        let rows = AnswerStore.expiryRows + 2 * writing.puts
        let expired = try self.walk(rows, &writing, in: transaction).lazy.filter(\.isGone)
        try self.remove(expired.prefix(self.sweptMax).lazy.map(\.fingerprint), &writing, in: transaction)
        var evictedBytes = 0
        for _ in 0..<AnswerStore.roundsMax {
            let entries = try transaction.usage(self.tables.entries).entries
            let bytes = try self.bytes(in: transaction)
            guard entries > 0, self.isTooLarge(bytes, after: evictedBytes, writing) else {
                return
            }
            let wanted = (bytes - self.bytesMax) / max(bytes / entries, 1) + 1
            let count = min(wanted, AnswerStore.evictedAtOnceMax)
            try self.evict(count, &evictedBytes, &writing, in: transaction)
        }
    }

    private func isTooLarge(_ bytes: Int, after evictedBytes: Int, _ writing: borrowing Writing) -> Bool {
        let mayWait =
            evictedBytes >= 2 * writing.bytesPut && bytes <= self.bytesMax + self.bytesMax / AnswerStore.slackShare
        return bytes > self.bytesMax && !mayWait
    }

    private static let slackShare = 24

    private func evict(
        _ count: Int,
        _ evictedBytes: inout Int,
        _ writing: inout Writing,
        in transaction: borrowing WriteTransaction
    ) throws {
        var candidates = try self.walk(count * AnswerStore.sample, &writing, in: transaction)
        if candidates.isEmpty {
            // Entries that no row of the index leads to.
            _ = try self.removeOldest(count, &writing, in: transaction)
            return
        }
        self.assess(&candidates, &writing)
        candidates.sort { ($0.worth, $0.row?.number.value ?? 0) < ($1.worth, $1.row?.number.value ?? 0) }
        for candidate in candidates.prefix(count) {
            try self.remove(CollectionOfOne(candidate.fingerprint), &writing, in: transaction)
            writing.evicted += candidate.isGone ? 0 : 1
            evictedBytes += Int(candidate.row?.bytes ?? 0)
            guard self.isTooLarge(try self.bytes(in: transaction), after: evictedBytes, writing) else {
                return
            }
        }
    }

    /// The next rows of the round, at most each once.
    private func walk(
        _ count: Int,
        _ writing: inout Writing,
        in transaction: borrowing WriteTransaction
    ) throws -> [Candidate] {
        let count = min(count, try transaction.usage(self.tables.index).entries)
        let now = IndexRow.seconds(self.time)
        var found: [Candidate] = []
        found.reserveCapacity(count)
        var hand = writing.hand
        while found.count < count {
            let before = found.count
            var next: Fingerprint?
            func visit(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
                guard let fingerprint = Fingerprint(key) else {
                    return true
                }
                guard found.count < count else {
                    next = fingerprint
                    return false
                }
                let row = IndexRow(value).flatMap { $0.goneAt > now ? $0 : nil }
                found.append(Candidate(fingerprint: fingerprint, row: row))
                return true
            }
            if let hand {
                try hand.withUnsafeBytes { try transaction.forEach(self.tables.index, from: $0, visit) }
            } else {
                try transaction.forEach(self.tables.index, visit)
            }
            if hand == nil, next == nil, found.count == before {
                break
            }
            hand = next
        }
        writing.hand = hand
        return found
    }

    private func assess(_ candidates: inout [Candidate], _ writing: inout Writing) {
        let now = IndexRow.seconds(self.time)
        for row in candidates.compactMap(\.row) {
            writing.typicalAge.add(EntryWorth.age(of: row, now: now))
        }
        for index in candidates.indices {
            if let row = candidates[index].row {
                candidates[index].worth = EntryWorth.worth(
                    of: row,
                    hits: self.presence?.hits(of: candidates[index].fingerprint) ?? 0,
                    now: now,
                    typicalAge: writing.typicalAge
                )
            }
        }
    }

    private func bytes(in transaction: borrowing WriteTransaction) throws -> Int {
        try transaction.usage(self.tables.entries).bytes + transaction.usage(self.tables.index).bytes
            + self.tables.hits.bytes(in: transaction)
    }
}

/// How far a sweep after a purge has come.
struct PurgeSweep: Sendable {
    /// The last purge when it began.
    var target: UInt64
    /// Where it goes on; at the beginning if nil.
    var next: Fingerprint?

    init(target: UInt64) {
        self.target = target
    }
}

extension AnswerStore {
    /// Removes what was purged among the next rows. At the end of the index the rows of those purges go as well: what is
    /// stored from then on is younger.
    func sweepPurged(_ writing: inout Writing, in transaction: borrowing WriteTransaction) throws {
        guard var sweep = writing.sweep else {
            return
        }
        var dead: [Fingerprint] = []
        var left = AnswerStore.purgeRows
        var next: Fingerprint?
        func visit(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Bool {
            guard let fingerprint = Fingerprint(key) else {
                return true
            }
            guard left > 0, dead.count < self.sweptMax else {
                next = fingerprint
                return false
            }
            left -= 1
            let answer = try IndexRow(value)?.number
                .withUnsafeBytes { try transaction.get(self.tables.entries, key: $0) }
            if answer.map({ self.isDead($0, fingerprint, writing.purges) }) ?? true {
                dead.append(fingerprint)
            }
            return true
        }
        if let start = sweep.next {
            try start.withUnsafeBytes { try transaction.forEach(self.tables.index, from: $0, visit) }
        } else {
            try transaction.forEach(self.tables.index, visit)
        }
        try self.remove(dead, &writing, in: transaction)
        writing.purged += dead.count
        sweep.next = next
        writing.sweep = next == nil ? nil : sweep
        guard next == nil else {
            return
        }
        try self.tables.purges.drop(upTo: sweep.target, in: transaction)
        writing.lastForgottenPurge = max(writing.lastForgottenPurge, sweep.target)
        writing.purges = try self.tables.purges.list(in: transaction)
        writing.hasWritten = true
    }
}
