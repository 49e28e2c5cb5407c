import Exchange
import PCRE2

/// A rule that is ready to run: its patterns compiled, what must stand in a text for them to be tried, and how far a
/// match can go.
struct CompiledRule: Sendable {
    let rule: Rule
    let detector: Detector
    let trigger: Trigger
    let bounds: Bounds
    /// What may stand before the literal that gave the reason; `nil` where there is none at a known place.
    let lead: Lead?
    /// The bytes that may stand directly before a match.
    let before: ByteSet
    /// Answers most tries without PCRE2; `nil` for a pattern that is not understood.
    let probe: PatternProbe?
    /// What its pattern says of itself; `nil` if it is not understood.
    let syntax: PatternSyntax.Alternatives?

    enum Detector: Sendable {
        case pattern(Pattern)
        case block(begin: Pattern, end: Pattern, max: Int)

        /// The pattern with which a match begins.
        var first: Pattern {
            switch self {
            case .pattern(let pattern): pattern
            case .block(let begin, _, _): begin
            }
        }
    }

    /// The reason for which a rule runs, and where.
    enum Trigger: Sendable, Hashable {
        /// One of these literals; the rule is tried at the positions from which a match could reach it.
        case near(literals: [String], distance: ClosedRange<Int>)
        /// One of these literals anywhere; the rule then runs over the whole text.
        case literals([String])
        /// So many digits close together; the rule is tried around them.
        case digits(Int)
        /// None: it runs over every text.
        case always
    }

    struct Lead: Sendable {
        /// From the start of a match to the start of its literal.
        var distance: ClosedRange<Int>
        /// Of which bytes what stands there is made.
        var bytes: ByteSet
        /// What a match is from its literal on; empty where that is not known.
        var rest: PatternSyntax.Alternatives
    }

    /// What is wrong with a rule, and with which of its fields.
    struct Fault: Error, Hashable {
        var field: String
        var message: String
    }

    /// - Parameter trigger: in place of the one that the rule and its pattern show.
    init(_ rule: Rule, trigger: Trigger? = nil) throws(Fault) {
        let source =
            switch rule.detector {
            case .pattern(let source): source
            case .block(let begin, _, _): begin
            }
        let syntax = PatternSyntax.parse(source)
        let lead = rule.digits == nil ? PatternLead(of: source, keywords: rule.keywords) : nil
        let natural = CompiledRule.trigger(of: rule, lead)
        self.rule = rule
        self.syntax = syntax
        self.trigger = trigger ?? natural
        self.lead = lead.map { Lead(distance: $0.distance, bytes: $0.bytes, rest: $0.rest) }
        self.before = syntax.map(PatternSyntax.before) ?? .all
        self.probe = syntax.flatMap(PatternProbe.init)
        self.bounds = Bounds(of: rule, syntax, natural)

        switch rule.detector {
        case .pattern(let source):
            let pattern = try CompiledRule.compile(source, isTried: self.trigger.isPlace, field: "pattern")
            self.detector = .pattern(pattern)
        case .block(let begin, let end, let max):
            let beginPattern = try CompiledRule.compile(begin, isTried: self.trigger.isPlace, field: "block.begin")
            let endPattern = try CompiledRule.compile(end, isTried: false, field: "block.end")
            self.detector = .block(begin: beginPattern, end: endPattern, max: max)
        }
    }

    private static func compile(_ source: String, isTried: Bool, field: String) throws(Fault) -> Pattern {
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(source, options: isTried ? [.anchored, .partial] : .partial)
        } catch {
            throw Fault(field: field, message: "the pattern does not compile: \(error)")
        }
        if pattern.traits.canMatchEmpty {
            throw Fault(field: field, message: "the pattern matches the empty text, so it would match everywhere")
        }
        return pattern
    }

    private static func trigger(of rule: Rule, _ lead: PatternLead?) -> Trigger {
        if rule.keywords.isEmpty, let digits = rule.digits { return .digits(digits) }
        if let lead { return .near(literals: lead.literals, distance: lead.distance) }
        return rule.keywords.isEmpty ? .always : .literals(rule.keywords)
    }
}

extension CompiledRule {
    /// The alternatives of its pattern that do not begin with a literal of the rule's; `nil` if it is not understood.
    var leading: PatternSyntax.Alternatives? {
        self.syntax.map { PatternLead.leadingAlternatives(of: $0, keywords: self.rule.keywords) }
    }
}

extension CompiledRule.Trigger {
    /// Whether it says where the rule is to be tried.
    var isPlace: Bool {
        switch self {
        case .near, .digits: true
        case .literals, .always: false
        }
    }
}

extension CompiledRule {
    /// How far a match goes, fixed when the rule is loaded: what a stream must be able to hold back.
    struct Bounds: Sendable, Hashable {
        /// The longest match that counts, in bytes.
        var lengthMax: Int
        /// Every match holds a literal of the rule's, or stands in a text with one. What outgrows the longest match is
        /// then taken as one; of a mere shape it is none.
        var isConfirmed: Bool
        /// Whether the pattern can match more than that.
        var outgrows: Bool
        /// How many bytes from its start on an attempt may look at.
        var windowBytes: Int
        /// Of what the end of an outgrown match is made: its first foreign byte is behind it.
        var tail: ByteSet

        /// The longest match of a pattern that holds no literal.
        static let shapeBytes = 64
        /// The longest match of a pattern that does.
        static let tokenBytes = 4 * 1024
        /// What an attempt may see of what follows the longest match.
        private static let margin = 8

        init(of rule: Rule, _ syntax: PatternSyntax.Alternatives?, _ trigger: Trigger) {
            switch trigger {
            case .near, .literals: self.isConfirmed = true
            case .digits, .always: self.isConfirmed = false
            }
            let bound = self.isConfirmed ? Bounds.tokenBytes : Bounds.shapeBytes
            let most = syntax.flatMap { PatternSyntax.Width(of: $0).most }
            self.outgrows = most.map { $0 > bound } ?? true
            let length = min(most ?? bound, bound)
            let reach = syntax.flatMap(PatternSyntax.reach) ?? length + bound
            self.windowBytes = self.outgrows ? bound + Bounds.margin : min(reach, length + bound) + Bounds.margin
            self.tail = syntax.map(PatternSyntax.tail) ?? PatternSyntax.tail([])
            if case .block(_, _, let max) = rule.detector { self.lengthMax = max } else { self.lengthMax = length }
        }
    }

    /// How far before the place that gave the reason a match may begin.
    var leadMax: Int {
        if case .digits = self.trigger { return RuleSet.digitsReach }
        return self.lead?.distance.upperBound ?? 0
    }

    /// Whether what stands before the literal may hold white space.
    var leadMayHoldSpace: Bool { self.lead.map { !$0.bytes.isDisjoint(with: .space) } ?? false }

    /// How many bytes before its start an attempt may look at.
    var lookbehindBytes: Int { self.detector.first.traits.maxLookbehind * 4 }

    var lengthMax: Int { self.bounds.lengthMax }
}
