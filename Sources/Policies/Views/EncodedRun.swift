/// A run of base64 or hexadecimal digits that stands for text.
struct EncodedRun {
    var range: Range<Int>
    var bytes: [UInt8]

    init(range: Range<Int>, bytes: [UInt8]) {
        self.range = range
        self.bytes = bytes
    }

    /// Shorter ones hold nothing that a rule would find, and are words.
    static let charactersMin = 15
    static let hexDigitsMin = 20
    static let dumpPairsMin = 8
    /// Of bytes that are no text behind so many that are, nothing is said.
    static let prefixMin = 16
    private static let bytesMin = 10
    /// How many parts of a path are tried, beside the whole.
    static let partsMax = 8
    /// And how far from the beginning: a stream holds no more of a run that may have such a part.
    static let partsReach = 256

    static func isCharacter(_ byte: UInt8) -> Bool {
        // A bit for each of + - / 0-9, and of A-Z _ a-z.
        let bits: UInt64 = byte < 0x40 ? 0x03ff_a800_0000_0000 : 0x07ff_fffe_87ff_fffe
        return byte < 0x80 && bits >> UInt64(byte & 0x3f) & 1 != 0
    }

    /// The run of characters around a place, without the padding.
    static func extent(around place: Int, in text: UnsafeRawBufferPointer, from limit: Int) -> Range<Int> {
        var start = place
        while start > limit, EncodedRun.isCharacter(text[start - 1]) { start -= 1 }
        var end = place
        while EncodedRun.isCharacter(text.byte(at: end)) { end += 1 }
        return start..<end
    }

    /// Whether a run would be read.
    static func isReadable(_ run: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        EncodedRun.read(run, in: text, using: { _ in }) != nil
    }

    /// What a run stands for; `nil` if it is no encoded text.
    init?(_ run: Range<Int>, in text: UnsafeRawBufferPointer) {
        var bytes: [UInt8] = []
        guard let range = EncodedRun.read(run, in: text, using: { bytes.append($0) }) else { return nil }
        self.range = range
        self.bytes = bytes
    }

    /// Gives the bytes to a function once it is clear that they are text, and returns what of the text stands for them.
    private static func read(
        _ run: Range<Int>,
        in text: UnsafeRawBufferPointer,
        using body: (UInt8) -> Void
    ) -> Range<Int>? {
        if let range = EncodedRun.readHex(run, in: text, using: body) { return range }
        let mayHaveOthers = EncodedRun.mayHaveOthers(run, in: text)
        if let range = EncodedRun.readBase64(run, in: text, mayHaveOthers: mayHaveOthers, using: body) { return range }
        // `path/BASE64`, `name-BASE64`: what follows each sign.
        var parts = 0
        var at = run.lowerBound
        while at < min(run.upperBound, run.lowerBound + EncodedRun.partsReach), parts < EncodedRun.partsMax,
            run.upperBound - at > EncodedRun.charactersMin
        {
            if !ASCII.isAlphanumeric(text[at]) {
                parts += 1
                if let range = EncodedRun.readBase64(at + 1..<run.upperBound, in: text, using: body) { return range }
            }
            at += 1
        }
        return nil
    }

    private static func readHex(
        _ run: Range<Int>,
        in text: UnsafeRawBufferPointer,
        using body: (UInt8) -> Void
    ) -> Range<Int>? {
        var start = run.lowerBound
        // `0x3431…`, and PostgreSQL's `\x3431…`.
        if text.has("0x", at: start) || text.has("0X", at: start) { start += 2 }
        if text.byte(at: start) == UInt8(ascii: "x") { start += 1 }
        let end = run.upperBound
        guard end - start >= EncodedRun.hexDigitsMin, (end - start).isMultiple(of: 2) else { return nil }
        var check = TextCheck()
        for place in stride(from: start, to: end, by: 2) {
            guard let value = DigitReader.hex(text, at: place, count: 2),
                check.accepts(UInt8(truncatingIfNeeded: value))
            else { return nil }
        }
        for place in stride(from: start, to: end, by: 2) {
            guard let value = DigitReader.hex(text, at: place, count: 2), value != 0 else { continue }
            body(UInt8(truncatingIfNeeded: value))
        }
        return run.lowerBound..<end
    }

