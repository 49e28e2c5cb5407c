import Exchange
import NIOCore
import NIOHTTP1

/// One connection of the admin listener: reads a request, asks the routes, writes the answer.
///
/// One deadline covers all of a request, from the end of the answer before it to the end of its own: whoever is slower,
/// idles or does not read is closed.
final class AdminHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    static let bodyBytesMax = 64 << 10
    static let requestTime = TimeAmount.seconds(10)

    private enum State {
        case waiting
        case reading(HTTPRequestHead, bodyBytes: Int)
        /// The last answer of the connection is on its way; what still comes is not read.
        case closing
    }

    private let settings: () -> AdminSettings
    private var state = State.waiting
    private var deadline: Scheduled<Void>?

    /// - Parameter settings: today's.
    init(settings: @escaping () -> AdminSettings) {
        self.settings = settings
    }

    func channelActive(context: ChannelHandlerContext) {
        self.startDeadline(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (Self.unwrapInboundIn(data), self.state) {
        case (.head(let head), .waiting):
            let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            self.read(head, bodyBytes: length, counted: 0, context)
        case (.body(let bytes), .reading(let head, let count)):
            self.read(head, bodyBytes: count + bytes.readableBytes, counted: count + bytes.readableBytes, context)
        case (.end, .reading(let head, _)):
            let answer = AdminRoutes(settings: self.settings()).answer(to: head)
            self.write(answer, to: head, closes: !head.isKeepAlive || head.version != .http1_1, context)
        case (.head, _), (.body, _), (.end, _):
            break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What is not HTTP has been answered by the handler before this one.
        context.close(promise: nil)
    }

    private func read(_ head: HTTPRequestHead, bodyBytes: Int, counted: Int, _ context: ChannelHandlerContext) {
        if bodyBytes <= Self.bodyBytesMax {
            self.state = .reading(head, bodyBytes: counted)
        } else {
            let message = "A request to the admin listener may be at most \(Self.bodyBytesMax >> 10) KiB."
            self.write(.refusal(.payloadTooLarge, .requestTooLarge, message), to: head, closes: true, context)
        }
    }

    private func write(_ answer: AdminAnswer, to head: HTTPRequestHead, closes: Bool, _ context: ChannelHandlerContext)
    {
        self.state = .closing
        var headers = HTTPHeaders()
        headers.add(name: "content-type", value: answer.contentType)
        headers.add(name: "content-length", value: String(answer.body.count))
        headers.add(name: "cache-control", value: "no-store")
        headers.add(name: "x-content-type-options", value: "nosniff")
        for field in answer.headers { headers.add(name: field.name, value: field.value) }
        if closes { headers.add(name: "connection", value: "close") }
        let answerHead = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
        context.write(Self.wrapOutboundOut(.head(answerHead)), promise: nil)
        if head.method != .HEAD {
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            if closes {
                context.close(promise: nil)
            } else {
                self.startDeadline(context)
            }
        }
        // The next request may come while the end of this answer is being written.
        if !closes { self.state = .waiting }
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: written)
    }

    private func startDeadline(_ context: ChannelHandlerContext) {
        self.deadline?.cancel()
        self.deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.requestTime) {
            context.close(promise: nil)
        }
    }
}
