import CCurl

/// An easy handle that only connects: libcurl resolves the name, tries the addresses and keeps the time, then its socket is
/// taken over.
final class WireConnector {
    let easy: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    init(loop: TransferLoop) throws(TransferFailure) {
        guard let easy = curl_easy_init() else {
            throw TransferFailure(.unusable, "no memory for another connection")
        }
        self.easy = easy
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        gatehouse_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, self.errorText)
        ConnectionSetting.apply(to: easy, of: loop)
        gatehouse_easy_set_string(easy, CURLOPT_PROTOCOLS_STR, "http")
        gatehouse_easy_set_long(easy, CURLOPT_HTTP_VERSION, CLong(CURL_HTTP_VERSION_1_1))
        gatehouse_easy_set_long(easy, CURLOPT_CONNECT_ONLY, 1)
    }

    /// Only after it was taken out of the multi handle.
    deinit {
        curl_easy_cleanup(self.easy)
        self.errorText.deallocate()
    }

    func aim(at origin: WireOrigin, connectNanoseconds: UInt64) {
        self.errorText[0] = 0
        gatehouse_easy_set_string(self.easy, CURLOPT_URL, origin.url)
        let milliseconds = CLong(clamping: max(1, connectNanoseconds / 1_000_000))
        gatehouse_easy_set_long(self.easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
    }

    /// The socket of the connection that was made, which is still libcurl's.
    var socket: Int32? {
        var socket = CURL_SOCKET_BAD
        guard gatehouse_easy_get_socket(self.easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK, socket >= 0 else {
            return nil
        }
        return socket
    }

    func failure(for code: CURLcode) -> TransferFailure {
        let progress = TransferFailure.Progress(requestWasSent: false, headIsComplete: false)
        return TransferFailure(code, after: progress, detail: String(cString: self.errorText))
    }
}
