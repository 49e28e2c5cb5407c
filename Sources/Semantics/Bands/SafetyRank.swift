import Glibc

/// One number for a candidate, higher is safer: a weighted sum of its similarity and its verifier's score, learned from labels.
///
/// Embeddings differ in what a cosine of 0.9 means, and routes in what the verifier sees. So the weights are those of a logistic
/// regression over the first labels of the route, drawn towards equal weights (a Gaussian prior) for the sake of the first
/// hundred labels. Only the order matters; the promise rests on the tests that follow, with labels that the weights have
/// not seen.
struct SafetyRank: Equatable {
    /// Of the similarity and of the score's logit: what is taken off, and what the rest is divided by.
    var means: (Double, Double) = (0, 0)
    var spreads: (Double, Double) = (1, 1)
    var bias = 0.0
    var weights: (Double, Double) = (1, 1)

    static func == (left: SafetyRank, right: SafetyRank) -> Bool {
        left.means == right.means && left.spreads == right.spreads && left.bias == right.bias
            && left.weights == right.weights
    }

    /// The logarithm of the odds that the candidate is right, as far as the labels tell.
    func rank(_ candidate: BandCandidate) -> Double {
        let (first, second) = self.standardised(candidate)
        return self.bias + self.weights.0 * first + self.weights.1 * second
    }

    private func standardised(_ candidate: BandCandidate) -> (Double, Double) {
        (
            (Double(candidate.similarity) - self.means.0) / self.spreads.0,
            (Self.logit(candidate.score) - self.means.1) / self.spreads.1
        )
    }

    /// Of a score, kept between -5 and 5: 0 and 1 are scores too.
    private static func logit(_ score: Float) -> Double {
        let kept = min(max(Double(score), 0.0067), 0.9933)
        return log(kept / (1 - kept))
    }

    init() {}

    init(_ sample: [LabelledCandidate]) {
        guard !sample.isEmpty else { return }
        let similarities = sample.map { Double($0.candidate.similarity) }
        let logits = sample.map { Self.logit($0.candidate.score) }
        self.means = (Self.mean(similarities), Self.mean(logits))
        self.spreads = (Self.spread(similarities, self.means.0), Self.spread(logits, self.means.1))
        self.fit(sample)
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private static func spread(_ values: [Double], _ mean: Double) -> Double {
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return max(variance.squareRoot(), 1e-4)
    }

    /// Newton's method for the penalised likelihood, which is concave: a dozen steps are plenty, and a step is halved if it
    /// is long.
    private mutating func fit(_ sample: [LabelledCandidate]) {
        let prior = (weight: 1.0, precision: 1.0, biasPrecision: 0.01)
        for _ in 0..<25 {
            var gradient = [
                -prior.biasPrecision * self.bias, -prior.precision * (self.weights.0 - prior.weight),
                -prior.precision * (self.weights.1 - prior.weight),
            ]
            var hessian = SymmetricMatrix3(diagonal: (prior.biasPrecision, prior.precision, prior.precision))
            for item in sample {
                let (first, second) = self.standardised(item.candidate)
                let odds = self.bias + self.weights.0 * first + self.weights.1 * second
                let expected = 1 / (1 + exp(-odds))
                let rest = (item.wrong ? 0 : 1) - expected
                gradient[0] += rest
                gradient[1] += rest * first
                gradient[2] += rest * second
                hessian.add((1, first, second), weight: expected * (1 - expected))
            }
            guard let step = hessian.solve(gradient) else { break }
            let length = max(abs(step.0), abs(step.1), abs(step.2))
            let scale = length > 2 ? 2 / length : 1
            self.bias += scale * step.0
            self.weights.0 += scale * step.1
            self.weights.1 += scale * step.2
            if length < 1e-8 { break }
        }
        // Nearer is never taken for less safe: a handful of labels may say so by chance.
        self.weights = (max(self.weights.0, 0), max(self.weights.1, 0))
        if self.weights.0 + self.weights.1 < 1e-3 { self.weights = (1, 1) }
    }
}

/// A candidate and what came out.
struct LabelledCandidate: Equatable {
    var candidate: BandCandidate
    var wrong: Bool
}

/// What Newton's method needs, three by three.
private struct SymmetricMatrix3 {
    var aa, ab, ac, bb, bc, cc: Double

    init(diagonal: (Double, Double, Double)) {
        (self.aa, self.bb, self.cc) = diagonal
        (self.ab, self.ac, self.bc) = (0, 0, 0)
    }

    mutating func add(_ v: (Double, Double, Double), weight: Double) {
        self.aa += weight * v.0 * v.0
        self.ab += weight * v.0 * v.1
        self.ac += weight * v.0 * v.2
        self.bb += weight * v.1 * v.1
        self.bc += weight * v.1 * v.2
        self.cc += weight * v.2 * v.2
    }

    /// By Cramer's rule. `nil` if it is singular.
    func solve(_ r: [Double]) -> (Double, Double, Double)? {
        let (p, q, s) = (
            self.bb * self.cc - self.bc * self.bc, self.ac * self.bc - self.ab * self.cc,
            self.ab * self.bc - self.ac * self.bb
        )
        let determinant = self.aa * p + self.ab * q + self.ac * s
        guard abs(determinant) > 1e-300, determinant.isFinite else { return nil }
        let (t, u, v) = (
            self.aa * self.cc - self.ac * self.ac, self.ab * self.ac - self.aa * self.bc,
            self.aa * self.bb - self.ab * self.ab
        )
        return (
            (p * r[0] + q * r[1] + s * r[2]) / determinant,
            (q * r[0] + t * r[1] + u * r[2]) / determinant,
            (s * r[0] + u * r[1] + v * r[2]) / determinant
        )
    }
}
