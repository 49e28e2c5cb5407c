import Cache
import Exchange
import Ledger
internal import Upstreams

/// The answer goes into the store, and its two forms become each other.
extension ExchangeHandler {
    // MARK: 13 store

    /// Whether the answer to this request may be stored at all.
    var mayStore: Bool {
        guard self.fingerprint != nil else { return false }
        if self.isRefreshing { return true }
        switch self.cacheStatus {
        case .miss, .request: return true
        case .stale, .none, .hit, .collapsed, .bypass: return false
        }
    }

    /// Hands a complete answer to the cache's writer, as the response policy let it pass.
    func store(_ body: UnsafeRawBufferPointer, form: CachedAnswer.Form, bodyHasUsage: Bool, isChanged: Bool) {
        guard let cache = self.loop.services.cache, let fingerprint = self.fingerprint, self.mayStore,
            self.answerIsComplete, let target = self.answerTarget,
            self.caching.settings.tools || !self.answerCallsTools
        else { return }
        let now = self.loop.wallClock()
        let ttl = self.directives.ttl ?? self.caching.ttl
        let answer = CachedAnswer(
            form: form,
            contentType: form == .whole ? .json : .eventStream,
            endpoint: self.endpoint,
            dialect: self.dialect,
            storedAt: now,
            expiresAt: now &+ ttl &* 1000,
            policy: self.caching.policy,
            isChangedByPolicy: isChanged,
            usage: self.record.usage,
            bodyHasUsage: bodyHasUsage,
            target: target.label,
            staleUntil: now &+ (ttl &+ self.caching.settings.staleWhileRevalidate) &* 1000,
            errorStaleUntil: now &+ (ttl &+ self.caching.settings.staleIfError) &* 1000,
            upstreamMilliseconds: (self.loop.now() &- self.began) / 1_000_000,
            labels: CacheLabels(
                key: self.caller?.keyID ?? "",
                namespace: self.directives.namespace,
                model: self.route?.name ?? "",
                tags: self.caching.settings.tags,
                policy: self.policy?.label ?? ""
            )
        )
        guard cache.put(fingerprint, answer, body: body) else { return }
        self.loop.meters.cacheStored()
        self.storedLike(fingerprint, answer, body)
        switch self.cacheStatus {
        case .miss: self.cacheStatus = .miss(isStored: true)
        case .request: self.cacheStatus = .request(isStored: true)
        case .stale, .none, .hit, .collapsed, .bypass: break
        }
    }

    // MARK: One answer, two forms

    func events(fromWhole body: UnsafeRawBufferPointer) -> [UInt8]? {
        switch self.endpoint {
        case .chatCompletions: OpenAIChat.events(fromWhole: body, includeUsage: self.request.includeUsage)
        case .messages: AnthropicMessages.events(fromWhole: body)
        case .embeddings, .models, .providerPath: nil
        }
    }

    func whole(fromEvents events: UnsafeRawBufferPointer) -> [UInt8]? {
        switch self.endpoint {
        case .chatCompletions: OpenAIChat.whole(fromEvents: events)
        case .messages: AnthropicMessages.whole(fromEvents: events)
        case .embeddings, .models, .providerPath: nil
        }
    }
}
