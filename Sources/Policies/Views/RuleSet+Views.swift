import Exchange

extension RuleSet {
    /// Appends the matches of a text and of all its views to the state, with their places in the text.
    ///
    /// Where no byte asks for a view this is a scan, and one cheap pass. What a match stands for is taken whole: an escape,
    /// an entity, a run of base64.
    func scanReadings(
        of text: UnsafeRawBufferPointer,
        using views: inout ViewScratch,
        into state: inout ScanState
    ) {
        let first = state.matches.count
        self.scan(text, into: &state)
        guard !self.rules.isEmpty, !state.timer.isSpent else { return }
        let reasons = views.reasons(of: text)
        if !reasons.isEmpty { self.scanViews(of: text, reasons, after: first, using: &views, into: &state) }
    }

    /// - Parameter first: where the matches of this text begin among those of the state.
    private func scanViews(
        of text: UnsafeRawBufferPointer,
        _ reasons: ViewReasons,
        after first: Int,
        using views: inout ViewScratch,
        into state: inout ScanState
    ) {
        var matches: [RuleMatch] = []
        swap(&matches, &state.matches)
        var known = KnownMatches(matches[first...])
        let isComplete = views.forEachView(of: text, reasons) { view in
            state.matches.removeAll(keepingCapacity: true)
            // What lies across no break counts in no joined view.
            let breaks = view.kind == .joined ? view.breaks : nil
            view.bytes.withUnsafeBytes { self.scan($0, across: breaks, into: &state) }
            for match in state.matches {
                guard let match = self.translated(match, from: view, of: text, unless: known) else { continue }
                known.add(match)
                matches.append(match)
            }
            known.settle()
            return !state.timer.isSpent
        }
        swap(&matches, &state.matches)
        if !isComplete { state.fail(nil, .views) }
    }

    /// The match in the text that a match in a view is; `nil` if it is not to be believed, or known.
    func translated(
        _ match: RuleMatch,
        from view: borrowing TextView,
        of text: UnsafeRawBufferPointer,
        unless known: KnownMatches
    ) -> RuleMatch? {
        let range = match.start..<match.end
        guard view.bears(range, level: match.level, hasLiteral: self.rules[match.rule].hasLiteral) else { return nil }
        let source = view.sourceRange(of: range)
        let translated = RuleMatch(
            rule: match.rule,
            start: source.lowerBound,
            end: source.upperBound,
            level: match.level
        )
        guard !source.isEmpty, !known.covers(translated) else { return nil }
        guard view.kind == .joined else { return translated }
        // A value that ends a line and the beginning of the next one are no longer value, unless that looks like one too.
        let rest = known.rest(of: translated)
        if rest == [source] { return translated }
        guard match.level == .validated else { return nil }
        return rest.contains { RuleSet.isToken($0, in: text) } ? translated : nil
    }

    private static let tokenBytesMin = 8

    private static func isToken(_ range: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        let bytes = UnsafeRawBufferPointer(rebasing: text[range])
        return bytes.count(where: ASCII.isAlphanumeric) >= RuleSet.tokenBytesMin && bytes.contains(where: ASCII.isDigit)
    }

    /// Gives the matches that lie across a border of several texts to a function, with the parts of which each is made.
    ///
    /// Two texts that follow each other may have nothing to do with each other. So a rule that has no literal must be sure
    /// or find a long number, and what one of the texts has alone is no reason to join it to the next.
    func scanJoined(
        _ texts: borrowing JoinedTexts,
        using views: inout ViewScratch,
        into state: inout ScanState,
        _ found: (RuleMatch, [JoinedTexts.Piece]) -> Void
    ) {
        guard texts.isWorthwhile, !self.rules.isEmpty, !state.timer.isSpent else { return }
        var matches: [RuleMatch] = []
        swap(&matches, &state.matches)
        texts.bytes.withUnsafeBytes { self.scanReadings(of: $0, using: &views, into: &state) }
        if let lined = texts.withLineEnds() {
            lined.withUnsafeBytes { self.scanReadings(of: $0, using: &views, into: &state) }
        }
        var candidates: [(match: RuleMatch, pieces: [JoinedTexts.Piece])] = []
        for match in state.matches {
            guard let pieces = texts.pieces(of: match.start..<match.end), self.bears(match, in: texts),
                !candidates.contains(where: { $0.match == match })
            else { continue }
            candidates.append((match, pieces))
        }
        if !candidates.isEmpty {
            let (bytes, starts) = texts.separated()
            state.matches.removeAll(keepingCapacity: true)
            bytes.withUnsafeBytes { self.scan($0, into: &state) }
            let known = KnownMatches(
                state.matches.map { match in
                    let range = texts.range(ofSeparated: match.start..<match.end, starts: starts)
                    return RuleMatch(
                        rule: match.rule,
                        start: range.lowerBound,
                        end: range.upperBound,
                        level: match.level
                    )
                }
            )
            texts.bytes.withUnsafeBytes { bytes in
                for (match, pieces) in candidates {
                    let rest = known.rest(of: match)
                    guard rest == [match.start..<match.end] || rest.contains(where: { RuleSet.isToken($0, in: bytes) })
                    else { continue }
                    found(match, pieces)
                }
            }
        }
        swap(&matches, &state.matches)
    }

    private static let longNumber = 13

    private func bears(_ match: RuleMatch, in texts: borrowing JoinedTexts) -> Bool {
        if match.level == .validated { return true }
        guard match.level == .contextual else { return false }
        if self.rules[match.rule].hasLiteral { return true }
        let digits = texts.bytes[match.start..<match.end].count(where: ASCII.isDigit)
        let borders = texts.borders(in: match.start..<match.end)
        if digits >= RuleSet.longNumber {
            // Strings of a few digits each are a list of numbers; of one digit each they are one.
            return borders.count <= TextView.numberLineEndsMax || borders.count >= digits - 1
        }
        // A dash on either side says that the two are parts of one.
        let dash = UInt8(ascii: "-")
        return borders.allSatisfy { border in
            texts.bytes[border - 1] == dash || texts.bytes[border] == dash
                || texts.bytes[match.start..<border].contains(dash) && texts.bytes[border..<match.end].contains(dash)
        }
    }
}

extension CompiledRule {
    /// Whether the rule has more to go by than digits or a shape.
    fileprivate var hasLiteral: Bool {
        switch self.trigger {
        case .near, .literals: true
        default: false
        }
    }
}
