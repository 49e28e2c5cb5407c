import Testing

@testable import Gateway

@Suite struct ExchangeStateTests {
    private static let pathToCall: [ExchangeState.Event] = [
        .authenticated, .bodyRead, .parsed, .admitted, .inspected, .missed,
    ]

    private func state(after events: [ExchangeState.Event]) -> ExchangeState {
        var state = ExchangeState()
        for event in events { _ = state.on(event) }
        return state
    }

    @Test func takesTheStagesInTheirOrder() {
        var state = ExchangeState()
        let steps = Self.pathToCall.map { state.on($0) }
        #expect(steps == [.readBody, .parse, .admit, .inspect, .lookUp, .call])
        #expect(state.on(.answered) == .finish(.served))
    }

    @Test func aHitEndsAtTheLookup() {
        var state = self.state(after: Array(Self.pathToCall.dropLast()))
        #expect(state.on(.hit) == .finish(.hit))
    }

    @Test(arguments: [
        (0, ExchangeState.Ending.beforeAdmission), (1, .beforeAdmission), (2, .beforeAdmission), (3, .beforeAdmission),
        (4, .blocked), (5, .blocked), (6, .failed),
    ])
    func aRefusalIsSettledByWhereItHappened(events: Int, ending: ExchangeState.Ending) {
        var state = self.state(after: Array(Self.pathToCall.prefix(events)))
        #expect(state.on(.refused) == .finish(ending))
    }

    @Test func aFailedAttemptIsFollowedByAnotherUntilTheFirstByte() {
        var state = self.state(after: Self.pathToCall)
        #expect(state.on(.attemptFailed(retryAfter: 7)) == .callAfter(7))
        #expect(state.attempts == 2)
        #expect(state.on(.streamBegan) == .relay)
        #expect(state.on(.attemptFailed(retryAfter: 7)) == .nothing)
        #expect(state.attempts == 2)
        #expect(state.on(.streamBroke) == .finish(.broken))
    }

    @Test func aStageMayAnswerLater() {
        var state = self.state(after: [.authenticated, .bodyRead, .parsed])
        #expect(state.on(.waiting) == .nothing)
        #expect(state.on(.admitted) == .inspect)
    }

    /// Whatever comes in whatever order: one end, nothing after it, and no further call behind the first byte.
    @Test func finishesOnceWhateverHappens() {
        let events: [ExchangeState.Event] = [
            .authenticated, .bodyRead, .parsed, .admitted, .inspected, .hit, .missed, .waiting, .answered, .streamBegan,
            .streamEnded, .streamBroke, .attemptFailed(retryAfter: 1), .upstreamGaveUp, .refused, .answeredHere,
            .callerLeft,
        ]
        var generator = SeededGenerator(state: 7)
        for _ in 0..<20_000 {
            var state = ExchangeState()
            var ends = 0
            var wasAdmitted = false
            var isRelaying = false
            for _ in 0..<24 {
                // Half of the events are those that lead on, so that the late stages are met as well.
                let event =
                    Bool.random(using: &generator)
                    ? Self.pathToCall[Int.random(in: 0..<Self.pathToCall.count, using: &generator)]
                    : events[Int.random(in: 0..<events.count, using: &generator)]
                let step = state.on(event)
                if case .inspect = step { wasAdmitted = true }
                if isRelaying {
                    #expect(step != .call)
                    if case .callAfter = step { Issue.record("called again behind the first byte") }
                }
                if case .relay = step { isRelaying = true }
                if case .finish(let ending) = step {
                    ends += 1
                    #expect((ending == .beforeAdmission) == !wasAdmitted)
                }
            }
            #expect(ends <= 1)
            #expect(state.isFinished == (ends == 1))
        }
    }
}

/// SplitMix64, so that a failure can be had again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ mixed &>> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed &>> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed &>> 31
    }
}
