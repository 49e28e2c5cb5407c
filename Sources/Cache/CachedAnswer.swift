package import Exchange

/// What is known about a complete answer, apart from its body.
package struct CachedAnswer: Sendable, Hashable {
    /// The raw values lie on disks: never reuse one.
    package enum Form: UInt8, Sendable, Hashable {
        /// One JSON text.
        case whole = 1
        /// The surface's own events, as they came.
        case stream = 2
        /// The fingerprint under which the answer to the same question in other words lies.
        case alias = 3
    }

    /// The raw values lie on disks: never reuse one.
    package enum ContentType: UInt8, Sendable, Hashable {
        case json = 1
        case eventStream = 2

        package var header: StaticString {
            switch self {
            case .json: "application/json"
            case .eventStream: "text/event-stream; charset=utf-8"
            }
        }
    }

    package var form: Form
    package var status: UInt16
    package var contentType: ContentType
    package var endpoint: Endpoint
    package var dialect: Dialect
    /// Milliseconds since 1970.
    package var storedAt: UInt64
    /// Milliseconds since 1970; from then on it is not fresh.
    package var expiresAt: UInt64
    /// Milliseconds since 1970 until which it may be served while it is asked for anew (RFC 5861, section 3).
    package var staleUntil: UInt64
    /// Milliseconds since 1970 until which it may be served in place of an error of the upstream (RFC 5861, section 4).
    package var errorStaleUntil: UInt64
    /// `NAME@REVISION` of the policy that let the answer pass.
    package var policy: String
    /// The policy changed the answer: it may be served under that revision alone.
    package var isChangedByPolicy: Bool
    /// What the provider reported, if it did.
    package var usage: TokenUsage?
    /// The body itself tells the usage. A stream that was not asked to does not.
    package var bodyHasUsage: Bool
    /// `provider/model` that answered.
    package var target: String
    /// The model that the provider named in its answer.
    package var upstreamModel: String
    /// How long the upstream took: what a hit saves.
    package var upstreamMilliseconds: UInt64
    /// What it can be purged by.
    package var labels: CacheLabels

    package init(
        form: Form,
        status: UInt16 = 200,
        contentType: ContentType,
        endpoint: Endpoint,
        dialect: Dialect,
        storedAt: UInt64,
        expiresAt: UInt64,
        policy: String,
        isChangedByPolicy: Bool = false,
        usage: TokenUsage? = nil,
        bodyHasUsage: Bool = false,
        target: String,
        upstreamModel: String = "",
        staleUntil: UInt64? = nil,
        errorStaleUntil: UInt64? = nil,
        upstreamMilliseconds: UInt64 = 0,
        labels: CacheLabels = CacheLabels()
    ) {
        self.form = form
        self.status = status
        self.contentType = contentType
        self.endpoint = endpoint
        self.dialect = dialect
        self.storedAt = storedAt
        self.expiresAt = expiresAt
        self.policy = policy
        self.isChangedByPolicy = isChangedByPolicy
        self.usage = usage
        self.bodyHasUsage = bodyHasUsage
        self.target = target
        self.upstreamModel = upstreamModel
        self.staleUntil = staleUntil ?? expiresAt
        self.errorStaleUntil = errorStaleUntil ?? expiresAt
        self.upstreamMilliseconds = upstreamMilliseconds
        self.labels = labels
    }

    /// Milliseconds since 1970; from then on it serves nobody and may be removed.
    var goneAt: UInt64 {
        max(self.expiresAt, self.staleUntil, self.errorStaleUntil)
    }
}
