import BandStreams
import Testing

@testable import Semantics

@Suite struct LabelCountTests {
    private let prior = ErrorPrior(maxError: 0.01)

    @Test func provesNothingWithoutLabels() {
        #expect(LabelCount().upperBound(risk: 0.05, prior: self.prior) == 1)
        #expect(!LabelCount().proves(errorBelow: 0.01, risk: 0.05, prior: self.prior))
    }

    @Test(arguments: [
        // Labels, wrong, whether an error below 1 % is proven at 5 %. No bound at all could need fewer than 299.
        (298, 0, false), (360, 0, true), (400, 1, false), (700, 1, true), (1_000, 10, false), (20_000, 100, true),
    ])
    func provesWhatTheLabelsAllow(labels: Int, wrong: Int, proven: Bool) {
        let count = LabelCount(total: labels, wrong: wrong)
        #expect(count.proves(errorBelow: 0.01, risk: 0.05, prior: self.prior) == proven)
        #expect((count.upperBound(risk: 0.05, prior: self.prior) <= 0.01) == proven)
    }

    @Test func boundIsAboveTheShareAndSinksTowardsIt() {
        var last = 1.0
        for size in [100, 1_000, 10_000, 100_000, 1_000_000] {
            let bound = LabelCount(total: size, wrong: size / 200).upperBound(risk: 0.05, prior: self.prior)
            #expect(bound > 0.005 - 1e-9)
            #expect(bound < last)
            last = bound
        }
        #expect(last < 0.0055)
    }

    @Test func lessRiskMeansAHigherBound() {
        let count = LabelCount(total: 500, wrong: 1)
        #expect(
            count.upperBound(risk: 0.001, prior: self.prior) > count.upperBound(risk: 0.05, prior: self.prior)
        )
    }

    /// The claim itself: over 1,000 streams that are looked at after every label, the true error is ever above the bound in at
    /// most 5 %, with a margin for chance of three deviations.
    @Test(arguments: [0.01, 0.02, 0.05])
    func holdsHoweverOftenOneLooks(maxError: Double) {
        let prior = ErrorPrior(maxError: maxError)
        var crossed = 0
        for seed in 0..<1_000 {
            var random = SplitMix(seed: UInt64(seed))
            var count = LabelCount()
            for _ in 0..<Int(20 / maxError) {
                count.add(wrong: random.unit() < maxError)
                if count.proves(errorBelow: maxError, risk: 0.05, prior: prior) {
                    crossed += 1
                    break
                }
            }
        }
        #expect(crossed <= 70)
        // A bound that nothing ever crosses would be kept by chance or by waste.
        #expect(crossed > 0)
    }
}
