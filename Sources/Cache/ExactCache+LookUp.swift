internal import LMDB
internal import Synchronization

extension ExactCache {
    /// Hands the stored answer to `body`, if there is one that may be served at `now` (milliseconds since 1970).
    ///
    /// The view is valid inside `body` only. `body` must not look up anything itself.
    ///
    /// - Parameters:
    ///   - staleness: whether one that has expired will do; `view.isStale(at:)` tells it.
    ///   - tier: who found the fingerprint, for the counts; nil for a step on the way, which is neither a hit nor a miss. Only
    ///     the exact tier's lookups are misses, since the others follow one of them.
    @inlinable
    package func get<R>(
        _ fingerprint: Fingerprint,
        now: UInt64,
        reader: CacheReader,
        allowing staleness: Staleness = .fresh,
        tier: CacheTier? = .exact,
        body: (CachedAnswerView) -> R
    ) -> R? {
        var result: R?
        self.lookUp(fingerprint, now: now, reader: reader, staleness, tier) { result = body($0) }
        return result
    }

    private enum Outcome {
        case hit(isStale: Bool)
        case nothing
        case expired
        case purged
        case foreign
        case corrupt
    }

    @usableFromInline
    func lookUp(
        _ fingerprint: Fingerprint,
        now: UInt64,
        reader: CacheReader,
        _ staleness: Staleness,
        _ tier: CacheTier?,
        _ body: (CachedAnswerView) -> Void
    ) {
        self.tick(now)
        if self.power.isOff {
            self.retryIfDue(at: now)
            return self.count(.nothing, fingerprint, staleness, tier)
        }
        if self.isMissing(fingerprint) {
            self.counters.quickMisses.add(1, ordering: .relaxed)
            return self.count(.nothing, fingerprint, staleness, tier)
        }
        do {
            let outcome = try self.find(fingerprint, reader) { value, purges in
                self.serve(value, fingerprint, now: now, staleness, purges, body)
            }
            self.count(outcome, fingerprint, staleness, tier)
        } catch {
            self.counters.failures.add(1, ordering: .relaxed)
            self.power.note(error, at: now, damaged: { CacheFiles.markDamaged(self.environment.directory) })
            self.count(.nothing, fingerprint, staleness, tier)
        }
    }

    /// True only if nothing is stored, by this process or another, and nothing waits to be.
    private func isMissing(_ fingerprint: Fingerprint) -> Bool {
        // In this order: what the writer says it knows is in the table before it says so.
        let known = self.store.lastKnownTransaction
        guard let presence = self.store.presence, !presence.mayContain(fingerprint) else {
            return false
        }
        if self.environment.lastTransactionID <= known {
            return true
        }
        self.learn()
        return false
    }

    private func find(
        _ fingerprint: Fingerprint,
        _ reader: CacheReader,
        _ serve: (_ value: UnsafeRawBufferPointer, _ purges: PurgeList) -> Outcome
    ) throws -> Outcome {
        let purges = self.store.tables.purges
        if let value = self.pending.find(fingerprint) {
            if self.environment.lastTransactionID != reader.purgesAsOf {
                try reader.reader.read { try reader.refresh(purges, in: $0) }
            }
            return value.withUnsafeBytes { serve($0, reader.purges) }
        }
        return try reader.reader.read { transaction in
            try reader.refresh(purges, in: transaction)
            return switch try self.store.find(fingerprint, in: transaction) {
            case .nothing: .nothing
            case .broken: .corrupt
            case .value(let value): serve(value, reader.purges)
            }
        }
    }

    private func serve(
        _ value: UnsafeRawBufferPointer,
        _ fingerprint: Fingerprint,
        now: UInt64,
        _ staleness: Staleness,
        _ purges: PurgeList,
        _ body: (CachedAnswerView) -> Void
    ) -> Outcome {
        var outcome = Outcome.expired
        let reading = StoredAnswer.read(value, under: fingerprint, seal: self.store.seal) { view in
            if purges.isDead(view) {
                outcome = .purged
            } else if view.mayServe(at: now, staleness) {
                outcome = .hit(isStale: view.isStale(at: now))
                body(view)
            }
        }
        return switch reading {
        case .good: outcome
        case .foreign: .foreign
        case .corrupt: .corrupt
        }
    }

    private func count(_ outcome: Outcome, _ fingerprint: Fingerprint, _ staleness: Staleness, _ tier: CacheTier?) {
        if case .hit(let isStale) = outcome {
            self.store.presence?.noteHit(fingerprint)
            if let tier { self.counters.countHit(tier, isStale: isStale) }
            return
        }
        switch (staleness, tier) {
        case (.fresh, .exact), (.whileRevalidating, .exact): self.counters.misses.add(1, ordering: .relaxed)
        // The miss was counted by the lookup before.
        case (.afterError, _), (.fresh, _), (.whileRevalidating, _): break
        }
        switch outcome {
        case .hit, .nothing:
            break
        case .purged:
            // The sweep takes it.
            break
        case .expired:
            self.counters.expired.add(1, ordering: .relaxed)
        case .foreign:
            self.counters.foreign.add(1, ordering: .relaxed)
            self.drop(fingerprint)
        case .corrupt:
            self.counters.corrupt.add(1, ordering: .relaxed)
            self.drop(fingerprint)
        }
    }

    /// If the queue is full it stays, and is a miss again.
    private func drop(_ fingerprint: Fingerprint) {
        let store = self.store
        _ = self.queue.submit { try store.removeBroken(fingerprint, in: $0) }
    }
}

extension CacheReader {
    /// Learns of purges by any process. One small record is read, and that only after a commit.
    func refresh(_ table: PurgeTable, in transaction: borrowing ReadTransaction) throws {
        let current = transaction.id
        guard current != self.purgesAsOf else {
            return
        }
        if try table.revision(in: transaction) != self.purges.revision {
            self.purges = try table.list(in: transaction)
        }
        self.purgesAsOf = current
    }
}
