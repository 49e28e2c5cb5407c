import Cache
import Exchange
import Ledger
internal import NIOCore
internal import Upstreams

/// Identical misses share one call: this exchange leads it, or follows the one that does.
extension ExchangeHandler {
    /// Finds whether the answer is on its way already. `.missed` where this exchange has to ask for it.
    func board(_ fingerprint: Fingerprint) -> ExchangeState.Event {
        guard !self.state.isFinished else { return .missed }
        let key = self.flightKey(fingerprint)
        var follower: Follower?
        let boarding = self.loop.services.flights.board(key) { flight in
            let seat = Follower(self, flight)
            follower = seat
            return seat
        }
        switch boarding {
        case .leads(let flight):
            self.flight = flight
            flight.isLed(by: NIOLoopBound(self, eventLoop: self.loop.eventLoop))
            return .missed
        case .follows(_, let id):
            guard let follower, let route = self.route else { return .missed }
            follower.id = id
            follower.start(deadline: route.targets.map(\.timeouts.total).max() ?? UpstreamTimeouts().total)
            self.follower = follower
            self.cacheStatus = .collapsed
            self.clock.enter(.upstream, at: self.loop.now())
            return .following
        }
    }

    private func flightKey(_ fingerprint: Fingerprint) -> Flight.Key {
        Flight.Key(
            fingerprint: fingerprint,
            isStream: self.request.stream,
            includesUsage: self.request.includeUsage,
            policy: self.caching.policy
        )
    }

    /// Somebody asks for a new answer already.
    var isUnderWay: Bool {
        self.fingerprint.map { self.loop.services.flights.isUnderWay(self.flightKey($0)) } ?? false
    }

    /// The answer that is followed has begun.
    func follows(_ follower: Follower, _ target: Target) -> Attempt {
        let attempt = Attempt(self, target: target, wantsStream: self.request.stream, began: self.loop.now())
        attempt.follow(follower)
        self.attempt = attempt
        return attempt
    }

    /// The leader's last attempt has failed: an error is shared as an error.
    func flightFailed(_ failure: AttemptFailure, _ target: Target) {
        self.clock.leave(at: self.loop.now())
        self.giveUp(failure, target)
    }

    /// There is nothing to follow any more, and nothing has come.
    func flightWasAbandoned() {
        self.follower = nil
        self.attempt = nil
        self.cacheStatus = .none
        self.run(self.state.on(.flightAbandoned))
    }

    func flightTookTooLong() {
        self.clock.leave(at: self.loop.now())
        self.refuse(
            Refusal(
                .upstreamTimeout,
                "An identical request was under way, and its answer did not come in time (total deadline). Try again later."
            )
        )
    }

    /// Somebody follows now: a reader that is slow here is no reason to stop there.
    func isFollowed() {
        self.attempt?.resume()
    }

    /// The call goes on without this exchange.
    func leaveFlight() {
        guard let flight = self.flight else { return }
        self.flight = nil
        self.loop.services.flights.remove(flight)
    }

    /// At the end of the exchange: nobody finds its flight any more, and whoever follows knows all there is.
    func land(_ ending: ExchangeState.Ending) {
        guard let flight = self.flight else { return }
        self.leaveFlight()
        // Where the call has failed, the flight knows that already.
        flight.end(ending == .served ? .complete : .abandoned)
    }
}
