internal import Glibc
package import Threads

/// Encodes texts on a thread of its own, one after the other, so that no event loop ever waits for it.
///
/// A bounded number of texts wait; what is full refuses, and whose deadline has passed before its turn is not encoded.
package final class EncoderThread: Sendable {
    /// Why there is no embedding.
    package enum Refusal: Error, Sendable, Hashable {
        /// Its turn came after its deadline.
        case late
        /// The thread was stopped before its turn came.
        case stopped
    }

    /// Runs on the encoder's thread and must not block it: it hands the embedding on to whoever waits.
    package typealias Completion = @Sendable (Result<Embedding, Refusal>) -> Void
    /// Nanoseconds of a clock that never goes back.
    package typealias Clock = @Sendable () -> UInt64

    private let queue: EncoderQueue
    private let thread: NamedThread

    /// - Parameters:
    ///   - name: of the thread, at most 15 bytes.
    ///   - waitingMax: texts that may wait. At some milliseconds a text, more would be late anyway.
    ///   - clock: what the deadlines are told by; `CLOCK_MONOTONIC` unless told otherwise.
    package convenience init(
        _ encoder: SentenceEncoder,
        name: String = "encoder",
        waitingMax: Int = 64,
        clock: @escaping Clock = EncoderThread.monotonic
    ) throws(ThreadError) {
        try self.init(name: name, waitingMax: waitingMax, clock: clock) {
            var scratch = SentenceEncoder.Scratch()
            return { text in text.withUnsafeBytes { encoder.encode($0, using: &scratch) } }
        }
    }

    /// - Parameter start: makes what encodes, on the thread.
    init(
        name: String,
        waitingMax: Int,
        clock: @escaping Clock,
        _ start: @escaping @Sendable () -> ([UInt8]) -> Embedding
    ) throws(ThreadError) {
        let queue = EncoderQueue(lettersMax: waitingMax)
        self.queue = queue
        self.thread = try NamedThread(name: name) {
            let encode = start()
            while let letter = queue.take() {
                guard clock() < letter.deadline else {
                    letter.completion(.failure(.late))
                    continue
                }
                letter.completion(.success(encode(letter.text)))
            }
        }
    }

    deinit {
        self.stop()
    }

    /// Hands in a text; never blocks. Says false, and will not call the completion, if the queue is full or stopped.
    /// Otherwise the completion is called once, and perhaps later than the deadline, by what stands before it in the queue:
    /// who must go on at the deadline has a timer of its own.
    ///
    /// - Parameters:
    ///   - text: in UTF-8.
    ///   - deadline: by the clock; the text is not begun at it or later.
    package func submit(_ text: [UInt8], deadline: UInt64, completion: @escaping Completion) -> Bool {
        self.queue.offer(EncoderQueue.Letter(text: text, deadline: deadline, completion: completion))
    }

    /// Texts that wait for their turn.
    package var waiting: Int { self.queue.waiting }

    /// Ends the thread after the text that it is at, which is finished; those that wait are refused as stopped.
    package func stop() {
        for letter in self.queue.close() { letter.completion(.failure(.stopped)) }
        self.thread.join()
    }

    /// Nanoseconds of `CLOCK_MONOTONIC`.
    package static let monotonic: Clock = {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(clamping: now.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: now.tv_nsec)
    }
}
