package import Exchange

/// What the log tells of one request: who, what, how it ended and how long it took. Never a text of the request or of the
/// answer, and never a key: only the key's id.
package struct RequestRecord: Sendable {
    package var id: RequestID
    /// When it came, milliseconds since 1970.
    package var time: UInt64
    package var clientRequestID: String?
    package var trace: TraceParent?
    package var keyID: String?
    package var keyName: String?
    package var team: String?
    package var method: String = ""
    package var route: RouteLabel = .other
    /// As the client asked for it.
    package var model: String?
    /// What answered, `provider/model`.
    package var target: String?
    package var status: Int = 0
    /// Why it was refused.
    package var code: Refusal.Code?
    package var isStream = false
    /// `nil` on a route that has no cache.
    package var cache: CacheOutcome?
    /// `NAME@REVISION`.
    package var policy: String?
    /// The strongest thing that the policy did.
    package var action: Finding.Action?
    /// The strongest thing that the policy, or a rule of it, in shadow mode would have done.
    package var wouldAction: Finding.Action?
    /// The rules that found something, each once.
    package var rules: [String] = []
    package var findings: Int = 0
    /// The first of the findings, one by one.
    package var found: [Finding] = []
    package var usage: TokenUsage?
    package var bytesIn: Int = 0
    package var bytesOut: Int = 0
    /// How many calls to upstreams it took.
    package var attempts: Int = 0
    package var stages = StageDurations()
    /// Nanoseconds from the request's last byte to the answer's first.
    package var firstByte: UInt64?
    /// Nanoseconds in all.
    package var total: UInt64 = 0
    /// A JSON object that has been checked to be one; it is copied into the line.
    package var metadata: [UInt8]?

    package init(id: RequestID, time: UInt64) {
        self.id = id
        self.time = time
    }
}

/// The route of a request, as the metrics and the log name it.
package enum RouteLabel: UInt8, Sendable, Hashable, CaseIterable {
    case chatCompletions
    case messages
    case embeddings
    case models
    case provider
    case health
    /// Everything that is no route.
    case other

    package var name: StaticString {
        switch self {
        case .chatCompletions: "chat_completions"
        case .messages: "messages"
        case .embeddings: "embeddings"
        case .models: "models"
        case .provider: "provider"
        case .health: "health"
        case .other: "other"
        }
    }
}

/// What the cache did for a request, in the words of `Cache-Status`.
package enum CacheOutcome: UInt8, Sendable, Hashable, CaseIterable {
    case hit
    case miss
    /// A miss that waited for the same request of somebody else.
    case collapsed
    /// The client refused reuse.
    case request
    case stale
    /// Not a request that may be cached.
    case bypass

    package var name: StaticString {
        switch self {
        case .hit: "hit"
        case .miss: "miss"
        case .collapsed: "collapsed"
        case .request: "request"
        case .stale: "stale"
        case .bypass: "bypass"
        }
    }
}
