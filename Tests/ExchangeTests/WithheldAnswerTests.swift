import Testing

@testable import Exchange

@Suite struct WithheldAnswerTests {
    static let answer = WithheldAnswer(id: "a\"1", model: "m", created: 5, usage: TokenUsage(prompt: 3, completion: 4))
    static let unknown = WithheldAnswer(id: "a", model: "m", created: 5, usage: nil)

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(arguments: [(Dialect.openAI, Endpoint.chatCompletions), (.anthropic, .messages)])
    func isACompleteAnswerWithoutText(_ dialect: Dialect, _ endpoint: Endpoint) {
        for answer in [Self.answer, Self.unknown] {
            let reading = Wire.reading(Self.text(answer.whole(in: dialect)), dialect, endpoint)
            #expect(reading.isUsable)
            #expect(reading.isFinished)
            #expect(reading.textBytes == 0)
        }
        #expect(
            Wire.reading(Self.text(Self.answer.whole(in: dialect)), dialect, endpoint).usage
                == TokenUsage(prompt: 3, completion: 4)
        )
    }

    @Test func saysWhyInTheWordsOfItsSurface() {
        #expect(Self.text(Self.answer.whole(in: .openAI)).contains(#""finish_reason":"content_filter""#))
        #expect(Self.text(Self.answer.whole(in: .anthropic)).contains(#""stop_reason":"refusal""#))
    }

    @Test(arguments: [true, false]) func streamsAsAChat(_ includeUsage: Bool) throws {
        let stream = Self.text(Self.answer.stream(in: .openAI, includeUsage: includeUsage))
        let read = try Wire.parts(stream, .openAI, .chatCompletions)
        #expect(read.parts == ["content", "content"] + (includeUsage ? ["usage"] : []) + ["done"])
        #expect(read.answer.isFinished)
        #expect(read.answer.textBytes == 0)
        let whole = try #require(Wire.chatWhole(stream))
        #expect(Self.text(whole).contains("content_filter"))
    }

    @Test func streamsAsAMessage() throws {
        let stream = Self.text(Self.answer.stream(in: .anthropic, includeUsage: false))
        let read = try Wire.parts(stream, .anthropic, .messages)
        #expect(read.parts == ["content", "content", "done"])
        let whole = try #require(Wire.messageWhole(stream))
        #expect(Wire.value(whole) == Wire.value(Self.answer.whole(in: .anthropic)))
    }
}
