package import Exchange

/// Looks at every text of a body under a policy, and says what is to happen.
///
/// It is synchronous, holds no state but the scratch, and allocates nothing as long as nothing is found.
package enum Inspector {
    /// Whose exchange it is that is inspected.
    package struct Subject: Sendable {
        /// The name of the caller's key.
        package var caller: String
        /// The provider holds a part of the conversation, in which this request's tokens would mean nothing: `tokenize` acts as
        /// `redact`.
        package var hasHeldHistory: Bool

        package init(caller: String = "", hasHeldHistory: Bool = false) {
            self.caller = caller
            self.hasHeldHistory = hasHeldHistory
        }
    }

    /// - Parameters:
    ///   - tape: of a scan of the same bytes.
    ///   - budget: the time for it; what a body of its size gets, by default.
    ///   - trace: is told of each text.
    package static func inspect(
        _ bytes: UnsafeRawBufferPointer,
        tape: JSONTape,
        side: Policy.Side,
        under policy: Policy,
        of subject: Subject = Subject(),
        budget: ScanBudget? = nil,
        using scratch: ScanScratch,
        trace: InspectionTrace? = nil
    ) -> Inspection {
        var draft = InspectionDraft(policy, side, subject)
        scratch.textNodes.removeAll(keepingCapacity: true)
        if !draft.rules.isEmpty {
            scratch.state.start(budget ?? ScanBudget(bytes: bytes.count))
            tape.appendTexts(in: bytes, as: side == .request ? nil : .assistant, to: &scratch.textNodes)
        }
        let unscannable = side == .request ? tape.unscannableParts(in: bytes) : []
        let body = InspectedBody(bytes: bytes, tape: tape, scratch: scratch)
        body.inspect(into: &draft, unscannable: unscannable, trace: trace)
        return draft.finished(using: scratch)
    }

    /// The same for bytes that are no JSON: they are one text. Replacements are plain text too.
    package static func inspect(
        text: UnsafeRawBufferPointer,
        side: Policy.Side,
        under policy: Policy,
        of subject: Subject = Subject(),
        budget: ScanBudget? = nil,
        using scratch: ScanScratch
    ) -> Inspection {
        var draft = InspectionDraft(policy, side, subject)
        guard !draft.rules.isEmpty else { return draft.finished(using: scratch) }
        scratch.state.start(budget ?? ScanBudget(bytes: text.count))
        scratch.scan(text, for: draft.rules)
        let role = side == .request ? TextRole.user : .assistant
        let inspected = InspectedText(role: role, place: "")
        let rewrites = draft.take(scratch.state.matches, in: text, inspected, using: scratch)
        for rewrite in rewrites {
            let range = rewrite.range.clamped(to: 0..<text.count)
            let bytes = draft.bytes(for: rewrite, UnsafeRawBufferPointer(rebasing: text[range])) {
                var taken = TokenLookalikes()
                taken.note(in: text)
                return taken
            }
            draft.replace(range, by: bytes)
        }
        return draft.finished(using: scratch)
    }
}
