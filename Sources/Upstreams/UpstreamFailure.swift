/// Why a call brought no complete answer.
package struct UpstreamFailure: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The upstream's name has no address.
        case resolve
        /// No connection could be made.
        case connect
        /// The peer's certificate or its handshake was refused.
        case tls
        /// The connection broke while the request was being sent.
        case sendFailed
        /// The connection ended before the head of an answer had come.
        case reset
        /// The connection ended in the middle of an answer.
        case cut
        case timeout(Deadline)
        /// The answer's head or body passed its limit.
        case tooLarge
        /// What came is not an answer that HTTP or this gateway knows.
        case badAnswer
        /// The request cannot be made at all: an address or a header that does not hold.
        case unusable
        /// The transport was shut down.
        case closed
    }

    package enum Deadline: String, Sendable, Hashable {
        case connect
        case firstByte
        case idle
        case total
    }

    package var kind: Kind
    /// What happened, in our words and libcurl's. Never a key, nor a text that the upstream sent.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Whether another attempt may help, as long as nothing of an answer has reached the client; that is for the caller
    /// to know. A request that was sent and not answered may have been carried out: providers count it, and the product
    /// says to try again all the same.
    package var isRetryable: Bool {
        switch self.kind {
        case .resolve, .connect, .sendFailed, .reset, .cut: true
        case .timeout(.connect), .timeout(.firstByte), .timeout(.idle): true
        case .timeout(.total), .tls, .tooLarge, .badAnswer, .unusable, .closed: false
        }
    }
}
