import BandStreams
import Testing

@testable import Semantics

/// The promise, on streams of which every label is known. `bench/bands/run` does the same with more and longer ones.
@Suite struct BandPromiseTests {
    private func run(_ stream: [StreamCandidate], _ settings: BandSettings, seed: UInt64) -> (served: Int, wrong: Int) {
        var random = SplitMix(seed: seed)
        var ledger = BandLedger()
        var outcome = (served: 0, wrong: 0)
        for item in stream {
            let candidate = BandCandidate(similarity: item.similarity, score: item.score)
            let ticket = ledger.decide(candidate, route: [], settings: settings, random: random.next())
            if ticket.decision == .serve {
                outcome.served += 1
                if item.wrong { outcome.wrong += 1 }
            } else {
                ledger.record(item.wrong ? .wrong : .right, for: ticket, of: [])
            }
        }
        return outcome
    }

    /// What the best fixed threshold on the similarity serves if it is chosen with every label known.
    private func hindsight(_ stream: [StreamCandidate], maxError: Double) -> Int {
        var wrong = 0
        var best = 0
        for (index, item) in stream.sorted(by: { $0.similarity > $1.similarity }).enumerated() {
            if item.wrong { wrong += 1 }
            if Double(wrong) <= maxError * Double(index + 1) { best = index + 1 }
        }
        return best
    }

    @Test(arguments: StreamShape.allCases, [0.01, 0.02, 0.05])
    func servedErrorStaysBelowThePromise(shape: StreamShape, maxError: Double) throws {
        let settings = try #require(BandSettings(maxError: maxError))
        let length = 10_000
        var kept = 0
        var (served, threshold) = (0, 0)
        for seed in 0..<6 as Range<UInt64> {
            var random = SplitMix(seed: seed &* 7_919 &+ 3)
            let stream = (0..<length).map { shape.candidate(at: Double($0) / Double(length), &random) }
            let outcome = self.run(stream, settings, seed: seed)
            if Double(outcome.wrong) <= maxError * Double(outcome.served) { kept += 1 }
            served += outcome.served
            threshold += self.hindsight(stream, maxError: maxError)
        }
        // 95 % of six, with room for chance: a turn of the traffic before the first hundreds are served costs more than they allow.
        #expect(kept >= (shape == .drifting && maxError == 0.01 ? 4 : 5))
        if [.overlapping, .drifting, .adversarial].contains(shape) { #expect(served > threshold) }
    }

    @Test func lookingAtEveryLabelOpensNothingThatIsALittleTooBad() throws {
        let settings = try #require(BandSettings(maxError: 0.01))
        var opened = 0
        for seed in 0..<15 as Range<UInt64> {
            var random = SplitMix(seed: seed)
            let stream = (0..<5_000).map { _ in
                let (similarity, score) = (Float(random.unit()), Float(random.unit()))
                return StreamCandidate(similarity: similarity, score: score, wrong: random.unit() < 0.012)
            }
            if self.run(stream, settings, seed: seed).served > 0 { opened += 1 }
        }
        #expect(opened <= 1)
    }
}
