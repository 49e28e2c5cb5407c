import Exchange
import PCRE2

/// What the scan of a channel needs to know of a set of rules; made once, when a policy is loaded.
///
/// The heart of it is how little of a text has to be held because a match *could* begin in it. A match of a rule begins at
/// most so many bytes before one of its literals, and only some bytes may stand between; so where a text ends in a space,
/// it holds no beginning of a match whose literal is still to come, and where it ends in a word, only that word does.
final class StreamPlan: Sendable {
    let rules: [StreamRule]
    let sweep: LiteralSweep
    /// By literal of the sweep.
    let literals: [Literal]
    let phrases: PhrasePrefixes
    let digitRules: [DigitRule]
    /// Those that are tried at every place.
    let restlessRules: [Int]
    /// What each byte is to the scan.
    let byteKinds: [ByteKind]
    /// A match whose literal is still to come begins in the current word, and in its last so many bytes.
    let wordBytesMax: Int
    /// A literal of one word that is still incomplete has fewer bytes.
    let wordLiteralBytesMax: Int
    /// So many last bytes are held whatever they are, for rules that let anything stand before their literal.
    let looseBytes: Int
    /// How much of what went out patterns may still look at.
    let keptBytes: Int
    /// Whether anything has to be held at all.
    let holds: Bool

    struct Literal: Sendable {
        var count: Int
        /// How far before it a match may begin.
        var reach: Int
        var uses: [Use]
    }

    struct Use: Sendable {
        var rule: Int
        /// `nil`: from the literal on the rule is tried at every place.
        var distance: ClosedRange<Int>?
    }

    struct DigitRule: Sendable {
        var rule: Int
        var digits: Int
        /// How far before the first digit a match begins at most.
        var lead: Int
    }

    struct ByteKind: OptionSet, Sendable {
        let rawValue: UInt8
        static let word = ByteKind(rawValue: 1)
        static let digit = ByteKind(rawValue: 2)
    }

    /// How far before its literal a rule is tried that does not show where its literal stands.
    static let wakingReach = 64

    /// Of no rules.
    static let empty = StreamPlan([], changesText: [])

    /// - Parameter changesText: by rule, whether the policy may rewrite or block what it finds.
    init(_ rules: [CompiledRule], changesText: [Bool]) {
        var draft = StreamPlanDraft()
        for (index, rule) in rules.enumerated() { draft.add(rule, index) }
        self.rules = zip(rules, changesText).map { StreamRule($0, changesText: $1) }
        self.sweep = LiteralSweep(literals: draft.names, digitsMin: .max)
        self.literals = draft.literals
        self.phrases = PhrasePrefixes(draft.phrases)
        self.digitRules = draft.digitRules
        self.restlessRules = draft.restlessRules
        self.wordBytesMax = draft.wordBytesMax
        self.wordLiteralBytesMax = draft.wordLiteralBytesMax
        self.looseBytes = draft.looseBytes
        self.holds = changesText.contains(true)

        let lookbehind = self.rules.map(\.pattern.traits.maxLookbehind).max() ?? 0
        let within = rules.compactMap(\.rule.context?.within).max() ?? 0
        // A character has four bytes; a context word has a border.
        self.keptBytes = max(lookbehind * 4, within + 1, 1) + RuleSet.digitsReach
        let word = draft.wordBytes
        let hasDigitRules = !draft.digitRules.isEmpty
        self.byteKinds = (UInt8(0)...0xff).map { byte in
            var kind: ByteKind = word.contains(byte) ? .word : []
            if hasDigitRules, ASCII.isDigit(byte) { kind.insert(.digit) }
            return kind
        }
    }
}

/// A plan while its rules are read.
private struct StreamPlanDraft {
    var names: [String] = []
    var literals: [StreamPlan.Literal] = []
    var phrases: [(bytes: [UInt8], reach: Int)] = []
    var digitRules: [StreamPlan.DigitRule] = []
    var restlessRules: [Int] = []
    var wordBytes = ByteSet.word
    var wordBytesMax = 0
    var wordLiteralBytesMax = 0
    var looseBytes = 0
    private var indices: [String: Int] = [:]

    /// What may stand in a literal of one word.
    private static let literalBytes = ByteSet.word.union(ByteSet("-.:/@+=%".utf8))

    mutating func add(_ rule: CompiledRule, _ index: Int) {
        switch rule.trigger {
        case .near(let names, let distance):
            let lead = PatternLead(of: rule.detector.first.source, keywords: rule.rule.keywords)
            let bytes = distance.upperBound == 0 ? ByteSet() : lead?.bytes ?? .all
            self.add(names, StreamPlan.Use(rule: index, distance: distance), lead: bytes)
        case .literals(let names):
            self.add(names, StreamPlan.Use(rule: index, distance: nil), lead: ByteSet())
        case .digits(let count):
            let lead = DigitLead(of: rule.detector.first.source)
            let distance = min(lead?.distance ?? RuleSet.digitsReach, RuleSet.digitsReach)
            self.digitRules.append(StreamPlan.DigitRule(rule: index, digits: count, lead: distance))
            self.hold(distance, of: distance == 0 ? ByteSet() : lead?.bytes ?? .all)
        case .always:
            self.restlessRules.append(index)
        }
    }

    private mutating func add(_ names: [String], _ use: StreamPlan.Use, lead: ByteSet) {
        let reach = use.distance?.upperBound ?? StreamPlan.wakingReach
        for name in Set(names.map { $0.lowercased() }) {
            let bytes = Array(name.utf8)
            let isWord = ByteSet(bytes).subtracting(StreamPlanDraft.literalBytes).isEmpty
            if isWord {
                self.wordBytes.formUnion(ByteSet(bytes).bothCases)
                self.wordLiteralBytesMax = max(self.wordLiteralBytesMax, bytes.count)
                self.hold(reach + bytes.count - 1, of: lead)
            } else {
                self.phrases.append((bytes, reach))
                self.hold(reach, of: lead)
            }
            if let known = self.indices[name] {
                self.literals[known].uses.append(use)
                self.literals[known].reach = max(self.literals[known].reach, reach)
            } else {
                self.indices[name] = self.literals.count
                self.names.append(name)
                self.literals.append(StreamPlan.Literal(count: bytes.count, reach: reach, uses: [use]))
            }
        }
    }

    /// Holds the last bytes of a text, as far back as they may stand in a lead.
    private mutating func hold(_ count: Int, of lead: ByteSet) {
        if lead.isDisjoint(with: .space) {
            self.wordBytes.formUnion(lead)
            self.wordBytesMax = max(self.wordBytesMax, count)
        } else {
            self.looseBytes = max(self.looseBytes, count)
        }
    }
}
