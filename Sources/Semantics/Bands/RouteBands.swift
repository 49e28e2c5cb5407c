/// The bands of one route: first it learns the order of its candidates, then it tests cuts of that order, and serves what is
/// above a proven one until labels speak against it, when all begins anew.
struct RouteBands: Equatable {
    enum Phase: Equatable {
        case learning([LabelledCandidate])
        case testing(SafetyRank, NestedCuts, DriftAlarm)
    }

    /// What is shown of a band and decides nothing but doubts.
    struct Tally: Equatable {
        var labels = LabelCount()
        var served = 0
        var explored = 0
    }

    let settings: BandSettings
    /// Rises with every beginning, so that late labels are known.
    var generation: UInt32
    let firstGeneration: UInt32
    var phase = Phase.learning([])
    /// The bands that serve, from the safest.
    var openBands = 0
    /// A band each, of this generation.
    var tallies: [Tally] = []
    /// Labels of this generation that counted for its tests.
    var counted = 0
    var watch = ShadowWatch()
    /// Labels that were looked at, over the whole life.
    var looks = 0

    init(settings: BandSettings, firstGeneration: UInt32) {
        self.settings = settings
        self.generation = firstGeneration
        self.firstGeneration = firstGeneration
    }

    private var maxError: Double { self.settings.maxError }
    private var prior: ErrorPrior { ErrorPrior(maxError: self.maxError) }

    var isDoubtful: Bool {
        guard case .testing(_, _, let alarm) = self.phase else { return false }
        return alarm.isDoubtful || self.watch.isDoubtful
    }

    mutating func decide(_ candidate: BandCandidate, maxError asked: Double, random: UInt64) -> BandTicket {
        guard case .testing(let rank, let cuts, _) = self.phase else {
            return BandTicket(
                decision: .shadow,
                band: 0,
                generation: self.generation,
                counts: true,
                candidate: candidate
            )
        }
        let band = cuts.band(rank.rank(candidate))
        let rate = self.isDoubtful ? self.settings.explorationInDoubt : self.settings.exploration
        // One coin for every band, so that what counts above any cut is a fair sample of it.
        let chosen = Double(random >> 11) * 0x1p-53 < rate
        var open = self.openBands
        // Not `>=`: what is not a number asks for the impossible.
        if !(asked >= self.maxError), band < open {
            open = asked > 0 ? min(open, cuts.provenBands(maxError: asked, prior: self.prior)) : 0
        }
        let decision: BandDecision = band >= open ? .shadow : chosen ? .explore : .serve
        switch decision {
        case .serve: self.tallies[band].served += 1
        case .explore: self.tallies[band].explored += 1
        case .shadow: break
        }
        return BandTicket(
            decision: decision,
            band: band + 1,
            generation: self.generation,
            counts: self.openBands == 0 || chosen,
            candidate: candidate
        )
    }

    mutating func record(_ label: BandLabel, for ticket: BandTicket) {
        guard ticket.generation == self.generation, ticket.decision != .serve else { return }
        let wrong = label != .right
        self.looks += 1
        switch self.phase {
        case .learning(var sample):
            sample.append(LabelledCandidate(candidate: ticket.candidate, wrong: wrong))
            self.phase = .learning(sample)
            if sample.count >= self.settings.learningLabels { self.beginTesting(sample) }
        case .testing(let rank, var cuts, var alarm):
            // A label of the time of learning knows no band.
            guard ticket.band > 0, ticket.band <= cuts.count else { return }
            let band = ticket.band - 1
            if band < self.openBands {
                self.watch.pass()
            } else {
                self.watch.add(wrong: wrong, before: self.tallies[band].labels)
            }
            self.tallies[band].labels.add(wrong: wrong)
            guard ticket.counts else { return }
            if band < self.openBands, alarm.add(wrong: wrong, maxError: self.maxError) {
                self.beginAnew()
                return
            }
            cuts.add(wrong: wrong, band: band, maxError: self.maxError, prior: self.prior)
            self.counted += 1
            if self.openBands > 0 || self.counted >= self.settings.patience
                || !cuts.promisesMore(maxError: self.maxError)
            {
                self.openBands = max(self.openBands, cuts.provenBands)
            }
            self.phase = .testing(rank, cuts, alarm)
        }
    }

    private mutating func beginTesting(_ sample: [LabelledCandidate]) {
        let rank = SafetyRank(sample)
        let cuts = NestedCuts(
            rank: rank,
            sample: sample,
            maxError: self.maxError,
            risk: self.riskOfGeneration,
            bands: self.settings.bands
        )
        self.tallies = Array(repeating: Tally(), count: self.settings.bands)
        self.phase = .testing(rank, cuts, DriftAlarm())
    }

    /// Of the risk of a whole life, four fifths are for the first generation; the rest is for all that may follow.
    private var riskOfGeneration: Double {
        let closings = Double(self.generation &- self.firstGeneration)
        return closings == 0 ? self.settings.risk * 0.8 : self.settings.risk * 0.2 / (closings * (closings + 1))
    }

    private mutating func beginAnew() {
        self.generation &+= 1
        self.phase = .learning([])
        self.openBands = 0
        self.counted = 0
        self.watch = ShadowWatch()
        self.tallies = []
    }
}
