import Glibc
import Synchronization

/// The request log: one line of JSON a request, written by a thread of its own.
///
/// A loop only appends to a buffer. What it waits for is at most another loop's append, never the reader of the log: when
/// that one is too slow and the buffer is full, lines are dropped and counted. The writer lets lines gather for a few
/// milliseconds, so that a busy gateway writes many with one call.
package final class RequestLog: Sendable {
    /// How much may wait to be written, what is being written included.
    package static let waitingBytesMax = 8 << 20

    private static let gatherMilliseconds = 10
    /// This much is written without gathering more.
    private static let urgentBytes = 256 << 10
    /// A buffer that a burst made larger is given back.
    private static let keptBytesMax = 1 << 20

    private let descriptor: Int32
    private let waitingMax: Int
    private let state: Mutex<State>
    private let work = Signal()
    private let ended = Signal()

    private struct State {
        var waiting: [UInt8] = []
        var beingWritten = 0
        var dropped: UInt64 = 0
        var flushes: [Signal] = []
        var isStopping = false

        /// A full batch, a flush, the end.
        var isUrgent: Bool {
            self.isStopping || !self.flushes.isEmpty || self.waiting.count >= RequestLog.urgentBytes
        }
    }

    /// - Parameter descriptor: where the lines go, as standard output; it is not closed.
    package init(descriptor: Int32, waitingBytesMax: Int = RequestLog.waitingBytesMax) {
        self.descriptor = descriptor
        self.waitingMax = waitingBytesMax
        self.state = Mutex(State())
        self.startThread()
    }

    /// Appends a line. Never blocks on what is written.
    package func append(_ record: borrowing RequestRecord) {
        let needsWriter = self.state.withLock { state in
            let start = state.waiting.count
            guard !state.isStopping, start &+ state.beingWritten < self.waitingMax else {
                state.dropped &+= 1
                return false
            }
            record.appendLine(to: &state.waiting)
            return start == 0 || (start < Self.urgentBytes && state.waiting.count >= Self.urgentBytes)
        }
        if needsWriter { self.work.post() }
    }

    /// Lines that were not written: the buffer was full, or the descriptor failed.
    package var dropped: UInt64 {
        self.state.withLock { $0.dropped }
    }

    /// Waits until what has been appended is written.
    ///
    /// - Returns: `false` if the reader of the log was too slow.
    @discardableResult
    package func flush(withinMilliseconds limit: Int = 2000) -> Bool {
        let flushed = Signal()
        let isIdle = self.state.withLock { state in
            if state.waiting.isEmpty, state.beingWritten == 0 { return true }
            state.flushes.append(flushed)
            return false
        }
        if isIdle { return true }
        self.work.post()
        return flushed.wait(milliseconds: limit)
    }

    /// Writes what waits and ends the thread; a line that comes later is dropped.
    ///
    /// - Returns: `false` if the reader of the log was too slow; the thread is left to itself then.
    @discardableResult
    package func stop(withinMilliseconds limit: Int = 2000) -> Bool {
        self.state.withLock { $0.isStopping = true }
        self.work.post()
        let isEnded = self.ended.wait(milliseconds: limit)
        // Whoever stops it a second time is told the same.
        if isEnded { self.ended.post() }
        return isEnded
    }
}

extension RequestLog {
    private func startThread() {
        var thread = pthread_t()
        let log = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                // What the creator retained. No signal is for this thread; above all, a reader of the log that has gone is
                // an error of `write` here and not the end of the process.
                if let argument {
                    var signals = sigset_t()
                    sigfillset(&signals)
                    pthread_sigmask(SIG_BLOCK, &signals, nil)
                    Unmanaged<RequestLog>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            log.toOpaque()
        )
        if status == 0 {
            pthread_detach(thread)
        } else {
            // Without its thread the log has no writer: it drops, and counts what it drops.
            log.release()
            self.state.withLock { $0.isStopping = true }
            self.ended.post()
        }
    }

    private func run() {
        var batch: [UInt8] = []
        var isStopping = false
        var isLineOpen = false
        while !isStopping {
            self.work.wait()
            // Whoever posts again is in a hurry.
            let isUrgent = self.state.withLock { $0.isUrgent }
            if !isUrgent { _ = self.work.wait(milliseconds: Self.gatherMilliseconds) }

            let flushes = self.state.withLock { state in
                batch.removeAll(keepingCapacity: batch.capacity <= Self.keptBytesMax)
                swap(&batch, &state.waiting)
                state.beingWritten = batch.count
                isStopping = state.isStopping
                defer { state.flushes.removeAll() }
                return state.flushes
            }
            let lost = self.write(batch, isLineOpen: &isLineOpen)
            self.state.withLock { state in
                state.beingWritten = 0
                state.dropped &+= lost
            }
            for flush in flushes { flush.post() }
        }
        self.ended.post()
    }

    /// - Parameter isLineOpen: the last write failed inside a line, so the next one begins with a line end.
    /// - Returns: how many lines could not be written.
    private func write(_ batch: [UInt8], isLineOpen: inout Bool) -> UInt64 {
        if batch.isEmpty { return 0 }
        if isLineOpen, self.write([0x0a]) == 1 { isLineOpen = false }
        let written = isLineOpen ? 0 : self.write(batch)
        guard written < batch.count else { return 0 }
        if written > 0, batch[written - 1] != 0x0a { isLineOpen = true }
        return UInt64(batch[written...].count { $0 == 0x0a })
    }

    /// - Returns: how many bytes were written before the descriptor failed.
    private func write(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Glibc.write(self.descriptor, bytes[written...].baseAddressOfSlice, bytes.count - written)
                if count > 0 {
                    written += count
                } else if count < 0, errno == EAGAIN {
                    // Standard output can be a terminal or pipe that another program made non-blocking.
                    var waiter = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&waiter, 1, 1000)
                } else if count == 0 || errno != EINTR {
                    break
                }
            }
            return written
        }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddressOfSlice: UnsafeRawPointer? {
        UnsafeRawBufferPointer(rebasing: self).baseAddress
    }
}
