import Testing

@testable import Exchange

@Suite struct OpenAIChatTests {
    @Test(arguments: [
        (AnswerSamples.chatStream, AnswerSamples.chatWhole),
        (AnswerSamples.chatToolStream, AnswerSamples.chatToolWhole),
    ])
    func putsAStreamTogether(_ stream: String, _ whole: String) throws {
        let built = try #require(Wire.chatWhole(stream))
        #expect(Wire.value(built) == Wire.value(whole.utf8), "\(String(decoding: built, as: UTF8.self))")
    }

    static let wholes = [
        AnswerSamples.chatWhole,
        AnswerSamples.chatToolWhole,
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"length"}]}"#,
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"a\"\\\n\u00e9\ud83d\ude00\/\t😀 and a text that is long enough to be cut into more than one piece \ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"},"finish_reason":"stop"}]}"#,
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":null,"refusal":"I will not"},"finish_reason":"stop"}]}"#,
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x","reasoning_content":"because","reasoning":"","annotations":[],"audio":null},"finish_reason":"stop","content_filter_results":{"hate":{"filtered":false}}}],"provider":"p","citations":["https://example.com"]}"#,
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{\"a\": \"a long argument that takes more than one piece to be told\"}"}},"finish_reason":"function_call"}]}"#,
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"function_call":null,"tool_calls":[{"id":"t","type":"custom","custom":{"name":"n","input":"text"}},{"id":"u","type":"function","function":{"name":"f","arguments":""},"extra":{"k":[1]}}]},"finish_reason":"tool_calls"}]}"#,
        #"{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ab","tool_calls":[]},"logprobs":{"content":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]},{"token":"b","logprob":0,"bytes":null,"top_logprobs":[]}],"refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{"cached_tokens":0}}}"#,
        #"{"choices":[{"message":{"role":"assistant","content":"bare"},"finish_reason":"stop","index":0}]}"#
            .replacing("{\"choices\"", with: "{\"object\":\"chat.completion\",\"choices\""),
    ]

    @Test(arguments: wholes) func tellsAWholeAnswerAsAStreamAndBack(_ whole: String) throws {
        let events = try #require(Wire.chatEvents(whole))
        let back = try #require(Wire.chatWhole(events), "\(events)")
        #expect(Wire.value(back) == Wire.value(whole.utf8), "\(String(decoding: back, as: UTF8.self))")
    }

    @Test(arguments: wholes) func tellsAWholeAnswerAsEventsThatAreEachSound(_ whole: String) throws {
        let events = try #require(Wire.chatEvents(whole))
        let read = try Wire.parts(events, .openAI, .chatCompletions)
        #expect(read.answer.isFinished)
        #expect(read.parts.last == "done")
        let reading = Wire.reading(whole, .openAI, .chatCompletions)
        #expect(read.answer.usage == reading.usage)
        #expect(read.answer.textBytes == reading.textBytes)
        #expect(read.answer.callsTools == reading.callsTools)
        #expect(read.parts.dropLast().allSatisfy { $0 == "content" || $0 == "usage" })
        #expect(read.parts.count { $0 == "usage" } == (reading.usage == nil ? 0 : 1))
    }

    @Test func tellsTheUsageOnlyToAClientThatAsked() throws {
        let without = try #require(Wire.chatEvents(AnswerSamples.chatWhole, includeUsage: false))
        #expect(!without.contains("usage"))
        let with = try #require(Wire.chatEvents(AnswerSamples.chatWhole, includeUsage: true))
        #expect(with.contains("\"choices\":[],\"usage\":{\"prompt_tokens\":9"))
        #expect(with.contains("\"usage\":null"))
    }

    @Test func tellsAPrettyPrintedAnswerOnOneLineAnEvent() throws {
        let pretty = AnswerSamples.chatToolWhole.replacing(",", with: ",\r\n  ").replacing("{\\\"", with: "{\\\"")
        let events = try #require(Wire.chatEvents(pretty))
        let blocks = try Wire.blocks([Array(events.utf8)]).blocks
        #expect(blocks.allSatisfy { $0.raw.utf8.count { $0 == 0x0A || $0 == 0x0D } == 2 })
    }

    @Test func cutsLongTextIntoPieces() throws {
        let words = Array(repeating: "lorem ipsum", count: 100).joined(separator: " ")
        let whole = AnswerSamples.chatWhole.replacing("Hello, Wörld", with: words)
        let events = try #require(Wire.chatEvents(whole))
        #expect(try Wire.parts(events, .openAI, .chatCompletions).parts.count > 10)
    }

    @Test(arguments: [
        // No ending, or not of each choice.
        #"data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}"#,
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{}}]}\n\ndata: [DONE]",
        "data: [DONE]",
        "",
        // Errors and what is no chunk.
        "data: {\"error\":{\"message\":\"x\"}}\n\ndata: [DONE]",
        "data: {oops\n\ndata: [DONE]",
        "data: null\n\ndata: [DONE]",
        // What nobody knows how to join.
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"audio\":{\"data\":\"a\"}}},{\"index\":0,\"delta\":{\"audio\":{\"data\":\"b\"}},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"x\":1,\"choices\":[]}\n\ndata: {\"x\":2,\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":-1,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":99999999999,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":5},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"id\":\"a\"}]},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\"},{\"index\":0,\"id\":\"b\"}]},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"\\u0063ontent\":\"x\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]",
    ]) func putsNothingTogetherThatIsOpenToDoubt(_ stream: String) {
        #expect(Wire.chatWhole(stream + "\n\n") == nil)
    }

    @Test(arguments: [
        "", "null", "[]", "{}", "5", #"{"choices":[]}"#, #"{"choices":null}"#, #"{"choices":[1]}"#,
        #"{"choices":[{}]}"#,
        #"{"choices":[{"index":0,"message":null,"finish_reason":"stop"}]}"#,
        #"{"choices":[{"index":0,"message":{"content":"x"}}]}"#,
        #"{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":null}]}"#,
        #"{"error":{"message":"x"},"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}]}"#,
        #"{"choices":[{"index":0,"message":{"tool_calls":[5]},"finish_reason":"stop"}]}"#,
        #"{"choices":[{"index":0,"message":{"tool_calls":[{"function":{"arguments":{}}}]},"finish_reason":"stop"}]}"#,
        "{\"id\":\"\(String(repeating: "x", count: 5000))\",\"choices\":[{\"message\":{},\"finish_reason\":\"stop\"}]}",
    ]) func tellsNoStreamOfWhatIsNoCompleteAnswer(_ whole: String) {
        #expect(Wire.chatEvents(whole) == nil)
    }

    @Test func refusesAnObjectWithMoreMembersThanAnyAnswerHas() {
        let many = (0..<300).map { "\"k\($0)\":1" }.joined(separator: ",")
        let choice = #"{"index":0,"delta":{},"finish_reason":"stop"}"#
        #expect(Wire.chatWhole("data: {\(many),\"choices\":[\(choice)]}\n\ndata: [DONE]\n\n") == nil)
    }

    @Test func passesOverWhatALaterChunkSaysBlankly() throws {
        let stream = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f","arguments":"{"}}]},"finish_reason":""}]}

            data: {"choices":[{"index":0,"delta":{"role":"","content":null,"tool_calls":[{"index":0,"id":"","type":null,"function":{"name":"","arguments":"}"}}]},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """
        let expected = """
            {"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
            {"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}
            """
        let whole = try #require(Wire.chatWhole(stream))
        #expect(Wire.value(whole) == Wire.value(expected.utf8), "\(String(decoding: whole, as: UTF8.self))")
    }

    @Test func takesTheFirstRealNameWhereChunksBeginBlank() throws {
        let stream = """
            data: {"id":"","model":"","created":0,"choices":[],"prompt_filter_results":[{"prompt_index":0}]}

            data: {"id":"c","model":"m","created":5,"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}

            data: [DONE]


            """
        let expected = """
            {"id":"c","object":"chat.completion","model":"m","created":5,"prompt_filter_results":[{"prompt_index":0}],
            "choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]}
            """
        let whole = try #require(Wire.chatWhole(stream))
        #expect(Wire.value(whole) == Wire.value(expected.utf8))
    }
}
