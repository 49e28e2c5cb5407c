import Exchange

/// Finds the matches in a channel's text while it comes, the same as a scan of the whole text would.
///
/// A place is *settled* when it is known for every rule whether a match begins there. All places before ``frontier`` have
/// been tried or need not be; those among them that are not settled yet have a ``Candidate``.
struct ChannelScan {
    let plan: StreamPlan
    /// No match begins before this that has not been tried.
    var frontier = 0
    var candidates: [Candidate] = []
    /// Matches whose level depends on words that are still to come.
    var undecided: [RuleMatch] = []
    /// All others, since they were taken.
    var matches: [RuleMatch] = []
    /// What is swallowed behind matches that outgrew their rules.
    var excesses: [ScanExcess] = []
    var matchCount = 0
    /// Rules that did not finish, since they were taken.
    var failures: [RuleFailure] = []

    var clock = ChannelClock()
    var reader = StreamReader()
    /// The rules that are searched for at every place.
    var restless: [Int]
    /// No literal begins before this that has not been found.
    var literalFrontier = 0
    /// No match whose literal or first digit may stand behind white space begins before this that is not known.
    var looseFrontier = 0
    /// No number begins before this that has not been looked at.
    var numberFrontier = 0
    /// By rule: the places before this are settled. Empty until there is a candidate.
    private var settled: [Int] = []
    private var sweptEnd = 0
    /// As long as no other digit comes, none before this needs to be looked at again.
    private var triedDigitsEnd = 0
    private var wake = Int.max

    /// Where more wait than these, as behind a long run of digits and letters, each that only may go on is tried seldom.
    static let eagerCandidatesMax = 8
    /// A word that grows by so many bytes is looked into before it ends.
    private static let wordBytesPerSweep = 64

    init(_ plan: StreamPlan) {
        self.plan = plan
        self.restless = plan.restlessRules
    }

    /// Whether it is time to go on, although no word has ended.
    func isDue(at end: Int) -> Bool {
        end >= self.wake || end - self.sweptEnd >= max(ChannelScan.wordBytesPerSweep, self.plan.leadBytes)
    }

    /// Goes as far as the text allows, up to a place.
    mutating func advance(
        over text: StreamText,
        upTo place: Int,
        isLast: Bool,
        wordEnded: Bool,
        into state: inout ScanState
    ) {
        text.withWindow(upTo: max(place, self.sweptEnd), isLast: isLast) { window in
            self.reader.read(window, self.plan)
            for index in self.excesses.indices where self.excesses[index].isOpen { self.growExcess(index, in: window) }
            if window.end > self.sweptEnd || isLast { self.sweep(window, into: &state) }
            self.sweptEnd = window.end
            if !self.hasNothingToTry { self.tryRules(in: window, wordEnded: wordEnded, into: &state) }
        }
    }

    /// As it nearly always is.
    private var hasNothingToTry: Bool {
        self.candidates.isEmpty && self.triedDigitsEnd == self.reader.digitsEnd && self.restless.isEmpty
            && self.undecided.isEmpty
    }

    private mutating func tryRules(in window: StreamWindow, wordEnded: Bool, into state: inout ScanState) {
        for rule in self.restless { self.add(rule, 0..<self.frontier) }
        if self.reader.hasClusters { self.addNumbers(window) }
        self.tryCandidates(in: window, wordEnded: wordEnded, into: &state)
        if self.candidates.isEmpty, self.numberFrontier >= self.reader.digitsEnd {
            self.triedDigitsEnd = self.reader.digitsEnd
        }
        self.decideLevels(in: window)
        if self.clock.stop(&state) { self.failures += state.failures }
        self.wake = .max
        for candidate in self.candidates { self.wake = min(self.wake, candidate.wake) }
        for match in self.undecided { self.wake = min(self.wake, self.contextEnd(of: match)) }
    }

    /// Whether everything up to the frontier is settled, and nothing is there to be taken.
    var hasFoundNothing: Bool {
        self.candidates.isEmpty && self.matches.isEmpty && self.undecided.isEmpty && self.excesses.isEmpty
            && self.failures.isEmpty
    }

    /// Everything before this is settled, for all rules or for those that can change the text.
    func settledEnd(forChangesOnly: Bool) -> Int {
        var end = self.frontier
        for candidate in self.candidates where !forChangesOnly || self.plan.changesText[candidate.rule] {
            end = min(end, candidate.start)
        }
        if !forChangesOnly { for match in self.undecided { end = min(end, match.start) } }
        return end
    }

    /// Those that are closed, and of no use any more.
    mutating func forgetExcesses(endingBefore place: Int) {
        self.excesses.removeAll { !$0.isOpen && $0.end <= place }
    }

    /// No more scanning: what is undecided stays what it was.
    mutating func abandon() {
        self.candidates.removeAll()
        self.restless.removeAll()
        self.matches += self.undecided
        self.undecided.removeAll()
        self.excesses.removeAll()
        self.wake = .max
    }
}

/// What is settled.
extension ChannelScan {
    func settled(_ rule: Int) -> Int {
        self.settled.isEmpty ? 0 : self.settled[rule]
    }

    mutating func settle(_ rule: Int, before place: Int) {
        if self.settled.isEmpty { self.settled = [Int](repeating: 0, count: self.plan.rules.rules.count) }
        self.settled[rule] = max(self.settled[rule], place)
    }

    /// Has a rule tried at the places of a range that are not settled.
    ///
    /// - Parameters:
    ///   - isSure: whether what it matches there counts already.
    ///   - isLoose: whether its literal is still to come.
    mutating func add(_ rule: Int, _ range: Range<Int>, isSure: Bool = true, isLoose: Bool = false) {
        let start = max(range.lowerBound, self.settled(rule))
        guard start < range.upperBound else { return }
        if let index = self.candidates.firstIndex(where: { $0.rule == rule }) {
            self.candidates[index].add(start..<range.upperBound, isSure: isSure)
            if !isLoose { self.candidates[index].confirmLiteral() }
        } else {
            self.candidates.append(Candidate(rule: rule, start..<range.upperBound, isSure: isSure))
            if isLoose { self.candidates[self.candidates.count - 1].loosen() }
        }
    }
}
