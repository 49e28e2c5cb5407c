import Exchange

/// An error as it goes to the caller: its body, and what else the head says of it.
struct RefusedAnswer {
    var body: RefusalBody
    /// For the log.
    var code: Refusal.Code
    /// In nanoseconds.
    var retryAfter: UInt64?
    var shouldRetry: Bool?

    var status: Int { self.body.status }

    /// - Parameter status: where the same code has several.
    init(_ refusal: Refusal, status: Int? = nil) {
        self.body = RefusalBody(refusal, status: status ?? refusal.code.status)
        self.code = refusal.code
        self.retryAfter = refusal.retryAfter
        self.shouldRetry = refusal.shouldRetry
    }

    /// A provider's own error, passed on in the caller's shape.
    init(_ body: RefusalBody, code: Refusal.Code, retryAfter: UInt64?) {
        self.body = body
        self.code = code
        self.retryAfter = retryAfter
    }
}
