package import Exchange

/// What the admin listener answers with, and to whom. A reload brings a new one.
package struct AdminSettings: Sendable {
    /// What a caller must show as `Authorization: Bearer`. Without one the listener stands on a loopback address, and
    /// answers only to the names of `hosts`.
    package var token: Secret?
    package var hosts: HostRule
    package var version: String
    /// Whether the gateway takes requests: the configuration is loaded, the stores are open, and it does not drain.
    package var ready: @Sendable () -> Bool
    /// The metrics as Prometheus reads them.
    package var metrics: @Sendable () -> [UInt8]

    /// - Parameter hosts: names besides the loopback ones. An empty token is no token.
    package init(
        token: Secret?,
        hosts: [String],
        version: String,
        ready: @escaping @Sendable () -> Bool,
        metrics: @escaping @Sendable () -> [UInt8]
    ) {
        self.token = token.flatMap { $0.isEmpty ? nil : $0 }
        self.hosts = HostRule(hosts: hosts)
        self.version = version
        self.ready = ready
        self.metrics = metrics
    }
}
