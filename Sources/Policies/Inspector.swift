package import Exchange

/// Looks at every text of a body under a policy, and says what is to happen.
///
/// It is synchronous, holds no state but the scratch, and allocates nothing as long as nothing is found.
package enum Inspector {
    /// - Parameters:
    ///   - tape: of a scan of the same bytes.
    ///   - budget: the time for it; what a body of its size gets, by default.
    package static func inspect(
        _ bytes: UnsafeRawBufferPointer,
        tape: JSONTape,
        side: Policy.Side,
        under policy: Policy,
        budget: ScanBudget? = nil,
        using scratch: ScanScratch
    ) -> Inspection {
        var draft = InspectionDraft(policy, side)
        let inspected = policy.inspected(side)
        if side == .request {
            for part in tape.unscannableParts(in: bytes) {
                draft.inspection.unscannedParts.append(tape.path(of: part, in: bytes))
            }
        }
        guard !inspected.rules.isEmpty else { return draft.finished(using: scratch) }

        scratch.state.start(budget ?? ScanBudget(bytes: bytes.count))
        scratch.textNodes.removeAll(keepingCapacity: true)
        tape.appendTexts(in: bytes, to: &scratch.textNodes)
        for index in scratch.textNodes.indices {
            let node = Int(scratch.textNodes[index])
            scratch.text.read(node, of: tape, in: bytes)
            scratch.state.matches.removeAll(keepingCapacity: true)
            scratch.text.withUTF8(in: bytes) { inspected.rules.scan($0, into: &scratch.state) }
            if !scratch.state.matches.isEmpty {
                draft.take(scratch.state.matches, at: tape.path(of: node, in: bytes)) { scratch.text.rawRange(of: $0) }
            }
            if scratch.state.timer.isSpent { break }
        }
        return draft.finished(using: scratch)
    }

    /// The same for bytes that are no JSON: they are one text. Replacements are plain text too.
    package static func inspect(
        text: UnsafeRawBufferPointer,
        side: Policy.Side,
        under policy: Policy,
        budget: ScanBudget? = nil,
        using scratch: ScanScratch
    ) -> Inspection {
        var draft = InspectionDraft(policy, side)
        let inspected = policy.inspected(side)
        guard !inspected.rules.isEmpty else { return draft.finished(using: scratch) }
        scratch.state.start(budget ?? ScanBudget(bytes: text.count))
        inspected.rules.scan(text, into: &scratch.state)
        draft.take(scratch.state.matches, at: "") { $0 }
        return draft.finished(using: scratch)
    }
}

/// An inspection while it grows, text by text.
private struct InspectionDraft {
    var inspection = Inspection()
    private let policy: Policy
    private let side: InspectedSide
    private var replacements: [Replacement] = []
    private var block: Inspection.Block?

    init(_ policy: Policy, _ side: Policy.Side) {
        self.policy = policy
        self.side = policy.inspected(side)
    }

    /// - Parameter rawRange: from a range of the text to the range of the body that stands for it.
    mutating func take(_ matches: [RuleMatch], at place: String, rawRange: (Range<Int>) -> Range<Int>) {
        let spans = matches.compactMap { match -> ActingSpan? in
            let action = self.side.action(of: match)
            guard action != .allow else { return nil }
            return ActingSpan(match, self.side.rules.rules[match.rule].rule, action)
        }
        guard !spans.isEmpty else { return }
        for span in ActingSpan.disjoint(spans) {
            let rule = self.side.rules.rules[span.rule].rule
            self.inspection.findings.append(
                Finding(
                    rule: rule.id,
                    entity: rule.entity,
                    place: place,
                    level: span.level,
                    severity: span.severity,
                    action: span.action,
                    length: span.end - span.start
                )
            )
            if span.action == .block, self.block == nil {
                self.block = Inspection.Block(reason: .finding, rule: rule.id, entity: rule.entity, place: place)
            }
        }
        for (range, span) in ActingSpan.redactions(spans) {
            let raw = rawRange(range)
            let entity = self.side.rules.rules[span.rule].rule.entity
            // An entity is made of capitals, digits and underscores, which are the same inside a JSON string.
            let bytes = Array("[\(entity)]".utf8)
            if let last = self.replacements.last, raw.lowerBound < last.end {
                // Two ranges that share one escape of the body.
                self.replacements[self.replacements.count - 1].end = max(last.end, raw.upperBound)
            } else {
                self.replacements.append(Replacement(start: raw.lowerBound, end: raw.upperBound, bytes: bytes))
            }
        }
    }

    consuming func finished(using scratch: ScanScratch) -> Inspection {
        if !self.side.rules.isEmpty {
            self.inspection.failures = scratch.state.failures.map { failure in
                ScanFailure(rule: failure.rule.map { self.side.rules.rules[$0].rule.id } ?? "", reason: failure.reason)
            }
        }
        guard self.policy.mode == .enforce else { return self.inspection }
        if let block = self.block ?? self.blockWithoutFinding {
            self.inspection.outcome = .block(block)
        } else if !self.replacements.isEmpty {
            self.inspection.outcome = .rewrite(self.replacements)
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
