/// Makes the view in which escapes and entities are decoded and characters folded.
struct CharacterDecoder {
    private var writer: ViewWriter
    private let text: UnsafeRawBufferPointer
    private let hasControls: Bool
    private let table = FoldTable.shared
    /// The end of the last word in which a look-alike letter stood, and whether it has ASCII letters or digits.
    private var wordEnd = 0
    private var isMixedWord = false
    /// Behind an opening quotation mark that was folded.
    private var quoteStart: Int?
    private(set) var hasTags = false

    /// - Parameters:
    ///   - hasControls: whether there are control characters to be left out.
    ///   - view: an empty one, whose buffers are used.
    ///   - parent: the map of the text, if it is a view.
    /// - Returns: an empty view if nothing in the text reads differently.
    static func view(
        of text: UnsafeRawBufferPointer,
        hasControls: Bool,
        parent: ViewMap?,
        using view: consuming TextView
    ) -> (view: TextView, hasTags: Bool) {
        var decoder = CharacterDecoder(writer: ViewWriter(view, of: text, parent: parent), text, hasControls)
        decoder.run()
        return (decoder.writer.finished(), decoder.hasTags)
    }

    private init(writer: consuming ViewWriter, _ text: UnsafeRawBufferPointer, _ hasControls: Bool) {
        self.writer = writer
        self.text = text
        self.hasControls = hasControls
    }

    private mutating func run() {
        var at = 0
        while let place = self.nextPlace(from: at) { at = self.read(at: place) }
    }

    /// The next byte that may begin an escape, or is not ASCII.
    private func nextPlace(from start: Int) -> Int? {
        var at = start
        while at + 8 <= self.text.count {
            let word = UInt64(littleEndian: self.text.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            var found =
                Self.equal(word, "\\") | Self.equal(word, "%") | Self.equal(word, "&") | Self.equal(word, "=") | word
            if self.hasControls { found |= Self.controls(word) }
            let places = found & 0x8080_8080_8080_8080
            if places != 0 { return at + places.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < self.text.count {
            switch self.text[at] {
            case UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "="), 0x80...: return at
            case 0..<0x20 where self.hasControls, 0x7f where self.hasControls: return at
            default: at += 1
            }
        }
        return nil
    }

    /// The high bit of the first byte that is equal is right; higher ones may be set as well.
    @inline(__always)
    private static func equal(_ word: UInt64, _ character: Unicode.Scalar) -> UInt64 {
        let zeroed = word ^ (0x0101_0101_0101_0101 &* UInt64(character.value))
        return (zeroed &- 0x0101_0101_0101_0101) & ~zeroed
    }

    /// Likewise for what is below a space, and for what deletes.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        (word &- 0x2020_2020_2020_2020) & ~word | Self.equal(word, "\u{7f}")
    }

    /// Reads what begins at a place, and returns where to go on.
    private mutating func read(at place: Int) -> Int {
        let decoding: Decoding?
        var next = place + 1
        switch self.text[place] {
        case UInt8(ascii: "\\"):
            decoding = EscapeReader.read(self.text, at: place)
            next = EscapeReader.end(ofRunAt: place, in: self.text)
        case UInt8(ascii: "%"): decoding = PercentReader.read(self.text, at: place)
        case UInt8(ascii: "&"): decoding = EntityReader.read(self.text, at: place)
        case UInt8(ascii: "="): decoding = PercentReader.readQuoted(self.text, at: place)
        case UInt8(ascii: "\r") where self.text.byte(at: next) != UInt8(ascii: "\n"):
            // The line end of another age.
            self.replaceInsideWord(place..<next, UInt8(ascii: "\n"))
            return next
        case UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return next
        case 0..<0x20, 0x7f: return self.leaveOutInvisible(from: place)
        default:
            guard let character = ScalarReader.read(self.text, at: place) else { return next }
            return self.fold(character.value, in: place..<character.end)
        }
        guard let decoding else { return next }
        if decoding.isStrong || self.writer.isNear(place) {
            self.writer.replace(place..<decoding.end, with: decoding)
        }
        return decoding.end
    }
}

extension CharacterDecoder {
    /// Returns where to go on.
    private mutating func fold(_ scalar: UInt32, in range: Range<Int>) -> Int {
        switch self.table.folding(of: scalar) {
        case .none: return range.upperBound
        case .letter(let byte): self.replace(range, byte)
        case .lookalike(let byte):
            if self.isInMixedWord(range) { self.replace(range, byte) }
        case .letters(let utf8):
            var decoding = Decoding(end: range.upperBound)
            decoding.utf8 = utf8
            decoding.count = (32 - utf8.leadingZeroBitCount + 7) / 8
            self.writer.replace(range, with: decoding)
        case .invisible: return self.leaveOutInvisible(from: range.lowerBound)
        case .mark:
            if ASCII.isGraphic(self.writer.byte(before: range.lowerBound)) { self.writer.absorb(range) }
        case .space:
            let before = self.writer.byte(before: range.lowerBound)
            if before == UInt8(ascii: ":") || Fragment.isPart(before), self.isPart(at: range.upperBound) {
                self.replace(range, UInt8(ascii: " "))
            }
        case .dash: self.replaceInsideWord(range, UInt8(ascii: "-"))
        case .sign(let byte): self.replaceInsideWord(range, byte)
        case .quote(let byte): self.replaceQuote(range, byte)
        }
        return range.upperBound
    }

