/// What a route promises of its semantic hits, and how it goes about keeping it.
package struct BandSettings: Sendable, Equatable {
    /// The largest share of served hits that may be wrong, above 0 and at most ``maxErrorLimit``.
    package let maxError: Double
    /// The probability, over the whole life of a route, that something opens that should not have: 0.05 makes every
    /// bound a 95 % bound.
    package let risk: Double
    /// The share of the hits of what is open that is asked upstream all the same, and judged.
    package let exploration: Double
    /// The same while recent labels speak against what is open; 1 serves nothing until they have cleared it.
    package let explorationInDoubt: Double
    /// How many bands a route has.
    package let bands: Int
    /// While a wider cut than the widest proven one may be proven soon, nothing opens before this many labels: once something
    /// serves, labels come at the rate of exploration.
    package let patience: Int
    /// How many labels teach the order of the candidates before the first test begins.
    package let learningLabels: Int

    package static let maxErrorLimit = 0.5
    package static let bandsLimit = 64
    package static let patienceLimit = 10_000_000
    package static let learningLabelsLimit = 1_000
    package static let explorationRange = 0.02...0.05

    /// `nil` if a value is out of its range.
    package init?(
        maxError: Double,
        risk: Double = 0.05,
        exploration: Double = 0.03,
        explorationInDoubt: Double = 1,
        bands: Int = 48,
        patience: Int? = nil,
        learningLabels: Int? = nil
    ) {
        guard maxError > 0, maxError <= Self.maxErrorLimit, risk > 0, risk < 1,
            Self.explorationRange.contains(exploration), explorationInDoubt >= exploration, explorationInDoubt <= 1,
            (4...Self.bandsLimit).contains(bands)
        else { return nil }
        let labels = learningLabels ?? Self.learningLabels(for: maxError)
        let labelsToOpen = patience ?? Int(min(60 / maxError, Double(Self.patienceLimit)))
        guard (20...Self.learningLabelsLimit).contains(labels), (0...Self.patienceLimit).contains(labelsToOpen)
        else { return nil }
        self.maxError = maxError
        self.risk = risk
        self.exploration = exploration
        self.explorationInDoubt = explorationInDoubt
        self.bands = bands
        self.patience = labelsToOpen
        self.learningLabels = labels
    }

    /// A smaller promise needs more labels to test, so more of them may be spent on knowing what to test.
    private static func learningLabels(for maxError: Double) -> Int {
        Int(min(max(2 / maxError, 100), 200))
    }
}
