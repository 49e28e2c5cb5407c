import CCurl

/// One server that is spoken to over plain HTTP/1.1, and the connections to it that wait for a request.
final class WireOrigin {
    let key: String
    /// What libcurl is told to connect to.
    let url: String
    /// The one that was used last stands last, and is used first.
    var idle: [WireConnection] = []

    init(key: String) {
        self.key = key
        self.url = "http://\(key)/"
    }
}

/// What a URL says, in the form in which it goes over the wire.
struct WireTarget {
    let origin: WireOrigin
    /// What follows the method: `" /path HTTP/1.1\r\nHost: name\r\n"`.
    let requestLine: [UInt8]
}

/// The targets of the URLs that were seen lately, so that a URL is parsed once and not with each request.
struct WireTargets {
    private static let targetsMax = 256

    private var targets: [String: WireTarget] = [:]
    private(set) var origins: [String: WireOrigin] = [:]
    private var last: (url: String, target: WireTarget)?

    /// Nil when the URL is not one of plain HTTP that can be spoken to without libcurl's help.
    mutating func target(of url: String) -> WireTarget? {
        if let last = self.last, last.url == url { return last.target }
        guard url.utf8.starts(with: "http://".utf8) else { return nil }
        guard let target = self.targets[url] ?? self.read(url) else { return nil }
        self.last = (url, target)
        return target
    }

    private mutating func read(_ url: String) -> WireTarget? {
        guard let parts = URLParts(url) else { return nil }
        if self.targets.count >= Self.targetsMax {
            self.targets.removeAll(keepingCapacity: true)
            self.origins = self.origins.filter { !$0.value.idle.isEmpty }
        }
        let key = "\(parts.host):\(parts.port)"
        let origin = self.origins[key] ?? WireOrigin(key: key)
        self.origins[key] = origin
        let host = parts.port == "80" ? parts.host : key
        let target = WireTarget(
            origin: origin,
            requestLine: Array(" \(parts.target) HTTP/1.1\r\nHost: \(host)\r\n".utf8)
        )
        self.targets[url] = target
        return target
    }
}

/// The parts of a URL as libcurl reads them, so that both ways of speaking agree on what a URL means.
private struct URLParts {
    var host: String
    var port: String
    var target: String

    init?(_ text: String) {
        guard let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)
        guard curl_url_set(url, CURLUPART_URL, text, flags) == CURLUE_OK else { return nil }
        guard Self.part(CURLUPART_SCHEME, of: url) == "http", Self.part(CURLUPART_ZONEID, of: url) == nil,
            let host = Self.part(CURLUPART_HOST, of: url), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: url, UInt32(CURLU_DEFAULT_PORT)),
            let path = Self.part(CURLUPART_PATH, of: url)
        else { return nil }
        let query = Self.part(CURLUPART_QUERY, of: url).map { "?\($0)" } ?? ""
        self.host = host
        self.port = port
        self.target = path + query
        // Names and paths beyond ASCII need conversions that are libcurl's.
        guard (self.host + self.target).utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
