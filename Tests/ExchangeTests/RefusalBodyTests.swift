import Testing

@testable import Exchange

@Suite struct RefusalBodyTests {
    static let body = RefusalBody(
        Refusal(.contentPolicyViolation, "blocked: \"x\"\n\u{1}é", param: "messages[0].content"),
        status: 400
    )

    static func text(_ body: RefusalBody, _ dialect: Dialect) -> String {
        String(decoding: body.bytes(in: dialect, requestID: "req_\"1"), as: UTF8.self)
    }

    @Test func speaksOpenAI() {
        #expect(
            Self.text(Self.body, .openAI)
                == #"{"error":{"message":"blocked: \"x\"\n\u0001é","type":"invalid_request_error","param":"messages[0].content","code":"content_policy_violation"}}"#
        )
    }

    @Test func speaksAnthropic() {
        #expect(
            Self.text(Self.body, .anthropic)
                == #"{"type":"error","error":{"type":"invalid_request_error","message":"blocked: \"x\"\n\u0001é","code":"content_policy_violation"},"request_id":"req_\"1"}"#
        )
    }

    @Test func speaksGemini() {
        #expect(
            Self.text(Self.body, .gemini)
                == #"{"error":{"code":400,"message":"blocked: \"x\"\n\u0001é","status":"INVALID_ARGUMENT"}}"#
        )
    }

    @Test(arguments: [
        (400, "invalid_request", "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"),
        (401, "invalid_api_key", "authentication_error", "authentication_error", "UNAUTHENTICATED"),
        (403, "route_not_allowed", "permission_error", "permission_error", "PERMISSION_DENIED"),
        (404, "model_not_found", "invalid_request_error", "not_found_error", "NOT_FOUND"),
        (408, "request_timeout", "invalid_request_error", "timeout_error", "DEADLINE_EXCEEDED"),
        (413, "request_too_large", "invalid_request_error", "request_too_large", "INVALID_ARGUMENT"),
        (429, "rate_limit_exceeded", "rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"),
        (429, "insufficient_quota", "insufficient_quota", "rate_limit_error", "RESOURCE_EXHAUSTED"),
        (501, "not_implemented", "server_error", "invalid_request_error", "UNIMPLEMENTED"),
        (502, "upstream_error", "server_error", "api_error", "UNAVAILABLE"),
        (503, "overloaded", "server_error", "overloaded_error", "UNAVAILABLE"),
        (504, "upstream_timeout", "server_error", "timeout_error", "DEADLINE_EXCEEDED"),
    ]) func hasAWordForEachStatus(
        _ status: Int,
        _ code: String,
        _ openAI: String,
        _ anthropic: String,
        _ gemini: String
    ) {
        let body = RefusalBody(status: status, message: "m", code: code)
        #expect(Self.text(body, .openAI).contains("\"type\":\"\(openAI)\",\"param\":null,\"code\":\"\(code)\""))
        #expect(Self.text(body, .anthropic).contains("\"error\":{\"type\":\"\(anthropic)\""))
        #expect(Self.text(body, .gemini).contains("\"code\":\(status),\"message\":\"m\",\"status\":\"\(gemini)\""))
    }

    @Test func passesOnAProvidersErrorWithoutItsKey() {
        let json =
            #"{"error":{"message":"no model x for KEY-OF-OURS","type":"invalid_request_error","code":"model_not_found","param":"model"}}"#
        let error = Array(json.utf8).withUnsafeBytes { ProviderError(body: $0) }
        let body = RefusalBody(error, from: "local", status: 404, hiding: [Secret("KEY-OF-OURS")])
        #expect(
            body == RefusalBody(status: 404, message: "no model x for •••", code: "model_not_found", param: "model")
        )
        let silent = [UInt8]().withUnsafeBytes { ProviderError(body: $0) }
        let none = RefusalBody(silent, from: "local", status: 422, hiding: [])
        #expect(none.message == "the provider local answered with status 422 and gave no reason")
        #expect(none.code == "upstream_error")
    }

    @Test(arguments: [(Dialect.openAI, "", Endpoint.chatCompletions), (.anthropic, "error", .messages)])
    func endsABrokenStream(_ dialect: Dialect, _ name: String, _ endpoint: Endpoint) throws {
        var output: [UInt8] = []
        Self.body.appendEvent(in: dialect, requestID: "r", to: &output)
        let blocks = try Wire.blocks([output]).blocks
        #expect(blocks.count == 1)
        #expect(blocks.first?.name == name)
        let read = try Wire.parts(String(decoding: output, as: UTF8.self), dialect, endpoint)
        #expect(read.parts == ["error: blocked: \"x\" é"])
    }
}
