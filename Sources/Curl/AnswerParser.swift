import Glibc

/// Reads one HTTP/1.1 answer from bytes as they come over a connection: a pure state machine that does no I/O.
///
/// The bytes of the body are named by where they stand in what was given, and so are copied nowhere. Of the rest only the
/// beginning of a line that is not yet complete is kept, which is bounded.
struct AnswerParser {
    enum Step {
        /// All that was given is read.
        case more
        case head(AnswerHead)
        /// A part of the body stands here in what was given.
        case body(Range<Int>)
        case end
        case fault(Fault)
    }

    enum Fault: Hashable {
        case headTooLarge
        case badHead(String)
        case badChunks
    }

    /// What it means that nothing more comes.
    enum Ending {
        case complete
        case withoutHead
        case cut
    }

    private enum State {
        case head
        case length(left: Int)
        case chunkSize
        case chunk(left: Int)
        case chunkEnd
        case trailers
        case untilClose
        case end
        case broken(Fault)
    }

    /// With extensions, of which nobody needs any.
    private static let chunkLineMax = 1024

    private var state = State.head
    private var reader = HeadReader()
    /// The beginning of a line whose end has not come.
    private var line: [UInt8] = []
    private var isHTTP10 = false
    /// Whether the peer has said anything at all.
    private(set) var hasBegun = false
    /// Whether the connection may serve another request after the end.
    private(set) var keepsAlive = false

    /// Makes ready for the next answer, in the same memory.
    mutating func restart() {
        self.state = .head
        self.reader = HeadReader()
        self.line.removeAll(keepingCapacity: self.line.capacity <= 4096)
        self.hasBegun = false
        self.keepsAlive = false
    }

    /// Reads on from `offset` to the next thing that is worth telling.
    mutating func step(_ bytes: UnsafeRawBufferPointer, at offset: inout Int) -> Step {
        while true {
            switch self.state {
            case .head, .chunkSize, .chunkEnd, .trailers:
                if let step = self.readLine(bytes, at: &offset) { return step }
            case .length(let left):
                guard let piece = Self.take(left, of: bytes, at: &offset) else { return .more }
                self.state = piece.count == left ? .end : .length(left: left - piece.count)
                return .body(piece)
            case .chunk(let left):
                guard let piece = Self.take(left, of: bytes, at: &offset) else { return .more }
                self.state = piece.count == left ? .chunkEnd : .chunk(left: left - piece.count)
                return .body(piece)
            case .untilClose:
                guard let piece = Self.take(.max, of: bytes, at: &offset) else { return .more }
                return .body(piece)
            case .end:
                return .end
            case .broken(let fault):
                return .fault(fault)
            }
        }
    }

    /// The peer has closed the connection in good order.
    var ending: Ending {
        switch self.state {
        case .end, .untilClose: .complete
        case .head: .withoutHead
        case .length, .chunkSize, .chunk, .chunkEnd, .trailers, .broken: .cut
        }
    }

    private static func take(_ count: Int, of bytes: UnsafeRawBufferPointer, at offset: inout Int) -> Range<Int>? {
        guard offset < bytes.count else { return nil }
        let start = offset
        offset += min(count, bytes.count - offset)
        return start..<offset
    }

    // MARK: - Lines

