import Exchange

extension StageOperation {
    /// One event of a streamed answer, from the bytes that came to the bytes that go out.
    static let streaming = [
        Self.event(
            "stream event, OpenAI",
            .openAI,
            .chatCompletions,
            """
            data: {"id":"chatcmpl-0123456789","object":"chat.completion.chunk","created":1720000000,"model":"gpt-4o-mini",\
            "choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}]}\n\n
            """
        ),
        Self.event(
            "stream event, Anthropic",
            .anthropic,
            .messages,
            """
            event: content_block_delta\n\
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word"}}\n\n
            """
        ),
    ]

    private static func event(
        _ name: String,
        _ dialect: Dialect,
        _ endpoint: Endpoint,
        _ text: String
    ) -> StageOperation {
        let arriving = Array(text.utf8)
        return StageOperation(name, bytes: arriving.count) {
            var reader = EventStreamReader()
            var answer = AnswerStreamReader(dialect: dialect, endpoint: endpoint)
            var tape = JSONTape()
            var outgoing: [UInt8] = []
            func relay() throws {
                outgoing.removeAll(keepingCapacity: true)
                arriving.withUnsafeBytes { bytes in reader.append(bytes) }
                while let block = try reader.next() {
                    guard case .content = answer.take(block, of: reader, using: &tape) else {
                        throw UnfitSample("`\(name)` is not a piece of an answer")
                    }
                    reader.withRaw(of: block) { raw in outgoing.append(contentsOf: raw) }
                }
            }
            try relay()
            guard outgoing == arriving else { throw UnfitSample("`\(name)` is not one whole event") }
            return { times in
                for _ in 0..<times { try? relay() }
                return UInt64(answer.textBytes &+ outgoing.count)
            }
        }
    }
}
