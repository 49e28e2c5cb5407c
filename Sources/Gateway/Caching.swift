import Cache
import Exchange
import Policies

/// What the cache may do with the answer to one request.
struct Caching {
    private var route: CachedRoute?
    /// Seconds that an answer may live: what the model allows, and the key.
    var ttl: UInt64 = 0
    /// Callers of other keys may find the entry.
    var isShared = false
    /// The policy as an entry names it: `NAME@REVISION`, and the key where the policy's statements about answers name keys, and
    /// so may pass an answer for one and not for another.
    var policy = ""

    init() {}

    init(_ route: CachedRoute, _ scope: CacheScope, _ active: ActivePolicy, _ caller: Caller) {
        self.route = route
        self.ttl = min(route.settings.ttl, caller.cacheTTL ?? .max)
        self.isShared = scope.isShared
        self.policy =
            scope.isShared && active.policy.responsesDependOnKey ? "\(active.label) \(caller.keyID)" : active.label
    }

    /// Of the model; before the lookup, those of a cache that does nothing.
    var settings: CacheSettings { self.route?.settings ?? Caching.none }

    private static let none = CacheSettings(exact: false, ttl: 0, maxTemperatureMilli: 0, tools: false)

    /// A number of seconds as the caller is told it: in a shared scope in whole minutes, so that an answer's age does not tell to
    /// the second when somebody else asked.
    func told(_ seconds: UInt64) -> UInt64 {
        self.isShared ? seconds / 60 * 60 : seconds
    }
}
