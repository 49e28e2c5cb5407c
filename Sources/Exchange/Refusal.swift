/// The end of one exchange: why it goes no further, in words that tell the caller what to do next.
///
/// A stage throws it. Only `Refusal+Response.swift` in `Gateway` knows which status and shape it becomes. The message never
/// holds the caller's text, nor a key.
package struct Refusal: Error, Sendable, Hashable {
    package var code: Code
    package var message: String
    /// The field of the request that is at fault, `messages[3].content`.
    package var param: String?
    /// How long to wait before the next try, in nanoseconds.
    package var retryAfter: UInt64?
    /// Said to SDKs as `x-should-retry`, where it is known.
    package var shouldRetry: Bool?

    package init(
        _ code: Code,
        _ message: String,
        param: String? = nil,
        retryAfter: UInt64? = nil,
        shouldRetry: Bool? = nil
    ) {
        self.code = code
        self.message = message
        self.param = param
        self.retryAfter = retryAfter
        self.shouldRetry = shouldRetry
    }

    /// The raw value is the `code` of the answer.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case invalidJSON = "invalid_json"
        case invalidRequest = "invalid_request"
        case contentPolicyViolation = "content_policy_violation"
        case invalidAPIKey = "invalid_api_key"
        case modelNotAllowed = "model_not_allowed"
        case providerNotAllowed = "provider_not_allowed"
        case routeNotAllowed = "route_not_allowed"
        case originNotAllowed = "origin_not_allowed"
        case modelNotFound = "model_not_found"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case requestTimeout = "request_timeout"
        case requestTooLarge = "request_too_large"
        case uriTooLong = "uri_too_long"
        case unsupportedMediaType = "unsupported_media_type"
        case expectationFailed = "expectation_failed"
        case headersTooLarge = "headers_too_large"
        case rateLimitExceeded = "rate_limit_exceeded"
        case insufficientQuota = "insufficient_quota"
        case notImplemented = "not_implemented"
        case httpVersionNotSupported = "http_version_not_supported"
        case cacheMiss = "cache_miss"
        case upstreamError = "upstream_error"
        case upstreamUnavailable = "upstream_unavailable"
        case overloaded = "overloaded"
        case upstreamTimeout = "upstream_timeout"
    }
}
