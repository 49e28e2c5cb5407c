package import Exchange

/// Where a request goes: the targets behind the model that it asks for, in the order in which they are tried.
package final class Route: Sendable {
    /// The configured model's name, or `provider/model`.
    package let name: String
    /// At least one.
    package let targets: [Target]

    package init(name: String, targets: [Target]) {
        self.name = name
        self.targets = targets
    }

    /// For each target all that can change its answers, for the cache.
    package var targetIdentities: [String] {
        self.targets.map { "\($0.provider.kind.rawValue) \($0.provider.name) \($0.provider.baseURL) \($0.model)" }
    }

    package func speaks(_ dialect: Dialect) -> Bool {
        self.targets.contains { $0.provider.speaks(dialect) }
    }
}