    /// - Parameter mayHaveOthers: whether bytes that are no text may stand before, between and behind it.
    private static func readBase64(
        _ run: Range<Int>,
        in text: UnsafeRawBufferPointer,
        mayHaveOthers: Bool = false,
        using body: (UInt8) -> Void
    ) -> Range<Int>? {
        guard run.count >= EncodedRun.charactersMin else { return nil }
        var reader = Base64Reader(text, at: run.lowerBound)
        var search = TextSearch()
        var end = run.lowerBound
        // Before the line that is being read: one that turns out to be something else is none of it.
        var before = (search: search, end: run.lowerBound, line: run.lowerBound)
        while let byte = reader.next() {
            if reader.lineStart > before.line { before = (search, end, reader.lineStart) }
            let isFirstLine = before.line == run.lowerBound
            guard search.accepts(byte, orOther: mayHaveOthers && isFirstLine) else {
                if !isFirstLine { (search, end) = (before.search, before.end) }
                break
            }
            end = reader.place
        }
        let isWhole = end >= run.upperBound - 1
        let parts = search.parts(leastBytes: isWhole && !search.hasOthers ? EncodedRun.bytesMin : EncodedRun.prefixMin)
        guard !parts.isEmpty else { return nil }
        EncodedRun.decode(parts, ofRunAt: run.lowerBound, in: text, using: body)
        // The line in which the text ended is taken whole.
        end = max(end, run.upperBound)
        while EncodedRun.isCharacter(text.byte(at: end)) { end += 1 }
        while text.byte(at: end) == UInt8(ascii: "=") { end += 1 }
        return run.lowerBound..<end
    }

    /// - Parameter parts: ranges of the bytes that a run stands for; between them comes a line end.
    private static func decode(
        _ parts: [Range<Int>],
        ofRunAt start: Int,
        in text: UnsafeRawBufferPointer,
        using body: (UInt8) -> Void
    ) {
        var reader = Base64Reader(text, at: start)
        var offset = 0
        for (number, part) in parts.enumerated() {
            if number > 0 { body(UInt8(ascii: "\n")) }
            while offset < part.upperBound, let byte = reader.next() {
                // UTF-16, which only ASCII passes for here, without its zeros.
                if offset >= part.lowerBound, byte != 0 { body(byte) }
                offset += 1
            }
        }
    }

    /// Whether a run is long and mixed enough to be looked into although its first bytes are no text. Names and paths in
    /// code are not.
    static func mayHaveOthers(_ run: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        guard run.count >= EncodedRun.mixedMin else { return false }
        let start = text[run].prefix(EncodedRun.mixedMin)
        return start.contains(where: ASCII.isDigit) && start.contains(where: ASCII.isLowercase)
            && start.contains(where: ASCII.isUppercase)
    }

    private static let mixedMin = 32
}

/// The bytes for which the characters of base64 stand, of either alphabet, over line ends too.
struct Base64Reader {
    let text: UnsafeRawBufferPointer
    /// Behind the last character that was read.
    private(set) var place: Int
    private(set) var lineStart: Int
    private var bits: UInt32 = 0
    private var bitCount = 0

    /// A line that is followed by more is at least so long.
    static let lineMin = 8
    static let indentMax = 16

    init(_ text: UnsafeRawBufferPointer, at start: Int) {
        self.text = text
        self.place = start
        self.lineStart = start
    }

    mutating func next() -> UInt8? {
        while self.bitCount < 8 {
            guard let digit = self.nextDigit() else { return nil }
            self.bits = (self.bits << 6 | UInt32(digit)) & 0xffff
            self.bitCount += 6
        }
        self.bitCount -= 8
        return UInt8(truncatingIfNeeded: self.bits >> UInt32(self.bitCount))
    }

    private mutating func nextDigit() -> UInt8? {
        if let digit = Base64Reader.digit(self.text.byte(at: self.place)) {
            self.place += 1
            return digit
        }
        guard self.place - self.lineStart >= Base64Reader.lineMin, let line = self.nextLine(),
            let digit = Base64Reader.digit(self.text.byte(at: line))
        else { return nil }
        self.lineStart = line
        self.place = line + 1
        return digit
    }

    private func nextLine() -> Int? {
        var at = self.place
        if self.text.byte(at: at) == UInt8(ascii: "\r") { at += 1 }
        guard self.text.byte(at: at) == UInt8(ascii: "\n") else { return nil }
        at += 1
        let start = at
        while self.text.byte(at: at) == UInt8(ascii: " ") || self.text.byte(at: at) == UInt8(ascii: "\t") {
            at += 1
            guard at - start <= Base64Reader.indentMax else { return nil }
        }
        return at
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
