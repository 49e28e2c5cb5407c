package import Exchange
package import Keys
package import Limits
package import Policies
package import Upstreams

/// Everything that a request is decided by, as one revision of the configuration has it. Immutable: a reload makes a new
/// one and hands it to each loop, and an exchange keeps the one that it began with.
package final class Snapshot: Sendable {
    /// Twelve hex digits over the configuration and its policies, told at the start and at each reload.
    package let revision: String
    package let authentication: Authentication
    package let keys: KeyDirectory
    package let limiter: Limiter
    package let routes: RouteTable
    package let policies: PolicySet
    private let activePolicies: [String: ActivePolicy]
    private let defaultPolicy: ActivePolicy
    /// What holds for models that say nothing else, and for `provider/model`.
    package let cache: CacheSettings
    package let http: HTTPSettings
    package let telemetry: TelemetrySettings
    /// By the routes' identity: both live as long as the snapshot.
    private let cachedRoutes: [ObjectIdentifier: CachedRoute]

    package enum Authentication: Sendable {
        /// Every request shows a key.
        case required
        /// Anybody on this machine may call; web pages may not.
        case open(HostRule)
    }

    package init(
        revision: String,
        authentication: Authentication,
        keys: KeyDirectory,
        limiter: Limiter,
        routes: RouteTable,
        policies: PolicySet,
        defaultPolicy: Policy,
        cache: CacheSettings,
        modelCaches: [String: CacheSettings],
        http: HTTPSettings,
        telemetry: TelemetrySettings
    ) {
        self.revision = revision
        self.authentication = authentication
        self.keys = keys
        self.limiter = limiter
        self.routes = routes
        self.policies = policies
        self.activePolicies = Dictionary(
            policies.names.compactMap { name in policies.policy(named: name).map { (name, ActivePolicy($0)) } }
        ) { first, _ in first }
        self.defaultPolicy = ActivePolicy(defaultPolicy)
        self.cache = cache
        self.http = http
        self.telemetry = telemetry
        self.cachedRoutes = Dictionary(
            routes.configured.map { (ObjectIdentifier($0), CachedRoute($0, modelCaches[$0.name] ?? cache)) }
        ) { first, _ in first }
    }

    /// The policy of a caller; `nil` where its key names one that does not exist, which lets nothing pass.
    func policy(of caller: Caller) -> ActivePolicy? {
        guard let name = caller.policyName else { return self.defaultPolicy }
        return self.activePolicies[name]
    }

    /// What the cache knows of a route.
    func cachedRoute(of route: Route) -> CachedRoute {
        self.cachedRoutes[ObjectIdentifier(route)] ?? CachedRoute(route, self.cache)
    }
}

/// A policy as the exchanges of one snapshot share it.
final class ActivePolicy: Sendable {
    let policy: Policy
    /// `NAME@REVISION`, as headers, the log and the cache name it.
    let label: String

    init(_ policy: Policy) {
        self.policy = policy
        self.label = "\(policy.name)@\(policy.revision)"
    }
}

/// The bounds of the data listener. Times are nanoseconds.
package struct HTTPSettings: Sendable {
    package var bodyBytesMax: Int
    package var connectionsMax: Int
    package var headerTimeout: UInt64
    package var bodyTimeout: UInt64
    /// Bytes a second below which a body is too slow.
    package var bodyRate: UInt64
    package var idleTimeout: UInt64
    package var writeTimeout: UInt64

    package init(
        bodyBytesMax: Int,
        connectionsMax: Int,
        headerTimeout: UInt64,
        bodyTimeout: UInt64,
        bodyRate: UInt64,
        idleTimeout: UInt64,
        writeTimeout: UInt64
    ) {
        self.bodyBytesMax = bodyBytesMax
        self.connectionsMax = connectionsMax
        self.headerTimeout = headerTimeout
        self.bodyTimeout = bodyTimeout
        self.bodyRate = max(bodyRate, 1)
        self.idleTimeout = idleTimeout
        self.writeTimeout = writeTimeout
    }

    /// What a body of so many bytes may take at the least rate, in nanoseconds.
    func bodyTime(_ bytes: Int) -> UInt64 {
        let (nanoseconds, overflow) = UInt64(max(bytes, 0)).multipliedReportingOverflow(by: 1_000_000_000)
        return (overflow ? .max : nanoseconds) / self.bodyRate
    }
}

/// What is told about requests.
package struct TelemetrySettings: Sendable {
    /// Whether each request writes a line.
    package var logsRequests: Bool
    /// Whether a caller's `traceparent` goes on to the upstream.
    package var propagatesTraces: Bool

    package init(logsRequests: Bool, propagatesTraces: Bool) {
        self.logsRequests = logsRequests
        self.propagatesTraces = propagatesTraces
    }
}
