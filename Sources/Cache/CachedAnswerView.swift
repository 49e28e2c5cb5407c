package import Exchange

/// A cached answer where it lies: its texts and its body are memory of the store, valid only inside the call that hands
/// them out.
package struct CachedAnswerView {
    package var form: CachedAnswer.Form
    package var status: UInt16
    package var contentType: CachedAnswer.ContentType
    package var endpoint: Endpoint
    package var dialect: Dialect
    package var storedAt: UInt64
    package var expiresAt: UInt64
    package var staleUntil: UInt64
    package var errorStaleUntil: UInt64
    package var upstreamMilliseconds: UInt64
    /// The id of the last commit before it was stored: a purge that was committed later is meant for it.
    var birth: UInt64
    package var isChangedByPolicy: Bool
    package var usage: TokenUsage?
    package var bodyHasUsage: Bool
    package var policy: UnsafeRawBufferPointer
    package var target: UnsafeRawBufferPointer
    package var upstreamModel: UnsafeRawBufferPointer
    package var body: UnsafeRawBufferPointer
    var encodedLabels: EncodedLabels

    package var labels: CacheLabels { self.encodedLabels.decoded }

    /// It is past its freshness, and was handed out because that was allowed.
    package func isStale(at now: UInt64) -> Bool {
        self.expiresAt <= now
    }

    func mayServe(at now: UInt64, _ staleness: Staleness) -> Bool {
        switch staleness {
        case .fresh: self.expiresAt > now
        case .whileRevalidating: max(self.expiresAt, self.staleUntil) > now
        case .afterError: max(self.expiresAt, self.errorStaleUntil) > now
        }
    }

    /// The `Age` of RFC 9111, in seconds. A clock that was set back makes it zero.
    package func age(at now: UInt64) -> UInt64 {
        now > self.storedAt ? (now - self.storedAt) / 1000 : 0
    }

    /// The seconds for which it may still be served.
    package func timeToLive(at now: UInt64) -> UInt64 {
        self.expiresAt > now ? (self.expiresAt - now) / 1000 : 0
    }

    /// A copy that may be kept, without the body.
    package var copy: CachedAnswer {
        CachedAnswer(
            form: self.form,
            status: self.status,
            contentType: self.contentType,
            endpoint: self.endpoint,
            dialect: self.dialect,
            storedAt: self.storedAt,
            expiresAt: self.expiresAt,
            policy: String(decoding: self.policy, as: UTF8.self),
            isChangedByPolicy: self.isChangedByPolicy,
            usage: self.usage,
            bodyHasUsage: self.bodyHasUsage,
            target: String(decoding: self.target, as: UTF8.self),
            upstreamModel: String(decoding: self.upstreamModel, as: UTF8.self),
            staleUntil: self.staleUntil,
            errorStaleUntil: self.errorStaleUntil,
            upstreamMilliseconds: self.upstreamMilliseconds,
            labels: self.labels
        )
    }
}

/// How old an answer a lookup is content with.
package enum Staleness: Sendable {
    /// Only what has not expired.
    case fresh
    /// Also what may be served while it is asked for anew: `stale-while-revalidate`.
    case whileRevalidating
    /// Also what may be served in place of an error of the upstream: `stale-if-error`. Such a lookup follows another of
    /// the same request, so what it does not find is not counted as a miss again.
    case afterError
}
