package import Exchange

/// Finds the route of a model's name: a configured model, or `provider/model`.
package struct RouteTable: Sendable {
    private let models: [String: Route]
    private let providers: [String: Provider]
    private let configuredTargets: Set<String>
    /// The configured models, in the order of the configuration.
    package let configured: [Route]

    package init(models: [Route], providers: [Provider]) {
        self.configured = models
        self.configuredTargets = Set(models.flatMap { $0.targets.map(\.label) })
        self.models = Dictionary(models.map { ($0.name, $0) }) { first, _ in first }
        self.providers = Dictionary(providers.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Whether the name is one of the configuration's, and not one that a caller made up behind a provider's.
    package func isConfigured(model name: String) -> Bool {
        self.models[name] != nil
    }

    package func isConfigured(_ target: Target) -> Bool {
        self.configuredTargets.contains(target.label)
    }

    package func provider(named name: String) -> Provider? {
        self.providers[name]
    }

    package var providerNames: [String] {
        self.providers.keys.sorted()
    }

    /// The models that a caller may ask for by name.
    package func modelNames(for caller: Caller) -> [String] {
        self.configured.map(\.name).filter { caller.mayUse(model: $0) }
    }

    /// - Throws: `model_not_found` for a name that leads nowhere, with the nearest one that this caller may use;
    ///   `model_not_allowed` for one that its key does not allow.
    package func route(to name: String, for caller: Caller) throws(Refusal) -> Route {
        guard let route = self.models[name] ?? self.direct(name) else {
            throw self.notFound(name, for: caller)
        }
        guard caller.mayUse(model: name) else {
            throw Refusal(.modelNotAllowed, "Your key may not use the model `\(Self.shown(name))`.", param: "model")
        }
        return route
    }

    /// The route of a provider's own path. Its target is that provider and whatever model the body names.
    package func route(toProvider provider: Provider, model: String, for caller: Caller) throws(Refusal) -> Route {
        let name = "\(provider.name)/\(model)"
        guard caller.mayUse(model: name) else {
            throw Refusal(
                .providerNotAllowed,
                "Your key may not use `\(Self.shown(name))`; it may use \(caller.models.joined(separator: ", ")).",
                param: "model"
            )
        }
        return Route(name: name, targets: [Target(provider: provider, model: model)])
    }

    /// `provider/model`, for any model of a configured provider. The provider's part of the name has no slash.
    private func direct(_ name: String) -> Route? {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")),
            let provider = self.providers[String(name[..<slash])]
        else { return nil }
        let model = String(name[name.utf8.index(after: slash)...])
        guard !model.isEmpty else { return nil }
        return Route(name: name, targets: [Target(provider: provider, model: model)])
    }

    private func notFound(_ name: String, for caller: Caller) -> Refusal {
        let names = self.modelNames(for: caller)
        var message = "There is no model `\(Self.shown(name))` here"
        if let nearest = NearestName.nearest(to: name, among: names) {
            message += "; did you mean `\(nearest)`?"
        } else {
            message += "; ask for one of GET /v1/models, or for PROVIDER/MODEL."
        }
        return Refusal(.modelNotFound, message, param: "model")
    }

    /// A caller's text inside a message: short and visible.
    private static func shown(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.prefix(64).filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }
}
