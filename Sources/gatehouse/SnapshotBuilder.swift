import Crypto
import Exchange
import Gateway
import Keys
import Limits
import Policies
import Settings
import StrictYAML
import Upstreams

/// Makes the snapshot that a configuration, its policies and the keys of today amount to.
///
/// All of it or none: a reload that fails here has changed nothing.
struct SnapshotBuilder {
    let configuration: Configuration
    let policies: PolicySet

    /// Reads the policies that the configuration names, and checks every name in it that only now can be checked.
    init(_ configuration: Configuration) throws {
        self.configuration = configuration
        self.policies = try Self.loadPolicies(configuration)
        guard self.policies.policy(named: configuration.defaultPolicy) != nil else {
            throw StartupError(
                "default_policy: there is no policy `\(configuration.defaultPolicy)` in \(configuration.policies)"
                    + NearestName.hint(for: configuration.defaultPolicy, among: self.policies.names) + "; there is "
                    + self.policies.names.joined(separator: ", ")
            )
        }
        for (key, declared) in zip(configuration.keys, self.declaredKeys) {
            do {
                try declared.check()
            } catch {
                throw key.origin.fault("secret", error.description)
            }
            if let policy = key.policy, self.policies.policy(named: policy) == nil {
                throw key.origin.fault(
                    "policy",
                    "there is no policy `\(policy)`" + NearestName.hint(for: policy, among: self.policies.names)
                )
            }
        }
    }

    /// The declared keys as the store takes them.
    var declaredKeys: [DeclaredKey] {
        self.configuration.keys.map { key in
            DeclaredKey(
                KeyGrant(
                    name: key.name,
                    team: key.team,
                    policy: key.policy,
                    models: key.models,
                    limits: key.limits,
                    explains: key.explain,
                    cacheTTL: key.cacheTTLNanoseconds.map { $0 / 1_000_000_000 }
                ),
                secret: key.secret
            )
        }
    }

    func snapshot(keys: KeyDirectory, limiter: Limiter) throws -> Snapshot {
        let configuration = self.configuration
        guard let defaultPolicy = self.policies.policy(named: configuration.defaultPolicy) else {
            throw StartupError("default_policy: there is no policy `\(configuration.defaultPolicy)`")
        }
        let authentication: Snapshot.Authentication =
            switch configuration.authentication {
            case .required: .required
            case .open: .open(HostRule(hosts: configuration.hosts))
            }
        let http = configuration.http
        return Snapshot(
            revision: self.revision,
            authentication: authentication,
            keys: keys,
            limiter: limiter,
            routes: self.routes,
            policies: self.policies,
            defaultPolicy: defaultPolicy,
            cache: CacheSettings(configuration.cache),
            modelCaches: Dictionary(
                configuration.models.map { ($0.name, CacheSettings(configuration.cache, changedBy: $0.cache)) }
            ) { first, _ in first },
            http: HTTPSettings(
                bodyBytesMax: http.bodyBytesMax,
                connectionsMax: http.connectionsMax,
                headerTimeout: http.headerNanoseconds,
                bodyTimeout: http.bodyNanoseconds,
                bodyRate: UInt64(http.bodyBytesPerSecond),
                idleTimeout: http.idleNanoseconds,
                writeTimeout: http.writeNanoseconds
            ),
            telemetry: TelemetrySettings(
                logsRequests: configuration.telemetry.log == .json && configuration.telemetry.capture == .metadata,
                propagatesTraces: configuration.telemetry.propagate
            )
        )
    }

    private var routes: RouteTable {
        var providers: [String: Provider] = [:]
        var ordered: [Provider] = []
        for declared in self.configuration.providers {
            let kind: Provider.Kind =
                switch declared.kind {
                case .openAI: .openAI
                case .anthropic: .anthropic
                case .demo: .demo
                }
            let provider = Provider(
                name: declared.name,
                kind: kind,
                baseURL: declared.baseURL?.text ?? "",
                key: declared.key
            )
            providers[declared.name] = provider
            ordered.append(provider)
        }
        let models = self.configuration.models.map { model in
            Route(
                name: model.name,
                targets: model.targets.compactMap { target in
                    providers[target.provider].map { provider in
                        Target(
                            provider: provider,
                            model: target.model,
                            retries: target.retries,
                            timeouts: UpstreamTimeouts(
                                connect: target.timeouts.connectNanoseconds,
                                firstByte: target.timeouts.firstByteNanoseconds,
                                idle: target.timeouts.idleNanoseconds,
                                total: target.timeouts.totalNanoseconds
                            )
                        )
                    }
                }
            )
        }
        return RouteTable(models: models, providers: ordered)
    }

    /// Twelve hex digits that tell two configurations apart. Secrets are no part of them.
    private var revision: String {
        let digest = SHA256.hash(data: Array("\(self.configuration) \(self.policies.revision)".utf8))
        return digest.prefix(6).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0\(digits)" : digits
        }.joined()
    }

    private static func loadPolicies(_ configuration: Configuration) throws -> PolicySet {
        // Without a file the program may run anywhere: its own policies then lie beside it.
        let places =
            configuration.file == nil
            ? [configuration.policies, PolicyPlaces.besideTheProgram].compactMap { $0 } : [configuration.policies]
        let directory = places.first { PolicyPlaces.isDirectory($0) } ?? configuration.policies
        return try PolicySet.load(directory: directory)
    }
}

/// Why the program cannot start, or a reload cannot be taken: what, and what to do.
struct StartupError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension Configuration {
    /// Every text in it that must not be seen.
    var secrets: [Secret] {
        self.providers.compactMap(\.key) + self.keys.map(\.secret) + [self.admin.token].compactMap { $0 }
    }
}
