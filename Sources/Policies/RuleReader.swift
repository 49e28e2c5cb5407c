import Exchange
import StrictYAML

/// Reads one rule of a pack, and compiles it.
enum RuleReader {
    static let severities: [(word: String, severity: Finding.Severity)] = [
        ("low", .low), ("medium", .medium), ("high", .high), ("critical", .critical),
    ]
    static let levels: [(word: String, level: Finding.Level)] = [
        ("shape", .shape), ("contextual", .contextual), ("validated", .validated),
    ]
    private static let fields = [
        "id", "entity", "about", "pattern", "block", "keywords", "digits", "validate", "context", "level", "severity",
        "enabled", "tests", "match_hashes", "mode", "generic",
    ]

    /// The rule, and the node of its id.
    static func rule(_ node: YAMLNode, isVetted: Bool) throws(YAMLFault) -> (rule: CompiledRule, id: YAMLNode) {
        var identity = try MappingReader(node)
        let idNode = try identity.node("id")
        let id = try RuleReader.id(idNode)
        do throws(YAMLFault) {
            return (try RuleReader.rule(node, id: id, isVetted: isVetted), idNode)
        } catch {
            throw RuleReader.named(error, id)
        }
    }

    /// Every message about a rule begins with its id.
    private static func named(_ fault: YAMLFault, _ id: String) -> YAMLFault {
        let named = fault.all.map { fault in
            var named = fault
            named.message = "rule `\(id)`: \(fault.message)"
            return named
        }
        return YAMLFault.joined(named) ?? fault
    }

    private static func rule(_ node: YAMLNode, id: String, isVetted: Bool) throws(YAMLFault) -> CompiledRule {
        var reader = try MappingReader(node, fields: RuleReader.fields)
        _ = try reader.string("id")
        let entity = try RuleReader.entity(reader.node("entity"))
        let level = try reader.optionalWord("level", of: RuleReader.levels.map(\.word))
        let severity = try reader.word("severity", of: RuleReader.severities.map(\.word))
        var rule = Rule(
            id: id,
            entity: entity,
            about: try reader.optionalString("about") ?? "",
            detector: try RuleReader.detector(&reader),
            keywords: try RuleReader.keywords(&reader),
            digits: try RuleReader.digits(&reader),
            validators: [],
            context: try RuleReader.context(&reader),
            level: RuleReader.levels.first { $0.word == level }?.level ?? .shape,
            severity: RuleReader.severities.first { $0.word == severity }?.severity ?? .low,
            isEnabled: true,
            tests: Rule.Samples(),
            origin: "\(node.place)"
        )
        let validators = try RuleReader.validators(&reader)
        rule.validators = validators.required
        rule.gradingValidators = validators.grading
        if let enabled = reader.optionalNode("enabled") { rule.isEnabled = try enabled.bool() }
        if let generic = reader.optionalNode("generic") { rule.isGeneric = try generic.bool() }
        rule.mode = try PolicyReader.word(&reader, "mode") ?? .enforce
        rule.hashes = try RuleReader.hashes(&reader)
        rule.tests = try RuleReader.samples(&reader)
        try reader.finish()
        do throws(CompiledRule.Fault) {
            let compiled = try CompiledRule(rule)
            if isVetted { try RuleVetting.check(compiled) }
            return compiled
        } catch {
            let place = try RuleReader.place(of: error.field, in: node)
            throw place.fault(error.message)
        }
    }

    /// The node of `pattern`, or of `block.begin`.
    private static func place(of field: String, in node: YAMLNode) throws(YAMLFault) -> YAMLNode {
        var place = node
        for name in field.split(separator: ".") {
            place = try place.mapping().first { $0.name == name }?.value ?? place
        }
        return place
    }

    private static func id(_ node: YAMLNode) throws(YAMLFault) -> String {
        let id = try node.string()
        let isID = id.utf8.allSatisfy {
            ASCII.isDigit($0) || (ASCII.isLetter($0) && !ASCII.isUppercase($0)) || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: ".")
        }
        guard isID, (1...80).contains(id.utf8.count) else {
            throw node.fault("an id is 1 to 80 lower-case letters, digits, dots and dashes, not \(node.shown)")
        }
        return id
    }

    private static func entity(_ node: YAMLNode) throws(YAMLFault) -> String {
        let entity = try node.string()
        let isEntity = entity.utf8.allSatisfy {
            ASCII.isUppercase($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_")
        }
        guard isEntity, (1...64).contains(entity.utf8.count) else {
            throw node.fault("an entity is 1 to 64 capitals, digits and underscores, not \(node.shown)")
        }
        return entity
    }
}
