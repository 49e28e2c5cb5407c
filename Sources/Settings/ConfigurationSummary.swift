/// What a configuration comes to, for whoever checked it: no secret, and the names that one would look for.
package struct ConfigurationSummary: Sendable {
    private let configuration: Configuration

    package init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    package var text: String {
        let settings = self.configuration
        let token = settings.admin.token == nil ? "no token" : "with a token"
        let cache = settings.cache.exact ? "on" : "off"
        return """
            \(self.source) is valid
              listen     \(settings.listen), auth \(settings.authentication.rawValue)
              admin      \(settings.admin.listen), \(token)
              providers  \(self.list(settings.providers.map(self.provider)))
              models     \(self.list(settings.models.map { $0.name }))
              keys       \(self.list(settings.keys.map { $0.name }))
              policies   \(settings.policies), default \(settings.defaultPolicy)
              cache      \(cache)
              data       \(settings.data)
            """
    }

    package var json: JSONValue {
        let settings = self.configuration
        return [
            "valid": true,
            "source": .string(self.source),
            "listen": .string("\(settings.listen)"),
            "auth": .string(settings.authentication.rawValue),
            "admin": ["listen": .string("\(settings.admin.listen)"), "token": .bool(settings.admin.token != nil)],
            "providers": .array(
                settings.providers.map { provider in
                    [
                        "name": .string(provider.name), "kind": .string(provider.kind.rawValue),
                        "base_url": .string(provider.baseURL?.text ?? ""), "key": .bool(provider.key != nil),
                    ]
                }
            ),
            "models": .array(
                settings.models.map { model in
                    let targets = model.targets.map { JSONValue.string("\($0.provider)/\($0.model)") }
                    return ["name": .string(model.name), "targets": .array(targets)]
                }
            ),
            "keys": .array(settings.keys.map { .string($0.name) }),
            "policies": .string(settings.policies),
            "default_policy": .string(settings.defaultPolicy),
            "cache": .bool(settings.cache.exact),
            "data": .string(settings.data),
        ]
    }

    private var source: String {
        self.configuration.file ?? "the built-in configuration"
    }

    private func provider(_ provider: Configuration.Provider) -> String {
        let lacksKey = provider.kind != .demo && provider.key == nil
        return "\(provider.name) (\(provider.kind.rawValue)\(lacksKey ? ", no key" : ""))"
    }

    /// The first ten names, and how many there are more.
    private func list(_ names: [String]) -> String {
        guard !names.isEmpty else {
            return "none"
        }
        let shown = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}
