import CCurl

/// What belongs to libcurl as a whole.
package enum CurlLibrary {
    /// The version at run time, `7.88.1`.
    package static var version: String {
        let age = CURLversion(UInt32(CURLVERSION_LAST.rawValue) - 1)
        guard let info = curl_version_info(age), let text = info.pointee.version else { return "unknown" }
        return String(cString: text)
    }

    /// Whether `curl_global_init` succeeded. Swift runs this once, before the first handle is made.
    static let isReady: Bool = curl_global_init(CLong(CURL_GLOBAL_ALL)) == CURLE_OK

    /// The library's own words for a code; they never hold anything of a request or of an answer.
    static func text(of code: CURLcode) -> String {
        guard let text = curl_easy_strerror(code) else { return "error \(code.rawValue)" }
        return String(cString: text)
    }
}
