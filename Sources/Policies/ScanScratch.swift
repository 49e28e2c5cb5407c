package import Exchange
package import PCRE2

/// What scans write to: one for each loop, reused by every request, so that a text without a match allocates nothing.
///
/// It is not `Sendable`; neither is the ``MatchScratch`` in it.
package final class ScanScratch {
    var state: ScanState
    /// The texts of a body.
    var textNodes: [JSONTextNode] = []
    /// One of them, with its escapes decoded.
    var text = JSONText()
    /// One of them, with the name of which it is the value.
    var member = MemberText()
    var views = ViewScratch()
    var cleanTexts = CleanTexts()
    /// Texts that are read on from one to the next, and their nodes.
    var joined = JoinedTexts()
    var joinedNodes: [UInt32] = []

    /// Under which findings get their fingerprints; without it they get none.
    let findings: KeyedHash?
    let remembersTexts: Bool

    /// - Parameters:
    ///   - findings: under a key of the installation that is used for nothing else.
    ///   - remembersTexts: whether a text in which nothing was found is passed over when it comes again. Who measures what a
    ///     scan costs says false.
    package init(
        limits: MatchLimits = MatchLimits(),
        clock: ScanClock = .system,
        findings: KeyedHash? = nil,
        remembersTexts: Bool = true
    ) {
        self.findings = findings
        self.remembersTexts = remembersTexts
        self.state = ScanState(match: MatchScratch(limits: limits), clock: clock)
    }
}

/// The part of a scratch that a rule set writes to; a value, so that one access to the scratch serves a whole scan.
struct ScanState {
    let match: MatchScratch
    let clock: ScanClock
    var timer: ScanTimer
    var found = LiteralSweep.Found()
    /// Of the text that was scanned last.
    var matches: [RuleMatch] = []
    /// Of all texts of this request.
    var matchCount = 0
    var failures: [RuleFailure] = []

    /// Tried since the clock was looked at.
    private var untimedStarts = 0
    /// A call has a cost of its own, as if it had tried so many positions.
    private static let startsPerCallAtLeast = 127

    /// Which text this is, so that what is noted of a rule need not be wiped for each text.
    private var textNumber: UInt64 = 0
    private var progress: [RuleProgress] = []

    private struct RuleProgress {
        var textNumber: UInt64 = 0
        var resume = 0
        var isWoken = false
    }

    init(match: MatchScratch, clock: ScanClock) {
        self.match = match
        self.clock = clock
        self.timer = ScanTimer(clock: clock)
    }

    /// Makes ready for one request.
    mutating func start(_ budget: ScanBudget) {
        self.timer.restart(budget)
        self.failures.removeAll(keepingCapacity: true)
        self.matches.removeAll(keepingCapacity: true)
        self.matchCount = 0
        self.untimedStarts = 0
    }

    /// Makes ready for one text.
    mutating func begin(rules: Int) {
        self.textNumber &+= 1
        self.found.open = LiteralSweep.DigitCluster(start: 0, end: 0, digits: 0)
        while self.progress.count < rules { self.progress.append(RuleProgress()) }
    }

    /// The first position at which a rule has not been tried in this text, or `Int.max` if it is done with it.
    func resume(of rule: Int) -> Int {
        self.progress[rule].textNumber == self.textNumber ? self.progress[rule].resume : 0
    }

    mutating func resume(_ rule: Int, at place: Int) {
        self.renew(rule)
        self.progress[rule].resume = max(place, self.progress[rule].resume)
    }

    /// Whether a literal of the rule stands in this text; only asked of rules that then run over the whole of it.
    func isWoken(_ rule: Int) -> Bool {
        self.progress[rule].textNumber == self.textNumber && self.progress[rule].isWoken
    }

    mutating func wake(_ rule: Int) {
        self.renew(rule)
        self.progress[rule].isWoken = true
    }

    private mutating func renew(_ rule: Int) {
        guard self.progress[rule].textNumber != self.textNumber else { return }
        self.progress[rule] = RuleProgress(textNumber: self.textNumber)
    }

    mutating func fail(_ rule: Int?, _ reason: ScanFailure.Reason) {
        let failure = RuleFailure(rule: rule, reason: reason)
        if !self.failures.contains(failure) { self.failures.append(failure) }
    }

    /// Whether the time is over, noted as a failure of the rule that ran. The clock is looked at now and then.
    ///
    /// - Parameter starts: the positions that the call tried which has just ended.
    mutating func isOutOfTime(after starts: Int, in rule: Int) -> Bool {
        self.untimedStarts += starts + ScanState.startsPerCallAtLeast
        guard self.untimedStarts >= RuleSet.startsPerCall else { return self.timer.isSpent }
        self.untimedStarts = 0
        guard self.timer.check() else { return false }
        if !self.failures.contains(where: { $0.reason == .deadline }) { self.fail(rule, .deadline) }
        return true
    }
}

/// A match that passed its validators, with places in the scanned text.
struct RuleMatch: Hashable {
    /// The index in the rule set.
    var rule: Int
    var start: Int
    var end: Int
    var level: Finding.Level
}

/// A rule that did not finish.
struct RuleFailure: Hashable {
    /// The index in the rule set; `nil` where the time was over for all of them.
    var rule: Int?
    var reason: ScanFailure.Reason
}

/// A scan that could not finish, named so that a metric and a log line can say which rule it was.
package struct ScanFailure: Sendable, Hashable {
    /// The rule's id; empty where the time was over before it was any one rule's turn.
    package var rule: String
    package var reason: Reason

    package enum Reason: Sendable, Hashable {
        /// The budget of the request was spent.
        case deadline
        /// PCRE2 gave up on one position.
        case pattern(MatchFailure)
        /// More matches than anybody could act on.
        case tooManyMatches
        /// Encodings lie in each other deeper than anybody reads, or their views outgrew the limit.
        case views

        package var word: String {
            switch self {
            case .deadline: "deadline"
            case .pattern(let failure): failure.word
            case .tooManyMatches: "too_many_matches"
            case .views: "views"
            }
        }
    }
}

extension KeyedHash {
    /// What a finding tells of its value: 64 bits that are the same for the same value.
    func fingerprint(of value: UnsafeRawBufferPointer) -> UInt64 {
        self.digest(of: value).withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }
}
