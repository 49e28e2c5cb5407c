import Exchange

/// The order of a request. It decides what happens next and does nothing itself.
///
/// The one `switch` below is the path of a request; `ExchangeHandler` acts on what it says. It also keeps three promises,
/// whatever events come in whatever order: an exchange finishes once, a reservation is settled once and only if there was
/// one, and nothing is tried again once the first byte of an answer has gone out.
struct ExchangeState {
    /// What the handler does next.
    enum Step: Equatable {
        case readBody
        case parse
        case admit
        case inspect
        case lookUp
        case call
        /// The next attempt waits, in nanoseconds.
        case callAfter(UInt64)
        /// The answer is begun and follows as it comes.
        case relay
        case finish(Ending)
        /// The event changes nothing.
        case nothing
    }

    /// What has happened.
    enum Event: Equatable {
        case authenticated
        case bodyRead
        case parsed
        case admitted
        case inspected
        case hit
        case missed
        /// An identical request is being answered; this one follows it.
        case following
        /// What was followed came to nothing before it began.
        case flightAbandoned
        /// The stage will answer later (a queued limit, the leader of a collapsed miss, an encoder, a remote store).
        case waiting
        /// The whole answer has passed every stage and is going out.
        case answered
        /// The first byte of a streamed answer is going out.
        case streamBegan
        case streamEnded
        /// The upstream failed behind the first byte.
        case streamBroke
        /// The attempt failed before the first byte, and another is allowed after so many nanoseconds.
        case attemptFailed(retryAfter: UInt64)
        /// The attempt failed before the first byte, and there is no other.
        case upstreamGaveUp
        case refused
        /// The answer needs no upstream and no limit (health, the list of models).
        case answeredHere
        case callerLeft
    }

    /// How an exchange ended; the reservation, if there is one, is settled accordingly.
    enum Ending: Equatable {
        /// Nothing was reserved: nothing is settled.
        case beforeAdmission
        /// A policy blocked the request, or something else stopped it behind admission.
        case blocked
        case hit
        /// With an answer that somebody else's call brought.
        case shared
        case served
        /// The upstream failed.
        case failed
        /// The caller left while the provider was at work.
        case abandoned
        /// A stream that began and did not end.
        case broken
    }

    private enum Stage {
        case head
        case body
        case parsing
        case admission
        case inspection
        case lookUp
        case following
        case calling
        case relaying
        case finished
    }

    private var stage = Stage.head
    private(set) var attempts = 0
    /// The call is somebody else's.
    private(set) var isFollowing = false

    var isFinished: Bool { self.stage == .finished }
    /// Whether bytes of a streamed answer have gone out; stays so.
    private(set) var hasRelayed = false

    mutating func on(_ event: Event) -> Step {
        switch (self.stage, event) {
        case (.finished, _):
            return .nothing

        case (.head, .authenticated):
            self.stage = .body
            return .readBody
        case (.body, .bodyRead):
            self.stage = .parsing
            return .parse
        case (.parsing, .parsed):
            self.stage = .admission
            return .admit
        case (.admission, .admitted):
            self.stage = .inspection
            return .inspect
        case (.inspection, .inspected):
            self.stage = .lookUp
            return .lookUp
        case (.lookUp, .missed):
            self.stage = .calling
            self.attempts = 1
            return .call
        case (.lookUp, .following):
            self.stage = .following
            self.isFollowing = true
            return .nothing
        case (.following, .flightAbandoned):
            self.stage = .lookUp
            self.isFollowing = false
            return .lookUp
        case (.following, .streamBegan):
            self.stage = .relaying
            self.hasRelayed = true
            return .relay
        case (.calling, .attemptFailed(let wait)):
            self.attempts += 1
            return .callAfter(wait)
        case (.calling, .streamBegan):
            self.stage = .relaying
            self.hasRelayed = true
            return .relay

        case (.admission, .waiting), (.lookUp, .waiting), (.calling, .waiting):
            return .nothing

        case (.head, .answeredHere), (.body, .answeredHere), (.parsing, .answeredHere):
            return self.finish(.beforeAdmission)
        // A stored answer in the place of one that did not come is a hit too.
        case (.lookUp, .hit), (.calling, .hit), (.following, .hit):
            return self.finish(.hit)
        // What the call cost is the leader's to pay, whatever came of it.
        case (.following, .answered), (.following, .callerLeft), (.following, .upstreamGaveUp), (.following, .refused):
            return self.finish(.shared)
        case (.calling, .answered), (.relaying, .streamEnded):
            return self.finish(self.isFollowing ? .shared : .served)
        case (.relaying, .streamBroke), (.relaying, .callerLeft), (.relaying, .refused):
            return self.finish(self.isFollowing ? .shared : .broken)
        case (.calling, .upstreamGaveUp), (.calling, .refused):
            return self.finish(.failed)
        case (.calling, .callerLeft):
            return self.finish(.abandoned)
        case (.inspection, .refused), (.lookUp, .refused), (.inspection, .callerLeft), (.lookUp, .callerLeft):
            return self.finish(.blocked)
        case (_, .refused), (_, .callerLeft):
            return self.finish(.beforeAdmission)

        default:
            return .nothing
        }
    }

    private mutating func finish(_ ending: Ending) -> Step {
        self.stage = .finished
        return .finish(ending)
    }
}
