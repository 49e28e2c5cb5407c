package import Cache
package import Exchange
package import Ledger
internal import NIOCore
internal import NIOHTTP1
package import NIOPosix
import Synchronization

/// The stores and meters that every loop shares.
package struct GatewayServices: Sendable {
    package let cache: ExactCache?
    package let flights = FlightTable()
    /// Without it only the same request has a stored answer.
    package let semantic: SemanticCache?
    package let fingerprintKey: FingerprintKey
    /// Under which the log tells what was found; without it, it tells where only.
    package let findingsHash: KeyedHash?
    package let meters: Meters
    package let requestLog: RequestLog
    package let version: String

    package init(
        cache: ExactCache?,
        semantic: SemanticCache? = nil,
        fingerprintKey: FingerprintKey,
        findingsHash: KeyedHash? = nil,
        meters: Meters,
        requestLog: RequestLog,
        version: String
    ) {
        self.cache = cache
        self.semantic = semantic
        self.fingerprintKey = fingerprintKey
        self.findingsHash = findingsHash
        self.meters = meters
        self.requestLog = requestLog
        self.version = version
    }
}

/// What the listener and the health routes share across loops.
final class ServerState: Sendable {
    let isReady = Atomic<Bool>(true)
    let connections = Atomic<Int>(0)
}

/// The data listener: one event loop a core, and on each loop everything that a request needs.
package final class GatewayServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBoundBox<LoopContext>]
    private let channel: any Channel
    private let state: ServerState

    /// Binds the listener and starts serving.
    ///
    /// - Throws: when the address cannot be bound or a loop's transport cannot be made.
    package static func start(
        group: MultiThreadedEventLoopGroup,
        host: String,
        port: Int,
        services: GatewayServices,
        snapshot: Snapshot
    ) async throws -> GatewayServer {
        let state = ServerState()
        var loops: [NIOLoopBoundBox<LoopContext>] = []
        for eventLoop in group.makeIterator() {
            let box = try await eventLoop.submit {
                let context = try LoopContext(
                    eventLoop: eventLoop,
                    services: services,
                    state: state,
                    snapshot: snapshot
                )
                context.start()
                return NIOLoopBoundBox(context, eventLoop: eventLoop)
            }.get()
            loops.append(box)
        }
        let byLoop = Dictionary(uniqueKeysWithValues: zip(group.makeIterator().map(ObjectIdentifier.init), loops))

        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.tcpOption(Self.notSentLowWater), value: Self.unsentBytesMax)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = byLoop[ObjectIdentifier(channel.eventLoop)]?.value else { return }
                    try Self.addHandlers(to: channel, loop)
                }
            }
            .bind(host: host, port: port)
            .get()
        return GatewayServer(group: group, loops: loops, channel: channel, state: state)
    }

    /// `TCP_NOTSENT_LOWAT` (tcp(7)): the kernel takes no more for a reader that stalls than what is on its way and this much.
    /// Without it the send buffer grows before the upstream is paused: 100 readers of 5 MB streams cost 2.7 s of CPU, and cost
    /// 0.25 s with it.
    private static let notSentLowWater = NIOBSDSocket.Option(rawValue: 25)
    private static let unsentBytesMax: ChannelOptions.Types.SocketOption.Value = 128 << 10

    private init(
        group: MultiThreadedEventLoopGroup,
        loops: [NIOLoopBoundBox<LoopContext>],
        channel: any Channel,
        state: ServerState
    ) {
        self.group = group
        self.loops = loops
        self.channel = channel
        self.state = state
    }

    private static func addHandlers(to channel: any Channel, _ loop: LoopContext) throws {
        let connection = ConnectionHandler(loop)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 << 10
        limits.maxHeaderListSize = 32 << 10
        limits.maxHeaderFieldCount = 100
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HeadGate(connection))
        try pipeline.addHandler(ByteToMessageHandler(decoder))
        try pipeline.addHandler(connection)
    }

    /// The port that was bound.
    package var port: Int { self.channel.localAddress?.port ?? 0 }

    /// Whether the gateway takes new work: what `/readyz` says.
    package var isReady: Bool { self.state.isReady.load(ordering: .relaxed) }

    /// Makes a snapshot the one under which new requests begin, on every loop.
    ///
    /// All loops are told before anything is waited for, and without leaving the caller's actor, so that of two snapshots
    /// every loop ends with the later one.
    package func publish(_ snapshot: Snapshot, isolation: isolated (any Actor)? = #isolation) async {
        let adopted = self.loops.map { loop in
            loop.eventLoop.submit { loop.value.adopt(snapshot) }
        }
        for adoption in adopted { try? await adoption.get() }
    }

    /// Drains: `/readyz` says 503 for `delay`, then the listener closes, and what is in flight may finish until `timeout`.
    ///
    /// - Returns: how many connections were cut off at the end.
    package func drain(delay: Duration, timeout: Duration) async -> Int {
        self.state.isReady.store(false, ordering: .relaxed)
        if delay > .zero { try? await Task.sleep(for: delay) }
        try? await self.channel.close().get()
        for loop in self.loops {
            try? await loop.eventLoop.submit { loop.value.drain() }.get()
        }
        let end = ContinuousClock.now + timeout
        while self.state.connections.load(ordering: .relaxed) > 0, ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(20))
        }
        var cut = 0
        for loop in self.loops {
            cut += (try? await loop.eventLoop.submit { loop.value.stop() }.get()) ?? 0
        }
        return cut
    }
}
