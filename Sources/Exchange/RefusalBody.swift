/// An error in the shape of the surface on which the request came: what the SDKs of that surface read.
///
/// Which status an error has is decided elsewhere; here it picks the surface's word for it.
package struct RefusalBody: Sendable, Hashable {
    package var status: Int
    package var message: String
    package var code: String
    package var param: String?

    package init(status: Int, message: String, code: String, param: String? = nil) {
        self.status = status
        self.message = message
        self.code = code
        self.param = param
    }

    package init(_ refusal: Refusal, status: Int) {
        self.init(status: status, message: refusal.message, code: refusal.code.rawValue, param: refusal.param)
    }

    /// A provider's own error, passed on without keys.
    ///
    /// - Parameter provider: the name of the provider in the configuration, for when it gave no reason.
    package init(_ error: ProviderError, from provider: String, status: Int, hiding secrets: [Secret]) {
        self.init(
            status: status,
            message: error.message(hiding: secrets)
                ?? "the provider \(provider) answered with status \(status) and gave no reason",
            code: error.code ?? error.type ?? Refusal.Code.upstreamError.rawValue,
            param: error.param
        )
    }

    /// Appends the body of the answer.
    package func append(in dialect: Dialect, requestID: String, to output: inout [UInt8]) {
        switch dialect {
        case .openAI: self.appendOpenAI(to: &output)
        case .anthropic: self.appendAnthropic(requestID, to: &output)
        case .gemini: self.appendGemini(to: &output)
        }
    }

    /// The body of the answer.
    package func bytes(in dialect: Dialect, requestID: String) -> [UInt8] {
        var output: [UInt8] = []
        self.append(in: dialect, requestID: requestID, to: &output)
        return output
    }

    /// Appends the event that ends a stream which has begun and cannot be finished. No normal ending follows it.
    package func appendEvent(in dialect: Dialect, requestID: String, to output: inout [UInt8]) {
        if dialect == .anthropic { output.append(ascii: "event: error\n") }
        output.append(ascii: "data: ")
        self.append(in: dialect, requestID: requestID, to: &output)
        output.append(ascii: "\n\n")
    }

    private func appendOpenAI(to output: inout [UInt8]) {
        output.append(ascii: "{\"error\":{\"message\":")
        output.append(jsonString: self.message)
        output.append(ascii: ",\"type\":")
        output.append(jsonString: self.openAIType)
        output.append(ascii: ",\"param\":")
        if let param = self.param {
            output.append(jsonString: param)
        } else {
            output.append(ascii: "null")
        }
        output.append(ascii: ",\"code\":")
        output.append(jsonString: self.code)
        output.append(ascii: "}}")
    }

    private func appendAnthropic(_ requestID: String, to output: inout [UInt8]) {
        output.append(ascii: "{\"type\":\"error\",\"error\":{\"type\":")
        output.append(jsonString: self.anthropicType)
        output.append(ascii: ",\"message\":")
        output.append(jsonString: self.message)
        output.append(ascii: ",\"code\":")
        output.append(jsonString: self.code)
        output.append(ascii: "},\"request_id\":")
        output.append(jsonString: requestID)
        output.append(ascii: "}")
    }

    private func appendGemini(to output: inout [UInt8]) {
        output.append(ascii: "{\"error\":{\"code\":")
        output.append(decimal: UInt64(clamping: self.status))
        output.append(ascii: ",\"message\":")
        output.append(jsonString: self.message)
        output.append(ascii: ",\"status\":")
        output.append(jsonString: self.geminiStatus)
        output.append(ascii: "}}")
    }
}

// Each surface's words for a status.
extension RefusalBody {
    private var openAIType: String {
        switch self.status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: self.code == Refusal.Code.insufficientQuota.rawValue ? "insufficient_quota" : "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    private var anthropicType: String {
        switch self.status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 408, 504: "timeout_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 501, 505: "invalid_request_error"
        case 503, 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    /// The names of gRPC's codes, as google.rpc.Code maps them to HTTP.
    private var geminiStatus: String {
        switch self.status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 408, 504: "DEADLINE_EXCEEDED"
        case 409: "ABORTED"
        case 412: "FAILED_PRECONDITION"
        case 429: "RESOURCE_EXHAUSTED"
        case 405, 501, 505: "UNIMPLEMENTED"
        case 502, 503, 529: "UNAVAILABLE"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }
}
