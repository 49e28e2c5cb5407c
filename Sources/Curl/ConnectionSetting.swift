import CCurl

/// How every handle connects, whichever way HTTP is then spoken.
enum ConnectionSetting {
    static func apply(to easy: UnsafeMutableRawPointer, of loop: TransferLoop) {
        loop.setSocketCallbacks(on: easy, context: Unmanaged.passUnretained(loop).toOpaque())
        gatehouse_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
        // Or giving up a transfer would wait for its name resolution, and the event loop with it.
        gatehouse_easy_set_long(easy, CURLOPT_QUICK_EXIT, 1)
        gatehouse_easy_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        // No proxy of the environment is used. With the empty strings libcurl does not look for proxy variables at each
        // request.
        gatehouse_easy_set_string(easy, CURLOPT_PROXY, "")
        gatehouse_easy_set_string(easy, CURLOPT_NOPROXY, "*")
        gatehouse_easy_set_long(easy, CURLOPT_NETRC, CLong(CURL_NETRC_IGNORED.rawValue))
        gatehouse_easy_set_long(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        gatehouse_easy_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        gatehouse_easy_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        gatehouse_easy_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        gatehouse_easy_set_long(easy, CURLOPT_SSLVERSION, CLong(CURL_SSLVERSION_TLSv1_2))
        if let file = loop.options.certificateAuthoritiesFile {
            gatehouse_easy_set_string(easy, CURLOPT_CAINFO, file)
        }
    }
}
