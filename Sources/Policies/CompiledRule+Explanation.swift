import PCRE2

/// What `gatehouse policy list --explain` says of a rule.
extension CompiledRule {
    /// When and where the rule runs, in words.
    var explanation: String {
        switch self.trigger {
        case .near(let literals, let distance):
            "near \(CompiledRule.list(literals))"
                + (distance.upperBound > 0 ? ", from \(distance.upperBound) bytes before" : "")
                + ", at most \(self.lengthMax) bytes"
        case .literals(let literals):
            "over a text with \(CompiledRule.list(literals)), at most \(self.lengthMax) bytes"
        case .digits(let count): "around \(count) digits that stand close together, at most \(self.lengthMax) bytes"
        case .always: "over every text"
        }
    }

    /// What its author may want to change.
    var warnings: [String] {
        var warnings: [String] = []
        switch self.trigger {
        case .always:
            warnings.append(
                "no literal: it runs over every text; give it `keywords` or `digits`, or a literal at a known place"
            )
        case .literals:
            warnings.append(
                "no keyword at a known place: it runs over the whole of each text that has one; best is a pattern that holds a keyword at most \(PatternLead.distanceMax) bytes behind its start"
            )
        case .near, .digits: break
        }
        if self.syntax == nil {
            warnings.append("the pattern is not understood beyond what PCRE2 says of it: every try calls PCRE2")
        }
        if self.bounds.outgrows {
            let what = self.bounds.isConfirmed ? "what is longer is taken as one match" : "what is longer is no match"
            warnings.append("unbounded body: a match has at most \(self.lengthMax) bytes; \(what)")
        }
        if case .pattern(let pattern) = self.detector, pattern.traits.minLength > self.lengthMax {
            warnings.append("it never matches: every match is longer than \(self.lengthMax) bytes")
        }
        return warnings
    }

    private static func list(_ literals: [String]) -> String {
        let shown = literals.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
        return literals.count > 4 ? "\(shown) and \(literals.count - 4) more" : shown
    }
}
