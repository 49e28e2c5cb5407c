import NIOCore

/// The head of a request as bytes, in memory that the next request uses again.
struct RequestHead {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ request: TransferRequest, to target: WireTarget) throws(TransferFailure) {
        self.bytes.removeAll(keepingCapacity: true)
        self.bytes.append(contentsOf: request.method.utf8)
        self.bytes.append(contentsOf: target.requestLine)
        for (name, value) in request.headers where !value.isEmpty {
            guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else {
                throw TransferFailure(.unusable, "a header of the request has a name that HTTP does not allow")
            }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw TransferFailure(.unusable, "a header of the request holds a control character")
            }
            self.bytes.append(contentsOf: name.utf8)
            self.append(": ")
            self.bytes.append(contentsOf: value.utf8)
            self.append("\r\n")
        }
        if request.sendsBody {
            self.append("Content-Length: ")
            self.append(decimal: request.body.readableBytes)
            self.append("\r\n")
        }
        self.append("\r\n")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
    }

    private mutating func append(decimal number: Int) {
        let start = self.bytes.count
        var rest = number
        repeat {
            self.bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self.bytes[start...].reverse()
    }
}

extension TransferRequest {
    /// Whether the request is one that we can speak ourselves. Other methods have other rules for what follows them, and
    /// fields that say how a message is framed, or a connection used, are left to libcurl.
    var isPlain: Bool {
        guard self.method == "POST" || self.method == "GET" else { return false }
        return !self.headers.contains { header in
            let name = header.name.utf8
            return switch name.count {
            case 2: name.equalsLowercase("te")
            case 4: name.equalsLowercase("host")
            case 6: name.equalsLowercase("expect")
            case 7: name.equalsLowercase("upgrade") || name.equalsLowercase("trailer")
            case 10: name.equalsLowercase("connection") || name.equalsLowercase("keep-alive")
            case 14: name.equalsLowercase("content-length")
            case 17: name.equalsLowercase("transfer-encoding")
            default: false
            }
        }
    }
}
