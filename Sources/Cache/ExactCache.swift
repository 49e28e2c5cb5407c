internal import LMDB
internal import Synchronization

/// Answers to requests that were asked before, word for word, by the same caller under the same policy.
///
/// A lookup is a read of mapped memory on the caller's own thread. A store is handed to the one writer thread and is found
/// by the next lookup even before it is committed. What is lost in a crash is the last few stores; what is found is what
/// was stored, or it is a miss. Nothing here is ever an error to the one who asks.
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
        /// whose store it is; a command that looks into a running server's store says false.
        package var mayBeginAnew: Bool

        package init(
            bytesMax: Int = 2 << 30,
            answerBytesMax: Int = 4 << 20,
            linger: UInt64 = 10_000_000,
            mayBeginAnew: Bool = true
        ) {
            self.bytesMax = bytesMax
            self.answerBytesMax = answerBytesMax
            self.linger = linger
            self.mayBeginAnew = mayBeginAnew
        }
    }

    /// What bodies may have at most, after the bounds of the store.
    package let answerBytesMax: Int

    let environment: Environment
    private let store: AnswerStore
    private let queue: WriteQueue
    private let pending = PendingAnswers()
    private let counters = CacheCounters()

    /// Opens the cache in `directory`, or creates it there.
    package init(directory: String, options: Options = Options()) throws {
        let bytesMax = max(options.bytesMax, 1 << 20)
        // A commit copies the pages that it changes, and frees the old ones only for the commit after the next. A quarter of
        // the store is kept free for that: three groups of answers, and the pages of the index that they change.
        let groupBytes = min(64 << 20, bytesMax / 32)
        let groupJobs = min(8192, max(1, bytesMax / (4096 * 32)))
        let environment = try ExactCache.open(directory, bytesMax: bytesMax, mayBeginAnew: options.mayBeginAnew)
        let store = try AnswerStore(
            environment: environment,
            bytesMax: bytesMax - bytesMax / 4,
            counters: self.counters
        )
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
                closing: { try store.trim(in: $0) },
                makingRoom: { try store.makeRoom(in: $0, attempt: $1) }
            )
        )
        self.environment = environment
        self.store = store
        self.answerBytesMax = min(options.answerBytesMax, groupBytes - StoredAnswer.overheadMax)
    }

    /// The view of one loop. It must not be shared between threads.
    package func makeReader() -> CacheReader {
        CacheReader(self.environment.makeReader())
    }

    /// Hands the stored answer to `body`, if there is one that may be served at `now` (milliseconds since 1970).
    ///
    /// The view is valid inside `body` only. `body` must not look up anything itself.
    @inlinable
    package func get<R>(
        _ fingerprint: Fingerprint,
        now: UInt64,
        reader: CacheReader,
        body: (CachedAnswerView) -> R
    ) -> R? {
        var result: R?
        self.lookUp(fingerprint, now: now, reader: reader) { result = body($0) }
        return result
    }

    /// Stores a complete answer. Never waits: says false, and counts a drop, if it is too large or the queue is full.
    @discardableResult
    package func put(_ fingerprint: Fingerprint, _ answer: CachedAnswer, body: UnsafeRawBufferPointer) -> Bool {
        guard body.count <= self.answerBytesMax,
            let value = StoredAnswer.encode(answer, body: body, under: fingerprint)
        else {
            self.counters.drops.add(1, ordering: .relaxed)
            return false
        }
        self.store.noteTime(answer.storedAt)
        let ticket = self.pending.insert(fingerprint, value)
        let (store, pending, counters) = (self.store, self.pending, self.counters)
        let isTaken = self.queue.submit(bytes: value.count) { transaction in
            try store.put(fingerprint, value, in: transaction)
        } completion: { error in
            pending.remove(fingerprint, ticket: ticket)
            if error == nil {
                counters.stores.add(1, ordering: .relaxed)
            } else {
                counters.drops.add(1, ordering: .relaxed)
            }
        }
        if !isTaken {
            pending.remove(fingerprint, ticket: ticket)
            counters.drops.add(1, ordering: .relaxed)
        }
        return isTaken
    }

    /// Forgets everything that was stored before. Waits for the writer.
    package func removeAll() throws {
        let store = self.store
        let failure = Mutex<(any Error)?>(nil)
        // What waits in the queue comes before this, and is removed too.
        let isTaken = self.queue.submit {
            try store.removeAll(in: $0)
        } completion: { error in
            failure.withLock { $0 = error }
        }
        guard isTaken else {
            throw CacheBusyError()
        }
        self.queue.flush()
        if let error = failure.withLock({ $0 }) {
            throw error
        }
    }

    package var stats: CacheStats {
        var stats = self.counters.stats
        if let usage = try? self.environment.read({ try self.store.usage(in: $0) }) {
            stats.entries = UInt64(clamping: usage.entries)
            stats.bytes = UInt64(clamping: usage.bytes)
        }
        return stats
    }

    /// Waits until all that was stored is committed.
    package func flush() {
        self.queue.flush()
    }

    /// Commits what waits and ends the writer's thread. Later stores are dropped; lookups go on.
    package func stop() {
        self.queue.stop()
    }
}

