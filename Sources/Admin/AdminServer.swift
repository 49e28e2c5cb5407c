package import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The admin listener: health, metrics, and what the control plane grows into.
package final class AdminServer: Sendable {
    /// More connections are closed as they come.
    package static let connectionsMax = 128

    private let channel: any Channel
    private let shared: Shared

    private init(channel: any Channel, shared: Shared) {
        self.channel = channel
        self.shared = shared
    }

    /// Binds the address and answers from then on.
    package static func start(
        group: any EventLoopGroup,
        address: SocketAddress,
        settings: AdminSettings
    ) async throws -> AdminServer {
        let shared = Shared(settings)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard shared.add(channel) else { throw TooManyConnections() }
                    try Self.configure(channel) { shared.settings }
                }
            }
            .bind(to: address)
            .get()
        return AdminServer(channel: channel, shared: shared)
    }

    /// The port that it listens on, also when the address left the choice to the system.
    package var port: Int {
        self.channel.localAddress?.port ?? 0
    }

    /// Answers with other settings from the next request on.
    package func update(_ settings: AdminSettings) {
        self.shared.settings = settings
    }

    /// Closes the listener and its connections.
    package func stop() async {
        try? await self.channel.close().get()
        for connection in self.shared.connections {
            try? await connection.close().get()
        }
    }

    /// - Parameter settings: today's.
    static func configure(_ channel: any Channel, settings: @escaping () -> AdminSettings) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: Self.decoderLimits
        )
        try pipeline.addHandler(AdminHandler(settings: settings))
    }

    private static var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 << 10
        limits.maxHeaderListSize = 32 << 10
        limits.maxHeaderFieldCount = 100
        return limits
    }
}

extension AdminServer {
    /// What the connections share: today's settings, and each other's number.
    private final class Shared: Sendable {
        private let state: Mutex<(settings: AdminSettings, connections: [ObjectIdentifier: any Channel])>

        init(_ settings: AdminSettings) {
            self.state = Mutex((settings, [:]))
        }

        var settings: AdminSettings {
            get { self.state.withLock { $0.settings } }
            set { self.state.withLock { $0.settings = newValue } }
        }

        var connections: [any Channel] {
            self.state.withLock { Array($0.connections.values) }
        }

        /// - Returns: `false` if there are as many as there may be.
        func add(_ channel: any Channel) -> Bool {
            let id = ObjectIdentifier(channel)
            let isAdded = self.state.withLock { state in
                guard state.connections.count < AdminServer.connectionsMax else { return false }
                state.connections[id] = channel
                return true
            }
            if isAdded {
                channel.closeFuture.whenComplete { _ in
                    self.state.withLock { _ = $0.connections.removeValue(forKey: id) }
                }
            }
            return isAdded
        }
    }
}

/// Closes a connection before anything is read from it.
private struct TooManyConnections: Error {}
