import BandStreams
import Testing

@testable import Semantics

@Suite struct BandLedgerTests {
    private let route: [UInt8] = Array("gpt/minilm".utf8)
    private let settings: BandSettings

    init() throws {
        self.settings = try #require(BandSettings(maxError: 0.05))
    }

    /// Feeds a stream; what is served is counted, all else is labelled with the truth.
    @discardableResult
    private func feed(
        _ ledger: inout BandLedger,
        _ shape: StreamShape,
        _ count: Int,
        seed: UInt64,
        from start: Double = 0,
        asking: Double? = nil
    ) -> (served: Int, wrong: Int, explored: Int) {
        var random = SplitMix(seed: seed)
        var outcome = (served: 0, wrong: 0, explored: 0)
        for _ in 0..<count {
            let item = shape.candidate(at: start, &random)
            let candidate = BandCandidate(similarity: item.similarity, score: item.score)
            let ticket = ledger.decide(
                candidate,
                route: self.route,
                settings: self.settings,
                maxError: asking,
                random: random.next()
            )
            switch ticket.decision {
            case .serve:
                outcome.served += 1
                if item.wrong { outcome.wrong += 1 }
            case .explore, .shadow:
                if ticket.decision == .explore { outcome.explored += 1 }
                ledger.record(item.wrong ? .wrong : .right, for: ticket, of: self.route)
            }
        }
        return outcome
    }

    @Test func servesNothingBeforeItIsEarned() {
        var ledger = BandLedger()
        #expect(self.feed(&ledger, .separated, 150, seed: 1).served == 0)
        #expect(ledger.report(self.route)?.state == .testing)
        #expect(self.feed(&ledger, .separated, 5_000, seed: 2).served > 1_000)
    }

    @Test func aTicketWithoutALabelChangesNothing() {
        var ledger = BandLedger()
        let candidate = BandCandidate(similarity: 1, score: 1)
        for random in 0..<5_000 {
            let ticket = ledger.decide(candidate, route: self.route, settings: self.settings, random: UInt64(random))
            #expect(ticket.decision == .shadow)
        }
    }

    @Test func whatCannotBeJudgedOpensNothing() {
        var ledger = BandLedger()
        let candidate = BandCandidate(similarity: 1, score: 1)
        for random in 0..<5_000 {
            let ticket = ledger.decide(candidate, route: self.route, settings: self.settings, random: UInt64(random))
            #expect(ticket.decision == .shadow)
            ledger.record(.unsure, for: ticket, of: self.route)
        }
    }

    @Test func keepsExploringTwoToFivePercentOfItsHits() {
        var ledger = BandLedger()
        self.feed(&ledger, .separated, 5_000, seed: 3)
        let outcome = self.feed(&ledger, .separated, 40_000, seed: 4)
        let share = Double(outcome.explored) / Double(outcome.explored + outcome.served)
        #expect((0.02...0.05).contains(share))
    }

    @Test func closesWhenTheTrafficTurns() throws {
        var ledger = BandLedger()
        self.feed(&ledger, .overlapping, 8_000, seed: 5)
        guard case .open = try #require(ledger.report(self.route)).state else {
            Issue.record("nothing opened")
            return
        }
        let turned = self.feed(&ledger, .drifting, 1_500, seed: 6, from: 1)
        #expect(try #require(ledger.report(self.route)).closings >= 1)
        // Were nothing closed, a thousand would have been served, and more than a hundred of them wrong.
        #expect(turned.wrong < 60)
    }

    @Test func smallerPromiseOfAClientServesLess() {
        var ledger = BandLedger()
        self.feed(&ledger, .overlapping, 8_000, seed: 7)
        var (same, strict, impossible, looser) = (ledger, ledger, ledger, ledger)
        let usual = self.feed(&same, .overlapping, 2_000, seed: 8).served
        #expect(self.feed(&strict, .overlapping, 2_000, seed: 8, asking: 0.01).served < usual)
        #expect(self.feed(&impossible, .overlapping, 2_000, seed: 8, asking: .nan).served == 0)
        #expect(self.feed(&looser, .overlapping, 2_000, seed: 8, asking: 0.5).served == usual)
    }

    @Test func otherSettingsBeginAnew() throws {
        var ledger = BandLedger()
        self.feed(&ledger, .separated, 5_000, seed: 9)
        let candidate = BandCandidate(similarity: 1, score: 1)
        let old = ledger.decide(candidate, route: self.route, settings: self.settings, random: 0)
        let other = try #require(BandSettings(maxError: 0.02))
        #expect(ledger.decide(candidate, route: self.route, settings: other, random: .max).decision == .shadow)
        ledger.record(.right, for: old, of: self.route)
        #expect(ledger.report(self.route)?.looks == 0)
    }

    @Test func routesAreApart() {
        var ledger = BandLedger()
        self.feed(&ledger, .separated, 5_000, seed: 10)
        let candidate = BandCandidate(similarity: 1, score: 1)
        let ticket = ledger.decide(candidate, route: [1], settings: self.settings, random: .max)
        #expect(ticket.decision == .shadow)
        #expect(ledger.report([1])?.looks == 0)
    }

    @Test(arguments: [50, 300, 1_000, 9_000])
    func survivesARestart(candidates: Int) throws {
        var ledger = BandLedger()
        self.feed(&ledger, .adversarial, candidates, seed: 11)
        var restarted = BandLedger()
        for change in ledger.takeChanges() {
            #expect(restarted.restore(try #require(change.state), of: change.route))
        }
        #expect(restarted == ledger)
        #expect(ledger.takeChanges().isEmpty)
        let before = self.feed(&ledger, .adversarial, 2_000, seed: 12)
        let after = self.feed(&restarted, .adversarial, 2_000, seed: 12)
        #expect(before == after)
    }

    @Test func refusesWhatItCouldNotHaveWritten() throws {
        var ledger = BandLedger()
        self.feed(&ledger, .separated, 3_000, seed: 13)
        let state = try #require(ledger.takeChanges().first?.state)
        #expect(RouteBands(decoding: state) != nil)
        for length in 0..<state.count { #expect(RouteBands(decoding: Array(state.prefix(length))) == nil) }
        #expect(RouteBands(decoding: state + [0]) == nil)
        // Any one byte changed: refused, or a state that can be used.
        var random = SplitMix(seed: 14)
        for place in state.indices {
            var changed = state
            changed[place] ^= UInt8(truncatingIfNeeded: random.next() | 1)
            var other = BandLedger()
            guard other.restore(changed, of: self.route) else { continue }
            self.feed(&other, .separated, 20, seed: 15)
        }
    }

    @Test(arguments: [
        (0.0, 0.05, 0.03), (0.6, 0.05, 0.03), (.nan, 0.05, 0.03), (0.01, 0.0, 0.03), (0.01, 1.0, 0.03),
        (0.01, 0.05, 0.01), (0.01, 0.05, 0.2), (.infinity, 0.05, 0.03),
    ])
    func settingsOutOfRangeAreRefused(maxError: Double, risk: Double, exploration: Double) {
        #expect(BandSettings(maxError: maxError, risk: risk, exploration: exploration) == nil)
    }
}
