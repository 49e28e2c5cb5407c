import Exchange
import StrictYAML

/// Reads policy files one after another, collects what is wrong in all of them, and joins packs with policies in the end.
///
/// A file holds documents, separated by `---`; each is a pack of rules or a policy.
struct PolicyReader {
    /// Whether rules that a text could make slow are refused.
    var vetsRules = true

    private var rules: [CompiledRule] = []
    private var ruleIDs: Set<String> = []
    private var packs: Set<String> = []
    private var policies: [PendingPolicy] = []
    private var faults: [YAMLFault] = []

    /// A policy whose globs are looked up when every pack is known.
    private struct PendingPolicy {
        var document: PolicyDocument
        var globs: [RuleName]
    }

    mutating func read(file: String) {
        do throws(YAMLFault) {
            self.read(try YAMLNode.documents(readFrom: file), file: file)
        } catch {
            self.faults.append(error)
        }
    }

    mutating func read(text: String, file: String) {
        do throws(YAMLFault) {
            self.read(try YAMLNode.documents(in: text, file: file), file: file)
        } catch {
            self.faults.append(error)
        }
    }

    private mutating func read(_ documents: [YAMLNode], file: String) {
        for document in documents where !document.isNull {
            do throws(YAMLFault) {
                let fields = try document.mapping().map(\.name)
                if fields.contains("policy") {
                    try self.readPolicy(document)
                } else if fields.contains("pack") {
                    try self.readPack(document)
                } else {
                    throw document.fault(
                        "a document is either a pack of rules (`pack: NAME`) or a policy (`policy: NAME`)"
                    )
                }
            } catch {
                self.faults.append(error)
            }
        }
    }

    private mutating func readPack(_ document: YAMLNode) throws(YAMLFault) {
        var reader = try MappingReader(document, fields: ["pack", "about", "rules"])
        let name = try PolicyReader.name(reader.node("pack"))
        _ = try reader.optionalString("about")
        guard self.packs.insert(name).inserted else {
            throw try reader.node("pack").fault("the pack `\(name)` exists already")
        }
        for node in try reader.list("rules") {
            do throws(YAMLFault) {
                let (rule, id) = try RuleReader.rule(node, isVetted: self.vetsRules)
                guard self.ruleIDs.insert(rule.rule.id).inserted else {
                    throw id.fault("a rule `\(rule.rule.id)` exists already")
                }
                self.rules.append(rule)
            } catch {
                self.faults.append(error)
            }
        }
        try reader.finish()
    }

    private mutating func readPolicy(_ document: YAMLNode) throws(YAMLFault) {
        var reader = try MappingReader(
            document,
            fields: ["policy", "about", "request", "response", "mode", "on_error", "unscannable"]
        )
        let nameNode = try reader.node("policy")
        var policy = PendingPolicy(document: PolicyDocument(name: try PolicyReader.name(nameNode)), globs: [])
        guard !self.policies.contains(where: { $0.document.name == policy.document.name }) else {
            throw nameNode.fault("a policy `\(policy.document.name)` exists already")
        }
        _ = try reader.optionalString("about")
        policy.document.mode = try PolicyReader.word(&reader, "mode") ?? .enforce
        policy.document.onError = try PolicyReader.word(&reader, "on_error") ?? .closed
        policy.document.unscannable = try PolicyReader.word(&reader, "unscannable") ?? .block
        policy.document.request = try PolicyReader.statements(&reader, .request, &policy.globs)
        policy.document.response = try PolicyReader.statements(&reader, .response, &policy.globs)
        try reader.finish()
        self.policies.append(policy)
    }

    /// Joins what was read, or throws everything that is wrong with it.
    ///
    /// - Parameter source: names the whole where no single place is meant.
    mutating func finish(in source: String) throws(YAMLFault) -> PolicySet {
        // A rule that was not read would make every glob that means it dangle: those faults would only hide the cause.
        if let fault = YAMLFault.joined(self.faults) { throw fault }
        for policy in self.policies {
            for name in policy.globs where !self.ruleIDs.contains(where: { name.glob.matches($0) }) {
                let glob = name.glob
                let hint = NearestName.hint(for: glob.pattern, among: self.ruleIDs.sorted())
                self.faults.append(name.node.fault("`\(YAMLNode.printable(glob.pattern))` names no rule\(hint)"))
            }
        }
        if let fault = YAMLFault.joined(self.faults) { throw fault }
        return PolicySet(rules: self.rules, documents: self.policies.map(\.document))
    }
}

extension PolicyReader {
    /// The name of a pack or a policy, which stands in headers and logs.
    static func name(_ node: YAMLNode) throws(YAMLFault) -> String {
        let name = try node.string()
        let isName = name.utf8.allSatisfy {
            ASCII.isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        guard isName, (1...64).contains(name.utf8.count) else {
            throw node.fault("a name is 1 to 64 letters, digits, dots, dashes and underscores, not \(node.shown)")
        }
        return name
    }

    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ reader: inout MappingReader,
        _ field: String
    ) throws(YAMLFault) -> Word? {
        try reader.optionalWord(field, of: Word.allCases.map(\.rawValue)).flatMap(Word.init(rawValue:))
    }
}
