/// Reads an answer's head from the lines that libcurl hands over, interim answers and trailers included.
///
/// It decides and does no I/O. libcurl has its own, larger limits; this one is ours, over everything that is not body: an
/// upstream that sends interim answers or trailers without end runs into it too.
struct HeadReader {
    enum Outcome {
        case more
        case head(AnswerHead)
        case tooLarge
        case bad(String)
    }

    private enum State {
        case statusLine
        case fields(status: Int)
        case trailers
    }

    static let bytesMax = 64 << 10

    private var state = State.statusLine
    private var bytesSeen = 0
    private(set) var isHTTP2 = false
    private var text: [UInt8] = []
    private var fields: [AnswerHead.Field] = []
    private var contentLength: Range<Int>?

    var expectsStatusLine: Bool {
        if case .statusLine = self.state { true } else { false }
    }

    /// Takes one line with its line end.
    mutating func read(_ line: UnsafeRawBufferPointer) -> Outcome {
        self.bytesSeen &+= line.count
        guard self.bytesSeen <= Self.bytesMax else { return .tooLarge }
        let content = Self.withoutLineEnd(line)
        switch self.state {
        case .statusLine:
            return self.readStatus(content)
        case .fields(let status):
            return content.isEmpty ? self.endHead(status) : self.readField(content)
        case .trailers:
            return .more
        }
    }

    private mutating func readStatus(_ line: UnsafeRawBufferPointer) -> Outcome {
        guard line.count >= 5, line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: 0x20) else {
            return .bad("its status line is not HTTP")
        }
        let digits = line[(space + 1)...].prefix(3)
        let behind = space + 4
        guard digits.count == 3, digits.allSatisfy(\.isASCIIDigit), behind >= line.count || line[behind] == 0x20 else {
            return .bad("its status is not a number of three digits")
        }
        let status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (100...599).contains(status) else { return .bad("its status is outside 100 to 599") }
        self.isHTTP2 = line[5] == 0x32
        self.state = .fields(status: status)
        // Enough for most, so that they grow no further.
        self.text.reserveCapacity(512)
        self.fields.reserveCapacity(16)
        return .more
    }

    private mutating func readField(_ line: UnsafeRawBufferPointer) -> Outcome {
        guard let colon = line.firstIndex(of: 0x3a), colon > 0, line[..<colon].allSatisfy(\.isTokenCharacter) else {
            return .bad("a field of its head has no proper name")
        }
        var valueStart = colon + 1
        var valueEnd = line.count
        while valueStart < valueEnd, line[valueStart].isBlank { valueStart += 1 }
        while valueEnd > valueStart, line[valueEnd - 1].isBlank { valueEnd -= 1 }
        let value = line[valueStart..<valueEnd]
        guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
            return .bad("a field of its head holds a control character")
        }

        let nameStart = self.text.count
        self.text.append(contentsOf: line[..<colon])
        let nameEnd = self.text.count
        self.text.append(contentsOf: value)
        let field = AnswerHead.Field(
            nameStart: nameStart,
            nameEnd: nameEnd,
            valueStart: nameEnd,
            valueEnd: self.text.count
        )
        self.fields.append(field)
        return self.checkFraming(field)
    }

    /// Two lengths that differ, or a coding that nobody asked for, mean that the body cannot be trusted.
    private mutating func checkFraming(_ field: AnswerHead.Field) -> Outcome {
        let value = field.valueStart..<field.valueEnd
        switch field.nameEnd - field.nameStart {
        case 14 where self.isName(field, "content-length"):
            if let earlier = self.contentLength, !self.text[earlier].elementsEqual(self.text[value]) {
                return .bad("it states two lengths")
            }
            self.contentLength = value
        case 16 where self.isName(field, "content-encoding"):
            if !value.isEmpty, !self.matches(value, "identity") {
                return .bad("it is compressed, which was not asked for")
            }
        default:
            break
        }
        return .more
    }

    private mutating func endHead(_ status: Int) -> Outcome {
        guard status >= 200 else {
            guard status != 101 else { return .bad("it switches protocols, which was not asked for") }
            self.state = .statusLine
            self.text.removeAll(keepingCapacity: true)
            self.fields.removeAll(keepingCapacity: true)
            self.contentLength = nil
            return .more
        }
        self.state = .trailers
        let head = AnswerHead(status: status, isHTTP2: self.isHTTP2, text: self.text, fields: self.fields)
        self.text = []
        self.fields = []
        return .head(head)
    }

    private func isName(_ field: AnswerHead.Field, _ name: StaticString) -> Bool {
        self.matches(field.nameStart..<field.nameEnd, name)
    }

    /// Compares with a lowercase literal, ASCII letters in any case.
    private func matches(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { wanted in
            zip(self.text[range], wanted).allSatisfy { $0 == $1 || ($0.isASCIILetter && $0 | 0x20 == $1) }
        }
    }

    private static func withoutLineEnd(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var end = line.count
        if end > 0, line[end - 1] == 0x0a { end -= 1 }
        if end > 0, line[end - 1] == 0x0d { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[..<end])
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool {
        self == 0x20 || self == 0x09
    }
}
