import Glibc

/// A kind of traffic, as a cache sees it: candidates, and whether their cached answer would have been right.
package enum StreamShape: String, CaseIterable, Sendable {
    /// Right and wrong hardly mix, by similarity alone.
    case separated
    /// They mix, and the verifier sees what the embedding does not.
    case overlapping
    /// The same, but the verifier's score says nothing.
    case blind
    /// Overlapping; half-way the wrong ones come nearer and twice as often.
    case drifting
    /// Overlapping, and a tenth are near-misses: nearer than most paraphrases, with a score that is mostly low.
    case adversarial

    /// One candidate of the stream, `progress` from 0 to 1 along it.
    package func candidate(at progress: Double, _ random: inout SplitMix) -> StreamCandidate {
        switch self {
        case .separated:
            return random.unit() < 0.6 ? Self.right(0.93, 0.03, 1.5, &random) : Self.wrong(0.78, 0.06, -1.5, 1, &random)
        case .overlapping:
            return Self.overlap(&random)
        case .blind:
            return random.unit() < 0.65 ? Self.right(0.90, 0.05, 0, &random) : Self.wrong(0.76, 0.06, 0, 1, &random)
        case .drifting:
            if progress < 0.5 { return Self.overlap(&random) }
            return random.unit() < 0.4 ? Self.right(0.90, 0.05, 2, &random) : Self.wrong(0.88, 0.05, 0, 1, &random)
        case .adversarial:
            if random.unit() < 0.1 { return Self.wrong(0.96, 0.02, -2, 1.2, &random) }
            return Self.overlap(&random)
        }
    }

    private static func overlap(_ random: inout SplitMix) -> StreamCandidate {
        random.unit() < 0.65 ? Self.right(0.90, 0.05, 2, &random) : Self.wrong(0.80, 0.06, -2, 1.2, &random)
    }

    private static func right(
        _ mean: Double,
        _ spread: Double,
        _ logit: Double,
        _ random: inout SplitMix
    )
        -> StreamCandidate
    {
        self.made(mean, spread, logit, 1.2, wrong: false, &random)
    }

    private static func wrong(
        _ mean: Double,
        _ spread: Double,
        _ logit: Double,
        _ logitSpread: Double,
        _ random: inout SplitMix
    ) -> StreamCandidate {
        self.made(mean, spread, logit, logitSpread, wrong: true, &random)
    }

    private static func made(
        _ mean: Double,
        _ spread: Double,
        _ logit: Double,
        _ logitSpread: Double,
        wrong: Bool,
        _ random: inout SplitMix
    ) -> StreamCandidate {
        let similarity = min(max(random.normal(mean, spread), 0), 1)
        let odds = exp(random.normal(logit, logitSpread))
        return StreamCandidate(similarity: Float(similarity), score: Float(odds / (1 + odds)), wrong: wrong)
    }
}

/// A candidate and the truth about it.
package struct StreamCandidate: Sendable {
    package let similarity: Float
    package let score: Float
    package let wrong: Bool

    package init(similarity: Float, score: Float, wrong: Bool) {
        self.similarity = similarity
        self.score = score
        self.wrong = wrong
    }
}
