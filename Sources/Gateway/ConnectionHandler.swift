import Exchange
import Ledger
internal import NIOCore
internal import NIOHTTP1

/// One HTTP/1 connection: hands each request to an exchange, one at a time, and writes its answer.
///
/// It is the `AnswerWriter` of its exchanges. What may come when is `ConnectionState`; the deadlines are looked at by the
/// loop's sweep, so that a request costs no timer.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    let loop: LoopContext
    var context: ChannelHandlerContext?
    var exchange: ExchangeHandler?
    private let remembered = RememberedCaller()
    var phase = Phase.idle
    /// Of the request that is read or answered.
    private var facts = HeadFacts()
    var body = ByteBuffer()
    private var bodyBytes = 0
    var closesAfterAnswer = false
    var isHead = false
    var isHTTP10 = false
    /// Parts of later requests that came while an exchange was under way.
    var queued: [HTTPServerRequestPart] = []
    private var queuedBytes = 0
    private var queuedRequests = 0
    private var isTakingQueue = false
    /// What came behind the queued requests is no request.
    private var faultBehindQueue: HeadFault?
    /// A head without a body, until its end has come.
    private var headWithoutBody: HTTPRequestHead?
    var isReading = true
    var inChannelRead = false
    var needsFlush = false
    private var requestLinePending = true
    /// What the sweep compares with the clock; `.max` is never.
    var deadline: UInt64
    var stalledBytes = 0
    var stalledSince: UInt64?
    /// Where this connection stands in the loop's list.
    var slot = -1

    enum Phase {
        /// Between requests.
        case idle
        /// A head has begun.
        case head
        /// An exchange waits for its body.
        case body
        /// An exchange is answering.
        case answering
        /// The last answer is written; what still comes is dropped until the peer closes.
        case lingering
        case closed
    }

    /// What to do with bytes that arrive.
    enum Intake {
        case newHead
        case insideHead
        case message
        case discard
    }

    /// Pipelined bytes that wait behind an answer before the socket is left unread.
    private static let queuedBytesMax = 256 << 10
    private static let queuedRequestsMax = 16

    init(_ loop: LoopContext) {
        self.loop = loop
        self.deadline = loop.now() &+ loop.snapshot.http.headerTimeout
    }

    var intake: Intake {
        switch self.phase {
        case .idle: .newHead
        case .head: .insideHead
        case .body, .answering: .message
        case .lingering, .closed: .discard
        }
    }

    /// Whether the request line's end has not been seen yet.
    var isInRequestLine: Bool {
        self.phase == .head && self.requestLinePending
    }

    // MARK: From the gate

    func headBegan() {
        self.phase = .head
        self.requestLinePending = true
        self.deadline = self.loop.now() &+ self.loop.snapshot.http.headerTimeout
    }

    func requestLineEnded() {
        self.requestLinePending = false
    }

    func requestLineTooLong(context: ChannelHandlerContext) {
        self.refuse(HeadFault(414, .uriTooLong, "The request line is longer than 8 KB; send long input in the body."))
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.ended()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if self.loop.isFull {
            self.loop.services.meters.connectionShed()
            self.refuse(
                HeadFault(503, .overloaded, "This gateway has all the connections that it takes; try again soon.")
            )
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.ended()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = Self.unwrapInboundIn(data)
        switch self.phase {
        case .idle, .head, .body:
            self.inChannelRead = true
            // What waits came first, whatever it waits for.
            if self.queued.isEmpty { self.take(part) } else { self.queue(part) }
        case .answering:
            self.queue(part)
        case .lingering, .closed:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.inChannelRead = false
        if self.needsFlush {
            self.needsFlush = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            self.exchange?.readerCaughtUp()
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let fault = Self.fault(of: error) else {
            // The socket's own error: nobody is there to be answered.
            context.close(promise: nil)
            return
        }
        switch self.phase {
        case .idle, .head:
            self.refuse(fault)
        case .body:
            self.closesAfterAnswer = true
            if let exchange = self.exchange {
                exchange.refuse(fault)
            } else {
                self.refuse(fault)
            }
        case .answering:
            // It is answered in its turn, behind the good requests that came before it.
            self.faultBehindQueue = fault
        case .lingering, .closed:
            break
        }
    }

    // MARK: Requests

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            self.begin(head)
        case .body(let bytes):
            self.append(bytes)
        case .end:
            guard self.phase == .body else { return }
            self.phase = .answering
            self.deadline = .max
            if let head = self.headWithoutBody {
                self.headWithoutBody = nil
                self.beginWithoutBody(head)
            } else {
                let body = self.body
                self.body = ByteBuffer()
                self.exchange?.bodyRead(body)
            }
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        self.phase = .body
        self.bodyBytes = 0
        self.isHead = head.method == .HEAD
        self.isHTTP10 = head.version == .http1_0
        let facts: HeadFacts
        do {
            facts = try HeadFacts(head)
        } catch {
            self.isHTTP10 = false
            self.refuse(error, dialect: RequestPath.dialect(of: head.uri))
            return
        }
        self.facts = facts
        self.closesAfterAnswer = facts.closes || self.loop.isDraining
        guard facts.announcesBody else {
            // Its end is next: answered there, it leaves the connection as it should be.
            self.headWithoutBody = head
            return
        }
        let exchange = ExchangeHandler(self.loop, writer: self, remembered: self.remembered)
        self.exchange = exchange
        guard case .wantsBody = exchange.begin(head, facts) else { return }
        let http = self.loop.snapshot.http
        let length = facts.contentLength ?? 0
        if length > http.bodyBytesMax {
            exchange.refuse(
                Refusal(.requestTooLarge, "The body is \(length) bytes; this gateway takes \(http.bodyBytesMax).")
            )
            return
        }
        // A body that takes longer than its length at the least rate is given up, however often a byte comes.
        let expected = facts.isChunked ? http.bodyBytesMax : length
        self.deadline = self.loop.now() &+ http.bodyTimeout &+ http.bodyTime(expected)
        if facts.expectsContinue {
            self.write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))
        }
    }

    private func beginWithoutBody(_ head: HTTPRequestHead) {
        let exchange = ExchangeHandler(self.loop, writer: self, remembered: self.remembered)
        self.exchange = exchange
        guard case .wantsBody = exchange.begin(head, self.facts) else { return }
        exchange.bodyRead(ByteBuffer())
    }

    private func append(_ bytes: ByteBuffer) {
        guard self.phase == .body, let exchange = self.exchange else { return }
        self.bodyBytes += bytes.readableBytes
        if self.bodyBytes > self.loop.snapshot.http.bodyBytesMax {
            exchange.refuse(
                Refusal(
                    .requestTooLarge,
                    "The body is larger than the \(self.loop.snapshot.http.bodyBytesMax) bytes that this gateway takes."
                )
            )
            return
        }
        if self.body.readableBytes == 0 {
            self.body = bytes
        } else {
            self.body.writeImmutableBuffer(bytes)
        }
    }

    private func queue(_ part: HTTPServerRequestPart) {
        if self.closesAfterAnswer { return }
        switch part {
        case .head: self.queuedRequests += 1
        case .body(let bytes): self.queuedBytes += bytes.readableBytes
        case .end: break
        }
        self.queued.append(part)
        if self.isReading, self.queuedBytes > Self.queuedBytesMax || self.queuedRequests > Self.queuedRequestsMax {
            self.isReading = false
            _ = self.context?.channel.setOption(.autoRead, value: false)
        }
    }

    /// An answer is complete: the next request, or the end of the connection.
    func answered() {
        self.exchange = nil
        if self.phase == .closed { return }
        if self.closesAfterAnswer || self.loop.isDraining {
            self.linger()
            return
        }
        self.phase = .idle
        self.body = ByteBuffer()
        self.deadline = self.loop.now() &+ self.loop.snapshot.http.idleTimeout
        // An answer that was written out of the cache's memory: the next request may want to look there too.
        guard self.loop.isReadingCache, !self.queued.isEmpty || self.faultBehindQueue != nil else {
            self.takeQueued()
            return
        }
        let bound = NIOLoopBound(self, eventLoop: self.loop.eventLoop)
        self.loop.eventLoop.execute { bound.value.takeQueued() }
    }

    private func takeQueued() {
        if self.isTakingQueue { return }
        self.isTakingQueue = true
        defer { self.isTakingQueue = false }
        while !self.queued.isEmpty, self.phase == .idle || self.phase == .body {
            let parts = self.queued
            self.queued = []
            self.queuedBytes = 0
            self.queuedRequests = 0
            for (index, part) in parts.enumerated() {
                if self.phase == .answering {
                    // Counted anew, so that reading stays paused while too much waits.
                    for rest in parts[index...] { self.queue(rest) }
                    break
                }
                // The connection ends behind an answer: what follows is no request any more.
                guard self.phase == .idle || self.phase == .body else { return }
                if self.phase == .idle { self.headBegan() }
                self.take(part)
            }
        }
        if let fault = self.faultBehindQueue, self.queued.isEmpty, self.phase == .idle {
            self.faultBehindQueue = nil
            self.refuse(fault)
            return
        }
        if !self.isReading, self.queued.isEmpty, self.phase != .closed {
            self.isReading = true
            _ = self.context?.channel.setOption(.autoRead, value: true)
        }
    }

    /// Answers a head that never became an exchange, and closes.
    func refuse(_ fault: HeadFault, dialect: Dialect = .openAI) {
        self.closesAfterAnswer = true
        let exchange = ExchangeHandler(self.loop, writer: self, remembered: self.remembered)
        self.phase = .answering
        self.exchange = exchange
        exchange.refuseHead(fault, dialect: dialect)
    }

    /// What a parse error of NIO's decoder means for whoever sent it; nil for an error of the socket.
    private static func fault(of error: any Error) -> HeadFault? {
        guard let error = error as? HTTPParserError else { return nil }
        switch error {
        case .headerOverflow:
            return HeadFault(
                431,
                .headersTooLarge,
                "The head is too large: at most 8 KB a field, 32 KB and 100 fields in all."
            )
        case .invalidVersion:
            return HeadFault(505, .httpVersionNotSupported, "This listener speaks HTTP/1.1; use that version.")
        case .invalidMethod:
            return HeadFault(501, .notImplemented, "There is no such method here; send a POST or a GET.")
        default:
            return HeadFault(400, .invalidRequest, "This is not a well-formed HTTP/1.1 request.")
        }
    }
}
