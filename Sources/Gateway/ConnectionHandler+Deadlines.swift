import Exchange
internal import NIOCore

/// When a connection ends: what is overdue, what is drained, what lingers.
extension ConnectionHandler {
    /// How long a closing connection goes on reading, so that its peer sees the answer and not a reset.
    private static let lingerTimeout: UInt64 = 2_000_000_000

    /// Ends what is overdue. Called by the loop's sweep, twice a second.
    func sweep(_ now: UInt64) {
        let pending = self.pendingBytes
        if pending > 0 {
            if self.stalledSince == nil || pending < self.stalledBytes { self.stalledSince = now }
            self.stalledBytes = pending
            if let since = self.stalledSince, now &- since > self.loop.snapshot.http.writeTimeout {
                self.context?.close(promise: nil)
                return
            }
            // An answer that is still on its way is nobody's idleness: that time runs from when it is gone.
            switch self.phase {
            case .idle: self.deadline = now &+ self.loop.snapshot.http.idleTimeout
            case .lingering: self.deadline = now &+ Self.lingerTimeout
            case .head, .body, .answering, .closed: break
            }
        } else {
            self.stalledSince = nil
        }
        guard now >= self.deadline else { return }
        self.deadline = .max
        switch self.phase {
        case .head:
            self.refuse(HeadFault(408, .requestTimeout, "The request's head did not arrive in time."))
        case .body:
            self.exchange?.refuse(
                HeadFault(408, .requestTimeout, "The request's body did not arrive in time; send it faster.")
            )
        case .idle, .lingering:
            self.context?.close(promise: nil)
        case .answering, .closed:
            break
        }
    }

    /// The server drains: an idle connection ends now, a busy one behind its answer.
    func drain() {
        self.closesAfterAnswer = true
        // The last answer may still be on its way; a close of the output waits for it.
        if self.phase == .idle { self.linger() }
    }

    /// The time for draining is over.
    ///
    /// - Returns: whether anything was cut off: an exchange, or the rest of an answer.
    func cut() -> Bool {
        let isBusy = self.exchange != nil || self.pendingBytes > 0
        self.context?.close(promise: nil)
        return isBusy
    }

    /// Bytes that the socket has not taken yet.
    private var pendingBytes: Int {
        guard let options = self.context?.channel.syncOptions else { return 0 }
        return (try? options.getOption(.bufferedWritableBytes)) ?? 0
    }

    func ended() {
        guard self.phase != .closed else { return }
        self.phase = .closed
        self.queued = []
        self.loop.remove(self)
        let exchange = self.exchange
        self.exchange = nil
        exchange?.callerLeft()
    }

    func linger() {
        guard self.phase != .closed, let context = self.context else { return }
        self.phase = .lingering
        self.queued = []
        self.body = ByteBuffer()
        self.deadline = self.loop.now() &+ Self.lingerTimeout
        if !self.isReading {
            self.isReading = true
            _ = context.channel.setOption(.autoRead, value: true)
        }
        // The writes before it go out first; the peer's own end then closes the channel.
        context.flush()
        context.close(mode: .output, promise: nil)
    }
}
