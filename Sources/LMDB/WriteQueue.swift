internal import Glibc

/// The one writer thread of an environment: jobs wait in a bounded queue and are committed in groups.
///
/// A commit costs a sync whatever it holds, so all that waits goes into one transaction. A job may be run more than once
/// (a full map, a bad neighbour in its group): it must do the same each time. A completion runs on the writer's thread
/// after the commit, with nil, or with the error that kept the job from being stored.
package final class WriteQueue: Sendable {
    package typealias Job = @Sendable (borrowing WriteTransaction) throws -> Void
    package typealias Completion = @Sendable ((any Error)?) -> Void

    package typealias RoomMaker = @Sendable (_ transaction: borrowing WriteTransaction, _ attempt: Int) throws -> Bool

    /// What may wait and what one commit may hold.
    package struct Limits: Sendable {
        /// Jobs that may wait.
        package var jobsMax: Int
        /// Bytes that waiting jobs may hold together, as they say themselves.
        package var bytesMax: Int
        /// Jobs of one commit.
        package var groupJobsMax: Int
        /// How long the writer lets jobs gather before a commit, in nanoseconds. It does not wait while the queue is
        /// more than half full, nor for `flush` or `stop`.
        package var linger: UInt64

        package init(
            jobsMax: Int = 4096,
            bytesMax: Int = 64 << 20,
            groupJobsMax: Int = 1024,
            linger: UInt64 = 0
        ) {
            self.jobsMax = jobsMax
            self.bytesMax = bytesMax
            self.groupJobsMax = groupJobsMax
            self.linger = linger
        }
    }

    /// What a store adds to each commit.
    package struct Hooks: Sendable {
        /// Runs at the end of each group, in its transaction.
        package var closing: Job?
        /// Runs in a transaction of its own when the map is full, and says whether it removed anything. Removing takes
        /// pages too, and what it frees is usable two commits later: it is asked again with a higher `attempt`, counted
        /// from zero, and should then remove less.
        package var makingRoom: RoomMaker?

        package init(
            closing: Job? = nil,
            makingRoom: RoomMaker? = nil
        ) {
            self.closing = closing
            self.makingRoom = makingRoom
        }
    }

    private let mailbox: WriterMailbox
    private let thread: WriterThread

    /// - Parameter name: of the thread, at most 15 bytes.
    package init(
        environment: Environment,
        name: String,
        limits: Limits = Limits(),
        hooks: Hooks = Hooks()
    ) throws(LMDBError) {
        let mailbox = WriterMailbox(limits: limits)
        let writer = Writer(environment: environment, mailbox: mailbox, hooks: hooks)
        self.mailbox = mailbox
        self.thread = try WriterThread(name: name) { writer.run() }
    }

    deinit {
        self.stop()
    }

    /// Hands in a job; never blocks. Says false, and does nothing, if the queue is full or stopped.
    ///
    /// - Parameter bytes: what the job holds in memory while it waits.
    package func submit(bytes: Int = 0, _ job: @escaping Job, completion: Completion? = nil) -> Bool {
        self.mailbox.offer(WriterMailbox.Letter(bytes: bytes, job: job, completion: completion))
    }

    /// Waits until all that was handed in before is committed or failed. Not to be called from a job.
    package func flush() {
        self.mailbox.waitUntilDrained()
    }

    /// Commits what waits and ends the thread. Whatever comes later is refused.
    package func stop() {
        self.mailbox.close()
        self.thread.join()
    }

    /// Jobs that wait or are being committed.
    package var waiting: Int { self.mailbox.waiting }
}

/// What the writer's thread does.
struct Writer: Sendable {
    private static let roomMakingMax = 8
    /// The attempts in which removing is tried with less before the map is moved.
    private static let smallerRemovals = 3

    let environment: Environment
    let mailbox: WriterMailbox
    let hooks: WriteQueue.Hooks

    func run() {
        while let group = self.mailbox.take() {
            self.commit(group[...])
            self.mailbox.finished(group)
        }
    }

    private func commit(_ group: ArraySlice<WriterMailbox.Letter>) {
        var roomMakings = 0
        while true {
            do {
                try self.environment.write { transaction in
                    for letter in group {
                        try letter.job(transaction)
                    }
                    try self.hooks.closing?(transaction)
                }
                for letter in group {
                    letter.completion?(nil)
                }
                return
            } catch {
                if (error as? LMDBError)?.isMapFull == true, roomMakings < Writer.roomMakingMax,
                    self.makeRoom(attempt: roomMakings)
                {
                    roomMakings += 1
                    continue
                }
                guard group.count == 1, let letter = group.first else {
                    // One job spoils its group: each gets a commit, and so its own error.
                    for index in group.indices {
                        self.commit(group[index...index])
                    }
                    return
                }
                letter.completion?(error)
                return
            }
        }
    }

    /// Says whether another try is worth it.
    private func makeRoom(attempt: Int) -> Bool {
        if self.environment.clearStaleReaders() > 0 {
            return true
        }
        guard let makingRoom = self.hooks.makingRoom else {
            return self.growMap()
        }
        do {
            return try self.environment.write { try makingRoom($0, attempt) }
        } catch {
            return attempt < Writer.smallerRemovals || self.growMap()
        }
    }

    private func growMap() -> Bool {
        let size = self.environment.mapSize
        let bound = self.environment.options.mapSizeMax
        guard size < bound else {
            return false
        }
        let (doubled, overflow) = size.multipliedReportingOverflow(by: 2)
        do {
            try self.environment.grow(to: overflow ? bound : min(doubled, bound))
            return true
        } catch {
            return false
        }
    }
}
