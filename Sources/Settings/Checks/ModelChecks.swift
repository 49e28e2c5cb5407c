import Exchange
import StrictYAML

/// What a model's targets name must exist, and one caller's request must suit all of them.
enum ModelChecks {
    static func check(_ configuration: Configuration, _ reader: inout RecordReader) {
        // The written names, so that a provider with a fault of its own makes no target dangle.
        let written = reader.node(of: RootFields.providers)?.memberNames ?? []
        let providers = written + [Configuration.Provider.demo.name]
        let models = reader.node(of: RootFields.models)
        for model in configuration.models {
            guard let node = models?.member(model.name), let targets = node.member(ModelFields.targets.name) else {
                continue
            }
            if let owner = providers.first(where: { model.name.hasPrefix("\($0)/") }) {
                let message = "`\(owner)/…` already means the models of the provider `\(owner)`; choose another name"
                reader.refuse(node.fault(message))
            }
            for (index, target) in model.targets.enumerated() where !providers.contains(target.provider) {
                reader.refuse(self.dangling(target, at: self.node(ofTarget: index, in: targets), providers))
            }
            self.checkDialects(of: model, targets, configuration, &reader)
        }
    }

    private static func dangling(
        _ target: Configuration.Target,
        at node: YAMLNode,
        _ providers: [String]
    ) -> YAMLFault {
        let name =
            node.isVariable ? "the provider of \(node.shown) is unknown" : "no provider is called `\(target.provider)`"
        return node.fault(name + NearestName.hint(for: target.provider, among: providers))
    }

    /// `demo` answers in either dialect; the other kinds in their own, and nothing translates between them yet.
    private static func checkDialects(
        of model: Configuration.Model,
        _ targets: YAMLNode,
        _ configuration: Configuration,
        _ reader: inout RecordReader
    ) {
        let kinds = Configuration.Provider.Kind.allCases.filter { kind in
            kind != .demo
                && model.targets.contains { target in
                    configuration.providers.contains { $0.name == target.provider && $0.kind == kind }
                }
        }
        if kinds.count > 1 {
            let list = kinds.map { "`\($0.rawValue)`" }.joined(separator: " and ")
            reader.refuse(targets.fault("targets of different kinds (\(list)) in one model are not supported yet"))
        }
    }

    private static func node(ofTarget index: Int, in targets: YAMLNode) -> YAMLNode {
        guard case .list(let nodes) = targets.content, nodes.indices.contains(index) else {
            return targets
        }
        return nodes[index].member(TargetFields.use.name) ?? nodes[index]
    }
}

extension YAMLNode {
    /// Whether its text came from the environment, and so may be a secret.
    var isVariable: Bool {
        guard case .scalar(let scalar) = self.content else {
            return false
        }
        return scalar.isExpanded
    }
}
