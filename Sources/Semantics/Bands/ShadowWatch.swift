import Glibc

/// Looks at the labels of what is closed, of which there are many, for a sign that the traffic has changed; then what is
/// open serves nothing until its own labels have cleared it. By itself it closes nothing for long.
struct ShadowWatch: Equatable {
    /// The logarithms of how much better higher odds of being wrong explain the latest labels than those that their bands had so
    /// far, each a CUSUM like those of ``DriftAlarm``.
    var sums: [Double] = [0, 0]
    /// How many labels of what is open the doubt still lasts.
    var doubtLabels = 0

    /// Of the odds.
    static let factors: [Double] = [2, 6]
    private static let limit = log(100.0)
    private static let labelsOfDoubt = 40
    private static let baselineLabels = 10

    var isDoubtful: Bool { self.doubtLabels > 0 }

    /// - Parameter before: the labels of the band so far.
    mutating func add(wrong: Bool, before: LabelCount) {
        guard before.total >= Self.baselineLabels else { return }
        let share = Double(before.wrong + 1) / Double(before.total + 2)
        for (index, factor) in Self.factors.enumerated() where index < self.sums.count {
            let step = (wrong ? log(factor) : 0) - log1p((factor - 1) * share)
            self.sums[index] = max(0, self.sums[index] + step)
        }
        if self.sums.contains(where: { $0 >= Self.limit }) {
            self.sums = Self.factors.map { _ in 0 }
            self.doubtLabels = Self.labelsOfDoubt
        }
    }

    /// A label of what is open has come.
    mutating func pass() {
        self.doubtLabels = max(0, self.doubtLabels - 1)
    }
}
