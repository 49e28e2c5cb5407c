import Testing

@testable import Exchange

@Suite struct AnswerStreamReaderTests {
    @Test func readsAChatStream() throws {
        let read = try Wire.parts(AnswerSamples.chatStream, .openAI, .chatCompletions)
        #expect(read.parts == ["silence", "content", "content", "content", "content", "usage", "done"])
        #expect(read.answer.isFinished)
        #expect(!read.answer.callsTools)
        #expect(read.answer.textBytes == "Hello, Wörld".utf8.count)
        #expect(read.answer.usage == TokenUsage(prompt: 9, completion: 4))
        #expect(read.answer.events == 6)
    }

    @Test func readsAMessageStream() throws {
        let read = try Wire.parts(AnswerSamples.messageStream, .anthropic, .messages)
        #expect(read.parts == Array(repeating: "content", count: read.parts.count - 1) + ["done"])
        #expect(read.answer.isFinished)
        #expect(read.answer.callsTools)
        // Input, cache writes and cache reads together.
        #expect(read.answer.usage == TokenUsage(prompt: 25 + 100 + 7, completion: 42))
        #expect(read.answer.textBytes > 0)
    }

    @Test func countsWhatToolCallsSay() throws {
        let read = try Wire.parts(AnswerSamples.chatToolStream, .openAI, .chatCompletions)
        #expect(read.answer.callsTools)
        #expect(read.answer.textBytes > 20)
    }

    @Test(arguments: [
        (#"data: {"error":{"message":"overloaded","type":"server_error"}}"#, "error: overloaded"),
        (#"data: {"error":"boom"}"#, "error: boom"),
        (#"data: {"error":null,"choices":[]}"#, "content"),
        ("event: error\ndata: {\"message\":\"no\"}", "error: no"),
        ("event: error\ndata: no JSON", "error: no JSON"),
        ("data: {oops", "malformed"),
        ("data: ", "malformed"),
        ("data: null", "content"),
        (#"data: {"choices":[]}"#, "content"),
        (#"data: {"choices":[{"delta":null}]}"#, "content"),
        (#"data: {"choices":null,"usage":null}"#, "content"),
        (#"data: {"choices":5,"usage":[1]}"#, "content"),
        (#"data: {"choices":[null,1,"x",[],{"delta":[],"finish_reason":7}]}"#, "content"),
        ("data: [DONE]", "done"),
        ("data: [done]", "malformed"),
        (": ping", "silence"),
    ]) func saysWhatAnOddChatEventIs(_ event: String, _ part: String) throws {
        let read = try Wire.parts(event + "\n\n", .openAI, .chatCompletions)
        #expect(read.parts == [part])
        #expect(!read.answer.isFinished)
    }

    @Test(arguments: [
        (
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"later\"}}",
            "error: later"
        ),
        (#"data: {"type":"error","error":{"message":"later"}}"#, "error: later"),
        (#"data: {"type":"error"}"#, "error: -"),
        (#"data: {"type":"message_stop"}"#, "done"),
        (#"data: {"type":"message_delta","delta":null,"usage":null}"#, "content"),
        (#"data: {"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":-1}}"#, "content"),
        (#"data: {"type":"message_start","message":5}"#, "content"),
        (#"data: {"type":"content_block_delta"}"#, "content"),
        (#"data: {"type":7}"#, "content"),
        (#"data: {}"#, "content"),
        ("data: [DONE]", "malformed"),
    ]) func saysWhatAnOddMessageEventIs(_ event: String, _ part: String) throws {
        let read = try Wire.parts(event + "\n\n", .anthropic, .messages)
        #expect(read.parts == [part])
        #expect(!read.answer.isFinished)
        #expect(read.answer.usage == nil)
    }

    @Test(arguments: [
        (#"{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}"#, TokenUsage(prompt: 3, completion: 4)),
        (#"{"prompt_tokens":3,"completion_tokens":-4}"#, TokenUsage(prompt: 3)),
        (#"{"prompt_tokens":99999999999999999999999,"completion_tokens":1}"#, TokenUsage(completion: 1)),
        (#"{"prompt_tokens":1e30,"completion_tokens":1.5}"#, nil),
        (#"{"prompt_tokens":"3","completion_tokens":null}"#, nil),
        (#"{"input_tokens":2,"output_tokens":3}"#, TokenUsage(prompt: 2, completion: 3)),
        (#"{}"#, nil),
        (#"[]"#, nil),
        (#"null"#, nil),
    ]) func believesOnlySaneNumbers(_ usage: String, _ expected: TokenUsage?) throws {
        let read = try Wire.parts("data: {\"choices\":[],\"usage\":\(usage)}\n\n", .openAI, .chatCompletions)
        #expect(read.answer.usage == expected)
    }

    @Test func endsAResponsesStreamOnAProviderPath() throws {
        let stream = """
            event: response.output_text.delta
            data: {"type":"response.output_text.delta","delta":"Hi"}

            event: response.completed
            data: {"type":"response.completed","response":{"usage":{"input_tokens":5,"output_tokens":6,"total_tokens":11}}}


            """
        let read = try Wire.parts(stream, .openAI, .providerPath)
        #expect(read.parts == ["content", "done"])
        #expect(read.answer.usage == TokenUsage(prompt: 5, completion: 6))
        #expect(read.answer.textBytes == 2)
    }
}
