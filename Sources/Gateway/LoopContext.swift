import Cache
import Exchange
import Ledger
internal import NIOCore
internal import Policies
internal import Synchronization
internal import Upstreams

#if canImport(Glibc)
import Glibc
#endif

/// What one event loop owns: its scratch, its transports, its part of the meters, its connections, and today's snapshot.
///
/// Everything here is used on that loop alone and needs no lock.
final class LoopContext {
    let eventLoop: any EventLoop
    let services: GatewayServices
    let state: ServerState
    let meters: MeterShard
    /// The revision under which new requests begin.
    private(set) var snapshot: Snapshot

    var requestTape = JSONTape()
    var answerTape = JSONTape()
    var rewriting: [UInt8] = []
    let scanScratch: ScanScratch
    let cacheReader: CacheReader?
    var cacheScratch = CacheScratch()
    let rememberedRequests = RememberedRequests()
    /// For ids and jitter; nothing secret comes from it.
    var random: LoopRandom
    private let curl: CurlTransport
    private let demo: DemoTransport

    private var connections: [ConnectionHandler] = []
    /// Exchanges that go on behind their answers.
    private var refreshing: [ObjectIdentifier: ExchangeHandler] = [:]
    private var headSpace: [UInt8] = []
    private var answerSpace = ByteBuffer()
    private var sweeper: RepeatedTask?
    private var date = HTTPDate()
    /// No new request is begun on a connection.
    private(set) var isDraining = false

    /// How often connections are looked at for what is overdue.
    private static let sweepInterval = TimeAmount.milliseconds(500)

    init(eventLoop: any EventLoop, services: GatewayServices, state: ServerState, snapshot: Snapshot) throws {
        self.eventLoop = eventLoop
        self.services = services
        self.snapshot = snapshot
        self.meters = services.meters.makeShard()
        self.state = state
        self.scanScratch = ScanScratch(findings: services.findingsHash)
        self.cacheReader = services.cache?.makeReader()
        self.random = LoopRandom(seed: UInt64.random(in: .min ... .max))
        self.curl = try CurlTransport(eventLoop: eventLoop)
        self.demo = DemoTransport(eventLoop: eventLoop)
    }

    /// Starts what needs the loop itself. On the loop.
    func start() {
        let bound = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.sweeper = self.eventLoop.scheduleRepeatedTask(
            initialDelay: Self.sweepInterval,
            delay: Self.sweepInterval
        ) { _ in
            bound.value.sweep()
        }
    }

    /// Ends what the loop owns. On the loop.
    ///
    /// - Returns: how many connections were cut off in the middle of something.
    func stop() -> Int {
        self.sweeper?.cancel()
        self.sweeper = nil
        let cut = self.connections.reversed().filter { $0.cut() }.count
        self.curl.shutdown()
        self.demo.shutdown()
        return cut
    }

    /// Storage for the head of one answer; comes back with `giveBack(headSpace:)`.
    func takeHeadSpace() -> [UInt8] {
        var space: [UInt8] = []
        swap(&space, &self.headSpace)
        return space
    }

    func giveBack(headSpace: consuming [UInt8]) {
        self.headSpace = headSpace
    }

    /// An empty buffer for a whole answer. Its storage is used again once the channel has let go of the last answer, which
    /// is nearly always before the next one.
    func takeAnswerSpace(bytes: Int) -> ByteBuffer {
        guard bytes <= Self.keptAnswerBytesMax else { return ByteBufferAllocator().buffer(capacity: bytes) }
        var space = ByteBuffer()
        swap(&space, &self.answerSpace)
        space.clear(minimumCapacity: max(bytes, Self.answerBytesUsual))
        return space
    }

    func giveBack(answerSpace: consuming ByteBuffer) {
        guard answerSpace.capacity <= Self.keptAnswerBytesMax else { return }
        self.answerSpace = answerSpace
    }

    private static let answerBytesUsual = 4 << 10
    private static let keptAnswerBytesMax = 64 << 10

    func adopt(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        self.rememberedRequests.removeAll()
    }

    func drain() {
        self.isDraining = true
        for connection in self.connections { connection.drain() }
    }

    func transport(for provider: Provider) -> any UpstreamTransport {
        switch provider.kind {
        case .demo: self.demo
        case .openAI, .anthropic: self.curl
        }
    }

    // MARK: Clocks

    /// Monotonic, in nanoseconds.
    func now() -> UInt64 {
        NIODeadline.now().uptimeNanoseconds
    }

    /// Milliseconds since 1970.
    func wallClock() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(max(time.tv_sec, 0)) &* 1000 &+ UInt64(max(time.tv_nsec, 0)) / 1_000_000
    }

    /// The `Date` field's value (RFC 9110, 6.6.1), written anew once a second.
    func date(at wallClock: UInt64) -> [UInt8] {
        self.date.text(at: wallClock)
    }

    // MARK: The cache

    /// Whether memory of the cache is being read: no other lookup may begin meanwhile.
    private(set) var isReadingCache = false

    func readingCache<R>(_ body: () -> R) -> R {
        let before = self.isReadingCache
        self.isReadingCache = true
        defer { self.isReadingCache = before }
        return body()
    }

    // MARK: Refreshes

    func keep(_ exchange: ExchangeHandler) {
        self.refreshing[ObjectIdentifier(exchange)] = exchange
    }

    func letGo(_ exchange: ExchangeHandler) {
        self.refreshing[ObjectIdentifier(exchange)] = nil
    }

    // MARK: Connections

    /// More connections are open, on all loops together, than the configuration allows.
    var isFull: Bool {
        self.state.connections.load(ordering: .relaxed) > self.snapshot.http.connectionsMax
    }

    func add(_ connection: ConnectionHandler) {
        self.meters.connectionOpened()
        self.state.connections.add(1, ordering: .relaxed)
        connection.slot = self.connections.count
        self.connections.append(connection)
    }

    func remove(_ connection: ConnectionHandler) {
        let slot = connection.slot
        guard slot >= 0, slot < self.connections.count, self.connections[slot] === connection else { return }
        self.meters.connectionClosed()
        self.state.connections.subtract(1, ordering: .relaxed)
        self.connections.swapAt(slot, self.connections.count - 1)
        self.connections[slot].slot = slot
        self.connections.removeLast()
        connection.slot = -1
    }

    private func sweep() {
        let now = self.now()
        // A connection that ends leaves the list, and the last one takes its place: go from the back.
        var index = self.connections.count - 1
        while index >= 0 {
            if index < self.connections.count { self.connections[index].sweep(now) }
            index -= 1
        }
    }
}
