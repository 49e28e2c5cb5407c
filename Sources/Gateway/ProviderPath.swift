import Exchange

/// What a provider's own path does, of those that generate and keep nothing (`/{provider}/REST`).
///
/// A path that names something which the provider holds, or that nobody here knows, is refused: a guardrail that cannot
/// read a route does not let it pass.
struct ProviderPath {
    /// A known endpoint is parsed, limited, cached and counted as such; of the others only the texts are read.
    let endpoint: Endpoint

    init(_ rest: String, method: String) throws(Refusal) {
        var path = rest.prefix { $0 != "?" }
        try Self.checkQuery(rest.dropFirst(path.count).dropFirst())
        if path.hasPrefix("v1/") { path = path.dropFirst(3) }
        switch (method, path) {
        case ("POST", "chat/completions"):
            self.endpoint = .chatCompletions
        case ("POST", "embeddings"):
            self.endpoint = .embeddings
        case ("POST", "messages"):
            self.endpoint = .messages
        case ("POST", "completions"), ("POST", "moderations"), ("POST", "rerank"), ("POST", "messages/count_tokens"):
            self.endpoint = .providerPath
        case ("GET", "models"):
            self.endpoint = .providerPath
        default:
            throw Refusal(
                .routeNotAllowed,
                "This path of the provider is not passed on: only stateless generation is (chat/completions, completions,"
                    + " embeddings, messages, messages/count_tokens, moderations, rerank, and GET models)."
            )
        }
    }

    /// A query goes upstream without being inspected, so only what cannot carry a text does.
    private static func checkQuery(_ query: Substring) throws(Refusal) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            let isKnown = parts.first.map { Self.queryNames.contains(String($0)) } ?? false
            let isPlain = parts.count == 2 && parts[1].utf8.count <= 64 && parts[1].utf8.allSatisfy(Self.isPlain)
            guard isKnown, isPlain else {
                throw Refusal(
                    .invalidRequest,
                    "Of a query only \(Self.queryNames.joined(separator: ", ")) are passed on, with plain values."
                )
            }
        }
    }

    private static let queryNames = ["limit", "after_id", "before_id", "beta"]

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}
