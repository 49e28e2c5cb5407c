import NIOCore
import NIOPosix
import Synchronization
import Upstreams

/// What a call brought.
struct Outcome: Sendable {
    var status: Int?
    var head: UpstreamHead?
    var body: [UInt8] = []
    var pieces = 0
    var hasEnded = false
    var failure: UpstreamFailure?
    /// Callbacks that came during `start`, after the end, or twice.
    var offences: [String] = []

    var text: String { String(decoding: self.body, as: UTF8.self) }
}

/// Records what a call brings, and says when it is over.
final class Recorder: UpstreamReceiver {
    var outcome = Outcome()
    var call: (any UpstreamCall)?
    var hasStarted = false
    private var isDetached = false
    var onHead: (Recorder) -> Void = { _ in }
    var onBytes: (Recorder) -> Void = { _ in }
    private let finished: EventLoopPromise<Outcome>

    init(_ finished: EventLoopPromise<Outcome>) {
        self.finished = finished
    }

    func upstreamHead(_ head: UpstreamHead) {
        self.check("head", self.outcome.status == nil)
        self.outcome.status = head.status
        self.outcome.head = head
        self.onHead(self)
    }

    func upstreamBytes(_ bytes: UnsafeRawBufferPointer) {
        self.check("bytes", self.outcome.status != nil && !bytes.isEmpty)
        self.outcome.body.append(contentsOf: bytes)
        self.outcome.pieces += 1
        self.onBytes(self)
    }

    func upstreamEnded() {
        self.check("end", self.outcome.status != nil)
        self.outcome.hasEnded = true
        self.finish()
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        self.check("failure", true)
        self.outcome.failure = failure
        self.finish()
    }

    func finish() {
        self.call = nil
        if !self.isDetached { self.finished.succeed(self.outcome) }
    }

    /// For a call whose end nobody waits for.
    func discardPromise() {
        self.finished.succeed(self.outcome)
        self.isDetached = true
    }

    private func check(_ what: String, _ isInOrder: Bool) {
        if !isInOrder || !self.hasStarted || self.outcome.hasEnded || self.outcome.failure != nil {
            self.outcome.offences.append(what)
        }
    }
}

/// One event loop with a transport on it.
final class Harness: Sendable {
    let eventLoop: any EventLoop
    private let transport: NIOLoopBound<any UpstreamTransport>

    private init(_ eventLoop: any EventLoop, _ transport: NIOLoopBound<any UpstreamTransport>) {
        self.eventLoop = eventLoop
        self.transport = transport
    }

    static func make(
        on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()
    ) async throws -> Harness {
        let options = BothWays.options()
        return try await Self.make(on: eventLoop) { try CurlTransport(eventLoop: $0, options: options) }
    }

    static func make(
        on eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any(),
        _ transport: @escaping @Sendable (any EventLoop) throws -> any UpstreamTransport
    ) async throws -> Harness {
        try await eventLoop.submit {
            Harness(eventLoop, NIOLoopBound(try transport(eventLoop), eventLoop: eventLoop))
        }.get()
    }

    /// Makes one call and waits for its end.
    func call(
        _ request: UpstreamRequest,
        _ prepare: @escaping @Sendable (Recorder) -> Void = { _ in }
    ) async throws -> Outcome {
        try await self.eventLoop.flatSubmit {
            let promise = self.eventLoop.makePromise(of: Outcome.self)
            let recorder = Recorder(promise)
            prepare(recorder)
            recorder.call = self.transport.value.start(request, receiver: recorder)
            recorder.hasStarted = true
            return promise.futureResult
        }.get()
    }

    func onLoop(_ body: @escaping @Sendable (any UpstreamTransport) -> Void) async throws {
        try await self.eventLoop.submit { body(self.transport.value) }.get()
    }

    func wait(milliseconds: Int64) async throws {
        try await self.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) {}.futureResult.get()
    }

    func shutdown() async throws {
        try await self.onLoop { $0.shutdown() }
    }
}

/// Runs a body with a server and a transport, and takes both down.
func withServer(
    _ serve: @escaping @Sendable (WireConnection) -> Void,
    _ body: (WireServer, Harness) async throws -> Void
) async throws {
    let server = try WireServer(serve)
    let harness = try await Harness.make()
    try await body(server, harness)
    try await harness.shutdown()
    server.stop()
}

extension UpstreamRequest {
    static func to(
        _ server: WireServer,
        _ body: [UInt8] = Array("{}".utf8),
        timeouts: UpstreamTimeouts = UpstreamTimeouts(),
        answerBytesMax: Int = 8 << 20
    ) -> UpstreamRequest {
        UpstreamRequest(
            url: server.url,
            headers: [("content-type", "application/json")],
            body: ByteBuffer(bytes: body),
            timeouts: timeouts,
            answerBytesMax: answerBytesMax,
            allowPlainHTTP: true
        )
    }
}

/// Counts across threads.
final class Counter: Sendable {
    private let count = Mutex(0)

    @discardableResult
    func next() -> Int {
        self.count.withLock { count in
            count += 1
            return count
        }
    }

    var value: Int { self.count.withLock { $0 } }
}
