import Exchange
package import PCRE2

/// What scans write to: one for each loop, reused by every request, so that a text without a match allocates nothing.
///
/// It is not `Sendable`; neither is the ``MatchScratch`` in it.
package final class ScanScratch {
    let match: MatchScratch
    var timer: ScanTimer
    var found = LiteralSweep.Found()
    /// By rule of the set that scans: the first position at which it has not been tried in this text, or `Int.max` if the
    /// rule is done with it.
    var resume: [Int] = []
    /// Whether a literal of the rule stands in this text; only asked of rules that then run over the whole of it.
    var isWoken: [Bool] = []
    /// Of the text that was scanned last.
    var matches: [RuleMatch] = []
    /// Of all texts of this request.
    var matchCount = 0
    var failures: [RuleFailure] = []
    /// The nodes of the texts of a body.
    var textNodes: [UInt32] = []
    /// One of them, with its escapes decoded.
    var text = JSONText()

    package init(limits: MatchLimits = MatchLimits(), clock: ScanClock = .system) {
        self.match = MatchScratch(limits: limits)
        self.timer = ScanTimer(clock: clock)
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

        package var word: String {
            switch self {
            case .deadline: "deadline"
            case .pattern(let failure): failure.word
            case .tooManyMatches: "too_many_matches"
            }
        }
    }
}
