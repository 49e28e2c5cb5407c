import Glibc

/// Says when what is open has become worse than it was proven to be.
///
/// A proof is about the traffic that it has seen. So the labels of explored hits drive sums that grow with
/// every wrong one and fall with every right one, never below 0 (Page's CUSUM), each the logarithm of how much better a larger error explains
/// the labels since some time in the past than `maxError` does. It forgets by itself: what was good long ago does not weigh
/// against what is bad now. While the true error is at most `maxError`, the mean number of labels to a false alarm of one sum
/// is at least the exponential of its limit (G. Lorden, "Procedures for reacting to a change in distribution", 1971).
struct DriftAlarm: Equatable {
    /// For errors of three and ten times the promise: the one for creeping, the other for sudden change.
    var sums: [Double] = [0, 0]

    static let factors: [Double] = [3, 10]
    /// 400 labels are, at 3 % exploration, 13,000 hits.
    private static let limit = log(400.0)
    private static let doubt = log(4.0)

    /// Some recent labels speak against what is open, not yet enough of them.
    var isDoubtful: Bool { self.sums.contains { $0 >= Self.doubt } }

    /// - Returns: whether what is open is to be closed.
    mutating func add(wrong: Bool, maxError: Double) -> Bool {
        for index in self.sums.indices where index < Self.factors.count {
            let other = min(maxError * Self.factors[index], (1 + maxError) / 2)
            let step = wrong ? log(other / maxError) : log1p(-other) - log1p(-maxError)
            self.sums[index] = max(0, self.sums[index] + step)
        }
        return self.sums.contains { $0 >= Self.limit }
    }
}
