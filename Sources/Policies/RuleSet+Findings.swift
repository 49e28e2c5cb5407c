import Exchange
import PCRE2

/// From a match of a pattern to a finding.
extension RuleSet {
    /// Asks the rule's validators and its context; notes the match if they agree.
    ///
    /// - Returns: where the finding ends, from where on the rule goes on; `nil` if it is none.
    func note(
        _ match: PatternMatch,
        of index: Int,
        in text: UnsafeRawBufferPointer,
        into state: inout ScanState
    ) -> Int? {
        let rule = self.rules[index]
        var span = match.span
        if case .block(_, let end, let max) = rule.detector {
            span = BlockSearch.span(from: match.whole, to: end, max: max, in: text, into: &state)
        }
        guard !span.isEmpty else { return nil }
        for validator in rule.rule.validators {
            guard let count = validator.acceptedBytes(of: UnsafeRawBufferPointer(rebasing: text[span])) else {
                return nil
            }
            span = span.lowerBound..<(span.lowerBound + count)
        }
        if let hashes = rule.rule.hashes, !hashes.contain(UnsafeRawBufferPointer(rebasing: text[span])) { return nil }
        guard let surest = rule.rule.level(around: span, in: text) else { return nil }
        let level = rule.rule.graded(surest, by: UnsafeRawBufferPointer(rebasing: text[span]))
        guard state.matchCount < RuleSet.matchesMax else {
            state.fail(index, .tooManyMatches)
            return .max
        }
        state.matchCount += 1
        state.matches.append(RuleMatch(rule: index, start: span.lowerBound, end: span.upperBound, level: level))
        // Behind the whole match, or behind the part of it that passed.
        return match.span == span ? match.whole.upperBound : span.upperBound
    }
}
