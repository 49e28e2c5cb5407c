import Exchange

extension Rule {
    /// How sure a rule is of a match in a text that still grows.
    enum Certainty: Hashable {
        case level(Finding.Level)
        /// A word is needed near by, and there is none.
        case none
        /// It is known when the text has come up to a place.
        case dependsOnText(end: Int)
    }

    func certainty(of span: Range<Int>, in window: StreamWindow) -> Certainty {
        let offsets = window.offsets(span)
        let found = UnsafeRawBufferPointer(rebasing: window.text[offsets])
        guard let context = self.context else { return .level(self.graded(self.level, by: found)) }
        let needed = span.upperBound + context.within + 1
        if window.isLast || window.end >= needed {
            return self.level(around: offsets, in: window.text).map { .level(self.graded($0, by: found)) } ?? .none
        }
        // What stands before a match is known already.
        if context.isExcluded(offsets, in: window.text) { return .none }
        guard let raised = Finding.Level(rawValue: self.level.rawValue + 1) else {
            // No word can raise it.
            if !context.need || self.hasWord(before: span, in: window) {
                return .level(self.graded(self.level, by: found))
            }
            return .dependsOnText(end: needed)
        }
        guard self.hasWord(before: span, in: window) else { return .dependsOnText(end: needed) }
        return .level(self.graded(raised, by: found))
    }

    /// What stands before a match does not change any more.
    private func hasWord(before span: Range<Int>, in window: StreamWindow) -> Bool {
        let known = UnsafeRawBufferPointer(rebasing: window.text[..<window.offsets(span).upperBound])
        return self.context?.isNear(window.offsets(span), in: known) ?? false
    }
}

extension RuleMatch {
    /// The levels that it may turn out to have while its context is not known.
    func possibleLevels(of rule: Rule) -> [Finding.Level] {
        guard rule.context != nil, let raised = Finding.Level(rawValue: self.level.rawValue + 1) else {
            return [self.level]
        }
        let lowered = rule.gradingValidators.isEmpty ? nil : Finding.Level(rawValue: self.level.rawValue &- 1)
        return [self.level, raised] + (lowered.map { [$0] } ?? [])
    }
}
