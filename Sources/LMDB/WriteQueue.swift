internal import Glibc
internal import Threads

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
        /// Runs at the start of each transaction of the writer, also of one that makes room.
        package var opening: Job?
        /// Runs at the end of each group, in its transaction.
        package var closing: Job?
        /// Runs in a transaction of its own when the map is full, and says whether it removed anything. Removing takes
        /// pages too, and what it frees is usable two commits later: it is asked again with a higher `attempt`, counted
        /// from zero, and should then remove less.
        package var makingRoom: RoomMaker?
        /// Runs on the writer's thread after each transaction: with nil once it is committed and before the completions
        /// of its jobs, else with what undid it.
        package var ended: Completion?

        package init(
            opening: Job? = nil,
            closing: Job? = nil,
            makingRoom: RoomMaker? = nil,
            ended: Completion? = nil
        ) {
            self.opening = opening
            self.closing = closing
            self.makingRoom = makingRoom
            self.ended = ended
        }
    }

    private let mailbox: WriterMailbox
    private let thread: NamedThread

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
        do {
            self.thread = try NamedThread(name: name) {
                var writer = writer
                writer.run()
            }
        } catch {
            throw LMDBError(code: error.code, doing: "starting the thread \(name)")
        }
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
