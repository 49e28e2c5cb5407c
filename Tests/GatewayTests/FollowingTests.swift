import Testing

@testable import Gateway

/// The states of an exchange that follows somebody else's call.
@Suite struct FollowingTests {
    private func following(_ events: [ExchangeState.Event] = []) -> ExchangeState {
        var state = ExchangeState()
        for event in [.authenticated, .bodyRead, .parsed, .admitted, .inspected, .following] + events {
            _ = state.on(event)
        }
        return state
    }

    @Test func anAnswerThatIsSharedIsPaidAsAHit() {
        var whole = self.following()
        #expect(whole.isFollowing)
        #expect(whole.on(.answered) == .finish(.shared))
        var stream = self.following([.streamBegan])
        #expect(stream.hasRelayed)
        #expect(stream.on(.streamEnded) == .finish(.shared))
    }

    @Test func whoLeavesOrIsCutOffPaysNoMore() {
        var waiting = self.following()
        #expect(waiting.on(.callerLeft) == .finish(.shared))
        for event in [ExchangeState.Event.callerLeft, .streamBroke, .refused] {
            var state = self.following([.streamBegan])
            #expect(state.on(event) == .finish(.shared))
        }
    }

    @Test func anErrorThatIsSharedIsPaidByTheLeader() {
        for event in [ExchangeState.Event.upstreamGaveUp, .refused] {
            var state = self.following()
            #expect(state.on(event) == .finish(.shared))
        }
    }

    @Test func whatWasAbandonedIsLookedUpAgain() {
        var state = self.following()
        #expect(state.on(.flightAbandoned) == .lookUp)
        #expect(!state.isFollowing)
        #expect(state.on(.missed) == .call)
        #expect(state.on(.answered) == .finish(.served))
    }

    @Test func aStoredAnswerMayStandInForOneThatDidNotCome() {
        var state = ExchangeState()
        for event in [ExchangeState.Event.authenticated, .bodyRead, .parsed, .admitted, .inspected, .missed] {
            _ = state.on(event)
        }
        #expect(state.on(.hit) == .finish(.hit))
        var relayed = self.following([.streamBegan])
        #expect(relayed.on(.hit) == .nothing)
    }

    @Test(arguments: [
        (HitDetail.equivalent, "equivalent"), (.semantic(similarity: 0.9714, band: 7), "semantic-0.971 band-7"),
        (.semantic(similarity: 1.0001, band: nil), "semantic-1.000"),
        (.semantic(similarity: 0.0049, band: 0), "semantic-0.005 band-0"),
        (.semantic(similarity: .nan, band: nil), "semantic-0.000"),
    ])
    func theDetailOfAHitIsToldInThreeDigits(_ detail: HitDetail, _ text: String) {
        #expect(detail.text == text)
    }
}
