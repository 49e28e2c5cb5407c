import Exchange

/// An inspection while it grows, text by text.
struct InspectionDraft {
    var inspection = Inspection()
    private let policy: Policy
    private var statements: CallerStatements
    private let hasHeldHistory: Bool
    private let body: UnsafeRawBufferPointer
    private var tokenizer: Tokenizer?
    private var replacements: [Replacement] = []
    private var block: Inspection.Block?

    init(_ policy: Policy, _ side: Policy.Side, _ subject: Inspector.Subject, _ body: UnsafeRawBufferPointer) {
        self.policy = policy
        self.statements = CallerStatements(policy.inspected(side), caller: subject.caller)
        self.hasHeldHistory = subject.hasHeldHistory
        self.body = body
    }

    private func rule(of span: ActingSpan) -> Rule {
        self.statements.side.rules.rules[span.rule].rule
    }

    /// - Parameter rawRange: from a range of the text to the range of the body that stands for it.
    mutating func take(
        _ matches: [RuleMatch],
        in text: UnsafeRawBufferPointer,
        at place: String,
        of role: TextRole,
        using scratch: ScanScratch,
        rawRange: (Range<Int>) -> Range<Int>
    ) {
        let spans = self.spans(of: matches, in: role)
        guard !spans.isEmpty else { return }
        for span in ActingSpan.disjoint(spans) {
            let rule = self.rule(of: span)
            let value = UnsafeRawBufferPointer(rebasing: text[span.range.clamped(to: 0..<text.count)])
            self.inspection.findings.append(
                Finding(
                    rule: rule.id,
                    entity: rule.entity,
                    place: place,
                    level: span.level,
                    severity: span.severity,
                    action: span.action,
                    offset: span.start,
                    length: span.range.count,
                    isShadow: span.isShadow,
                    fingerprint: scratch.findings?.fingerprint(of: value)
                )
            )
            if span.action == .block, !span.isShadow, self.block == nil {
                self.block = Inspection.Block(reason: .finding, rule: rule.id, entity: rule.entity, place: place)
            }
        }
        for rewrite in Rewrite.merged(spans) {
            let raw = rawRange(rewrite.range)
            if let last = self.replacements.last, raw.lowerBound < last.end {
                // Two ranges that share one escape of the body.
                self.replacements[self.replacements.count - 1].end = max(last.end, raw.upperBound)
            } else {
                let bytes = self.bytes(for: rewrite, in: text)
                self.replacements.append(Replacement(start: raw.lowerBound, end: raw.upperBound, bytes: bytes))
            }
        }
    }

    /// The matches for which a statement has an action.
    private mutating func spans(of matches: [RuleMatch], in role: TextRole) -> [ActingSpan] {
        var spans: [ActingSpan] = []
        for match in matches {
            guard var decision = self.statements.decision(on: match, in: role) else { continue }
            if decision.action == .tokenize, self.hasHeldHistory {
                decision.action = .redact
                self.inspection.redactsTokens = true
            }
            spans.append(ActingSpan(match, self.statements.side.rules.rules[match.rule].rule, decision))
        }
        return spans
    }

    /// What stands there instead: nothing that would need an escape inside a JSON string.
    private mutating func bytes(for rewrite: Rewrite, in text: UnsafeRawBufferPointer) -> [UInt8] {
        let entity = self.rule(of: rewrite.span).entity
        guard !rewrite.isRedacted else { return rewrite.redactedBytes(entity: entity, in: text) }
        if self.tokenizer == nil {
            var taken = TokenLookalikes()
            taken.note(in: self.body)
            self.tokenizer = Tokenizer(taken: taken)
        }
        let value = UnsafeRawBufferPointer(rebasing: text[rewrite.range.clamped(to: 0..<text.count)])
        return self.tokenizer?.token(for: value, entity: entity) ?? rewrite.redactedBytes(entity: entity, in: text)
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