/// The write queue was full when something had to be done at once.
package struct CacheBusyError: Error, CustomStringConvertible {
    package var description: String { "the cache has more to write than it can take in now; try again in a second" }
}

/// What one loop reads the cache with.
package final class CacheReader {
    let reader: Reader

    init(_ reader: Reader) {
        self.reader = reader
    }
}

extension ExactCache {
    private enum Outcome {
        case hit
        case nothing
        case expired
        case corrupt
    }

    @usableFromInline
    func lookUp(_ fingerprint: Fingerprint, now: UInt64, reader: CacheReader, _ body: (CachedAnswerView) -> Void) {
        let outcome: Outcome
        if let value = self.pending.find(fingerprint) {
            outcome = value.withUnsafeBytes { ExactCache.serve($0, fingerprint, now: now, body) }
        } else {
            do {
                outcome = try reader.reader.read { transaction in
                    switch try self.store.find(fingerprint, in: transaction) {
                    case .nothing: .nothing
                    case .broken: .corrupt
                    case .value(let value): ExactCache.serve(value, fingerprint, now: now, body)
                    }
                }
            } catch {
                self.counters.failures.add(1, ordering: .relaxed)
                outcome = .nothing
            }
        }
        self.count(outcome, fingerprint)
    }

    private static func serve(
        _ value: UnsafeRawBufferPointer,
        _ fingerprint: Fingerprint,
        now: UInt64,
        _ body: (CachedAnswerView) -> Void
    ) -> Outcome {
        guard let view = StoredAnswer.decode(value, under: fingerprint) else {
            return .corrupt
        }
        guard view.expiresAt > now else {
            return .expired
        }
        body(view)
        return .hit
    }

    private func count(_ outcome: Outcome, _ fingerprint: Fingerprint) {
        if case .hit = outcome {
            self.counters.hits.add(1, ordering: .relaxed)
            return
        }
        self.counters.misses.add(1, ordering: .relaxed)
        switch outcome {
        case .hit, .nothing:
            break
        case .expired:
            self.counters.expired.add(1, ordering: .relaxed)
        case .corrupt:
            self.counters.corrupt.add(1, ordering: .relaxed)
            // If the queue is full it stays, and is a miss again.
            let store = self.store
            _ = self.queue.submit { try store.removeBroken(fingerprint, in: $0) }
        }
    }

    private static func open(_ directory: String, bytesMax: Int, mayBeginAnew: Bool) throws -> Environment {
        let options = Environment.Options(
            tablesMax: 8,
            mapSize: bytesMax,
            mapSizeMax: bytesMax + max(bytesMax / 8, 1 << 20),
            durability: .mayLoseLast
        )
        do {
            let environment = try Environment(directory: directory, options: options)
            // LMDB never gives disk back, so a file from the days of a larger bound would stay as it is.
            if environment.fileBytes <= options.mapSizeMax || !mayBeginAnew {
                return environment
            }
        } catch {
            // A cache may be lost.
            guard error.isUnreadable, mayBeginAnew else {
                throw error
            }
        }
        Environment.remove(directory: directory)
        return try Environment(directory: directory, options: options)
    }
}
