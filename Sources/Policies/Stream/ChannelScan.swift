import Exchange
import PCRE2

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
    var excesses: [ScanExcess] = []
    /// By rule: the places before this are settled. Empty until there is a candidate.
    var settled: [Int] = []
    var matchCount = 0
    /// Rules that did not finish, since they were taken.
    var failures: [RuleFailure] = []

    var clock = ChannelClock()
    var reader = StreamReader()
    /// The rules that are tried at every place.
    var restless: [Int]
    /// Hits that wait until it is sure that none will come which begins before them.
    var queue: [LiteralSweep.Hit] = []
    /// Every literal that ends before this has been found.
    var sweptEnd = 0
    /// No literal begins before this that has not been found.
    var literalFrontier = 0
    /// No digit before this needs to be looked at again as long as no other comes.
    private var triedDigitsEnd = 0
    private var wake = Int.max

    /// A word that grows by so many bytes is looked into before it ends.
    private static let wordBytesPerSweep = 64

    init(_ plan: StreamPlan) {
        self.plan = plan
        self.restless = plan.restlessRules
    }

    /// Notes what came; returns whether a word ended.
    mutating func read(_ text: UnsafeRawBufferPointer) -> Bool {
        self.reader.read(text, self.plan)
    }

    /// Whether it is time to go on, although no word has ended.
    func isDue(at end: Int) -> Bool {
        end >= self.wake || end - self.sweptEnd >= max(ChannelScan.wordBytesPerSweep, self.plan.wordBytesMax)
    }

    /// Goes as far as the text allows.
    mutating func advance(over text: StreamText, isLast: Bool, wordEnded: Bool, into state: inout ScanState) {
        text.withWindow(isLast: isLast) { window in
            for index in self.excesses.indices where self.excesses[index].isOpen { self.growExcess(index, in: window) }
            self.sweep(window, into: &state.found)
            if !self.hasNothingToTry { self.tryRules(in: window, wordEnded: wordEnded, into: &state) }
        }
    }

    /// As it nearly always is.
    private var hasNothingToTry: Bool {
        self.candidates.isEmpty && self.triedDigitsEnd == self.reader.digitsEnd && self.restless.isEmpty
            && self.undecided.isEmpty
    }

    private mutating func tryRules(in window: StreamWindow, wordEnded: Bool, into state: inout ScanState) {
        self.addDigits(window)
        for rule in self.restless { self.add(rule, 0..<self.frontier) }
        self.tryCandidates(in: window, wordEnded: wordEnded, into: &state)
        if self.reader.hasClusters {
            self.addTentativeDigits(window)
            self.tryCandidates(in: window, wordEnded: false, into: &state)
            self.reader.forgetClusters(endingBefore: self.frontier - RuleSet.digitsReach)
            if self.candidates.isEmpty, self.reader.digitsEnd <= self.frontier {
                self.triedDigitsEnd = self.reader.digitsEnd
            }
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
        for candidate in self.candidates where !forChangesOnly || self.plan.rules[candidate.rule].changesText {
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
        self.queue.removeAll()
        self.matches += self.undecided
        self.undecided.removeAll()
        self.wake = .max
    }
}

/// What is settled.
extension ChannelScan {
    func settled(_ rule: Int) -> Int {
        self.settled.isEmpty ? 0 : self.settled[rule]
    }

    mutating func settle(_ rule: Int, before place: Int) {
        if self.settled.isEmpty { self.settled = [Int](repeating: 0, count: self.plan.rules.count) }
        self.settled[rule] = max(self.settled[rule], place)
    }

    /// Has a rule tried at the places of a range that are not settled.
    mutating func add(_ rule: Int, _ range: Range<Int>) {
        let start = max(range.lowerBound, self.settled(rule))
        guard start < range.upperBound else { return }
        if let index = self.candidates.firstIndex(where: { $0.rule == rule }) {
            self.candidates[index].add(start..<range.upperBound)
        } else {
            self.candidates.append(Candidate(rule: rule, start: start, end: range.upperBound))
        }
    }
}
