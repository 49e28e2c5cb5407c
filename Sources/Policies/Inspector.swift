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
    package static func inspect(
        _ bytes: UnsafeRawBufferPointer,
        tape: JSONTape,
        side: Policy.Side,
        under policy: Policy,
        of subject: Subject = Subject(),
        budget: ScanBudget? = nil,
        using scratch: ScanScratch
    ) -> Inspection {
        var draft = InspectionDraft(policy, side, subject, bytes)
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
            scratch.text.withUTF8(in: bytes) { text in
                inspected.rules.scan(text, into: &scratch.state)
                guard !scratch.state.matches.isEmpty else { return }
                let place = tape.path(of: node, in: bytes)
                draft.take(scratch.state.matches, in: text, at: place, of: .user, using: scratch) {
                    scratch.text.rawRange(of: $0)
                }
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
        of subject: Subject = Subject(),
        budget: ScanBudget? = nil,
        using scratch: ScanScratch
    ) -> Inspection {
        var draft = InspectionDraft(policy, side, subject, text)
        let inspected = policy.inspected(side)
        guard !inspected.rules.isEmpty else { return draft.finished(using: scratch) }
        scratch.state.start(budget ?? ScanBudget(bytes: text.count))
        inspected.rules.scan(text, into: &scratch.state)
        draft.take(scratch.state.matches, in: text, at: "", of: .user, using: scratch) { $0 }
        return draft.finished(using: scratch)
    }
}
