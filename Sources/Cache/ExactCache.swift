internal import Exchange
internal import LMDB
internal import Synchronization

/// Answers to requests that were asked before, word for word, by the same caller under the same policy.
///
/// A lookup is a read of mapped memory on the caller's own thread, and most of those that find nothing do not even come
/// that far. A store is handed to the one writer thread and is found by the next lookup even before it is committed. What
/// is lost in a crash is the last few stores; what is found is what was stored, or it is a miss. Nothing here is ever an
/// error to the one who asks.
package final class ExactCache: Sendable {
    package struct Options: Sendable {
        /// The bound of the file on the disk, which only a reader that holds on to old pages stretches by an eighth. At
        /// least one mebibyte is taken.
        package var bytesMax: Int
        /// A larger body is not stored.
        package var answerBytesMax: Int
        /// How long stores gather before a commit, in nanoseconds.
        package var linger: UInt64
        /// A file that cannot be read, or that is larger than `bytesMax`, is removed and begun anew. Right for the server,
        /// whose store it is.
        package var mayBeginAnew: Bool
        /// 32 bytes that answers are sealed under; nil to store them as they are.
        package var masterKey: [UInt8]?
        /// Hears when the cache is turned off or on. Runs on any thread, and must not wait.
        package var healthChanged: (@Sendable (CacheHealth) -> Void)?

        package init(
            bytesMax: Int = 2 << 30,
            answerBytesMax: Int = 4 << 20,
            linger: UInt64 = 10_000_000,
            mayBeginAnew: Bool = true,
            masterKey: [UInt8]? = nil,
            healthChanged: (@Sendable (CacheHealth) -> Void)? = nil
        ) {
            self.bytesMax = bytesMax
            self.answerBytesMax = answerBytesMax
            self.linger = linger
            self.mayBeginAnew = mayBeginAnew
            self.masterKey = masterKey
            self.healthChanged = healthChanged
        }
    }

    /// What bodies may have at most, after the bounds of the store.
    package let answerBytesMax: Int

    let environment: Environment
    let store: AnswerStore
    let queue: WriteQueue
    let pending = PendingAnswers()
    let counters = CacheCounters()
    let power: CacheSwitch
    let savings: SavingsLedger
    /// What was counted before this process.
    private let countsBefore: CacheStats
    /// Milliseconds since 1970; then what is counted in memory is written down.
    private let flushAt = Atomic<UInt64>(0)
    private let isLearning = Atomic<Bool>(false)

    /// Opens the cache in `directory`, or creates it there.
    package init(directory: String, options: Options = Options()) throws {
        let bytesMax = max(options.bytesMax, 1 << 20)
        // A commit copies the pages that it changes, and frees the old ones only for the commit after the next. A quarter of
        // the store is kept free for that: three groups of answers, and the pages that they and the evictions change, which
        // lie anywhere.
        let groupBytes = min(64 << 20, bytesMax / 32)
        let groupJobs = min(8192, max(1, bytesMax / (4096 * 128)))
        let (environment, tables) = try CacheFiles.open(
            directory,
            bytesMax: bytesMax,
            mayBeginAnew: options.mayBeginAnew
        )
        let store = AnswerStore(
            tables: tables,
            bytesMax: bytesMax - bytesMax / 4,
            sweptMax: 2 * groupJobs,
            seal: try ExactCache.seal(options.masterKey, environment, tables),
            presence: PresenceTable(storeBytesMax: bytesMax),
            counters: self.counters
        )
        let power = CacheSwitch(directory: directory, options.healthChanged)
        (self.countsBefore, self.savings) = try environment.read { transaction in
            (
                try tables.totals.counts(in: transaction),
                SavingsLedger(try tables.totals.savings(in: transaction))
            )
        }
        self.queue = try WriteQueue(
            environment: environment,
            name: "cache-writer",
            limits: WriteQueue.Limits(
                jobsMax: max(4096, 2 * groupJobs),
                bytesMax: groupBytes,
                groupJobsMax: groupJobs,
                linger: options.linger
            ),
            hooks: WriteQueue.Hooks(
                opening: { transaction in
                    guard power.letsWrite else {
                        throw CacheOffError()
                    }
                    try store.begin(in: transaction)
                },
                closing: { try store.close(in: $0) },
                makingRoom: { try store.makeRoom(in: $0, attempt: $1) },
                ended: { error in
                    store.end(error)
                    power.note(error, at: store.time, damaged: { CacheFiles.markDamaged(directory) })
                }
            )
        )
        self.environment = environment
        self.store = store
        self.power = power
        self.answerBytesMax = min(options.answerBytesMax, groupBytes - StoredAnswer.overheadMax)
        self.learn()
    }

    deinit {
        // Without the counts of the last minute nothing is wrong: the queue commits what waits in any case.
        self.submitFlush()
    }

    private static func seal(
        _ masterKey: [UInt8]?,
        _ environment: Environment,
        _ tables: CacheTables
    ) throws -> AnswerSeal? {
        guard let masterKey else {
            return nil
        }
        guard masterKey.count == AnswerSeal.masterKeyByteCount else {
            throw MasterKeyError()
        }
        return AnswerSeal(masterKey: masterKey, salt: try environment.write { try tables.salt(in: $0) })
    }

    /// The view of one loop. It must not be shared between threads.
    package func makeReader() -> CacheReader {
        CacheReader(self.environment.makeReader())
    }

    /// Stores a complete answer. Never waits: says false, and counts a drop, if it is too large or the queue is full.
    @discardableResult
    package func put(_ fingerprint: Fingerprint, _ answer: CachedAnswer, body: UnsafeRawBufferPointer) -> Bool {
        // Asked for before anything else: a purge that comes from now on is meant for this answer.
        self.put(fingerprint, answer, body: body, birth: self.environment.lastTransactionID)
    }

    /// Stores a stored answer with other words about it. It stays as old as it is: a purge that came since it was found is
    /// meant for it.
    @discardableResult
    package func put(again view: CachedAnswerView, _ fingerprint: Fingerprint, _ answer: CachedAnswer) -> Bool {
        self.put(fingerprint, answer, body: view.body, birth: view.birth)
    }

    private func put(
        _ fingerprint: Fingerprint,
        _ answer: CachedAnswer,
        body: UnsafeRawBufferPointer,
        birth: UInt64
    ) -> Bool {
        self.tick(answer.storedAt)
        guard !self.power.isOff, body.count <= self.answerBytesMax,
            let value = StoredAnswer.encode(
                answer,
                body: body,
                under: fingerprint,
                birth: birth,
                seal: self.store.seal
            )
        else {
            self.counters.drops.add(1, ordering: .relaxed)
            return false
        }
        let arrival = AnswerStore.Arrival(
            fingerprint: fingerprint,
            value: value,
            row: IndexRow(of: answer, bytes: value.count),
            birth: birth
        )
        self.store.presence?.insert(fingerprint)
        let ticket = self.pending.insert(fingerprint, value)
        let (store, pending, counters) = (self.store, self.pending, self.counters)
        let isTaken = self.queue.submit(bytes: value.count) { transaction in
            try store.put(arrival, in: transaction)
        } completion: { error in
            pending.remove(fingerprint, ticket: ticket)
            if error == nil {
                counters.stores.add(1, ordering: .relaxed)
            } else {
                store.presence?.remove(fingerprint)
                counters.drops.add(1, ordering: .relaxed)
            }
        }
        if !isTaken {
            pending.remove(fingerprint, ticket: ticket)
            store.presence?.remove(fingerprint)
            counters.drops.add(1, ordering: .relaxed)
        }
        return isTaken
    }

    /// What a hit that was served saved, and whom. The caller knows it: an entry that is shared names its first reader only.
    package func noteSaving(_ series: SavingsSeries, of view: CachedAnswerView) {
        var savings = Savings()
        savings.hits = 1
        savings.promptTokens = view.usage?.prompt ?? 0
        savings.completionTokens = view.usage?.completion ?? 0
        savings.milliseconds = view.upstreamMilliseconds
        self.savings.add(savings, to: series)
    }

    package var health: CacheHealth { self.power.current }

    /// Since it was opened, and what it holds.
    package var stats: CacheStats {
        var stats = self.counters.stats
        if let usage = try? self.environment.read({ try self.store.usage(in: $0) }) {
            stats.entries = UInt64(clamping: usage.entries)
            stats.bytes = UInt64(clamping: usage.bytes)
        }
        return stats
    }

    /// Since the store was made.
    package var allSavings: [SavingsSeries: Savings] { self.savings.all }

    /// Waits until all that was stored is committed.
    package func flush() {
        self.queue.flush()
    }

    /// Commits what waits and ends the writer's thread. Later stores are dropped; lookups go on.
    package func stop() {
        self.submitFlush()
        self.queue.stop()
    }
}

