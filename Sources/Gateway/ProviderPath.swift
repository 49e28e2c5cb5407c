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
}
