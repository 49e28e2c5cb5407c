internal import NIOCore
internal import Upstreams

/// A seat in somebody else's flight: hands on what the flight brings, on the loop of the exchange that follows, as if it had
/// made the call itself.
final class Follower: UpstreamCall {
    let eventLoop: any EventLoop
    private let flight: Flight
    private weak var exchange: ExchangeHandler?
    /// The seat's number, once it has one.
    var id = 0
    private var attempt: Attempt?
    private var isPaused = false
    private var isOver = false
    private var deadline: Scheduled<Void>?

    init(_ exchange: ExchangeHandler, _ flight: Flight) {
        self.exchange = exchange
        self.flight = flight
        self.eventLoop = exchange.loop.eventLoop
    }

    /// The follower's own deadline, in nanoseconds from now: the leader's began earlier, but may have begun anew.
    func start(deadline: UInt64) {
        self.deadline = self.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(clamping: deadline))) {
            [weak self] in
            guard let self, !self.isOver else { return }
            self.over()
            self.exchange?.flightTookTooLong()
        }
    }

    /// On the loop: something has been published.
    func wake() {
        guard !self.isOver, !self.isPaused, let exchange = self.exchange else { return }
        let news = self.flight.news(for: self.id)
        if let head = news.head, self.attempt == nil {
            let attempt = exchange.follows(self, head.target)
            self.attempt = attempt
            attempt.upstreamHead(head.head)
        }
        for chunk in news.chunks {
            guard !self.isOver else { return }
            chunk.withUnsafeReadableBytes { self.attempt?.upstreamBytes($0) }
        }
        guard !self.isOver, let ending = news.ending else { return }
        let attempt = self.attempt
        self.over()
        switch ending {
        case .complete where attempt != nil: attempt?.upstreamEnded()
        case .lost:
            attempt?.fail(.transport(UpstreamFailure(.cut, "what was not read in time is not kept")))
        case .failed(let failure, let target):
            if let attempt { attempt.fail(failure) } else { exchange.flightFailed(failure, target) }
        case .abandoned where exchange.state.hasRelayed:
            attempt?.fail(.transport(UpstreamFailure(.cut, "the identical request that was under way was given up")))
        case .abandoned, .complete:
            exchange.flightWasAbandoned()
        }
    }

    private func over() {
        guard !self.isOver else { return }
        self.isOver = true
        self.deadline?.cancel()
        self.deadline = nil
        self.attempt = nil
        self.flight.leave(self.id)
    }

    // MARK: UpstreamCall

    /// The reader of this exchange is behind. What comes meanwhile waits in the flight.
    func pause() {
        self.isPaused = true
    }

    func resume() {
        guard self.isPaused else { return }
        self.isPaused = false
        // In a turn of its own: whoever resumes is in the middle of a write.
        let bound = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.eventLoop.execute { bound.value.wake() }
    }

    func cancel() {
        self.over()
    }
}