/// What one loop reads the cache with.
package final class CacheReader {
    let reader: Reader
    /// As of the commit `purgesAsOf`.
    var purges = PurgeList()
    var purgesAsOf: UInt64 = 0

    init(_ reader: Reader) {
        self.reader = reader
    }
}

// MARK: What is done now and then

extension ExactCache {
    private static let flushInterval: UInt64 = 60_000

    /// Takes the time from whoever calls. Once a minute a job is handed to the writer; nothing is written here.
    func tick(_ now: UInt64) {
        self.store.noteTime(now)
        let due = self.flushAt.load(ordering: .relaxed)
        guard now >= due,
            self.flushAt.compareExchange(expected: due, desired: now &+ ExactCache.flushInterval, ordering: .relaxed)
                .exchanged
        else {
            return
        }
        if due > 0 {
            self.submitFlush()
        }
    }

    private func submitFlush() {
        let (store, savings, counters, before) = (self.store, self.savings, self.counters, self.countsBefore)
        _ = self.queue.submit { transaction in
            try store.flush(savings.all, before.adding(counters.stats), in: transaction)
        }
    }

    /// Lets the writer look at what is in the store: at the start, and when another process has written.
    func learn() {
        guard !self.isLearning.exchange(true, ordering: .acquiringAndReleasing) else {
            return
        }
        let isTaken = self.queue.submit { _ in
        } completion: { [weak self] error in
            self?.isLearning.store(false, ordering: .releasing)
            self?.keepSweeping(after: error)
        }
        if !isTaken {
            self.isLearning.store(false, ordering: .releasing)
        }
    }

    /// One commit after the other until what was purged is gone; stores of others come in between.
    func keepSweeping(after error: (any Error)?) {
        guard error == nil, self.store.isSweeping else {
            return
        }
        _ = self.queue.submit { _ in
        } completion: { [weak self] error in
            self?.keepSweeping(after: error)
        }
    }

    /// While the cache is off, one write a minute tries whether it works again.
    func retryIfDue(at now: UInt64) {
        guard self.power.shouldRetry(at: now) else {
            return
        }
        let (store, savings, counters, before) = (self.store, self.savings, self.counters, self.countsBefore)
        let isTaken = self.queue.submit { transaction in
            try store.flush(savings.all, before.adding(counters.stats), in: transaction)
            try store.tryDisk(in: transaction, now: now)
        }
        if !isTaken {
            self.power.endTry()
        }
    }
}
