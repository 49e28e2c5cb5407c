/// One scan: the position in the bytes and the nodes so far.
///
/// Strings are read eight bytes a step (SWAR): a word is searched at once for a quote, a backslash, a control character or
/// a byte above ASCII. There is no recursion and no stack: an open container's `next` holds the index of its parent until
/// the container closes.
struct JSONScanner {
    typealias Node = JSONTape.Node

    private let base: UnsafeRawPointer
    private let count: Int
    private var position = 0
    private var nodes: [Node]
    private var names: [JSONName]
    /// The innermost open container, or `Self.none`.
    private var open = Self.none

    private static let none = UInt32.max

    init(_ base: UnsafeRawPointer, count: Int, nodes: [Node], names: [JSONName]) {
        self.base = base
        self.count = count
        self.nodes = nodes
        self.names = names
    }

    consuming func giveBack() -> (nodes: [Node], names: [JSONName]) {
        (self.nodes, self.names)
    }

    mutating func run() throws(JSONFault) {
        guard self.count < UInt32.max else { throw JSONFault(.tooLarge, at: 0) }
        try self.refuseByteOrderMark()
        guard self.skipSpace() != nil else { throw JSONFault(.empty, at: self.position) }
        try self.document()
        guard self.skipSpace() == nil else { throw JSONFault(.trailingBytes, at: self.position) }
    }

    private mutating func document() throws(JSONFault) {
        var depth = 0
        value: while true {
            let first = try self.token()
            switch first {
            case .quote:
                try self.string(isName: false)
            case .openBrace:
                depth += 1
                try self.openContainer(.object, depth)
                if try self.token() != .closeBrace {
                    try self.name()
                    continue value
                }
            case .openBracket:
                depth += 1
                try self.openContainer(.array, depth)
                if try self.token() != .closeBracket { continue value }
            case .minus, .zero ... .nine:
                try self.number()
            default:
                try self.word(first)
            }

            // A value stands, or a container waits for its closing mark: whatever now follows belongs to the container.
            while true {
                guard self.open != Self.none else { return }
                let byte = try self.token()
                if self.nodes[Int(self.open)].kind == .object {
                    if byte == .comma {
                        self.position += 1
                        try self.name()
                        continue value
                    }
                    guard byte == .closeBrace else { throw JSONFault(.expectedCommaOrBrace, at: self.position) }
                    try self.refuseDuplicateNames(of: Int(self.open))
                } else {
                    if byte == .comma {
                        self.position += 1
                        continue value
                    }
                    guard byte == .closeBracket else { throw JSONFault(.expectedCommaOrBracket, at: self.position) }
                }
                depth -= 1
                self.closeContainer()
            }
        }
    }

    // MARK: Containers

    private mutating func openContainer(_ kind: Node.Kind, _ depth: Int) throws(JSONFault) {
        guard depth <= JSONTape.depthMax else { throw JSONFault(.tooDeep, at: self.position) }
        let index = UInt32(truncatingIfNeeded: self.nodes.count)
        try self.append(kind, from: self.position, to: self.position, next: self.open)
        self.open = index
        self.position += 1
    }

    private mutating func closeContainer() {
        self.position += 1
        let index = Int(self.open)
        self.open = self.nodes[index].next
        self.nodes[index].next = UInt32(truncatingIfNeeded: self.nodes.count)
        self.nodes[index].end = UInt32(truncatingIfNeeded: self.position)
    }

    private mutating func name() throws(JSONFault) {
        guard try self.token() == .quote else { throw JSONFault(.expectedName, at: self.position) }
        try self.string(isName: true)
        guard try self.token() == .colon else { throw JSONFault(.expectedColon, at: self.position) }
        self.position += 1
    }

