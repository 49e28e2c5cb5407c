import Exchange
import StrictYAML

/// Every rule and every policy of a folder, read together: all of it or, on any error, none of it.
package struct PolicySet: Sendable {
    /// In the order of the files, disabled ones too.
    package let rules: [Rule]
    private let policies: [String: Policy]
    /// The names of the policies that the folder holds, sorted.
    package let names: [String]
    /// Twelve hex digits that change when any policy does.
    package let revision: String
    let compiled: [CompiledRule]

    init(rules: [CompiledRule], documents: [PolicyDocument]) {
        let policies = documents.map { Policy($0, rules: rules) }
        self.compiled = rules
        self.rules = rules.map(\.rule)
        self.policies = Dictionary(policies.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.names = self.policies.keys.sorted()
        self.revision = Policy.shortDigest(of: policies.map { "\($0.name)@\($0.revision)" }.sorted())
    }

    /// A policy named `default` that lets everything pass.
    package static let empty = PolicySet(
        rules: [],
        documents: [PolicyDocument(name: "default", unscannable: .allow)]
    )

    package func policy(named name: String) -> Policy? {
        self.policies[name]
    }

    /// Reads `*.yaml` and `*.yml` of a folder, in the order of their names.
    package static func load(directory: String) throws(PolicyFault) -> PolicySet {
        var reader = PolicyReader()
        do throws(YAMLFault) {
            for file in try PolicyFolder.files(of: directory) { reader.read(file: file) }
            return try reader.finish(in: directory)
        } catch {
            throw PolicyFault(error)
        }
    }

    /// The same for one text; `file` is the name by which faults call it.
    package static func load(text: String, file: String) throws(PolicyFault) -> PolicySet {
        var reader = PolicyReader()
        reader.read(text: text, file: file)
        do throws(YAMLFault) {
            return try reader.finish(in: file)
        } catch {
            throw PolicyFault(error)
        }
    }
}

/// What is wrong with policy files; each line is `file:line:column: field: rule and reason`.
package struct PolicyFault: Error, Sendable, Hashable, CustomStringConvertible {
    package var lines: [String]

    init(_ fault: YAMLFault) {
        self.lines = fault.all.map { "\($0)" }
    }

    package var description: String { self.lines.joined(separator: "\n") }
}

extension PolicySet {
    /// In words, when and where a rule runs: near which literals, around how many digits, or over every text.
    package func explanation(ofRule id: String) -> String? {
        self.compiled.first { $0.rule.id == id }?.explanation
    }

    /// What the author of a rule may want to change, such as a rule that has no literal; empty if nothing.
    package func warnings(ofRule id: String) -> [String] {
        self.compiled.first { $0.rule.id == id }?.warnings ?? []
    }
}
