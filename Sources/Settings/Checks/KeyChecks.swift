import Exchange
import StrictYAML

/// Keys are told apart by name and secret, and what they may ask for must exist.
enum KeyChecks {
    static func check(_ configuration: Configuration, _ reader: inout RecordReader) {
        guard case .list(let nodes)? = reader.node(of: RootFields.keys)?.content,
            nodes.count == configuration.keys.count
        else {
            return
        }
        var names: [String: Int] = [:]
        var secrets: [Secret: Int] = [:]
        for (index, (key, node)) in zip(configuration.keys, nodes).enumerated() {
            if let first = names.updateValue(index, forKey: key.name) {
                let place = node.member(KeyFields.name.name) ?? node
                reader.refuse(place.fault("keys[\(first)] has the same name"))
            }
            if let first = secrets.updateValue(index, forKey: key.secret) {
                let place = node.member(KeyFields.secret.name) ?? node
                reader.refuse(place.fault("keys[\(first)] has the same secret; each key needs its own"))
            }
            if case .list(let patterns)? = node.member(KeyFields.models.name)?.content {
                self.checkModels(patterns, configuration, &reader)
            }
        }
    }

    private static func checkModels(
        _ patterns: [YAMLNode],
        _ configuration: Configuration,
        _ reader: inout RecordReader
    ) {
        let models = (reader.node(of: RootFields.models)?.memberNames ?? [])
        let providers =
            (reader.node(of: RootFields.providers)?.memberNames ?? []) + [Configuration.Provider.demo.name]
        for node in patterns {
            guard case .scalar(let scalar) = node.content else {
                continue
            }
            let pattern = scalar.text
            let caller = Caller(keyID: "", name: "", models: [pattern])
            let fixed = pattern.prefix { $0 != "*" }
            let provider = fixed.firstIndex(of: "/").map { String(fixed[..<$0]) }
            let isKnown =
                models.contains { caller.mayUse(model: $0) } || provider.map { providers.contains($0) } ?? false
            // A pattern such as `gpt-*` may be meant for models to come; a name, or a provider's name, is one to check.
            let mayComeLater = fixed.count < pattern.count && provider == nil
            if !isKnown && !mayComeLater {
                let hint = NearestName.hint(for: pattern, among: models + providers.map { "\($0)/*" })
                reader.refuse(node.fault("\(node.shown) names no model and no provider's model\(hint)"))
            }
        }
    }
}
