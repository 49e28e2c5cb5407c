import CCurl

/// Why a transfer brought no complete answer.
package struct TransferFailure: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case resolve
        case connect
        case tls
        case sendFailed
        /// Ended before the head of an answer was complete.
        case reset
        /// Ended in the middle of an answer.
        case cut
        case timeout(TransferDeadlines.Deadline)
        case tooLarge
        case badAnswer
        /// The request itself cannot be sent: an address, a method or a header that does not hold, or no memory.
        case unusable
        case closed
    }

    package var kind: Kind
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension TransferFailure {
    /// How far a transfer had come when libcurl gave it up.
    struct Progress {
        var requestWasSent: Bool
        var headIsComplete: Bool
    }

    /// Sorts libcurl's codes into kinds.
    ///
    /// libcurl's detailed text is kept for what fails before the peer has said anything. Afterwards only the fixed text of
    /// the code is used, because the detail may quote the peer.
    init(_ code: CURLcode, after progress: Progress, detail: String) {
        let fixed = CurlLibrary.text(of: code)
        let told = detail.isEmpty ? fixed : detail
        let broken: Kind = progress.headIsComplete ? .cut : .reset
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self.init(.resolve, "the name of the upstream could not be resolved: \(told)")
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            self.init(.connect, "the upstream could not be reached: \(told)")
        case CURLE_OPERATION_TIMEDOUT:
            // The only deadline that libcurl itself is told is that of the connection.
            self.init(.timeout(.connect), "the upstream accepted no connection in time")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_USE_SSL_FAILED:
            self.init(.tls, "TLS with the upstream failed: \(told)")
        case CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND:
            self.init(.sendFailed, "the request could not be sent: \(fixed)")
        case CURLE_GOT_NOTHING:
            self.init(.reset, "the upstream closed the connection without an answer")
        case CURLE_PARTIAL_FILE:
            self.init(.cut, "the upstream's answer ended too early")
        case CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            self.init(
                broken,
                progress.headIsComplete
                    ? "the connection broke in the middle of the answer: \(fixed)"
                    : "the connection broke before an answer came: \(fixed)"
            )
        case CURLE_UNSUPPORTED_PROTOCOL where !progress.requestWasSent:
            self.init(.unusable, "the upstream's address has a scheme that is not allowed")
        case CURLE_URL_MALFORMAT:
            self.init(.unusable, "the upstream's address cannot be read")
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION,
            CURLE_NOT_BUILT_IN:
            self.init(.unusable, "the request could not be made: \(fixed)")
        default:
            self.init(.badAnswer, "the upstream's answer cannot be read: \(fixed)")
        }
    }
}
