import Exchange
internal import NIOHTTP1

/// What the gateway needs of a request's head, read in one pass over its fields.
///
/// NIO's decoder has refused what is not HTTP; what it leaves to its user is decided here: one well-formed `Host`, one way
/// of telling the body's length, one credential. Everything else in a head is ignored and goes no further.
struct HeadFacts {
    /// `Host`, as sent. Empty on HTTP/1.0 without one.
    var host = ""
    /// `Content-Length`, or nil where there is none.
    var contentLength: Int?
    /// The body comes in chunks.
    var isChunked = false
    /// The caller's key, from whichever field its SDK uses.
    var credential = ""
    /// `x-gatehouse-key`: the caller's key where the usual fields carry the caller's own provider key.
    var gatehouseKey = ""
    var origin: String?
    var contentType: String?
    var contentEncoding: String?
    var expectsContinue = false
    /// `Connection: close`, HTTP/1.0, or an upgrade (after which NIO's decoder reads no further).
    var closes = false
    var cacheControl: String?
    var cacheTTL: String?
    var cacheNamespace: String?
    var metadata: String?
    var clientRequestID: String?
    var traceParent: String?
    var anthropicVersion: String?
    var anthropicBeta: String?

    /// Bytes of a body follow.
    var announcesBody: Bool { self.isChunked || (self.contentLength ?? 0) > 0 }

    /// A head that told nothing.
    init() {}

