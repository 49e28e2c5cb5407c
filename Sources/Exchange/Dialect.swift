/// The shape in which a request, its answer and its errors are written.
package enum Dialect: UInt8, Sendable, Hashable, CaseIterable {
    case openAI = 1
    case anthropic = 2
    case gemini = 3
}

/// What a route of the data listener does. The raw value is part of a cache fingerprint: never reuse one.
package enum Endpoint: UInt8, Sendable, Hashable {
    case chatCompletions = 1
    case embeddings = 2
    case models = 3
    case messages = 4
    /// `/{provider}/…`: the provider's own path. `Dialect` then follows the provider's kind.
    case providerPath = 5
}
