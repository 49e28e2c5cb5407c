package import Cache
import Upstreams

/// What the cache may do with the answers of one model.
package struct CacheSettings: Sendable {
    /// Whether answers are cached at all.
    package var exact: Bool
    /// Seconds.
    package var ttl: UInt64
    /// Seconds behind `ttl` for which an answer is served while a new one is asked for (RFC 5861, 3).
    package var staleWhileRevalidate: UInt64
    /// Seconds behind `ttl` for which an answer is served when there is no new one (RFC 5861, 4).
    package var staleIfError: UInt64
    package var sharing: CacheScope.Sharing
    /// A request above this temperature is not cached. In thousandths.
    package var maxTemperatureMilli: UInt64
    /// Whether an answer that calls tools is stored.
    package var tools: Bool
    package var semantic: SemanticSettings
    /// By which answers of this model may be purged.
    package var tags: [String]

    package init(
        exact: Bool,
        ttl: UInt64,
        staleWhileRevalidate: UInt64 = 0,
        staleIfError: UInt64 = 0,
        sharing: CacheScope.Sharing = .key,
        maxTemperatureMilli: UInt64,
        tools: Bool,
        semantic: SemanticSettings = .off,
        tags: [String] = []
    ) {
        self.exact = exact
        self.ttl = ttl
        self.staleWhileRevalidate = staleWhileRevalidate
        self.staleIfError = staleIfError
        self.sharing = sharing
        self.maxTemperatureMilli = maxTemperatureMilli
        self.tools = tools
        self.semantic = semantic
        self.tags = tags
    }
}

/// A route as the cache sees it. An object, so that a request holds all of its settings by one reference.
final class CachedRoute: Sendable {
    let model: CachedModel
    let settings: CacheSettings
    /// Every target is OpenAI itself.
    let tokenLimitsAreOne: Bool

    init(_ route: Route, _ settings: CacheSettings) {
        self.tokenLimitsAreOne = route.targets.allSatisfy {
            $0.provider.kind == .openAI && $0.provider.baseURL.hasPrefix("https://api.openai.com/")
        }
        self.model = CachedModel(name: route.name, targets: route.targetIdentities)
        self.settings = settings
    }
}