    @inline(__always)
    private mutating func append(
        _ kind: Node.Kind,
        from start: Int,
        to end: Int,
        next: UInt32? = nil,
        isName: Bool = false,
        hasEscapes: Bool = false
    ) throws(JSONFault) {
        let index = self.nodes.count
        guard index < JSONTape.nodesMax else { throw JSONFault(.tooManyValues, at: start) }
        // `run` has checked that every position fits.
        self.nodes.append(
            Node(
                start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end),
                next: next ?? UInt32(truncatingIfNeeded: index &+ 1),
                kind: kind,
                isName: isName,
                hasEscapes: hasEscapes
            )
        )
    }

    // MARK: Bytes

    /// The byte at an offset that the caller has compared with `count`.
    @inline(__always)
    private func byte(_ offset: Int) -> UInt8 {
        self.base.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// The first byte behind white space, which stays unread; `nil` at the end.
    @inline(__always)
    private mutating func skipSpace() -> UInt8? {
        while self.position < self.count {
            let byte = self.byte(self.position)
            if byte > .space { return byte }
            guard byte == .space || byte == .newline || byte == .tab || byte == .carriageReturn else { return byte }
            self.position += 1
        }
        return nil
    }

    @inline(__always)
    private mutating func token() throws(JSONFault) -> UInt8 {
        guard let byte = self.skipSpace() else { throw JSONFault(.truncated, at: self.position) }
        return byte
    }

    private func refuseByteOrderMark() throws(JSONFault) {
        guard self.count >= 2 else { return }
        switch (self.byte(0), self.byte(1)) {
        case (0xEF, 0xBB), (0xFE, 0xFF), (0xFF, 0xFE): throw JSONFault(.byteOrderMark, at: 0)
        default: return
        }
    }

    // MARK: Words and numbers

    private mutating func word(_ first: UInt8) throws(JSONFault) {
        switch first {
        case UInt8(ascii: "t"): try self.word("true", .true)
        case UInt8(ascii: "f"): try self.word("false", .false)
        case UInt8(ascii: "n"): try self.word("null", .null)
        default: throw JSONFault(.expectedValue, at: self.position)
        }
    }

    private mutating func word(_ word: StaticString, _ kind: Node.Kind) throws(JSONFault) {
        let start = self.position
        for offset in 0..<word.utf8CodeUnitCount {
            guard start + offset < self.count else { throw JSONFault(.truncated, at: self.count) }
            guard self.byte(start + offset) == word.utf8Start[offset] else {
                throw JSONFault(.expectedValue, at: start)
            }
        }
        self.position = start + word.utf8CodeUnitCount
        try self.append(kind, from: start, to: self.position)
    }

    private mutating func number() throws(JSONFault) {
        let start = self.position
        if self.byte(start) == .minus { self.position += 1 }
        if self.position < self.count, self.byte(self.position) == .zero {
            self.position += 1
        } else {
            try self.digits(of: start)
        }
        if self.position < self.count, self.byte(self.position) == .dot {
            self.position += 1
            try self.digits(of: start)
        }
        if self.position < self.count, self.byte(self.position) | 0x20 == UInt8(ascii: "e") {
            self.position += 1
            if self.position < self.count, self.byte(self.position) == .plus || self.byte(self.position) == .minus {
                self.position += 1
            }
            try self.digits(of: start)
        }
        // `01` and `1.2.3` would otherwise be told as a missing comma.
        if self.position < self.count, self.byte(self.position).isDigit || self.byte(self.position) == .dot {
            throw JSONFault(.badNumber, at: start)
        }
        try self.append(.number, from: start, to: self.position)
    }

    /// At least one digit, and all that follow.
    private mutating func digits(of number: Int) throws(JSONFault) {
        guard self.position < self.count else { throw JSONFault(.truncated, at: self.count) }
        guard self.byte(self.position).isDigit else { throw JSONFault(.badNumber, at: number) }
        repeat { self.position += 1 } while self.position < self.count && self.byte(self.position).isDigit
    }

    // MARK: Strings

    private mutating func string(isName: Bool) throws(JSONFault) {
        let start = self.position + 1
        var hasEscapes = false
        var at = start
        while true {
            // What `plainRun` stops at is a byte that is not plain, or the end.
            at = self.plainRun(from: at)
            guard at < self.count else { throw JSONFault(.truncated, at: self.count) }
            let byte = self.byte(at)
            if byte == .quote { break }
            if byte == .backslash {
                hasEscapes = true
                at = try self.escape(at)
            } else if byte < .space {
                throw JSONFault(.controlCharacter, at: at)
            } else {
                at = try self.beyondASCII(at)
            }
        }
        self.position = at + 1
        try self.append(.string, from: start, to: at, isName: isName, hasEscapes: hasEscapes)
    }

    /// The offset of the first byte from here that is a quote, a backslash, a control character or not ASCII.
    @inline(__always)
    private func plainRun(from start: Int) -> Int {
        var at = start
        while at &+ 8 <= self.count {
            let word = UInt64(littleEndian: self.base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            // A subtraction borrows only out of a byte that is itself marked, so the lowest mark is exact.
            let quotes = (word ^ .every(.quote)) &- .every(0x01)
            let backslashes = (word ^ .every(.backslash)) &- .every(0x01)
            let controls = word &- .every(.space)
            let marks = (quotes | backslashes | controls | word) & .every(0x80)
            if marks != 0 { return at &+ marks.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < self.count {
            let byte = self.byte(at)
            if byte == .quote || byte == .backslash || byte < .space || byte >= 0x80 { break }
            at &+= 1
        }
        return at
    }

    /// The offset behind the escape that begins here.
    private func escape(_ start: Int) throws(JSONFault) -> Int {
        guard start + 1 < self.count else { throw JSONFault(.truncated, at: self.count) }
        switch self.byte(start + 1) {
        case .quote, .backslash, .slash, UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"),
            UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            let unit = try self.hexUnit(start)
            guard unit & 0xF800 == 0xD800 else { return start + 6 }
            guard unit < 0xDC00 else { throw JSONFault(.loneSurrogate, at: start) }
            let second = start + 6
            guard second < self.count else { throw JSONFault(.truncated, at: self.count) }
            guard self.byte(second) == .backslash else { throw JSONFault(.loneSurrogate, at: start) }
            guard second + 1 < self.count else { throw JSONFault(.truncated, at: self.count) }
            guard self.byte(second + 1) == UInt8(ascii: "u") else { throw JSONFault(.loneSurrogate, at: start) }
            guard try self.hexUnit(second) & 0xFC00 == 0xDC00 else { throw JSONFault(.loneSurrogate, at: start) }
            return start + 12
        default:
            throw JSONFault(.badEscape, at: start)
        }
    }

    /// The four hex digits of the `\u` that begins here.
    private func hexUnit(_ start: Int) throws(JSONFault) -> UInt32 {
        guard start + 6 <= self.count else { throw JSONFault(.truncated, at: self.count) }
        var unit: UInt32 = 0
        for offset in 2..<6 {
            guard let digit = self.byte(start + offset).hexDigit else { throw JSONFault(.badEscape, at: start) }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The offset behind the run of UTF-8 sequences that begins here (RFC 3629: no overlong form, no surrogate, at most
    /// U+10FFFF).
    private func beyondASCII(_ start: Int) throws(JSONFault) -> Int {
        var at = start
        while at < self.count {
            let lead = self.byte(at)
            if lead < 0x80 { return at }
            let length: Int
            // The second byte says more than the others: it rules out overlong forms, surrogates and what is too great.
            var seconds: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, seconds) = (3, 0xA0...0xBF)
            case 0xED: (length, seconds) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, seconds) = (4, 0x90...0xBF)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, seconds) = (4, 0x80...0x8F)
            default: throw JSONFault(.invalidUTF8, at: at)
            }
            guard at &+ length <= self.count else {
                // Cut, or wrong before the cut.
                for offset in at &+ 1..<self.count where self.byte(offset) & 0xC0 != 0x80 {
                    throw JSONFault(.invalidUTF8, at: at)
                }
                throw JSONFault(.truncated, at: self.count)
            }
            guard seconds.contains(self.byte(at &+ 1)) else { throw JSONFault(.invalidUTF8, at: at) }
            if length > 2 {
                guard self.byte(at &+ 2) & 0xC0 == 0x80 else { throw JSONFault(.invalidUTF8, at: at) }
                if length > 3 {
                    guard self.byte(at &+ 3) & 0xC0 == 0x80 else { throw JSONFault(.invalidUTF8, at: at) }
                }
            }
            at &+= length
        }
        return at
    }

    // MARK: Names

    private mutating func refuseDuplicateNames(of object: Int) throws(JSONFault) {
        // One member, or none.
        let first = object + 1
        guard first < self.nodes.count, Int(self.nodes[first + 1].next) < self.nodes.count else { return }
        let bytes = UnsafeRawBufferPointer(start: self.base, count: self.count)
        self.names.removeAll(keepingCapacity: true)
        var name = first
        while name < self.nodes.count {
            self.names.append(JSONName(name, self.nodes[name], in: bytes))
            name = Int(self.nodes[name + 1].next)
        }
        if let again = JSONName.firstDuplicate(&self.names, nodes: self.nodes, in: bytes) {
            // The path then ends with the name that stands twice.
            let offset = Int(self.nodes[again].start) - 1
            self.nodes.removeSubrange((again + 1)...)
            throw JSONFault(.duplicateName, at: offset)
        }
    }

    // MARK: Where

    /// The path of what was being read when the scan stopped.
    func path() -> String {
        let bytes = UnsafeRawBufferPointer(start: self.base, count: self.count)
        var containers: [Int] = []
        var open = self.open
        while open != Self.none, containers.count < JSONTape.depthMax {
            containers.append(Int(open))
            open = self.nodes[Int(open)].next
        }
        var path = JSONPath()
        for (level, container) in containers.reversed().enumerated() {
            let inner = containers.count - level - 2
            let stop = inner >= 0 ? containers[inner] : self.nodes.count
            self.step(into: container, upTo: stop, bytes, &path)
        }
        return path.text
    }

    /// Adds the element or member of a container that ends before `stop`, or is there.
    private func step(into container: Int, upTo stop: Int, _ bytes: UnsafeRawBufferPointer, _ path: inout JSONPath) {
        var child = container + 1
        if self.nodes[container].kind == .array {
            var index = 0
            while child < stop {
                child = Int(self.nodes[child].next)
                index += 1
            }
            path.append(index: index)
            return
        }
        var name: Int?
        while child < self.nodes.count, child < stop {
            if self.nodes[child].isName { name = child }
            child = self.nodes[child].isName ? child + 1 : Int(self.nodes[child].next)
        }
        if let name { path.append(name: self.nodes[name], in: bytes) }
    }
}

extension UInt64 {
    /// The byte eight times.
    @inline(__always)
    fileprivate static func every(_ byte: UInt8) -> UInt64 {
        UInt64(byte) &* 0x0101_0101_0101_0101
    }
}
