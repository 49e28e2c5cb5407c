import Glibc

/// The weights of the score: a logistic regression, fitted by `bench/bands/fit` to the pairs without a veto of the corpus that
/// `bench/bands/corpus.py` writes.
enum ScoreWeights {
    /// In the order of ``PairFeatures/values``.
    static let values: [Double] = [0.80, 2.94, -3.04, -3.45, -0.49, -0.69, 0.17, 0.40, 0.00, -0.96, 0.00]

    static func score(_ features: [Double]) -> Float {
        var sum = 0.0
        for (feature, weight) in zip(features, self.values) { sum += feature * weight }
        return Float(1 / (1 + exp(-sum)))
    }
}
