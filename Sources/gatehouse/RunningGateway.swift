import Admin
import Cache
import Exchange
import Gateway
import Glibc
import Keys
import Ledger
import Limits
import NIOCore
import NIOPosix
import Settings
import Synchronization

/// The gateway as it runs: its stores, its two listeners, and the snapshot of today.
///
/// The control plane: everything here is `async` and off the event loops' path.
actor RunningGateway {
    private let configFile: String?
    private let environment: [String: String]
    private let group: MultiThreadedEventLoopGroup
    private let keys: KeyStore
    private let limiter = Limiter()
    private let services: GatewayServices
    private let server: GatewayServer
    private let admin: AdminServer
    private var builder: SnapshotBuilder
    private var keysRevision: UInt64
    private var bands: BandKeeper

    nonisolated let listens: String
    /// Of the configuration that it started with.
    nonisolated let revision: String
    nonisolated let adminListens: String

    /// Opens the stores, binds the listeners and serves.
    init(configFile: String?, environment: [String: String]) async throws {
        let configuration = try Configuration.load(file: configFile, environment: environment)
        Hardening.scrubEnvironment(of: configuration.secrets.map { $0.reveal() })
        let builder = try SnapshotBuilder(configuration)
        self.configFile = configFile
        self.environment = environment
        self.builder = builder

        let keys = try KeyStore.open(data: configuration.data)
        let installation = try InstallationKey.load(directory: configuration.data)
        let requestLog = RequestLog(descriptor: STDOUT_FILENO)
        let meters = Meters(version: Gatehouse.version, startedAt: Self.wallClock(), log: requestLog)
        let cache = try ExactCache(
            directory: "\(configuration.data)/cache",
            // An answer is found before it is committed, so a commit may gather many: it costs a sync of the disk.
            options: ExactCache.Options(
                bytesMax: configuration.cache.bytesMax,
                linger: 250_000_000,
                healthChanged: { health in
                    switch health {
                    case .on: Console.say("gatehouse: the cache works again")
                    case .off(let reason, _): Console.say("gatehouse: the cache is off, all else works: \(reason)")
                    }
                }
            )
        )
        let semantic = SemanticParts.open(configuration)
        for warning in semantic.warnings { Console.say("gatehouse: \(warning)") }
        self.bands = semantic.bands
        self.services = GatewayServices(
            cache: cache,
            semantic: semantic.cache,
            fingerprintKey: FingerprintKey(installation.bytes(for: .cache)),
            findingsHash: KeyedHash(key: installation.bytes(for: .findings)),
            meters: meters,
            requestLog: requestLog,
            version: Gatehouse.version
        )
        self.keys = keys
        self.keysRevision = keys.revision
        let snapshot = try builder.snapshot(
            keys: keys.directory(declared: builder.declaredKeys),
            limiter: self.limiter
        )

        self.group = MultiThreadedEventLoopGroup(numberOfThreads: Self.loopCount(environment))
        let (group, services) = (self.group, self.services)
        let server = try await Self.bind("listen", configuration.listen) {
            try await GatewayServer.start(
                group: group,
                host: configuration.listen.host,
                port: configuration.listen.port,
                services: services,
                snapshot: snapshot
            )
        }
        self.server = server
        self.admin = try await Self.bind("admin.listen", configuration.admin.listen) {
            try await AdminServer.start(
                group: group,
                address: try SocketAddress.makeAddressResolvingHost(
                    configuration.admin.listen.host,
                    port: configuration.admin.listen.port
                ),
                settings: Self.adminSettings(configuration, server, meters, cache)
            )
        }
        self.revision = snapshot.revision
        self.listens = HostPort(host: configuration.listen.host, port: server.port).description
        self.adminListens = HostPort(host: configuration.admin.listen.host, port: self.admin.port).description
    }

    /// Reads the configuration again. On any fault the old revision stays, and the fault is thrown.
    ///
    /// - Returns: the new revision, and the fields whose change takes a restart.
    func reload() async throws -> (revision: String, kept: [String]) {
        do {
            let builder = try await Self.builder(configFile: self.configFile, environment: self.environment)
            let configuration = builder.configuration
            let snapshot = try builder.snapshot(
                keys: self.keys.directory(declared: builder.declaredKeys),
                limiter: self.limiter
            )
            let kept = Self.needsRestart(from: self.builder.configuration, to: configuration)
            self.builder = builder
            await self.server.publish(snapshot)
            self.admin.update(Self.adminSettings(configuration, self.server, self.services.meters, self.services.cache))
            self.services.meters.reloaded(ok: true)
            return (snapshot.revision, kept)
        } catch {
            self.services.meters.reloaded(ok: false)
            throw error
        }
    }

    /// Reads the configuration and compiles its policies, which takes a second for hundreds of rules. Neither an event loop nor
    /// the actor waits for it: requests go on, and keys that are revoked meanwhile are revoked.
    @concurrent
    private static func builder(
        configFile: String?,
        environment: [String: String]
    ) async throws -> SnapshotBuilder {
        try SnapshotBuilder(try Configuration.load(file: configFile, environment: environment))
    }

    /// Keeps what the semantic tier has learned. Called twice a second.
    func saveBands() throws {
        guard let semantic = self.services.semantic else { return }
        try self.bands.save(semantic)
    }

    /// Makes a new snapshot where another process changed the keys. Called twice a second.
    func noticeKeys() async throws {
        let revision = self.keys.revision
        guard revision != self.keysRevision else { return }
        let snapshot = try self.builder.snapshot(
            keys: self.keys.directory(declared: self.builder.declaredKeys),
            limiter: self.limiter
        )
        self.keysRevision = revision
        await self.server.publish(snapshot)
    }

    /// Drains and ends: what is in flight may finish, and everything that waits is written.
    ///
    /// - Returns: how many connections were cut off.
    func stop() async -> Int {
        let drain = self.builder.configuration.drain
        let cut = await self.server.drain(
            delay: .nanoseconds(Int64(clamping: drain.delayNanoseconds)),
            timeout: .nanoseconds(Int64(clamping: drain.timeoutNanoseconds))
        )
        await self.admin.stop()
        self.services.semantic?.stop()
        do {
            try self.saveBands()
        } catch {
            Console.say("gatehouse: \(error)")
        }
        self.services.cache?.stop()
        self.services.requestLog.stop()
        try? await self.group.shutdownGracefully()
        return cut
    }

    // MARK: Parts

    /// Says which field named an address that cannot be bound, and what to do about it.
    private static func bind<Server>(
        _ field: String,
        _ address: HostPort,
        _ start: () async throws -> Server
    ) async throws -> Server {
        do {
            return try await start()
        } catch let error as IOError {
            let advice =
                switch error.errnoCode {
                case EADDRINUSE: "another program listens there; stop it, or choose another port"
                case EACCES: "a port below 1024 needs a privilege; choose a higher one"
                case EADDRNOTAVAIL: "this machine has no such address"
                default: "\(error)"
                }
            throw StartupError("\(field): \(address) cannot be listened on: \(advice)")
        }
    }

    private static func adminSettings(
        _ configuration: Configuration,
        _ server: GatewayServer,
        _ meters: Meters,
        _ cache: ExactCache?
    ) -> AdminSettings {
        AdminSettings(
            token: configuration.admin.token,
            hosts: configuration.hosts,
            version: Gatehouse.version,
            ready: { server.isReady },
            metrics: {
                var text: [UInt8] = []
                meters.render(into: &text)
                if let cache { CacheMetrics.append(cache.stats, health: cache.health, to: &text) }
                return text
            }
        )
    }

    /// The fields whose new value a running server cannot take.
    private static func needsRestart(from old: Configuration, to new: Configuration) -> [String] {
        var fields: [String] = []
        if old.listen != new.listen { fields.append("listen") }
        if old.admin.listen != new.admin.listen { fields.append("admin.listen") }
        if old.data != new.data { fields.append("data") }
        if old.cache.bytesMax != new.cache.bytesMax { fields.append("cache.max_size") }
        if !old.needsEncoder, new.needsEncoder { fields.append("cache.semantic") }
        return fields
    }

    /// One loop a core, unless `GATEHOUSE_LOOPS` says otherwise.
    private static func loopCount(_ environment: [String: String]) -> Int {
        if let text = environment["GATEHOUSE_LOOPS"], let count = Int(text), (1...1024).contains(count) { return count }
        return System.coreCount
    }

    private static func wallClock() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(max(time.tv_sec, 0)) * 1000 + UInt64(max(time.tv_nsec, 0)) / 1_000_000
    }
}
