import BandStreams
import Testing

@testable import Semantics

@Suite struct SafetyRankTests {
    private func sample(_ shape: StreamShape, _ count: Int, seed: UInt64) -> [LabelledCandidate] {
        var random = SplitMix(seed: seed)
        return (0..<count).map { _ in
            let item = shape.candidate(at: 0, &random)
            let candidate = BandCandidate(similarity: item.similarity, score: item.score)
            return LabelledCandidate(candidate: candidate, wrong: item.wrong)
        }
    }

    /// The share of pairs, one right and one wrong, that the rank puts in order.
    private func order(_ rank: (BandCandidate) -> Double, _ sample: [LabelledCandidate]) -> Double {
        let right = sample.filter { !$0.wrong }.map { rank($0.candidate) }
        let wrong = sample.filter { $0.wrong }.map { rank($0.candidate) }
        var ordered = 0
        for high in right { ordered += wrong.count { $0 < high } }
        return Double(ordered) / Double(max(right.count * wrong.count, 1))
    }

    @Test(arguments: [StreamShape.overlapping, .adversarial, .separated])
    func ordersBetterThanSimilarityAlone(shape: StreamShape) {
        let rank = SafetyRank(self.sample(shape, 200, seed: 1))
        let fresh = self.sample(shape, 2_000, seed: 2)
        #expect(self.order(rank.rank, fresh) > self.order({ Double($0.similarity) }, fresh))
    }

    @Test func ordersNearlyAsWellAsSimilarityIfTheScoreSaysNothing() {
        let rank = SafetyRank(self.sample(.blind, 200, seed: 1))
        let fresh = self.sample(.blind, 2_000, seed: 2)
        #expect(self.order(rank.rank, fresh) > self.order({ Double($0.similarity) }, fresh) - 0.01)
    }

    @Test func nearerIsNeverLessSafe() {
        // Labels that say the opposite.
        let sample = (0..<100).map { index in
            let share = Float(index) / 100
            return LabelledCandidate(candidate: BandCandidate(similarity: share, score: share), wrong: index > 50)
        }
        let rank = SafetyRank(sample)
        let (near, far) = (BandCandidate(similarity: 0.9, score: 0.9), BandCandidate(similarity: 0.1, score: 0.1))
        #expect(rank.rank(near) >= rank.rank(far))
    }

    @Test(arguments: [true, false])
    func isFiniteWhateverTheLabels(wrong: Bool) {
        let same = LabelledCandidate(candidate: BandCandidate(similarity: 1, score: .nan), wrong: wrong)
        let rank = SafetyRank(Array(repeating: same, count: 100))
        #expect(rank.rank(BandCandidate(similarity: .nan, score: 0)).isFinite)
        #expect(rank.rank(BandCandidate(similarity: 1, score: 1)).isFinite)
    }
}
