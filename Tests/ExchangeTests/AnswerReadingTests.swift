import Testing

@testable import Exchange

@Suite struct AnswerReadingTests {
    @Test func readsAChatCompletion() {
        let reading = Wire.reading(AnswerSamples.chatWhole, .openAI, .chatCompletions)
        #expect(reading.isUsable)
        #expect(reading.isFinished)
        #expect(!reading.callsTools)
        #expect(reading.usage == TokenUsage(prompt: 9, completion: 4))
        #expect(reading.textBytes == "Hello, Wörld".utf8.count)
    }

    @Test func seesToolCalls() {
        #expect(Wire.reading(AnswerSamples.chatToolWhole, .openAI, .chatCompletions).callsTools)
        #expect(Wire.reading(AnswerSamples.messageWhole, .anthropic, .messages).callsTools)
    }

    @Test func readsAMessage() {
        let reading = Wire.reading(AnswerSamples.messageWhole, .anthropic, .messages)
        #expect(reading.isUsable)
        #expect(reading.isFinished)
        #expect(reading.usage == TokenUsage(prompt: 132, completion: 42))
    }

    @Test func readsEmbeddings() {
        let body = #"{"object":"list","data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":5,"total_tokens":5}}"#
        let reading = Wire.reading(body, .openAI, .embeddings)
        #expect(reading.isUsable)
        #expect(reading.isFinished)
        #expect(reading.usage == TokenUsage(prompt: 5))
    }

    @Test(arguments: [
        ("", "the answer is not JSON"),
        ("<html>login</html>", "the answer is not JSON"),
        (#"{"choices":[{"index":0"#, "the answer is not JSON"),
        ("null", "the answer is no JSON object"),
        ("[]", "the answer is no JSON object"),
        (#"{"id":"x"}"#, "the answer has no array `choices`"),
        (#"{"choices":5}"#, "the answer has no array `choices`"),
        (#"{"choices":null}"#, "the answer has no array `choices`"),
        (#"{"choices":[]}"#, "the answer holds no choice"),
        (#"{"choices":[null]}"#, "the answer holds a choice that is no object"),
        (#"{"error":{"message":"x","type":"y"}}"#, "the answer is an error under a status that says success"),
        (#"{"error":{"message":"x"},"choices":null}"#, "the answer is an error under a status that says success"),
    ]) func saysWhyAChatCompletionIsNone(_ body: String, _ fault: String) {
        let reading = Wire.reading(body, .openAI, .chatCompletions)
        #expect(!reading.isUsable)
        #expect(reading.fault == fault)
        #expect(!reading.isFinished)
    }

    @Test(arguments: [
        #"{"choices":[{}]}"#,
        #"{"choices":[{"message":null,"finish_reason":null}]}"#,
        #"{"choices":[{"message":{"content":5,"tool_calls":5,"function_call":5}}],"usage":5}"#,
        #"{"error":null,"choices":[{"message":{"tool_calls":[5,null]}}]}"#,
        #"{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":-5,"completion_tokens":99999999999999999999999}}"#,
    ]) func readsAnOddChatCompletionForWhatItIs(_ body: String) {
        let reading = Wire.reading(body, .openAI, .chatCompletions)
        #expect(reading.isUsable)
        #expect(!reading.isFinished)
        #expect(reading.usage == nil)
    }

    @Test(arguments: [
        #"{"type":"error","error":{"type":"api_error","message":"x"}}"#,
        #"{"type":"completion","content":[]}"#,
        #"{"type":"message","content":"text"}"#,
        #"{"type":"message","content":[5]}"#,
        #"{"content":[]}"#,
        "7",
    ]) func findsNoMessageInOtherThings(_ body: String) {
        #expect(!Wire.reading(body, .anthropic, .messages).isUsable)
    }

    @Test func letsAProviderPathSayWhatItLikes() {
        for dialect in Dialect.allCases {
            #expect(Wire.reading("[1]", dialect, .providerPath).isUsable)
            #expect(Wire.reading(#"{"anything":true}"#, dialect, .providerPath).isFinished)
            #expect(Wire.reading(#"{"choices":[],"content":5}"#, dialect, .providerPath).isUsable)
            #expect(!Wire.reading("<p>", dialect, .providerPath).isUsable)
        }
        #expect(
            Wire.reading(AnswerSamples.chatWhole, .openAI, .providerPath).usage == TokenUsage(prompt: 9, completion: 4)
        )
    }
}
