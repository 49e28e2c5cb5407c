/// A cached question that may answer the one that was asked: how near it is, and what ``Verifier`` says of the pair.
package struct BandCandidate: Sendable, Equatable {
    /// The cosine of the two embeddings, -1 to 1.
    package let similarity: Float
    /// The verifier's score, 0 to 1; higher is safer.
    package let score: Float

    /// What is not a number counts as the worst.
    package init(similarity: Float, score: Float) {
        self.similarity = similarity.isNaN ? -1 : min(max(similarity, -1), 1)
        self.score = score.isNaN ? 0 : min(max(score, 0), 1)
    }
}

/// What a judge said of the cached answer, once the upstream's own answer was there to compare.
package enum BandLabel: Sendable, Equatable {
    case right
    case wrong
    /// Counted as wrong: what could not be judged is no evidence of safety.
    case unsure
}

/// What is to be done with a candidate.
package enum BandDecision: Sendable, Equatable {
    /// Answer with the cached answer.
    case serve
    /// What would have been served is asked upstream, and judged: ``BandLedger/record(_:for:of:)``.
    case explore
    /// Not earned yet, or no longer: ask upstream, and judge.
    case shadow
}

/// A decision, and what its label needs to find its band again.
package struct BandTicket: Sendable, Equatable {
    package let decision: BandDecision
    /// From 1, the safest; 0 while the route still learns the order of its candidates.
    package let band: Int
    /// Of the route's evidence: a label that comes after the route began anew counts for nothing.
    let generation: UInt32
    /// Whether the label counts for the tests (see ``NestedCuts``).
    let counts: Bool
    let candidate: BandCandidate
}
