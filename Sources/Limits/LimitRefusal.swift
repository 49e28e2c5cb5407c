package import Exchange

/// Which limit refused a request, and when it would let one in.
package struct LimitRefusal: Error, Sendable, Hashable {
    package enum Limit: Sendable, Hashable {
        case requests(LimitSettings.Rate)
        case tokens(LimitSettings.Rate)
        case concurrent(Int)
    }

    package var which: Limit
    /// Nanoseconds. Exact for the two rates, if nobody else takes what comes in meanwhile; for concurrency, whose end
    /// nobody knows, `concurrencyWait`.
    package var wait: UInt64

    package init(which: Limit, wait: UInt64) {
        self.which = which
        self.wait = wait
    }

    /// After how long a caller with too many requests in flight is asked to try again.
    package static let concurrencyWait: UInt64 = 1_000_000_000

    /// The refusal that the caller reads.
    package var refusal: Refusal {
        Refusal(.rateLimitExceeded, self.message, retryAfter: self.wait, shouldRetry: true)
    }

    private var message: String {
        switch self.which {
        case .requests(let rate):
            "This key may send \(rate) requests; the next one is free in \(WaitText.duration(self.wait))."
        case .tokens(let rate):
            "This key may use \(rate) tokens; this request fits in \(WaitText.duration(self.wait))."
        case .concurrent(let count):
            "This key may have \(count) requests in flight and has them; wait until one of them ends."
        }
    }
}
