import Exchange
internal import NIOCore
internal import Upstreams

/// One call to one target: gathers a whole answer, or relays a stream block by block, and tells its exchange.
///
/// A call that is given up is another object than the next one, so that nothing of it can be taken for the next one's.
final class Attempt: UpstreamReceiver {
    private weak var exchange: ExchangeHandler?
    private var call: (any UpstreamCall)?
    let target: Target
    let began: UInt64
    private let wantsStream: Bool
    /// Where others follow this call.
    private let flight: Flight?
    /// What has come of a stream that may still have to be asked for again.
    private var unpublished = ByteBuffer()
    /// Its own exchange is over; it goes on for those who follow.
    private var isSource = false
    private var intake = Intake.head
    private var head: UpstreamHead?
    private var isPaused = false
    private var isOver = false

    private enum Intake {
        case head
        /// The body of a whole answer, or of an error.
        case whole(ByteBuffer)
        case stream(StreamIntake)
    }

    init(_ exchange: ExchangeHandler, target: Target, wantsStream: Bool, began: UInt64, flight: Flight? = nil) {
        self.exchange = exchange
        self.target = target
        self.wantsStream = wantsStream
        self.began = began
        self.flight = flight
    }

    func start(_ request: UpstreamRequest, on transport: any UpstreamTransport) {
        self.call = transport.start(request, receiver: self)
    }

    /// Hears of a call that somebody else has made.
    func follow(_ call: any UpstreamCall) {
        self.call = call
    }

    /// Gives the call up; nothing more comes of it.
    func cancel() {
        self.isOver = true
        self.isSource = false
        self.call?.cancel()
        self.call = nil
    }

    func resume() {
        guard self.isPaused else { return }
        self.isPaused = false
        self.call?.resume()
    }

    private func pauseIfSlow(_ writer: any AnswerWriter) {
        guard !self.isPaused, !writer.isWritable, !(self.flight?.mayRunAhead ?? false) else { return }
        self.isPaused = true
        self.call?.pause()
    }

    // MARK: UpstreamReceiver

    func upstreamHead(_ head: UpstreamHead) {
        guard !self.isOver else { return }
        self.head = head
        if self.wantsStream, head.status == 200, Self.isEventStream(head) {
            self.intake = .stream(self.makeStreamIntake())
        } else {
            self.intake = .whole(ByteBuffer())
        }
    }

    func upstreamBytes(_ bytes: UnsafeRawBufferPointer) {
        if self.isSource {
            self.feed(bytes)
            return
        }
        guard !self.isOver else { return }
        switch self.intake {
        case .head:
            break
        case .whole(var buffer):
            self.intake = .head
            buffer.writeBytes(bytes)
            self.intake = .whole(buffer)
        case .stream(let intake):
            self.feed(bytes)
            self.relay(intake, bytes)
        }
    }

    func upstreamEnded() {
        if self.isSource { self.flight?.end(.complete) }
        guard !self.isOver, let exchange = self.exchange, let head = self.head else { return }
        self.call = nil
        switch self.intake {
        case .head:
            break
        case .whole(let body):
            self.isOver = true
            exchange.answered(self, head, body)
        case .stream(let intake):
            intake.reader.end()
            self.relay(intake, UnsafeRawBufferPointer(start: nil, count: 0))
            if self.isOver { return }
            self.isOver = true
            self.broken(intake, .transport(UpstreamFailure(.cut, "the stream ended before it was complete")))
        }
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        if self.isSource { self.flight?.end(.failed(.transport(failure), self.target)) }
        self.fail(.transport(failure))
    }

    func fail(_ failure: AttemptFailure) {
        guard !self.isOver else { return }
        self.isOver = true
        self.call = nil
        if case .stream(let intake) = self.intake {
            self.broken(intake, failure)
        } else {
            self.exchange?.failed(self, failure)
        }
    }

    // MARK: For those who follow

    /// Before the bytes pass this exchange's own policy. What has not begun may have to be asked for again, and waits.
    private func feed(_ bytes: UnsafeRawBufferPointer) {
        guard let flight = self.flight else { return }
        guard self.isSource || self.exchange?.state.hasRelayed ?? false else {
            self.unpublished.writeBytes(bytes)
            return
        }
        if !flight.publish(ByteBuffer(bytes: bytes)), self.isSource { self.cancel() }
    }

    /// From here on this attempt is the answer.
    func publish() {
        guard let flight = self.flight, let head = self.head else { return }
        flight.publish(head, from: self.target)
        flight.publish(self.unpublished)
        self.unpublished = ByteBuffer()
    }

    func publish(whole body: ByteBuffer) {
        guard let flight = self.flight, let head = self.head, !flight.closesUnfollowed() else { return }
        flight.publish(head, from: self.target)
        flight.publish(body)
    }

    /// The exchange is over, and the call goes on as long as somebody follows it. False: nobody does.
    private func becomesSource() -> Bool {
        guard let flight = self.flight, flight.hasFollowers, self.call != nil else { return false }
        self.isSource = true
        self.isOver = true
        self.resume()
        return true
    }

    // MARK: Streams

    private func relay(_ intake: StreamIntake, _ bytes: UnsafeRawBufferPointer) {
        guard let exchange = self.exchange else { return }
        let outcome = intake.take(bytes, using: &exchange.loop.answerTape)
        if intake.hasContent, !exchange.state.hasRelayed, intake.begins(with: outcome) {
            self.publish()
            exchange.streamBegan(self)
        }
        if !intake.outgoing.isEmpty, intake.hasContent {
            let outgoing = ByteBuffer(bytes: intake.outgoing)
            intake.outgoing.removeAll(keepingCapacity: true)
            exchange.relayed(outgoing)
            // A write that fails ends the connection before it returns, and the exchange with it.
            if self.isOver { return }
            self.pauseIfSlow(exchange.writer)
        }
        switch outcome {
        case .goesOn:
            break
        case .done:
            self.isOver = true
            self.leaveBehind(on: exchange.loop.eventLoop)
            self.complete(intake)
        case .blocked:
            if !self.becomesSource() { self.cancel() }
            exchange.streamBlocked(self, intake, goesOn: self.isSource)
        case .failed(let failure):
            self.cancel()
            self.broken(intake, failure)
        }
    }

    /// What the provider sends behind its end is nobody's. A call that ends by itself soon keeps its connection.
    private func leaveBehind(on eventLoop: any EventLoop) {
        guard let call = self.call else { return }
        self.resume()
        self.call = nil
        eventLoop.assumeIsolated().scheduleTask(in: Self.leftBehindTimeout) { call.cancel() }
    }

    private static let leftBehindTimeout = TimeAmount.seconds(1)

    private func complete(_ intake: StreamIntake) {
        guard let exchange = self.exchange else { return }
        if intake.hasContent {
            exchange.streamEnded(self, intake)
        } else {
            exchange.serve(silent: intake, from: self)
        }
    }

    private func broken(_ intake: StreamIntake, _ failure: AttemptFailure) {
        guard let exchange = self.exchange else { return }
        if exchange.state.hasRelayed {
            exchange.streamBroke(self, intake, failure)
        } else {
            exchange.failed(self, failure)
        }
    }

    private func makeStreamIntake() -> StreamIntake {
        self.exchange?.makeStreamIntake() ?? StreamIntake(dialect: .openAI, endpoint: .providerPath, keeps: false)
    }

    private static func isEventStream(_ head: UpstreamHead) -> Bool {
        head.first("content-type")?.prefixIsField("text/event-stream") ?? false
    }
}
