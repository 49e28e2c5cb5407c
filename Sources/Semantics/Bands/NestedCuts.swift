import Glibc

/// The cuts of a route's order of candidates, each a hypothesis: "of all candidates above this cut, more than `maxError` are
/// wrong". What is above a cut whose hypothesis is struck out may be served.
///
/// A cut is tested as a whole, not band by band: what is promised is the error of everything that is served, and a cut is
/// everything that would be. So the bands below need no labels of their own to be proven, and a doubtful one is carried by the
/// good ones above it as far as the promise goes, just as under a fixed threshold.
///
/// *Why the risk holds, with all cuts tested at once and after every label.* The order of candidates and the shares of the risk were
/// fixed before the first label that counts here. The labels that count for a cut are then independent draws from what is above it:
/// all candidates while nothing is open, later a coin's choice, the same coin for every band. So a cut that is wrong is struck
/// out at level *r* with probability at most *r*, at any time (``LabelCount``). A cut has a share of the risk of its own, and what
/// the cut before it had, once that one is struck out (Wiens' fallback procedure). Let *j* be the first true
/// hypothesis that is struck out: whatever share had come to it came through cuts that were rightly struck out, back to the
/// true hypothesis before it at most. These stretches do not overlap, so their shares sum to no more than the risk.
struct NestedCuts: Equatable {
    /// For band i (from 0), the least rank that belongs to it; descending. What is below the last belongs to no cut.
    var floors: [Double]
    /// Each cut's own share of the risk.
    var shares: [Double]
    /// Labels that count for the tests, a band.
    var counted: [LabelCount]
    /// Once struck out, a hypothesis stays so: the bound holds for all times at once.
    var proven: [Bool]

    var count: Int { self.floors.count }

    /// - Parameter sample: what the order was learned from. Its candidates place the cuts, its labels the shares of the risk.
    init(rank: SafetyRank, sample: [LabelledCandidate], maxError: Double, risk: Double, bands: Int) {
        let ranks = sample.map { rank.rank($0.candidate) }.sorted(by: >)
        // Even steps of the share of candidates; the last band is open below.
        self.floors = (1...bands).map { band in
            let place = Double(band) / Double(bands) * Double(ranks.count) - 0.5
            guard band < bands, place >= 0, Int(place) + 1 < ranks.count else {
                return band < bands ? ranks.first ?? 0 : -.infinity
            }
            let (before, after) = (ranks[Int(place)], ranks[Int(place) + 1])
            return before + (after - before) * (place - place.rounded(.down))
        }
        self.counted = Array(repeating: LabelCount(), count: bands)
        self.proven = Array(repeating: false, count: bands)
        self.shares = Self.shares(ranks: ranks, maxError: maxError, risk: risk, bands: bands)
    }

    init(floors: [Double], shares: [Double], counted: [LabelCount], proven: [Bool]) {
        self.floors = floors
        self.shares = shares
        self.counted = counted
        self.proven = proven
    }

    /// Half of the risk goes where a proof is likely: to the widest cut whose expected error, as the order was learned, is a quarter of
    /// the promise. The other half is laid out below and above, in case that was learned badly.
    private static func shares(ranks: [Double], maxError: Double, risk: Double, bands: Int) -> [Double] {
        var expected = 0.0
        var likely = 0
        var seen = 0
        for (index, rank) in ranks.enumerated() {
            expected += 1 / (1 + exp(rank))
            seen = index + 1
            if expected / Double(seen) <= maxError / 4 {
                likely = index * bands / ranks.count
            }
        }
        var shares = Array(repeating: 0.0, count: bands)
        shares[min(likely, bands - 1)] += risk / 2
        for place in [bands / 8, bands / 4, bands / 2] { shares[place] += risk / 6 }
        return shares
    }

    /// The band of a rank, from 0; the last one takes what no other does.
    func band(_ rank: Double) -> Int {
        var low = 0
        var high = self.floors.count - 1
        while low < high {
            let middle = (low + high) / 2
            if rank >= self.floors[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Counts a label, and strikes out what it proves.
    mutating func add(wrong: Bool, band: Int, maxError: Double, prior: ErrorPrior) {
        self.counted[band].add(wrong: wrong)
        var above = LabelCount()
        var passed = 0.0
        for cut in self.floors.indices {
            above = above + self.counted[cut]
            let risk = self.shares[cut] + passed
            if !self.proven[cut], cut >= band {
                self.proven[cut] = above.proves(errorBelow: maxError, risk: risk, prior: prior)
            }
            passed = self.proven[cut] ? risk : 0
        }
    }

    /// How many bands, from the safest, are above the widest proven cut.
    var provenBands: Int { (self.proven.lastIndex(of: true) ?? -1) + 1 }

    /// Whether a cut that is at least a twentieth wider than the widest proven one looks as if labels would prove it.
    func promisesMore(maxError: Double) -> Bool {
        let proven = self.provenBands
        var above = LabelCount()
        var least = 0
        for cut in self.floors.indices {
            above = above + self.counted[cut]
            if cut + 1 == proven { least = above.total + above.total / 20 }
            if cut >= proven, above.total > least, Double(above.wrong) <= 0.6 * maxError * Double(above.total) {
                return true
            }
        }
        return false
    }

    /// The same for a smaller promise than the route's, from the same labels and in the same way.
    func provenBands(maxError: Double, prior: ErrorPrior) -> Int {
        var above = LabelCount()
        var passed = 0.0
        var proven = 0
        for cut in self.floors.indices {
            above = above + self.counted[cut]
            let risk = self.shares[cut] + passed
            let holds = above.proves(errorBelow: maxError, risk: risk, prior: prior)
            if holds { proven = cut + 1 }
            passed = holds ? risk : 0
        }
        return proven
    }

    /// For each cut the upper bound of the error of everything above it, at the risk that the cut has by now.
    func upperBounds(prior: ErrorPrior) -> [Double] {
        var above = LabelCount()
        var passed = 0.0
        return self.floors.indices.map { cut in
            above = above + self.counted[cut]
            let risk = self.shares[cut] + passed
            passed = self.proven[cut] ? risk : 0
            return above.upperBound(risk: risk, prior: prior)
        }
    }
}
