import Exchange
import StrictYAML

extension PolicyReader {
    /// A name of rules in a policy, and where it stands.
    struct RuleName {
        var glob: RuleGlob
        var node: YAMLNode
    }

    private static let statementFields = [
        "rules", "min_severity", "min_level", "roles", "keys", "action", "keep",
    ]

    /// `[{rules: [secret.*], min_severity: high, action: block}, …]`
    static func statements(
        _ reader: inout MappingReader,
        _ side: Policy.Side,
        _ names: inout [RuleName]
    ) throws(YAMLFault) -> [PolicyStatement] {
        var statements: [PolicyStatement] = []
        for node in try reader.optionalList(side.rawValue) ?? [] {
            statements.append(try PolicyReader.statement(node, side, &names))
        }
        return statements
    }

    private static func statement(
        _ node: YAMLNode,
        _ side: Policy.Side,
        _ names: inout [RuleName]
    ) throws(YAMLFault) -> PolicyStatement {
        var reader = try MappingReader(node, fields: PolicyReader.statementFields)
        var globs: [RuleGlob] = []
        for name in try reader.list("rules") {
            let glob = RuleGlob(try name.string())
            globs.append(glob)
            names.append(RuleName(glob: glob, node: name))
        }
        guard !globs.isEmpty else { throw try reader.node("rules").fault("a statement needs at least one rule") }
        let severity = try reader.optionalWord("min_severity", of: RuleReader.severities.map(\.word))
        let level = try reader.optionalWord("min_level", of: RuleReader.levels.map(\.word))
        var statement = PolicyStatement(rules: globs, action: try PolicyReader.action(reader.node("action"), side))
        statement.minSeverity = RuleReader.severities.first { $0.word == severity }?.severity ?? .low
        statement.minLevel = RuleReader.levels.first { $0.word == level }?.level ?? .shape
        if let roles = reader.optionalNode("roles") { statement.roles = try PolicyReader.roles(roles, side) }
        if let keys = reader.optionalNode("keys") { statement.keys = try PolicyReader.keys(keys) }
        if let keep = reader.optionalNode("keep") {
            statement.keep = try PolicyReader.keep(keep, of: statement.action)
        }
        try reader.finish()
        return statement
    }

    /// Answers are not tokenized: a token is there to be put back into the answer, and there is no later one.
    private static func action(_ node: YAMLNode, _ side: Policy.Side) throws(YAMLFault) -> Finding.Action {
        let word = try node.word(of: Finding.Action.allCases.map(\.word))
        guard let action = Finding.Action.allCases.first(where: { $0.word == word }) else {
            throw node.fault("there is no action \(node.shown)")
        }
        guard side == .request || action != .tokenize else {
            throw node.fault(
                "`tokenize` is for requests: the answer is where the value is put back; use `redact` for what an answer "
                    + "must not tell"
            )
        }
        return action
    }

    private static func roles(_ node: YAMLNode, _ side: Policy.Side) throws(YAMLFault) -> Set<TextRole> {
        var roles: Set<TextRole> = []
        for element in try node.list() {
            let word = try element.word(of: TextRole.allCases.map(\.word))
            guard let role = TextRole.allCases.first(where: { $0.word == word }) else { continue }
            guard side == .request || role == .assistant else {
                throw element.fault("an answer holds the words of the assistant alone")
            }
            roles.insert(role)
        }
        guard !roles.isEmpty else { throw node.fault("the list is empty; leave the field out to mean every role") }
        return roles
    }

    /// Names of callers; a star stands for any characters.
    private static func keys(_ node: YAMLNode) throws(YAMLFault) -> [RuleGlob] {
        let nodes = try node.list()
        guard !nodes.isEmpty else { throw node.fault("the list is empty; leave the field out to mean every key") }
        guard nodes.count <= PolicyStatement.Limit.keys else {
            throw node.fault("at most \(PolicyStatement.Limit.keys) keys, found \(nodes.count)")
        }
        var keys: [RuleGlob] = []
        for node in nodes {
            let name = try node.string()
            guard !name.isEmpty else { throw node.fault("expected the name of a key, found an empty text") }
            keys.append(RuleGlob(name))
        }
        return keys
    }

    private static func keep(_ node: YAMLNode, of action: Finding.Action) throws(YAMLFault) -> Int {
        let keep = try node.integer()
        guard action == .redact else {
            throw node.fault("`keep` belongs to `action: redact`; with `\(action.word)` there is nothing to keep")
        }
        guard (1...PolicyStatement.Limit.keep).contains(keep) else {
            throw node.fault("expected 1 to \(PolicyStatement.Limit.keep) characters, found \(keep)")
        }
        return keep
    }
}
