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
    /// Milliseconds since 1970; from then on it is not served.
    package var expiresAt: UInt64
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
        upstreamModel: String = ""
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
    }
}

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
    package var isChangedByPolicy: Bool
    package var usage: TokenUsage?
    package var bodyHasUsage: Bool
    package var policy: UnsafeRawBufferPointer
    package var target: UnsafeRawBufferPointer
    package var upstreamModel: UnsafeRawBufferPointer
    package var body: UnsafeRawBufferPointer

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
            upstreamModel: String(decoding: self.upstreamModel, as: UTF8.self)
        )
    }
}
