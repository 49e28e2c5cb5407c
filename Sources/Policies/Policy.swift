package import Exchange

/// Which rules act how, on which side of an exchange. Immutable: a change makes another policy with another revision.
package struct Policy: Sendable {
    package let name: String
    /// Twelve hex digits of the SHA-256 of everything that decides what it does, its mode and its rules included.
    package let revision: String
    package let mode: Mode
    package let onError: OnError
    package let unscannable: Unscannable
    let request: InspectedSide
    let response: InspectedSide

    package enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Finds and acts.
        case enforce
        /// Finds and records, changes nothing.
        case shadow
    }

    /// What a scan that cannot finish does.
    package enum OnError: String, Sendable, Hashable, CaseIterable {
        case closed
        case open
    }

    /// What becomes of a request with a part that cannot be read as text.
    package enum Unscannable: String, Sendable, Hashable, CaseIterable {
        case block
        case allow
    }

    package enum Side: String, Sendable, Hashable, CaseIterable {
        case request
        case response
    }

    /// Whether a request can be found fault with at all; if not, nobody needs to look at it.
    package var inspectsRequests: Bool { !self.request.rules.isEmpty || self.unscannable == .block }

    /// Whether an answer can be. A streamed answer is then held back until it is complete.
    package var inspectsResponses: Bool { !self.response.rules.isEmpty }

    func inspected(_ side: Side) -> InspectedSide {
        switch side {
        case .request: self.request
        case .response: self.response
        }
    }

    /// The ids of the rules that act on a side.
    package func ruleIDs(on side: Side) -> [String] {
        self.inspected(side).rules.rules.map(\.rule.id)
    }
}

/// One line of a policy: which findings, and what happens to them.
package struct PolicyStatement: Sendable, Hashable {
    package var rules: [RuleGlob]
    package var minSeverity: Finding.Severity
    package var minLevel: Finding.Level
    package var action: Finding.Action

    func applies(to rule: Rule, at level: Finding.Level) -> Bool {
        rule.severity >= self.minSeverity && level >= self.minLevel && self.rules.contains { $0.matches(rule.id) }
    }

    var canonicalContent: String {
        let rules = self.rules.map { canonical($0.pattern) }.joined(separator: ",")
        return "\(rules) \(self.minSeverity) \(self.minLevel) \(self.action.word)"
    }
}

/// What a policy does on one side: the rules that can have a consequence, and which.
struct InspectedSide: Sendable {
    let rules: RuleSet
    /// By rule of the set, by level.
    private let actions: [[Finding.Action]]
    /// How it is scanned for in texts that come bit by bit; `nil` where none do.
    let stream: StreamPlan?

    /// - Parameters:
    ///   - statements: the first that applies to a finding acts; what none applies to is ignored.
    ///   - isStreamed: whether texts of this side come bit by bit.
    init(statements: [PolicyStatement], rules: [CompiledRule], isStreamed: Bool = false) {
        var acting: [CompiledRule] = []
        var actions: [[Finding.Action]] = []
        for rule in rules where rule.rule.isEnabled {
            let byLevel = Finding.Level.allCases.map { level in
                statements.first { $0.applies(to: rule.rule, at: level) }?.action ?? .allow
            }
            guard byLevel.contains(where: { $0 != .allow }) else { continue }
            acting.append(rule)
            actions.append(byLevel)
        }
        self.rules = RuleSet(acting)
        self.actions = actions
        self.stream =
            isStreamed && !acting.isEmpty
            ? StreamPlan(acting, changesText: actions.map { $0.contains { $0 >= .redact } }) : nil
    }

    /// The same side, made ready for texts that come bit by bit.
    var streamPlan: StreamPlan? {
        if self.stream != nil || self.rules.isEmpty { return self.stream }
        return StreamPlan(
            self.rules.rules,
            changesText: self.actions.map { $0.contains { $0 >= .redact } }
        )
    }

    func action(of match: RuleMatch) -> Finding.Action {
        self.actions[match.rule][Int(match.level.rawValue)]
    }
}
