import Testing

@testable import Exchange

@Suite struct ProviderErrorTests {
    @Test(arguments: [
        (#"{"error":{"message":"Bad thing","type":"t","param":null,"code":null}}"#, "Bad thing"),
        (
            #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}"#,
            "Overloaded"
        ),
        (#"{"error":"boom"}"#, "boom"),
        (#"{"detail":"Not here"}"#, "Not here"),
        (#"{"detail":[{"loc":["body"],"msg":"field required"},{"msg":"too long"}]}"#, "field required; too long"),
        (#"{"message":"Forbidden"}"#, "Forbidden"),
        (#"{"error":"Bad Request","message":"the model is unknown"}"#, "the model is unknown"),
        (#"[{"error":{"code":400,"message":"API version","status":"INVALID_ARGUMENT"}}]"#, "API version"),
        (#"{"errors":[{"message":"a"},{"message":"b"}]}"#, "a; b"),
        (#""just text""#, "just text"),
        ("upstream connect error\r\n\tor reset", "upstream connect error or reset"),
        ("  spaced   out\u{0}\u{7}  ", "spaced out"),
        ("<html><body>oops</body></html>", nil),
        ("\n <!doctype html>", nil),
        ("", nil), ("   ", nil), ("{}", nil), ("null", nil), ("5", nil), (#"{"error":{}}"#, nil),
        (#"{"error":{"message":""}}"#, nil),
        (#"{"error":{"error":{"error":{"error":{"message":"too deep"}}}}}"#, nil),
    ]) func findsTheMessage(_ body: String, _ message: String?) {
        #expect(Wire.error(body) == message)
    }

    @Test func keepsShortPlainWordsOnly() {
        let body = #"{"error":{"message":"m","type":"rate_limit_error","code":429,"param":"messages[3].content"}}"#
        let error = Array(body.utf8).withUnsafeBytes { ProviderError(body: $0) }
        #expect(error.type == "rate_limit_error")
        #expect(error.code == "429")
        #expect(error.param == "messages[3].content")
        let odd =
            #"{"error":{"message":"m","type":"a b\u0000","code":{"x":1},"param":"\#(String(repeating: "p", count: 65))"}}"#
        let none = Array(odd.utf8).withUnsafeBytes { ProviderError(body: $0) }
        #expect(none.type == nil)
        #expect(none.code == nil)
        #expect(none.param == nil)
    }

    @Test func hidesKnownSecrets() {
        #expect(
            Wire.error("Incorrect API key provided: PROVIDER-SECRET-1", hiding: ["PROVIDER-SECRET-1"])
                == "Incorrect API key provided: •••"
        )
        #expect(
            Wire.error(#"{"error":{"message":"key a\"b c\u00e9 d is wrong"}}"#, hiding: ["a\"b cé d"])
                == "key ••• is wrong"
        )
        #expect(Wire.error("short: abc", hiding: ["abc", ""]) == "short: abc")
        #expect(Wire.error("x-abcd-abcdef", hiding: ["abcd", "abcdef"]) == "x-•••-•••")
    }

    /// Keys are made here, so that none stands in a file.
    static func key(_ prefix: String, _ length: Int) -> String {
        var random = SeededGenerator(state: UInt64(prefix.utf8.count * 1000 + length))
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return prefix + String((0..<length).compactMap { _ in letters.randomElement(using: &random) })
    }

    @Test(arguments: [
        ("sk-", 48), ("sk-proj-", 120), ("sk-ant-api03-", 90), ("gth_", 40), ("AIza", 35), ("xai-", 80), ("gsk_", 52),
        ("hf_", 34),
        ("ghp_", 36), ("AKIA", 16), ("", 32), ("", 40), ("", 64), ("sk-", 8),
    ]) func hidesWhatLooksLikeAKey(_ prefix: String, _ length: Int) {
        let key = Self.key(prefix, length)
        #expect(Wire.error("Your key \(key) is wrong.") == "Your key ••• is wrong.")
        #expect(Wire.error("https://api.example/v1?key=\(key)&x=1") == "https://api.example/v1?key=•••&x=1")
        #expect(Wire.error("(\(key))") == "(•••)")
    }

    @Test func hidesCredentialsThatAreIntroduced() {
        let short = Self.key("", 12)
        #expect(
            Wire.error("sent Authorization: Bearer a9.\(short)+/=, sorry") == "sent Authorization: Bearer •••, sorry"
        )
        #expect(Wire.error("api_key=\(short)1") == "api_key=•••")
        #expect(Wire.error("\"token\": \"\(short)1\"") == "\"token\": \"•••\"")
        #expect(Wire.error("key provided: sk-ab***********wxyz. See docs") == "key provided: •••. See docs")
        #expect(Wire.error("key ab*****yz") == "key •••")
    }

    @Test(arguments: [
        "The model `claude-3-5-sonnet-20241022` does not exist or you do not have access to it.",
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130001 tokens.",
        "Invalid value for 'messages[0].content': expected a string or an array of content parts, got null instead.",
        "Missing bearer or basic authentication in header",
        "You can find your API key at https://platform.example.com/account/api-keys.",
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "Rate limit reached for gpt-4o in organization on tokens per min (TPM): Limit 30000, Used 29000, Requested 5000.",
    ]) func leavesPlainWordsAlone(_ message: String) {
        #expect(Wire.error(message) == message)
    }

    @Test func boundsTheMessage() throws {
        let long = try #require(Wire.error(Array(repeating: "wörd", count: 5000).joined(separator: " ")))
        #expect(long.utf8.count <= ProviderError.messageBytesMax)
        #expect(long.hasSuffix("…"))
    }

    @Test func leavesNoHalfKeyWhereALongBodyIsCut() {
        let secret = "correct horse battery staple"
        for shift in 0...secret.utf8.count {
            let filler = String(repeating: " ", count: (64 << 10) - 1 - shift)
            for body in ["x\(filler)\(secret)\(filler)", "{\"detail\":\"x\(filler)\(secret)\(filler)\"}"] {
                let message = Wire.error(body, hiding: [secret])
                #expect(message == "x" || message == "x •••")
            }
        }
    }

    @Test func survivesWhateverIsSent() {
        var random = SeededGenerator(state: 3)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = bytes.withUnsafeBytes { ProviderError(body: $0).message(hiding: [Secret("secret")]) }
        }
    }
}
