import Exchange

extension Refusal.Code {
    /// The HTTP status of a refusal (PRODUCT, the table of errors). The one place that knows.
    var status: Int {
        switch self {
        case .invalidJSON, .invalidRequest, .contentPolicyViolation: 400
        case .invalidAPIKey: 401
        case .modelNotAllowed, .providerNotAllowed, .routeNotAllowed, .originNotAllowed: 403
        case .modelNotFound, .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .requestTooLarge: 413
        case .uriTooLong: 414
        case .unsupportedMediaType: 415
        case .expectationFailed: 417
        case .headersTooLarge: 431
        case .rateLimitExceeded, .insufficientQuota: 429
        case .notImplemented: 501
        case .upstreamError: 502
        case .upstreamUnavailable, .overloaded: 503
        case .cacheMiss, .upstreamTimeout: 504
        case .httpVersionNotSupported: 505
        }
    }
}
