import Exchange

/// What a policy does on one side: the rules that can have a consequence, and which.
struct InspectedSide: Sendable {
    let rules: RuleSet
    fileprivate let statements: [PolicyStatement]
    /// By rule of the set: the statements that name it, in their order.
    fileprivate let naming: [[Int]]
    /// The policy finds and records, and changes nothing.
    let isShadow: Bool
    /// Some statement is about certain callers only.
    let asksForCaller: Bool
    /// Some statement replaces values by tokens.
    let tokenizes: Bool
    /// By rule of the set: whether what it finds may be rewritten or blocked.
    private let changesText: [Bool]
    /// How it looks at texts that come bit by bit; `nil` where none do.
    private let stream: StreamPlan?

    /// - Parameters:
    ///   - statements: the first that applies to a finding acts; what none applies to is ignored.
    ///   - isStreamed: whether texts of this side come bit by bit.
    init(statements: [PolicyStatement], rules: [CompiledRule], mode: Policy.Mode, isStreamed: Bool = false) {
        var acting: [CompiledRule] = []
        var naming: [[Int]] = []
        for rule in rules where rule.rule.isEnabled {
            let those = statements.indices.filter { statements[$0].names(rule.rule) }
            guard InspectedSide.canAct(those.map { statements[$0] }) else { continue }
            acting.append(rule)
            naming.append(those)
        }
        self.rules = RuleSet(acting)
        self.statements = statements
        self.naming = naming
        self.isShadow = mode == .shadow
        self.asksForCaller = statements.contains { !$0.keys.isEmpty }
        self.tokenizes = statements.contains { $0.action == .tokenize }
        self.changesText = zip(acting, naming).map { rule, naming in
            mode == .enforce && rule.rule.mode != .shadow && naming.contains { statements[$0].action >= .redact }
        }
        self.stream = isStreamed ? StreamPlan(self.rules, changesText: self.changesText) : nil
    }

    /// Made now where nobody foresaw that it would be needed.
    var streamPlan: StreamPlan {
        self.stream ?? StreamPlan(self.rules, changesText: self.changesText)
    }

    /// Whether one of the statements that name a rule does more than let pass, and none before it catches all.
    private static func canAct(_ statements: [PolicyStatement]) -> Bool {
        Finding.Level.allCases.contains { level in
            for statement in statements where level >= statement.minLevel {
                if statement.action != .allow { return true }
                if statement.isUnconditional { return false }
            }
            return false
        }
    }
}

/// One side of a policy as it acts for one caller: asked for each match what is to happen to it.
struct CallerStatements: Sendable {
    let side: InspectedSide
    private let caller: String
    /// By statement; looked up at the first match, so that a text without one costs nothing.
    private var isAboutCaller: [Bool] = []

    /// - Parameter caller: the name of its key.
    init(_ side: InspectedSide, caller: String) {
        self.side = side
        self.caller = caller
    }

    /// What the first statement that applies says; `nil` where nothing is to happen and nothing to be recorded.
    mutating func decision(on match: RuleMatch, in role: TextRole) -> StatementDecision? {
        if self.side.asksForCaller, self.isAboutCaller.isEmpty {
            self.isAboutCaller = self.side.statements.map { $0.isAbout(caller: self.caller) }
        }
        for index in self.side.naming[match.rule] {
            let statement = self.side.statements[index]
            guard match.level >= statement.minLevel, statement.roles.contains(role),
                !self.side.asksForCaller || self.isAboutCaller[index]
            else { continue }
            guard statement.action != .allow else { return nil }
            let isShadow = self.side.isShadow || self.side.rules.rules[match.rule].rule.mode == .shadow
            return StatementDecision(action: statement.action, keep: statement.keep, isShadow: isShadow)
        }
        return nil
    }
}

/// What a statement says of one match.
struct StatementDecision: Sendable, Hashable {
    var action: Finding.Action
    /// See ``PolicyStatement/keep``.
    var keep = 0
    /// The policy or the rule is in shadow mode: it is recorded and changes nothing.
    var isShadow = false
}
