import Exchange
import PCRE2

/// A rule that is ready to run: its patterns compiled, and what must stand in a text for them to be tried.
struct CompiledRule: Sendable {
    let rule: Rule
    let detector: Detector
    let trigger: Trigger

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

    /// What is wrong with a rule, and with which of its fields.
    struct Fault: Error, Hashable {
        var field: String
        var message: String
    }

    /// - Parameter trigger: in place of the one that the rule and its pattern show.
    init(_ rule: Rule, trigger: Trigger? = nil) throws(Fault) {
        self.rule = rule
        switch rule.detector {
        case .pattern(let source):
            let pattern = try CompiledRule.compile(source, field: "pattern")
            self.detector = .pattern(pattern)
            self.trigger = trigger ?? CompiledRule.trigger(of: rule, source)
        case .block(let begin, let end, let max):
            let beginPattern = try CompiledRule.compile(begin, field: "block.begin")
            let endPattern = try CompiledRule.compile(end, field: "block.end")
            self.detector = .block(begin: beginPattern, end: endPattern, max: max)
            self.trigger = trigger ?? CompiledRule.trigger(of: rule, begin)
        }
    }

    private static func compile(_ source: String, field: String) throws(Fault) -> Pattern {
        let pattern: Pattern
        do throws(PatternError) {
            pattern = try Pattern(source)
        } catch {
            throw Fault(field: field, message: "the pattern does not compile: \(error)")
        }
        if pattern.traits.canMatchEmpty {
            throw Fault(field: field, message: "the pattern matches the empty text, so it would match everywhere")
        }
        return pattern
    }

    private static func trigger(of rule: Rule, _ source: String) -> Trigger {
        if rule.keywords.isEmpty, let digits = rule.digits { return .digits(digits) }
        if let lead = PatternLead(of: source, keywords: rule.keywords) {
            return .near(literals: lead.literals, distance: lead.distance)
        }
        return rule.keywords.isEmpty ? .always : .literals(rule.keywords)
    }

    /// What `gatehouse policy list` says of how the rule runs.
    var explanation: String {
        switch self.trigger {
        case .near(let literals, let distance):
            "near \(CompiledRule.list(literals))"
                + (distance.upperBound > 0 ? ", from \(distance.upperBound) bytes before" : "")
        case .literals(let literals): "over a text with \(CompiledRule.list(literals))"
        case .digits(let count): "around \(count) digits that stand close together"
        case .always: "over every text"
        }
    }

    private static func list(_ literals: [String]) -> String {
        let shown = literals.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
        return literals.count > 4 ? "\(shown) and \(literals.count - 4) more" : shown
    }
}
