/// Where the body of an answer ends, and whether its connection lives on (RFC 9112, 6.3 and 9.3).
struct AnswerFraming {
    enum Body: Hashable {
        case none
        case length(Int)
        case chunked
        case untilClose
    }

    struct Fault: Error {
        var reason: String
    }

    let body: Body
    let keepsAlive: Bool

    /// To a GET or a POST; the answer to a HEAD has other rules.
    init(_ head: AnswerHead, isHTTP10: Bool) throws(Fault) {
        var length: Int?
        var isChunked = false
        var closes = isHTTP10
        for field in head.fields {
            let value = head.text[field.valueStart..<field.valueEnd]
            switch field.nameEnd - field.nameStart {
            case 10 where head.name(of: field, is: "connection"):
                if value.split(separator: 0x2c).contains(where: { Self.isToken($0, "close") }) { closes = true }
            case 14 where head.name(of: field, is: "content-length"):
                length = try Self.length(value)
            case 17 where head.name(of: field, is: "transfer-encoding"):
                guard !isChunked, !isHTTP10, Self.isToken(value, "chunked") else {
                    throw Fault(reason: "it has a transfer coding that was not asked for")
                }
                isChunked = true
            default:
                break
            }
        }
        // Both together is how answers are smuggled: the chunks count, and nothing after them is trusted.
        if isChunked, length != nil { closes = true }

        if head.status == 204 || head.status == 304 {
            self.body = .none
        } else if isChunked {
            self.body = .chunked
        } else if let length {
            self.body = .length(length)
        } else {
            self.body = .untilClose
            closes = true
        }
        self.keepsAlive = !closes
    }

    private static func length(_ digits: ArraySlice<UInt8>) throws(Fault) -> Int {
        guard (1...18).contains(digits.count), digits.allSatisfy(\.isASCIIDigit) else {
            throw Fault(reason: "its length is not a number")
        }
        return digits.reduce(0) { $0 &* 10 &+ Int($1 - 0x30) }
    }

    private static func isToken(_ text: ArraySlice<UInt8>, _ lowercase: StaticString) -> Bool {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text.equalsLowercase(lowercase)
    }
}

extension AnswerHead {
    fileprivate func name(of field: Field, is lowercase: StaticString) -> Bool {
        self.text[field.nameStart..<field.nameEnd].equalsLowercase(lowercase)
    }
}

extension Collection<UInt8> {
    /// Compares with a lowercase literal, ASCII letters in any case.
    func equalsLowercase(_ literal: StaticString) -> Bool {
        guard self.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { wanted in
            zip(self, wanted).allSatisfy { $0 == $1 || ($0.isASCIILetter && $0 | 0x20 == $1) }
        }
    }
}
