package import Exchange

/// What an inspection found, and what is to happen.
package struct Inspection: Sendable {
    /// What the policy has an action for, with the action that it has (in shadow mode: would have had); in the order of the
    /// body. The spans of those that act do not overlap, nor do those of the ones in shadow.
    package var findings: [Finding] = []
    package var outcome: Outcome = .pass
    /// Rules that could not finish. Each is to be counted and logged, whatever the outcome.
    package var failures: [ScanFailure] = []
    /// Places of the parts that cannot be read as text, `messages[0].content[1]`, the first of them; also to be counted and
    /// logged.
    package var unscannedParts: [String] = []
    /// No more places are told.
    static let unscannedPartsMax = 64
    /// What the rewritten request has in place of values, to be put back in its answer.
    package var tokens = TokenMap()
    /// Some value was redacted although its statement says `tokenize`, because the provider holds a part of the conversation.
    package var redactsTokens = false

    /// Nothing was found.
    package init() {}

    package enum Outcome: Sendable, Hashable {
        /// The bytes go on as they are.
        case pass
        /// These ranges are rewritten; sorted and disjoint.
        case rewrite([Replacement])
        case block(Block)
    }

    /// Why nothing goes on.
    package struct Block: Sendable, Hashable {
        package var reason: Reason
        /// The rule that matched or could not finish; empty where it was no rule.
        package var rule: String
        package var entity: String
        /// `messages[3].content`; empty where the body as a whole is meant.
        package var place: String

        package enum Reason: Sendable, Hashable {
            case finding
            case unscannable
            case unfinished
        }
    }
}

extension Inspection {
    /// The strongest action that was taken.
    package var action: Finding.Action {
        if case .block = self.outcome { return .block }
        return self.findings.lazy.filter { !$0.isShadow }.map(\.action).max() ?? .allow
    }

    /// The strongest action that the policy, or a rule, in shadow mode would have taken.
    package var shadowAction: Finding.Action {
        self.findings.lazy.filter(\.isShadow).map(\.action).max() ?? .allow
    }

    /// The rules that found something, each once, by name.
    package var ruleIDs: [String] {
        Set(self.findings.map(\.rule)).sorted()
    }
}

extension Inspection.Block {
    /// What a caller is told: policy, rule and place, never the text.
    package func refusal(under policy: Policy) -> Refusal {
        let place = self.place.isEmpty ? "" : " at \(self.place)"
        let message =
            switch self.reason {
            case .finding:
                "The policy \(policy.name) blocked this request: the rule \(self.rule) found \(self.entity)\(place). "
                    + "Remove it and send the request again."
            case .unscannable:
                "The policy \(policy.name) blocked this request: the part\(place) cannot be read as text, and the policy "
                    + "lets no such part pass (unscannable: block). Remove it and send the request again."
            case .unfinished:
                "The policy \(policy.name) blocked this request: its scan could not finish"
                    + (self.rule.isEmpty ? "" : " (rule \(self.rule))")
                    + ", and the policy lets nothing pass unscanned (on_error: closed). Send less text at once."
            }
        return Refusal(
            .contentPolicyViolation,
            message,
            param: self.place.isEmpty ? nil : self.place,
            shouldRetry: false
        )
    }
}