    private mutating func replace(_ range: Range<Int>, _ byte: UInt8) {
        self.writer.replace(range, with: Decoding(byte: byte, end: range.upperBound))
    }

    private mutating func replaceInsideWord(_ range: Range<Int>, _ byte: UInt8) {
        let before = self.writer.byte(before: range.lowerBound)
        guard ASCII.isAlphanumeric(before) || Self.isJoint(before),
            self.isLetter(behindJointsAt: range.upperBound) || Self.isJoint(self.text.byte(at: range.upperBound))
        else { return }
        self.replace(range, byte)
    }

    /// Signs of which a value may hold some in a row: `://`, `--`, `-_`.
    static func isJoint(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "="): true
        default: false
        }
    }

    private static let jointsMax = 3

    /// A letter or digit there, or behind a few signs that join words.
    private func isLetter(behindJointsAt place: Int) -> Bool {
        self.isLetter(at: Self.end(ofJointsAt: place, in: self.text))
    }

    /// Behind a few signs that join words, however they are written.
    static func end(ofJointsAt start: Int, in text: UnsafeRawBufferPointer) -> Int {
        var at = start
        for _ in 0..<Self.jointsMax {
            guard text.byte(at: at) >= 0x80 else {
                guard Self.isJoint(text.byte(at: at)) else { return at }
                at += 1
                continue
            }
            guard let character = ScalarReader.read(text, at: at) else { return at }
            switch FoldTable.shared.folding(of: character.value) {
            case .dash: break
            case .sign(let byte) where Self.isJoint(byte): break
            default: return at
            }
            at = character.end
        }
        return at
    }

    /// Invisible characters count between two that are seen and belong together. A joiner of emoji or of another script's
    /// letters stands elsewhere.
    private mutating func leaveOutInvisible(from start: Int) -> Int {
        let run = InvisibleRun(self.text, at: start)
        if run.hasTags { self.hasTags = true }
        let end = max(run.end, start + 1)
        if run.isCommand {
            self.writer.replace(start..<end, .decoded)
            return end
        }
        let before = self.writer.byte(before: start)
        let after = self.text.byte(at: end)
        let space = UInt8(ascii: " ")
        if ASCII.isGraphic(before) || before == space,
            ASCII.isGraphic(after) || after == space || self.isLetter(at: end),
            before != space || after != space
        {
            self.writer.replace(start..<end, .decoded)
        }
        return end
    }

    /// A letter, a digit or a sign of a value, or what folds into a letter.
    private func isPart(at place: Int) -> Bool {
        Fragment.isSign(self.text.byte(at: place)) || self.isLetter(at: place)
    }

    /// A letter or digit, or what folds into one.
    private func isLetter(at place: Int) -> Bool {
        guard self.text.byte(at: place) >= 0x80 else { return ASCII.isAlphanumeric(self.text.byte(at: place)) }
        guard let character = ScalarReader.read(self.text, at: place) else { return false }
        switch self.table.folding(of: character.value) {
        case .letter, .lookalike, .letters, .mark, .invisible: return true
        case .none, .space, .dash, .quote, .sign: return false
        }
    }

    /// A quotation mark of typography counts around a value: `password: “…”`. Elsewhere it is in all prose.
    private mutating func replaceQuote(_ range: Range<Int>, _ byte: UInt8) {
        if let start = self.quoteStart, range.lowerBound - start < ViewWriter.reach {
            self.quoteStart = nil
            self.replace(range, byte)
            return
        }
        var before = range.lowerBound - 1
        while self.text.byte(at: before) == UInt8(ascii: " "), range.lowerBound - before < 4 { before -= 1 }
        guard self.text.byte(at: before) == UInt8(ascii: "=") || self.text.byte(at: before) == UInt8(ascii: ":") else {
            return
        }
        self.quoteStart = range.upperBound
        self.replace(range, byte)
    }

    /// Whether a word has ASCII letters or digits too. The letters of a word of Cyrillic or Greek are what they seem.
    private mutating func isInMixedWord(_ range: Range<Int>) -> Bool {
        guard range.lowerBound >= self.wordEnd else { return self.isMixedWord }
        var start = range.lowerBound
        var isMixed = false
        while start > self.wordEnd, !isMixed, !Self.endsWord(self.text[start - 1]) {
            start -= 1
            isMixed = ASCII.isAlphanumeric(self.text[start])
        }
        var end = range.upperBound
        while end < self.text.count, !Self.endsWord(self.text[end]) {
            isMixed = isMixed || ASCII.isAlphanumeric(self.text[end])
            end += 1
        }
        self.wordEnd = end
        self.isMixedWord = isMixed
        return isMixed
    }

    /// Signs, and the first bytes of the characters of scripts that have no look-alikes and write no spaces: U+3000 to U+DFFF.
    static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xe3...0xed: true
        case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "`"):
            true
        default: false
        }
    }
}