    /// Takes a line if its end is there; nil when there is nothing to tell of it.
    private mutating func readLine(_ bytes: UnsafeRawBufferPointer, at offset: inout Int) -> Step? {
        guard offset < bytes.count else { return .more }
        self.hasBegun = true
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        guard let start = rest.baseAddress, let found = memchr(start, 0x0a, rest.count) else {
            offset = bytes.count
            return self.keep(rest)
        }
        let piece = UnsafeRawBufferPointer(rebasing: rest[...(UnsafeRawPointer(found) - start)])
        offset += piece.count
        guard !self.line.isEmpty else { return self.read(piece) }
        if case .fault(let fault) = self.keep(piece) { return .fault(fault) }
        var whole: [UInt8] = []
        swap(&whole, &self.line)
        let step = whole.withUnsafeBytes { self.read($0) }
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &self.line)
        return step
    }

    /// Keeps the beginning of a line, unless it can already be seen that it is none.
    private mutating func keep(_ piece: UnsafeRawBufferPointer) -> Step {
        let (bytesMax, fault): (Int, Fault) =
            switch self.state {
            case .chunkSize: (Self.chunkLineMax, .badChunks)
            case .chunkEnd: (2, .badChunks)
            default: (HeadReader.bytesMax, .headTooLarge)
            }
        guard piece.count <= bytesMax - self.line.count else { return self.give(up: fault) }
        self.line.append(contentsOf: piece)
        if case .head = self.state, self.reader.expectsStatusLine, !Self.mayBeStatusLine(self.line) {
            return self.give(up: .badHead("its status line is not HTTP/1.1"))
        }
        return .more
    }

    private mutating func read(_ line: UnsafeRawBufferPointer) -> Step? {
        switch self.state {
        case .head:
            return self.readHeadLine(line)
        case .chunkSize:
            guard let size = Self.chunkSize(line) else { return self.give(up: .badChunks) }
            self.state = size == 0 ? .trailers : .chunk(left: size)
        case .chunkEnd:
            guard line.count == 2, line[0] == 0x0d else { return self.give(up: .badChunks) }
            self.state = .chunkSize
        case .trailers:
            // Their bytes are counted as the head's are; what they say is nobody's business.
            if case .tooLarge = self.reader.read(line) { return self.give(up: .headTooLarge) }
            if line.count == 2, line[0] == 0x0d { self.state = .end }
        case .length, .chunk, .untilClose, .end, .broken:
            break
        }
        return nil
    }

    private mutating func readHeadLine(_ line: UnsafeRawBufferPointer) -> Step? {
        if self.reader.expectsStatusLine {
            guard line.count >= 9, Self.mayBeStatusLine(line), line[8] == 0x20 else {
                return self.give(up: .badHead("its status line is not HTTP/1.1"))
            }
            self.isHTTP10 = line[7] == 0x30
        }
        switch self.reader.read(line) {
        case .more:
            return nil
        case .tooLarge:
            return self.give(up: .headTooLarge)
        case .bad(let reason):
            return self.give(up: .badHead(reason))
        case .head(let head):
            return self.beginBody(head)
        }
    }

    private mutating func beginBody(_ head: AnswerHead) -> Step {
        do throws(AnswerFraming.Fault) {
            let framing = try AnswerFraming(head, isHTTP10: self.isHTTP10)
            self.keepsAlive = framing.keepsAlive
            self.state =
                switch framing.body {
                case .none, .length(0): .end
                case .length(let count): .length(left: count)
                case .chunked: .chunkSize
                case .untilClose: .untilClose
                }
            return .head(head)
        } catch {
            return self.give(up: .badHead(error.reason))
        }
    }

    private mutating func give(up fault: Fault) -> Step {
        self.state = .broken(fault)
        return .fault(fault)
    }

    // MARK: - Text

    /// Whether a line begins like `HTTP/1.1`, as far as it has come.
    private static func mayBeStatusLine(_ line: some Collection<UInt8>) -> Bool {
        zip(line, "HTTP/1.".utf8).allSatisfy { $0 == $1 }
            && line.dropFirst(7).prefix(1).allSatisfy { $0 == 0x30 || $0 == 0x31 }
    }

    /// Hexadecimal digits, then nothing or an extension without control characters, then CRLF.
    private static func chunkSize(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.count <= Self.chunkLineMax, line.count >= 3, line[line.count - 2] == 0x0d else { return nil }
        let content = line.dropLast(2)
        var size = 0
        var digits = 0
        for byte in content {
            guard let digit = byte.hexadecimalDigit else { break }
            digits += 1
            // 15 digits fit.
            guard digits <= 15 else { return nil }
            size = size << 4 | digit
        }
        guard digits > 0 else { return nil }
        let extensions = content.dropFirst(digits).drop { $0 == 0x20 || $0 == 0x09 }
        guard extensions.isEmpty || extensions.first == 0x3b else { return nil }
        guard extensions.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else { return nil }
        return size
    }
}

extension UInt8 {
    fileprivate var hexadecimalDigit: Int? {
        switch self {
        case 0x30...0x39: Int(self) - 0x30
        case 0x41...0x46: Int(self) - 0x41 + 10
        case 0x61...0x66: Int(self) - 0x61 + 10
        default: nil
        }
    }
}
