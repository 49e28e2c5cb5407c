import Testing

@testable import Semantics

@Suite struct NestedCutsTests {
    private let prior = ErrorPrior(maxError: 0.05)

    private func cuts(_ shares: [Double]) -> NestedCuts {
        NestedCuts(
            floors: shares.indices.map { $0 == shares.count - 1 ? -.infinity : -Double($0) },
            shares: shares,
            counted: Array(repeating: LabelCount(), count: shares.count),
            proven: Array(repeating: false, count: shares.count)
        )
    }

    @Test(arguments: [(5.0, 0), (0.0, 0), (-0.5, 1), (-1.0, 1), (-1.5, 2), (-1e9, 2)])
    func findsTheBand(rank: Double, band: Int) {
        #expect(self.cuts([0.05, 0, 0]).band(rank) == band)
    }

    @Test func provenCutPassesItsRiskOn() {
        var cuts = self.cuts([0.05, 0, 0])
        for _ in 0..<100 { cuts.add(wrong: false, band: 1, maxError: 0.05, prior: self.prior) }
        // The second cut has no risk of its own, and the first no label.
        #expect(cuts.provenBands == 0)
        for _ in 0..<100 { cuts.add(wrong: false, band: 0, maxError: 0.05, prior: self.prior) }
        #expect(cuts.proven == [true, true, true])
    }

    @Test func goodBandsCarryADoubtfulOneAsFarAsThePromiseGoes() {
        var cuts = self.cuts([0.05, 0, 0])
        for _ in 0..<2_000 { cuts.add(wrong: false, band: 0, maxError: 0.05, prior: self.prior) }
        for index in 0..<100 { cuts.add(wrong: index % 4 == 0, band: 1, maxError: 0.05, prior: self.prior) }
        #expect(cuts.provenBands == 3)
        var others = self.cuts([0.05, 0, 0])
        for index in 0..<100 { others.add(wrong: index % 4 == 0, band: 1, maxError: 0.05, prior: self.prior) }
        for _ in 0..<100 { others.add(wrong: false, band: 0, maxError: 0.05, prior: self.prior) }
        #expect(others.proven == [true, false, false])
    }

    @Test func smallerPromiseOpensNoMore() {
        var cuts = self.cuts([0.05, 0, 0])
        for _ in 0..<300 { cuts.add(wrong: false, band: 0, maxError: 0.05, prior: self.prior) }
        for index in 0..<300 { cuts.add(wrong: index % 40 == 0, band: 2, maxError: 0.05, prior: self.prior) }
        #expect(cuts.provenBands(maxError: 0.05, prior: self.prior) == 3)
        #expect(cuts.provenBands(maxError: 0.02, prior: self.prior) == 2)
        #expect(cuts.provenBands(maxError: 0.001, prior: self.prior) == 0)
    }

    @Test func sharesAddUpToTheRisk() {
        let sample = (0..<100).map { index in
            let share = Float(index) / 100
            return LabelledCandidate(candidate: BandCandidate(similarity: share, score: share), wrong: index < 40)
        }
        for bands in [4, 16, 48, 64] {
            let cuts = NestedCuts(rank: SafetyRank(sample), sample: sample, maxError: 0.01, risk: 0.05, bands: bands)
            #expect(abs(cuts.shares.reduce(0, +) - 0.05) < 1e-12)
            #expect(cuts.floors == cuts.floors.sorted(by: >))
            #expect(cuts.floors.last == -.infinity)
        }
    }
}