    /// - Throws: what makes the head unusable; the connection is closed behind the answer.
    init(_ head: HTTPRequestHead) throws(HeadFault) {
        var hosts = 0
        var lengths = 0
        var transferEncodings = 0
        var authorizations = 0
        var expectation: String?

        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where name.isField("host"):
                hosts += 1
                self.host = value
            case 6:
                if name.isField("origin") {
                    self.origin = value
                } else if name.isField("expect") {
                    expectation = value
                }
            case 7:
                if name.isField("api-key") {
                    self.credential = Self.merge(self.credential, value)
                } else if name.isField("upgrade") {
                    self.closes = true
                }
            case 9 where name.isField("x-api-key"):
                self.credential = Self.merge(self.credential, value)
            case 10 where name.isField("connection"):
                if Self.listHolds(value, "close") || Self.listHolds(value, "upgrade") { self.closes = true }
            case 11 where name.isField("traceparent"):
                self.traceParent = value
            case 12:
                if name.isField("content-type") {
                    self.contentType = value
                } else if name.isField("x-request-id") {
                    self.clientRequestID = value
                }
            case 13:
                if name.isField("authorization") {
                    authorizations += 1
                    self.credential = Self.merge(self.credential, Self.bearer(value))
                } else if name.isField("cache-control") {
                    self.cacheControl = self.cacheControl.map { $0 + "," + value } ?? value
                }
            case 14:
                if name.isField("content-length") {
                    lengths += 1
                    guard let length = Self.length(value), self.contentLength == nil || self.contentLength == length
                    else {
                        throw HeadFault(400, .invalidRequest, "Content-Length must be one decimal number.")
                    }
                    self.contentLength = length
                } else if name.isField("anthropic-beta") {
                    self.anthropicBeta = self.anthropicBeta.map { $0 + "," + value } ?? value
                } else if name.isField("x-goog-api-key") {
                    self.credential = Self.merge(self.credential, value)
                }
            case 15 where name.isField("x-gatehouse-key"):
                self.gatehouseKey = Self.merge(self.gatehouseKey, value)
            case 16 where name.isField("content-encoding"):
                self.contentEncoding = value
            case 17:
                if name.isField("transfer-encoding") {
                    transferEncodings += 1
                    guard value.isField("chunked") else {
                        throw HeadFault(
                            400,
                            .invalidRequest,
                            "The only transfer encoding understood here is `chunked`."
                        )
                    }
                    self.isChunked = true
                } else if name.isField("anthropic-version") {
                    self.anthropicVersion = value
                }
            case 20 where name.isField("x-gatehouse-metadata"):
                self.metadata = value
            case 21 where name.isField("x-gatehouse-cache-ttl"):
                self.cacheTTL = value
            case 27 where name.isField("x-gatehouse-cache-namespace"):
                self.cacheNamespace = value
            default:
                break
            }
            if name.prefixIsField("x-gatehouse-"), !Self.isKnown(name) {
                throw HeadFault(
                    400,
                    .invalidRequest,
                    "There is no such x-gatehouse- header; there are x-gatehouse-key, -metadata, -cache-ttl and -cache-namespace."
                )
            }
        }

        // NIO's decoder repairs bytes that are not UTF-8, so that a request line may hold U+FFFD but never a bare byte.
        guard head.uri.utf8.count <= Self.requestLineBytesMax else {
            throw HeadFault(414, .uriTooLong, "The request line is longer than 8 KB; send long input in the body.")
        }
        if lengths > 1 {
            throw HeadFault(400, .invalidRequest, "Content-Length was sent more than once.")
        }
        if transferEncodings > 1 || (self.isChunked && lengths > 0) {
            throw HeadFault(400, .invalidRequest, "Send either Content-Length or Transfer-Encoding: chunked, once.")
        }
        if head.version == .http1_0 {
            self.closes = true
            if self.isChunked {
                throw HeadFault(400, .invalidRequest, "Transfer-Encoding is not part of HTTP/1.0.")
            }
        } else if head.version != .http1_1 {
            throw HeadFault(505, .httpVersionNotSupported, "This listener speaks HTTP/1.1; use that version.")
        }
        if hosts > 1 || (hosts == 0 && head.version == .http1_1) || (hosts == 1 && !Self.isHost(self.host)) {
            throw HeadFault(400, .invalidRequest, "Send exactly one well-formed Host header.")
        }
        if authorizations > 1 {
            self.credential = Self.ambiguous
        }
        if let expectation {
            guard expectation.isField("100-continue") else {
                throw HeadFault(417, .expectationFailed, "The only expectation understood here is `100-continue`.")
            }
            self.expectsContinue = head.version == .http1_1
        }
        if let id = self.clientRequestID, !Self.isEchoable(id) {
            self.clientRequestID = nil
        }
    }

    /// Two different credentials in one head: no key has a control character, so nothing is ever equal to it.
    private static let ambiguous = "\u{1}"
    static let requestLineBytesMax = 8 << 10

    private static func isKnown(_ name: String) -> Bool {
        name.isField("x-gatehouse-key") || name.isField("x-gatehouse-metadata")
            || name.isField("x-gatehouse-cache-ttl") || name.isField("x-gatehouse-cache-namespace")
    }

    private static func merge(_ present: String, _ new: String) -> String {
        if new.isEmpty || new == present { return present }
        return present.isEmpty ? new : Self.ambiguous
    }

    /// The token of `Authorization: Bearer TOKEN` (RFC 6750, 2.1); empty for any other scheme.
    private static func bearer(_ value: String) -> String {
        let text = value.utf8
        guard text.count > 7, value.prefixIsField("bearer ") else { return "" }
        let token = value.dropFirst(7)
        return token.utf8.first == 0x20 ? String(token.drop(while: { $0 == " " })) : String(token)
    }

    /// A decimal number with nothing around it, of at most 18 digits.
    private static func length(_ value: String) -> Int? {
        var result = 0
        var digits = 0
        for byte in value.utf8 {
            guard byte >= 0x30, byte <= 0x39, digits < 18 else { return nil }
            result = result * 10 + Int(byte - 0x30)
            digits += 1
        }
        return digits > 0 ? result : nil
    }

    /// Whether a comma-separated list holds `token`, in any case.
    private static func listHolds(_ list: String, _ token: StaticString) -> Bool {
        if list.isField(token) { return true }
        guard list.utf8.contains(0x2C) else { return false }
        return list.split(separator: ",").contains { part in
            String(part.drop(while: { $0 == " " || $0 == "\t" }).trimmingSuffix()).isField(token)
        }
    }

    /// A host and an optional port (RFC 9110, 7.2), from the characters that a name or an address may hold.
    private static func isHost(_ host: String) -> Bool {
        let bytes = host.utf8
        guard !bytes.isEmpty, bytes.count <= 255 else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F, 0x7E: true
            default: false
            }
        }
    }

    /// At most 128 visible ASCII characters.
    private static func isEchoable(_ text: String) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= 128 && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

/// A head that cannot be served, and the status that says why.
struct HeadFault: Error {
    var status: Int
    var refusal: Refusal

    init(_ status: Int, _ code: Refusal.Code, _ message: String) {
        self.status = status
        self.refusal = Refusal(code, message)
    }
}

extension String {
    /// Whether the text is `name`, in any case. `name` is ASCII in lower case.
    func isField(_ name: StaticString) -> Bool {
        self.utf8.count == name.utf8CodeUnitCount && self.prefixIsField(name)
    }

    /// Whether the text begins with `name`, in any case. `name` is ASCII in lower case.
    func prefixIsField(_ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        guard self.utf8.count >= count else { return false }
        let expected = UnsafeBufferPointer(start: name.utf8Start, count: count)
        return self.utf8.withContiguousStorageIfAvailable { bytes in
            for index in 0..<count {
                let byte = bytes[index]
                let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
                if lower != expected[index] { return false }
            }
            return true
        } ?? false
    }
}

extension Substring {
    fileprivate func trimmingSuffix() -> Substring {
        var rest = self
        while let last = rest.utf8.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        return rest
    }
}
