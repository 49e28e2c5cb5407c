package import Exchange

/// An upstream service, as the configuration names it: data, whatever the kind.
package final class Provider: Sendable {
    package enum Kind: String, Sendable, Hashable {
        /// Anything that speaks OpenAI's dialect.
        case openAI = "openai"
        case anthropic
        /// The stand-in within this process; it speaks both dialects.
        case demo
    }

    package let name: String
    package let kind: Kind
    /// Scheme, host, port and path, without a slash at its end. Empty for `demo`.
    package let baseURL: String
    /// The operator's key.
    package let key: Secret?
    /// The value of `Authorization` that holds it, made once.
    let bearer: Secret?

    package init(name: String, kind: Kind, baseURL: String, key: Secret?) {
        self.name = name
        self.kind = kind
        self.baseURL = baseURL
        self.key = key
        self.bearer = key.map { Secret("Bearer \($0.reveal())") }
    }

    /// What must never be told to a caller.
    package var secrets: [Secret] { self.key.map { [$0] } ?? [] }

    /// Whether the configuration itself says `http:`.
    package var allowsPlainHTTP: Bool { self.baseURL.hasPrefix("http://") }

    package func speaks(_ dialect: Dialect) -> Bool {
        switch self.kind {
        case .openAI: dialect == .openAI
        case .anthropic: dialect == .anthropic
        case .demo: dialect != .gemini
        }
    }
}

/// A provider and its model, behind a model that callers ask for.
package final class Target: Sendable {
    package let provider: Provider
    /// The name that the provider knows.
    package let model: String
    /// How often it is tried again after its first failure.
    package let retries: Int
    package let timeouts: UpstreamTimeouts
    /// `provider/model`, as headers and the log tell it.
    package let label: String

    package init(
        provider: Provider,
        model: String,
        retries: Int = Target.retriesDefault,
        timeouts: UpstreamTimeouts = UpstreamTimeouts()
    ) {
        self.provider = provider
        self.model = model
        self.retries = retries
        self.timeouts = timeouts
        self.label = "\(provider.name)/\(model)"
    }

    package static let retriesDefault = 2
}
