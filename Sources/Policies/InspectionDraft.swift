import Exchange

/// An inspection while it grows, text by text.
struct InspectionDraft {
    var inspection = Inspection()
    private let policy: Policy
    private var statements: CallerStatements
    private let hasHeldHistory: Bool
    private var tokenizer: Tokenizer?
    private var replacements: [Replacement] = []
    private var block: Inspection.Block?

    init(_ policy: Policy, _ side: Policy.Side, _ subject: Inspector.Subject) {
        self.policy = policy
        self.statements = CallerStatements(policy.inspected(side), caller: subject.caller)
        self.hasHeldHistory = subject.hasHeldHistory
    }

    var rules: RuleSet { self.statements.side.rules }

    private func rule(of span: ActingSpan) -> Rule {
        self.rules.rules[span.rule].rule
    }

    /// Notes what was found in a text, and returns what of it is rewritten: sorted and disjoint.
    mutating func take(
        _ matches: [RuleMatch],
        in text: UnsafeRawBufferPointer,
        _ inspected: InspectedText,
        using scratch: ScanScratch
    ) -> [Rewrite] {
        let spans = self.spans(of: matches, in: inspected.role)
        var joined: [ActingSpan] = []
        for piece in inspected.joined {
            guard let span = self.span(of: piece, in: inspected.role) else { continue }
            joined.append(span)
            guard piece.isFirst else { continue }
            piece.value.withUnsafeBytes { self.note(span, at: inspected.place, $0, scratch) }
        }
        for span in ActingSpan.disjoint(spans) {
            let value = UnsafeRawBufferPointer(rebasing: text[span.range.clamped(to: 0..<text.count)])
            self.note(span, at: inspected.place, value, scratch)
        }
        return Rewrite.merged(spans + joined)
    }

    private mutating func note(
        _ span: ActingSpan,
        at place: String,
        _ value: UnsafeRawBufferPointer,
        _ scratch: ScanScratch
    ) {
        let rule = self.rule(of: span)
        self.inspection.findings.append(
            Finding(
                rule: rule.id,
                entity: rule.entity,
                place: place,
                level: span.level,
                severity: span.severity,
                action: span.action,
                offset: span.start,
                length: value.count,
                isShadow: span.isShadow,
                fingerprint: scratch.findings?.fingerprint(of: value)
            )
        )
        if span.action == .block, !span.isShadow, self.block == nil {
            self.block = Inspection.Block(reason: .finding, rule: rule.id, entity: rule.entity, place: place)
        }
    }

    /// A range of the body is rewritten. In the order of the body.
    mutating func replace(_ range: Range<Int>, by bytes: [UInt8]) {
        if let last = self.replacements.last, range.lowerBound < last.end {
            // Two ranges that share one escape of the body.
            self.replacements[self.replacements.count - 1].end = max(last.end, range.upperBound)
        } else {
            self.replacements.append(Replacement(start: range.lowerBound, end: range.upperBound, bytes: bytes))
        }
    }

    /// The matches for which a statement has an action.
    private mutating func spans(of matches: [RuleMatch], in role: TextRole) -> [ActingSpan] {
        var spans: [ActingSpan] = []
        for match in matches {
            guard let decision = self.decision(on: match, in: role) else { continue }
            spans.append(ActingSpan(match, self.rules.rules[match.rule].rule, decision))
        }
        return spans
    }

    /// A value in pieces is redacted where it would be tokenized: no answer could put it back in as many pieces.
    private mutating func span(of piece: JoinedPiece, in role: TextRole) -> ActingSpan? {
        guard var decision = self.decision(on: piece.match, in: role) else { return nil }
        if decision.action == .tokenize { decision.action = .redact }
        decision.keep = 0
        var span = ActingSpan(piece.match, self.rules.rules[piece.match.rule].rule, decision)
        span.isContinuation = !piece.isFirst
        return span
    }

    private mutating func decision(on match: RuleMatch, in role: TextRole) -> StatementDecision? {
        guard var decision = self.statements.decision(on: match, in: role) else { return nil }
        if decision.action == .tokenize, self.hasHeldHistory {
            decision.action = .redact
            self.inspection.redactsTokens = true
        }
        return decision
    }

    /// What stands in place of a value: nothing that would need an escape inside a JSON string.
    ///
    /// - Parameter taken: what in the whole body looks like a token; asked for once at most.
    mutating func bytes(
        for rewrite: Rewrite,
        _ value: UnsafeRawBufferPointer,
        taken: () -> TokenLookalikes
    ) -> [UInt8] {
        if rewrite.span.isContinuation { return [] }
        let entity = self.rule(of: rewrite.span).entity
        guard !rewrite.isRedacted else { return RedactedText.bytes(entity: entity, keep: rewrite.keep, of: value) }
        var tokenizer = self.tokenizer ?? Tokenizer(taken: taken())
        self.tokenizer = nil
        defer { self.tokenizer = tokenizer }
        return tokenizer.token(for: value, entity: entity)
    }

    consuming func finished(using scratch: ScanScratch) -> Inspection {
        let rules = self.statements.side.rules
        if !rules.isEmpty {
            self.inspection.failures = scratch.state.failures.map { failure in
                ScanFailure(rule: failure.rule.map { rules.rules[$0].rule.id } ?? "", reason: failure.reason)
            }
        }
        guard self.policy.mode == .enforce else { return self.inspection }
        if let block = self.block ?? self.blockWithoutFinding {
            self.inspection.outcome = .block(block)
        } else if !self.replacements.isEmpty {
            self.inspection.outcome = .rewrite(self.replacements)
            self.inspection.tokens = self.tokenizer?.map ?? TokenMap()
        }
        return self.inspection
    }

    private var blockWithoutFinding: Inspection.Block? {
        if self.policy.unscannable == .block, let part = self.inspection.unscannedParts.first {
            return Inspection.Block(reason: .unscannable, rule: "", entity: "", place: part)
        }
        if self.policy.onError == .closed, let failure = self.inspection.failures.first {
            return Inspection.Block(reason: .unfinished, rule: failure.rule, entity: "", place: "")
        }
        return nil
    }
}
