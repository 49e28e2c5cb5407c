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
        let value = window.bytes(span)
        guard let context = self.context else { return .level(self.graded(self.level, by: value)) }
        let needed = span.upperBound + context.within + 1
        if window.isLast || window.end >= needed {
            guard let level = self.level(around: window.offsets(span), in: window.text) else { return .none }
            return .level(self.graded(level, by: value))
        }
        let known = UnsafeRawBufferPointer(rebasing: window.text[..<window.offsets(span).upperBound])
        if context.isExcluded(window.offsets(span), in: known) { return .none }
        // A word before the match does not go away; and where no word can change the level none is waited for.
        let raised = Finding.Level(rawValue: self.level.rawValue + 1) ?? self.level
        if context.isNear(window.offsets(span), in: known) || (raised == self.level && !context.need) {
            return .level(self.graded(raised, by: value))
        }
        return .dependsOnText(end: needed)
    }
}

extension RuleMatch {
    /// The levels that it may turn out to have while its context is not known.
    func possibleLevels(of rule: Rule, _ value: UnsafeRawBufferPointer) -> [Finding.Level] {
        guard rule.context != nil, let raised = Finding.Level(rawValue: rule.level.rawValue + 1) else {
            return [self.level]
        }
        return [rule.graded(rule.level, by: value), rule.graded(raised, by: value)]
    }
}
