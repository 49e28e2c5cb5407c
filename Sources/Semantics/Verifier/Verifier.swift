/// Says how safe it is to answer one question with the answer to another, from their words alone.
///
/// An embedding is near where the topic is the same; whether the number, the name or the "not" is, it hardly
/// sees. That is what is looked at here: first what must not differ (``Veto``), then how much of the rest is shared, as a score.
///
/// Linear in the length of the texts, no state, no allocation that outlives the call; some 20 µs for a pair of sentences.
package enum Verifier {
    /// Longer questions are not compared: they are vetoed.
    package static let bytesLimit = 16 * 1_024

    package struct Verdict: Sendable, Equatable {
        /// 0 to 1: the share of pairs like this one that had the same answer, in the corpus that the weights were fitted to.
        /// Whether it is so on a route is for its labels to say: ``BandLedger`` takes the score as an order and no more.
        package let score: Float
        /// Not empty: never to be served.
        package let vetoes: Veto
    }

    /// - Parameters:
    ///   - asked: the question, in UTF-8. Malformed bytes are taken for letters.
    ///   - cached: the one whose answer is there. The order of the two makes no difference.
    package static func verdict(_ asked: UnsafeRawBufferPointer, _ cached: UnsafeRawBufferPointer) -> Verdict {
        guard asked.count <= Self.bytesLimit, cached.count <= Self.bytesLimit else {
            return Verdict(score: 0, vetoes: .unreadable)
        }
        return self.verdict(PairFeatures(QuestionText(Array(asked)[...]), QuestionText(Array(cached)[...])))
    }

    package static func verdict(_ asked: [UInt8], _ cached: [UInt8]) -> Verdict {
        asked.withUnsafeBytes { asked in cached.withUnsafeBytes { self.verdict(asked, $0) } }
    }

    /// What the score is made of, for fitting its weights; `nil` if a text is too long.
    package static func features(_ asked: [UInt8], _ cached: [UInt8]) -> [Double]? {
        guard asked.count <= Self.bytesLimit, cached.count <= Self.bytesLimit else { return nil }
        return PairFeatures(QuestionText(asked[...]), QuestionText(cached[...])).values
    }

    private static func verdict(_ features: PairFeatures) -> Verdict {
        Verdict(score: ScoreWeights.score(features.values), vetoes: features.vetoes)
    }
}
