import Exchange
import NIOCore
import Testing
import Upstreams

@Suite(.timeLimit(.minutes(1)))
struct DemoTransportTests {
    private func call(_ path: String, _ body: String, method: UpstreamRequest.Method = .post) async throws -> Outcome {
        let harness = try await Harness.make { DemoTransport(eventLoop: $0) }
        let outcome = try await harness.call(
            UpstreamRequest(url: path, method: method, body: ByteBuffer(string: body))
        )
        #expect(outcome.hasEnded && outcome.offences.isEmpty)
        return outcome
    }

    /// A member of an answer, by the names and places that lead to it.
    private func find(_ outcome: Outcome, _ path: String...) throws -> String? {
        try outcome.body.withUnsafeBytes { bytes in
            var tape = JSONTape()
            try tape.scan(bytes)
            var node = 0
            for step in path {
                let next = Int(step).map { place in tape.elements(of: node).dropFirst(place).first { _ in true } }
                guard let found = next ?? tape.member(of: node, named: step, in: bytes) else { return nil }
                node = found
            }
            return tape.string(at: node, in: bytes)
        }
    }

    private static let chat = "/v1/chat/completions"
    private static let messages = "/v1/messages"

    @Test func saysWhatItWasTold() async throws {
        let body =
            #"{"model":"x","messages":[{"role":"system","content":"s"},{"role":"user","content":"Hello \"you\""}]}"#
        let outcome = try await self.call(Self.chat, body)
        #expect(outcome.status == 200)
        #expect(
            try self.find(outcome, "choices", "0", "message", "content")?.hasPrefix("You said: Hello \"you\"\n") == true
        )
        #expect(try self.find(outcome, "choices", "0", "finish_reason") == "stop")
        #expect(try self.find(outcome, "model") == "x")
        #expect(try self.find(outcome, "usage", "prompt_tokens") == "3")
        #expect(try await self.call(Self.chat, body).body == outcome.body)
    }

    @Test func readsPartsOfContent() async throws {
        let body =
            #"{"messages":[{"role":"user","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}]}"#
        let outcome = try await self.call(Self.messages, body)
        #expect(try self.find(outcome, "content", "0", "text")?.hasPrefix("You said: one\ntwo\n") == true)
        #expect(try self.find(outcome, "stop_reason") == "end_turn")
    }

    @Test(arguments: [chat, messages])
    func streamsTheSameAsItAnswersWhole(path: String) async throws {
        for question in ["hi", "which weather is it in Rome?", String(repeating: "long \u{1F600} ", count: 2000)] {
            let tool =
                #"{"name":"get_weather","description":"d","%":{"type":"object","properties":{"city":{"type":"string"}}}}"#
            let tools =
                path == Self.messages
                ? tool.replacing("%", with: "input_schema")
                : #"{"type":"function","function":"# + tool.replacing("%", with: "parameters") + "}"
            let rest =
                #""model":"m","max_tokens":5000,"tools":[\#(tools)],"messages":[{"role":"user","content":"\#(question)"}]}"#
            let whole = try await self.call(path, "{" + rest)
            let streamed = try await self.call(path, #"{"stream":true,"stream_options":{"include_usage":true},"# + rest)
            #expect(streamed.head?.first("content-type")?.hasPrefix("text/event-stream") == true)
            #expect(streamed.pieces > 4)
            let joined = streamed.body.withUnsafeBytes { bytes in
                path == Self.messages ? AnthropicMessages.whole(fromEvents: bytes) : OpenAIChat.whole(fromEvents: bytes)
            }
            var rejoined = streamed
            rejoined.body = try #require(joined)
            let places: [[String]] =
                path == Self.messages
                ? [
                    ["content", "0", "text"], ["content", "0", "input", "city"], ["stop_reason"],
                    ["usage", "output_tokens"],
                ]
                : [
                    ["choices", "0", "message", "content"], ["choices", "0", "finish_reason"],
                    ["usage", "total_tokens"],
                    ["choices", "0", "message", "tool_calls", "0", "function", "arguments"],
                ]
            for place in places {
                #expect(try self.find(rejoined, place) == self.find(whole, place))
            }
        }
    }

    private func find(_ outcome: Outcome, _ path: [String]) throws -> String? {
        switch path.count {
        case 1: try self.find(outcome, path[0])
        case 2: try self.find(outcome, path[0], path[1])
        case 3: try self.find(outcome, path[0], path[1], path[2])
        case 4: try self.find(outcome, path[0], path[1], path[2], path[3])
        case 7: try self.find(outcome, path[0], path[1], path[2], path[3], path[4], path[5], path[6])
        default: nil
        }
    }

    @Test func obeysIncludeUsage() async throws {
        let body = #"{"stream":true,"messages":[{"role":"user","content":"x"}]}"#
        #expect(try await !self.call(Self.chat, body).text.contains("usage"))
        let with =
            #"{"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}]}"#
        let text = try await self.call(Self.chat, with).text
        #expect(text.contains(#""choices":[],"usage":{"prompt_tokens":1"#) && text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test func callsAToolOnlyWhenAskedTo() async throws {
        let tools =
            #""tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["c","f"]},"days":{"type":"integer"}},"required":["city","unit"]}}}]"#
        let arguments = ["choices", "0", "message", "tool_calls", "0", "function", "arguments"]
        let asked = try await self.call(
            Self.chat,
            #"{\#(tools),"messages":[{"role":"user","content":"What is the weather in Oslo?"}]}"#
        )
        #expect(try self.find(asked, arguments) == #"{"city":"Oslo","unit":"c"}"#)
        #expect(try self.find(asked, "choices", "0", "finish_reason") == "tool_calls")

        let unasked = try await self.call(Self.chat, #"{\#(tools),"messages":[{"role":"user","content":"Good day"}]}"#)
        #expect(try self.find(unasked, arguments) == nil)
        let forced = try await self.call(
            Self.chat,
            #"{"tool_choice":"required",\#(tools),"messages":[{"role":"user","content":"Good day"}]}"#
        )
        #expect(try self.find(forced, arguments) == #"{"city":"Paris","unit":"c"}"#)
        let answered = try await self.call(
            Self.chat,
            #"{\#(tools),"messages":[{"role":"tool","tool_call_id":"c","content":"weather: sun"}]}"#
        )
        #expect(
            try self.find(answered, "choices", "0", "message", "content")?.hasPrefix("The tool says: weather: sun")
                == true
        )
    }

    @Test func writesJSONWhereJSONIsAskedFor() async throws {
        let format =
            #"{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"number"}},"b":{"type":["null","boolean"]}}}}}"#
        let outcome = try await self.call(
            Self.chat,
            #"{"response_format":\#(format),"messages":[{"role":"user","content":"x"}]}"#
        )
        #expect(try self.find(outcome, "choices", "0", "message", "content") == #"{"a":[1],"b":true}"#)
    }

    @Test func obeysTheLimitOfTokens() async throws {
        let outcome = try await self.call(
            Self.chat,
            #"{"max_tokens":2,"messages":[{"role":"user","content":"\u00e9"}]}"#
        )
        #expect(try self.find(outcome, "choices", "0", "message", "content") == "You said")
        #expect(try self.find(outcome, "choices", "0", "finish_reason") == "length")
    }

    @Test func embedsTheSameTextAtTheSamePlace() async throws {
        let one = try await self.call("/v1/embeddings", #"{"model":"e","input":["a b","c"],"dimensions":8}"#)
        #expect(try self.find(one, "data", "1", "index") == "1")
        let other = try await self.call("/v1/embeddings", #"{"model":"e","input":"a b","dimensions":8}"#)
        #expect(try self.find(one, "data", "0", "embedding") == self.find(other, "data", "0", "embedding"))
        let base64 = try await self.call("/v1/embeddings", #"{"input":"a","encoding_format":"base64","dimensions":3}"#)
        // Twelve bytes.
        #expect(try self.find(base64, "data", "0", "embedding")?.count == 16)
    }

    @Test func listsItsModels() async throws {
        let outcome = try await self.call("https://demo.invalid/v1/models?x=y", "", method: .get)
        #expect(try self.find(outcome, "data", "0", "id") == "demo-chat")
    }

    @Test(arguments: [
        ("/v1/nothing", "{}", 404), ("/", "{}", 404), ("", "{}", 404), ("/v1/models", "{}", 404), (chat, "{", 400),
        (chat, "", 400), (chat, "[]", 400), (chat, "3", 400), (chat, #"{"messages":[]}"#, 400),
        (chat, #"{"messages":{}}"#, 400), (messages, #"{"messages":"x"}"#, 400), ("/v1/embeddings", "{}", 400),
        ("/v1/embeddings", #"{"input":[]}"#, 400), ("/v1/embeddings", #"{"input":"a","dimensions":0}"#, 400),
        ("/v1/embeddings", #"{"input":"a","dimensions":99999999999999999999}"#, 400),
    ])
    func refusesInTheShapeOfTheSurface(path: String, body: String, status: Int) async throws {
        let outcome = try await self.call(path, body)
        #expect(outcome.status == status)
        #expect(try self.find(outcome, "error", "message") != nil)
    }

    @Test(arguments: [
        #"{"messages":[3]}"#, #"{"messages":[{}]}"#, #"{"messages":[{"content":3}]}"#,
        #"{"messages":[{"content":[3]}]}"#,
        #"{"messages":[[]],"tools":[3,{},{"function":3},{"function":{"name":3}}],"tool_choice":3}"#,
        #"{"messages":[{"content":"tool"}],"tools":[{"function":{"name":"a","parameters":[]}}],"n":1e99}"#,
        #"{"messages":[{"content":"tool"}],"tools":[{"function":{"name":"a","parameters":{"properties":[]}}}]}"#,
        #"{"messages":[{"content":"tool"}],"tools":[{"function":{"name":"a","parameters":{"type":3,"enum":[],"properties":{"x":3,"y":{"type":[],"items":3}}}}}]}"#,
        #"{"messages":[{"content":"x"}],"response_format":{"type":"json_schema"},"max_tokens":0,"n":-1,"stream":3}"#,
        #"{"messages":[{"content":"x"}],"max_tokens":99999999999999999999999,"stream":true,"n":8}"#,
    ])
    func survivesOddRequests(body: String) async throws {
        for path in [Self.chat, Self.messages, "/v1/messages/count_tokens"] {
            #expect(try await self.call(path, body).status == 200)
        }
    }

    @Test func pausesAndCancels() async throws {
        let harness = try await Harness.make { DemoTransport(eventLoop: $0) }
        let body = ByteBuffer(string: #"{"stream":true,"messages":[{"role":"user","content":"a b c d e f"}]}"#)
        let outcome = try await harness.call(UpstreamRequest(url: Self.chat, body: body)) { recorder in
            recorder.onBytes = { recorder in
                guard recorder.outcome.pieces == 3 else { return }
                recorder.call?.pause()
                harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
                    if recorder.outcome.pieces != 3 { recorder.outcome.offences.append("bytes while paused") }
                    recorder.call?.resume()
                }
            }
        }
        #expect(outcome.hasEnded && outcome.offences.isEmpty && outcome.text.hasSuffix("data: [DONE]\n\n"))

        let cancelled = try await harness.call(UpstreamRequest(url: Self.chat, body: body)) { recorder in
            recorder.onBytes = { recorder in
                recorder.call?.cancel()
                harness.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) { recorder.finish() }
            }
        }
        #expect(cancelled.pieces == 1 && !cancelled.hasEnded && cancelled.failure == nil)
        try await harness.shutdown()
        #expect(try await harness.call(UpstreamRequest(url: Self.chat, body: body)).failure?.kind == .closed)
    }
}
