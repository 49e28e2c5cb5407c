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
        guard let context = self.context else { return .level(self.level) }
        let needed = span.upperBound + context.within + 1
        if window.isLast || window.end >= needed {
            return self.level(around: window.offsets(span), in: window.text).map { .level($0) } ?? .none
        }
        guard let raised = Finding.Level(rawValue: self.level.rawValue + 1) else {
            // No word can raise it.
            if !context.need { return .level(self.level) }
            return self.hasWord(before: span, in: window) ? .level(self.level) : .dependsOnText(end: needed)
        }
        return self.hasWord(before: span, in: window) ? .level(raised) : .dependsOnText(end: needed)
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
        return [self.level, raised]
    }
}
