import Exchange
import Testing

@Suite struct RequestScanTests {
    private func read(
        _ text: String,
        _ dialect: Dialect = .openAI,
        _ endpoint: Endpoint = .chatCompletions
    ) throws -> RequestScan {
        try ScannedBody(text).with { try RequestScan.read($0, $1, dialect: dialect, endpoint: endpoint) }
    }

    private func refusal(_ text: String, _ dialect: Dialect, _ endpoint: Endpoint) -> Refusal? {
        #expect(throws: Refusal.self) { try self.read(text, dialect, endpoint) }
    }

    @Test func readsAChatRequest() throws {
        let scan = try self.read(JSONSamples.chat)
        #expect(scan.model == 2)
        #expect(scan.modelName == "gpt-4o-mini")
        #expect(scan.stream && scan.hasTools && !scan.includeUsage && !scan.storesAtProvider)
        #expect(scan.temperatureMilli == 700)
        #expect(scan.n == 2)
        #expect(scan.providerHeld == nil)
        #expect(scan.estimatedTokens > 1200 && scan.estimatedTokens < 1400)
    }

    @Test func readsTheOptions() throws {
        let message = #""model":"m","messages":[{"role":"user"}]"#
        #expect(try self.read("{\(message),\"stream\":null}").stream == false)
        #expect(try self.read("{\(message),\"stream_options\":{\"include_usage\":true}}").includeUsage)
        #expect(try self.read("{\(message),\"store\":true}").storesAtProvider)
        #expect(try self.read("{\(message),\"background\":true,\"store\":false}").storesAtProvider)
        #expect(try self.read("{\(message),\"store\":null}").storesAtProvider == false)
        #expect(try self.read("{\(message),\"previous_response_id\":\"r\"}").providerHeld == "previous_response_id")
        #expect(try self.read("{\(message),\"conversation\":null,\"container\":\"c\"}").providerHeld == "container")
        #expect(try self.read("{\(message),\"tools\":[]}").hasTools == false)
        #expect(try self.read("{\(message),\"functions\":[{}]}").hasTools)
    }

    @Test func estimatesTokensAndSaturates() throws {
        // Names and texts of 5+1+8+4+4+10 = 32 bytes.
        let message = #""model":"m","messages":[{"role":"user"}],"max_tokens""#
        #expect(try self.read("{\(message):1}").estimatedTokens == 8 + 1)
        #expect(try self.read("{\(message):100,\"n\":3}").estimatedTokens == 9 + 300)
        #expect(try self.read("{\(message):99999999999999999999}").estimatedTokens == .max)
        #expect(try self.read("{\(message):9999999999999999999,\"n\":9999999999}").estimatedTokens == .max)
        let tokens = try self.read(#"{"model":"m","input":[1,2,3]}"#, .openAI, .embeddings)
        #expect(tokens.estimatedTokens == 3 + 3)
    }

    static let refused: [(String, Dialect, Endpoint, String?)] = [
        ("[]", .openAI, .chatCompletions, nil), ("1", .anthropic, .messages, nil),
        ("{}", .openAI, .chatCompletions, "model"), (#"{"model":null}"#, .openAI, .chatCompletions, "model"),
        (#"{"model":1}"#, .openAI, .chatCompletions, "model"), (#"{"model":""}"#, .openAI, .embeddings, "model"),
        (#"{"model":"a\nb"}"#, .openAI, .embeddings, "model"),
        (#"{"model":"\#(String(repeating: "m", count: 257))"}"#, .openAI, .embeddings, "model"),
        (#"{"model":"m","stream":"yes"}"#, .openAI, .chatCompletions, "stream"),
        (#"{"model":"m","stream":1}"#, .openAI, .chatCompletions, "stream"),
        (#"{"model":"m"}"#, .openAI, .chatCompletions, "messages"),
        (#"{"model":"m","messages":[]}"#, .openAI, .chatCompletions, "messages"),
        (#"{"model":"m","messages":{"a":1}}"#, .anthropic, .messages, "messages"),
        (#"{"model":"m","messages":"hi"}"#, .openAI, .chatCompletions, "messages"),
        (#"{"model":"m","messages":[{"role":"u"},1]}"#, .openAI, .chatCompletions, "messages[1]"),
        (#"{"model":"m","messages":[{"role":"u"},{"role":1}]}"#, .openAI, .chatCompletions, "messages[1].role"),
        (#"{"model":"m","messages":[{}]}"#, .openAI, .chatCompletions, "messages[0].role"),
        (#"{"model":"m"}"#, .openAI, .embeddings, "input"),
        (#"{"model":"m","input":null}"#, .openAI, .embeddings, "input"),
        (#"{"model":"m","messages":[{"role":"u"}]}"#, .anthropic, .messages, "max_tokens"),
        (#"{"model":"m","messages":[{"role":"u"}],"max_tokens":0}"#, .anthropic, .messages, "max_tokens"),
        (#"{"model":"m","messages":[{"role":"u"}],"max_tokens":-1}"#, .anthropic, .messages, "max_tokens"),
        (#"{"model":"m","messages":[{"role":"u"}],"max_tokens":1.5}"#, .anthropic, .messages, "max_tokens"),
        (#"{"model":"m","messages":[{"role":"u"}],"max_tokens":"9"}"#, .anthropic, .messages, "max_tokens"),
    ]

    @Test(arguments: refused)
    func refusesWhatNoProviderCouldAnswer(text: String, dialect: Dialect, endpoint: Endpoint, param: String?) throws {
        let refusal = try #require(self.refusal(text, dialect, endpoint))
        #expect(refusal.code == .invalidRequest)
        #expect(refusal.param == param)
    }

    @Test func readsAProviderPathLoosely() throws {
        for text in ["1", "[]", "{}", #"{"model":5,"stream":"x"}"#] {
            let scan = try ScannedBody(text).with { RequestScan.readLoosely($0, $1) }
            #expect(scan.model == nil && scan.modelName.isEmpty && !scan.stream)
        }
        let scan = try ScannedBody(#"{"model":"m","stream":true,"input":"x"}"#).with { RequestScan.readLoosely($0, $1) }
        #expect(scan.modelName == "m" && scan.stream)
    }
}
