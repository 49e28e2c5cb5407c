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
        guard let accepted = self.acceptedPart(of: span, by: index, in: text) else { return nil }
        span = accepted
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

    /// What the validators of a rule accept of a span, if anything.
    func acceptedPart(of span: Range<Int>, by index: Int, in text: UnsafeRawBufferPointer) -> Range<Int>? {
        let rule = self.rules[index].rule
        var span = span
        guard !span.isEmpty else { return nil }
        for validator in rule.validators {
            guard let count = validator.acceptedBytes(of: UnsafeRawBufferPointer(rebasing: text[span])) else {
                return nil
            }
            span = span.lowerBound..<(span.lowerBound + count)
        }
        if let hashes = rule.hashes, !hashes.contain(UnsafeRawBufferPointer(rebasing: text[span])) { return nil }
        return span
    }

    /// What has outgrown its rule is a match with all that looks like the rest of it. There is nothing whole that a validator
    /// could judge, and no end behind which words could stand.
    ///
    /// - Parameter range: as far as the rule's window goes.
    func noteOutgrown(
        _ range: Range<Int>,
        of index: Int,
        in text: UnsafeRawBufferPointer,
        into state: inout ScanState
    ) -> Int? {
        let known = UnsafeRawBufferPointer(rebasing: text[..<range.upperBound])
        guard let level = self.rules[index].rule.level(around: range, in: known) else { return nil }
        guard state.matchCount < RuleSet.matchesMax else {
            state.fail(index, .tooManyMatches)
            return .max
        }
        let tail = self.tried[index].bounds.tail
        let end = range.upperBound + text[range.upperBound...].prefix { tail.contains($0) }.count
        state.matchCount += 1
        state.matches.append(RuleMatch(rule: index, start: range.lowerBound, end: end, level: level))
        return end
    }
}
