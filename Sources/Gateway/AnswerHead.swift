import Exchange

/// The status and the fields of an answer, written as they go out.
///
/// The fields are one run of `name: value` lines: HTTP/1 copies them behind its status line, and a framing that wants
/// pairs can split them again. Values come from the gateway or have been checked; a line end in one is replaced, so
/// that no value can begin a field of its own.
struct AnswerHead {
    var status: Int
    private(set) var lines: [UInt8] = []

    /// - Parameter space: an array whose storage is used again, as the loop keeps one.
    init(status: Int, using space: consuming [UInt8] = []) {
        self.status = status
        // Swapped, not assigned: a second holder would make the next line copy what it is to save.
        swap(&self.lines, &space)
        self.lines.removeAll(keepingCapacity: true)
    }

    /// The storage, to be used again.
    consuming func takeSpace() -> [UInt8] {
        self.lines
    }

    mutating func add(_ name: StaticString, _ value: StaticString) {
        self.begin(name)
        self.append(value)
        self.end()
    }

    mutating func add(_ name: StaticString, _ value: String) {
        self.begin(name)
        self.append(value)
        self.end()
    }

    mutating func add(_ name: StaticString, _ value: UInt64) {
        self.begin(name)
        self.lines.append(decimal: value)
        self.end()
    }

    /// A field whose value `write` appends.
    mutating func add(_ name: StaticString, writing write: (inout [UInt8]) -> Void) {
        self.begin(name)
        write(&self.lines)
        self.end()
    }

    /// Whole lines that `write` appends, each with its line end.
    mutating func addLines(_ write: (inout [UInt8]) -> Void) {
        write(&self.lines)
    }

    private mutating func begin(_ name: StaticString) {
        self.append(name)
        self.lines.append(0x3A)
        self.lines.append(0x20)
    }

    private mutating func end() {
        self.lines.append(0x0D)
        self.lines.append(0x0A)
    }

    private mutating func append(_ text: StaticString) {
        self.lines.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: String) {
        for byte in text.utf8 {
            self.lines.append(byte == 0x0D || byte == 0x0A || byte == 0 ? 0x20 : byte)
        }
    }
}

/// The reason phrases of the statuses that the gateway sends (RFC 9110, 15).
enum StatusLine {
    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 400..<500: "Client Error"
        case 500...: "Server Error"
        default: "OK"
        }
    }
}
