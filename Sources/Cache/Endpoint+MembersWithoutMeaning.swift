internal import Exchange

extension Endpoint {
    /// The top-level members of a body that cannot change the text of its answer, and so are no part of its fingerprint.
    ///
    /// A list of what is left out, never of what is taken in: a member that nobody here has heard of always counts.
    ///
    /// - `stream`, `stream_options`: how the answer is delivered. One entry serves both forms.
    /// - `user`, `safety_identifier`, `metadata`: labels for the provider's abuse reports and logs.
    /// - `store`: whether the provider keeps a copy. (`true` never gets as far as a fingerprint: it bypasses the cache.)
    /// - `service_tier`: how soon and for how much, by the same model.
    /// - `prompt_cache_key`, `prompt_cache_retention`: where the provider looks for the prefix that it has read before.
    ///
    /// `model` stays in although the configured model entry is a field of its own: the worst that can do is a miss. A
    /// provider's own path keeps everything, since nobody knows there what a member means.
    var membersWithoutMeaning: [StaticString] {
        switch self {
        case .chatCompletions: Endpoint.ofChatCompletions
        case .messages: Endpoint.ofMessages
        case .embeddings: Endpoint.ofEmbeddings
        case .models, .providerPath: Endpoint.none
        }
    }

    private static let ofChatCompletions: [StaticString] = [
        "stream", "stream_options", "user", "safety_identifier", "metadata", "store", "service_tier",
        "prompt_cache_key",
        "prompt_cache_retention",
    ]
    private static let ofMessages: [StaticString] = ["stream", "metadata", "service_tier"]
    private static let ofEmbeddings: [StaticString] = ["user"]
    private static let none: [StaticString] = []
}
