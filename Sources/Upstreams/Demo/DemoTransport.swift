import Exchange
package import NIOCore

/// The provider `demo`: answers from within the process, always the same to the same request, so that everything works with
/// no account anywhere.
///
/// It speaks OpenAI's chat completions, embeddings and models and Anthropic's messages, streams, calls tools and reports
/// usage. There is no model behind it: it says what it was told, which shows what a policy let through.
package final class DemoTransport: UpstreamTransport {
    private let eventLoop: any EventLoop
    private var tape = JSONTape()
    private var isClosed = false

    package init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    package func start(_ request: UpstreamRequest, receiver: any UpstreamReceiver) -> any UpstreamCall {
        let answer: DemoCall.Answer =
            self.isClosed
            ? .failure(UpstreamFailure(.closed, "the demo provider was closed"))
            : .pieces(self.answer(to: request))
        let call = DemoCall(eventLoop: self.eventLoop, answer: answer, receiver: receiver)
        call.deliverLater()
        return call
    }

    /// What is under way ends by itself: a demo answer takes no longer than its pieces.
    package func shutdown() {
        self.isClosed = true
    }

    private func answer(to request: UpstreamRequest) -> DemoAnswer {
        let path = Self.path(of: request.url)
        let dialect: Dialect = path.hasPrefix("/v1/messages") ? .anthropic : .openAI
        switch (request.method, path) {
        case (.get, "/v1/models"):
            return .json(DemoModels.list())
        case (.post, "/v1/chat/completions"), (.post, "/v1/messages"), (.post, "/v1/embeddings"),
            (.post, "/v1/messages/count_tokens"):
            return request.body.withUnsafeReadableBytes { self.answer(to: $0, path: path, dialect: dialect) }
        default:
            return .refusal(
                404,
                "not_found",
                "The demo provider has no such route; it serves /v1/chat/completions, /v1/messages, /v1/embeddings and"
                    + " /v1/models.",
                in: dialect
            )
        }
    }

    private func answer(to body: UnsafeRawBufferPointer, path: String, dialect: Dialect) -> DemoAnswer {
        do throws(JSONFault) {
            try self.tape.scan(body)
        } catch {
            return .refusal(400, "invalid_json", "The body is not JSON: \(error.message).", in: dialect)
        }
        let view = DemoView(tape: self.tape, bytes: body)
        if path == "/v1/embeddings" { return DemoEmbeddings.answer(to: view) }
        guard let question = DemoQuestion(view, dialect: dialect) else {
            return .refusal(400, "invalid_request", "`messages` must be a list with a message in it.", in: dialect)
        }
        if path == "/v1/messages/count_tokens" {
            return .json(Array("{\"input_tokens\":\(question.promptTokens)}".utf8))
        }
        let reply = DemoReply(to: question, in: view)
        switch dialect {
        case .anthropic:
            let writer = DemoMessages(question: question, reply: reply)
            return question.isStream ? .events(writer.events()) : .json(writer.whole())
        case .openAI, .gemini:
            let writer = DemoChat(question: question, reply: reply)
            return question.isStream ? .events(writer.events()) : .json(writer.whole())
        }
    }

    /// The path of a URL, or of a bare path, without its query.
    private static func path(of url: String) -> String {
        var rest = Substring(url)
        if let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...].drop { $0 != "/" }
        }
        return String(rest.prefix { $0 != "?" })
    }
}

/// What the demo provider answers: a status, and the body in the pieces in which it is sent.
struct DemoAnswer {
    var status: Int
    var contentType: String
    var pieces: [[UInt8]]

    static func json(_ body: [UInt8], status: Int = 200) -> DemoAnswer {
        DemoAnswer(status: status, contentType: "application/json", pieces: [body])
    }

    static func events(_ pieces: [[UInt8]]) -> DemoAnswer {
        DemoAnswer(status: 200, contentType: "text/event-stream; charset=utf-8", pieces: pieces)
    }

    static func refusal(_ status: Int, _ code: String, _ message: String, in dialect: Dialect) -> DemoAnswer {
        let body = RefusalBody(status: status, message: message, code: code)
        return .json(body.bytes(in: dialect, requestID: "demo"), status: status)
    }
}
