package import NIOCore

/// What is sent to an upstream. Its address and its headers come from the configuration; `ProviderRequest` builds it.
package struct UpstreamRequest: Sendable {
    package enum Method: Sendable, Hashable {
        case get
        case post
        case other(String)

        package var name: String {
            switch self {
            case .get: "GET"
            case .post: "POST"
            case .other(let name): name
            }
        }
    }

    package var url: String
    package var method: Method
    package var headers: [(name: String, value: String)]
    package var body: ByteBuffer
    package var timeouts: UpstreamTimeouts
    /// A longer answer fails with `.tooLarge`.
    package var answerBytesMax: Int
    /// Whether HTTP/2 may be agreed upon in the TLS handshake.
    package var allowHTTP2: Bool
    /// Whether the configuration itself says `http:`. Without it only `https:` is spoken.
    package var allowPlainHTTP: Bool

    package init(
        url: String,
        method: Method = .post,
        headers: [(name: String, value: String)] = [],
        body: ByteBuffer = ByteBuffer(),
        timeouts: UpstreamTimeouts = UpstreamTimeouts(),
        answerBytesMax: Int = UpstreamRequest.defaultAnswerBytesMax,
        allowHTTP2: Bool = true,
        allowPlainHTTP: Bool = false
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.answerBytesMax = answerBytesMax
        self.allowHTTP2 = allowHTTP2
        self.allowPlainHTTP = allowPlainHTTP
    }

    /// 32 MiB.
    package static let defaultAnswerBytesMax = 32 << 20
}

/// How long a call may take, each in nanoseconds.
package struct UpstreamTimeouts: Sendable, Hashable {
    /// Name resolution, TCP and TLS together.
    package var connect: UInt64
    /// From the start of the call until the head of the final answer is complete.
    package var firstByte: UInt64
    /// Between two pieces of the body, while the call is not paused.
    package var idle: UInt64
    /// The whole call, paused or not.
    package var total: UInt64

    package init(
        connect: UInt64 = 5_000_000_000,
        firstByte: UInt64 = 120_000_000_000,
        idle: UInt64 = 60_000_000_000,
        total: UInt64 = 600_000_000_000
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
    }
}
