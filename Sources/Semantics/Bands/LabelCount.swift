import Glibc

/// Labels: how many there are and how many of them say wrong. And what they prove.
///
/// The bound is Robbins' mixture: let the labels be drawn with an unknown probability *p* of being wrong, and
/// *E(p)* the likelihood of what was seen, averaged over a Beta distribution, over its likelihood under *p*. Under the true *p*
/// every further label multiplies *E* by a factor whose mean is 1, so by Ville's inequality *E* ever reaches 1/α with
/// probability at most α. What is left of 0...1 after striking out each *p* with *E(p)* ≥ 1/α is therefore right at all
/// times at once, however often one looks (H. Robbins, "Statistical methods related to the law of the iterated logarithm",
/// 1970; I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting", 2024). The Beta
/// distribution is a bet, not an assumption: a bad one makes the bound wider, never wrong.
package struct LabelCount: Sendable, Equatable {
    package var total = 0
    package var wrong = 0

    package init() {}

    package init(total: Int, wrong: Int) {
        self.total = total
        self.wrong = wrong
    }

    mutating func add(wrong: Bool) {
        self.total += 1
        if wrong { self.wrong += 1 }
    }

    static func + (left: LabelCount, right: LabelCount) -> LabelCount {
        LabelCount(total: left.total + right.total, wrong: left.wrong + right.wrong)
    }
}

/// The bet: where errors are expected to be, if all goes well.
struct ErrorPrior: Equatable {
    let a: Double
    let b: Double

    /// Around a third of the promise. What is right nearly always is what there is to prove; errors near the promise itself
    /// cannot be told from it with labels that anyone has.
    init(maxError: Double) {
        self.a = 0.5
        self.b = self.a * (3 / maxError - 1)
    }

    private var logBeta: Double { lgamma(self.a) + lgamma(self.b) - lgamma(self.a + self.b) }

    /// The logarithm of the averaged likelihood.
    func logMixture(_ count: LabelCount) -> Double {
        let wrong = self.a + Double(count.wrong)
        let right = self.b + Double(count.total - count.wrong)
        return lgamma(wrong) + lgamma(right) - lgamma(wrong + right) - self.logBeta
    }
}

extension LabelCount {
    /// The logarithm of *E(p)*, `p` inside 0...1.
    static func logEvidence(_ count: LabelCount, logMixture: Double, against p: Double) -> Double {
        logMixture - Double(count.wrong) * log(p) - Double(count.total - count.wrong) * log1p(-p)
    }

    /// Whether an error of `error` or more is struck out at the level `risk`.
    func proves(errorBelow error: Double, risk: Double, prior: ErrorPrior) -> Bool {
        // E grows with p above the share that was seen, so that what holds at `error` holds above it.
        guard risk > 0, Double(self.wrong) < error * Double(self.total) else { return false }
        return Self.logEvidence(self, logMixture: prior.logMixture(self), against: error) >= -log(risk)
    }

    /// The largest error that is not struck out at the level `risk`; 1 if nothing is.
    func upperBound(risk: Double, prior: ErrorPrior) -> Double {
        guard risk > 0, self.total > 0 else { return 1 }
        let mixture = prior.logMixture(self)
        var low = Double(self.wrong) / Double(self.total)
        var high = 1.0
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if middle >= 1 || Self.logEvidence(self, logMixture: mixture, against: middle) >= -log(risk) {
                high = middle
            } else {
                low = middle
            }
        }
        return high
    }
}
