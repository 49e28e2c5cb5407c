/// Cuts a message into tokens: near to the words of Unicode Standard Annex #29, but an identifier, a path or a quotation
/// is one token and is kept to the letter.
struct TokenReader {
    let scalars: [UInt32]
    let lexicon: Lexicon
    var tokens: [Token] = []
    /// The tokens' own text: words in small letters, the rest as written.
    var text: [UInt8] = []
    var index = 0
    /// Scalars in words of natural language, and signs of a programming language outside of marked code.
    var letterCount = 0
    var symbolCount = 0

    init(_ text: ScalarText, lexicon: Lexicon) {
        self.scalars = text.scalars
        self.lexicon = lexicon
        self.tokens.reserveCapacity(text.scalars.count / 3 + 8)
        self.text.reserveCapacity(text.scalars.count + 16)
    }

    mutating func read() {
        let count = self.scalars.count
        while self.index < count {
            let scalar = self.scalars[self.index]
            if scalar == ScalarText.space || scalar == ScalarText.tab {
                self.index += 1
            } else if scalar == ScalarText.lineBreak {
                self.readLineBreak()
            } else if !self.readSpan(scalar) {
                if self.isLoneMark(scalar) {
                    self.readMark(scalar)
                } else {
                    self.readChunk()
                }
            }
        }
    }

    /// Reads the message once more.
    mutating func rewind() {
        self.tokens.removeAll()
        self.text.removeAll()
        self.index = 0
        self.read()
    }

    // MARK: - Line breaks, marks and chunks

    private mutating func readLineBreak() {
        let start = self.index
        while self.index < self.scalars.count, self.isSpace(at: self.index) { self.index += 1 }
        self.append(.lineBreak, text: "\n", source: start..<start + 1)
    }

    /// Marks that stand where a word could begin.
    private func isLoneMark(_ scalar: UInt32) -> Bool {
        let next = self.index + 1 < self.scalars.count ? self.scalars[self.index + 1] : ScalarText.space
        let isAlone = self.isSpace(at: self.index + 1)
        switch scalar {
        // ( ) [ ] { } , ; : ? ! " ' and their kin
        case 0x28, 0x29, 0x5B, 0x5D, 0x7B, 0x7D, 0x2C, 0x3B, 0x3A, 0x3F, 0x21, 0x22, 0x27: return true
        case 0xA1, 0xBF, 0xAB, 0xBB, 0x2018...0x201F, 0x2026, 0x2014: return true
        case 0x3001, 0x3002, 0xFF01, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F, 0x300C...0x300F, 0x61F, 0x60C: return true
        case 0x2E: return isAlone || next == 0x2E || next == 0x3F || next == 0x21
        case 0x2D, 0x2013: return isAlone || (next == 0x2D && scalar == 0x2D && self.isSpace(at: self.index + 2))
        default: return false
        }
    }

    func isSpace(at index: Int) -> Bool {
        guard index < self.scalars.count else { return true }
        let scalar = self.scalars[index]
        return scalar == ScalarText.space || scalar == ScalarText.lineBreak || scalar == ScalarText.tab
    }

    mutating func readMark(_ scalar: UInt32) {
        let start = self.index
        self.index += 1
        switch scalar {
        case 0x2E:
            while self.index < self.scalars.count, self.scalars[self.index] == 0x2E { self.index += 1 }
            let count = self.index - start
            self.append(.mark, text: count == 1 ? "." : count == 2 ? ".." : "...", source: start..<self.index)
        case 0x2026: self.append(.mark, text: "...", source: start..<self.index)
        case 0x2D, 0x2013, 0x2014:
            if self.index < self.scalars.count, self.scalars[self.index] == 0x2D { self.index += 1 }
            self.append(.mark, text: "-", source: start..<self.index)
        default: self.appendMark(scalar, source: start..<self.index)
        }
    }

    private mutating func readChunk() {
        let start = self.index
        var isPlain = true
        while self.index < self.scalars.count {
            let scalar = self.scalars[self.index]
            if scalar <= ScalarText.space { break }
            if self.index > start {
                // — “ ” … and the marks of East Asia stand between words without a space.
                if scalar == 0x2014 || scalar == 0x201C || scalar == 0x201D || scalar == 0x2026 { break }
                if (0x3001...0x300F).contains(scalar) || (0xFF01...0xFF1F).contains(scalar) && scalar != 0xFF0E {
                    break
                }
                if scalar == 0x2C, isPlain, self.index + 1 < self.scalars.count,
                    ScalarText.isLetter(self.scalars[self.index + 1])
                {
                    break
                }
                if scalar == 0x22 || scalar == 0x60, let end = self.closing(scalar, from: self.index + 1) {
                    isPlain = false
                    self.index = end
                    continue
                }
            }
            isPlain = isPlain && ScalarText.isLetter(scalar)
            self.index += 1
        }
        self.readChunk(start..<self.index)
    }

    /// The index behind the next such scalar, before a line break.
    private func closing(_ scalar: UInt32, from start: Int) -> Int? {
        var index = start
        while index < self.scalars.count, self.scalars[index] != ScalarText.lineBreak {
            if self.scalars[index] == scalar { return index + 1 }
            index += 1
        }
        return nil
    }

    // MARK: - Appending

    mutating func append(_ kind: Token.Kind, text: StaticString, source: Range<Int>) {
        var token = self.token(kind, source: source)
        let start = self.text.count
        text.withUTF8Buffer { self.text.append(contentsOf: $0) }
        self.finish(&token, from: start)
    }

    mutating func appendMark(_ scalar: UInt32, source: Range<Int>) {
        var token = self.token(.mark, source: source)
        let start = self.text.count
        let plain: UInt32 =
            switch scalar {
            case 0x201C, 0x201D, 0x201E, 0x201F: 0x22
            case 0x2018, 0x2019: 0x27
            case 0xFF1F: 0x3F
            case 0xFF01: 0x21
            case 0xFF0C: 0x2C
            case 0xFF1A: 0x3A
            default: scalar
            }
        if Self.isSymbol(plain) { self.symbolCount += 1 }
        ScalarText.append(plain, to: &self.text)
        self.finish(&token, from: start)
    }

    /// The scalars of `source` as they stand.
    mutating func append(_ kind: Token.Kind, verbatim source: Range<Int>) {
        var token = self.token(kind, source: source)
        let start = self.text.count
        for scalar in self.scalars[source] { ScalarText.append(scalar, to: &self.text) }
        self.finish(&token, from: start)
    }

    func token(_ kind: Token.Kind, source: Range<Int>) -> Token {
        var token = Token(kind: kind)
        token.isInitial = self.isInitial
        token.sourceStart = UInt16(truncatingIfNeeded: source.lowerBound)
        token.sourceEnd = UInt16(truncatingIfNeeded: source.upperBound)
        return token
    }

    mutating func finish(_ token: inout Token, from start: Int) {
        token.textStart = UInt16(truncatingIfNeeded: start)
        token.textEnd = UInt16(truncatingIfNeeded: self.text.count)
        if token.kind != .quote, token.kind != .code {
            token.word = self.text.withUnsafeBufferPointer {
                self.lexicon.number(of: UnsafeBufferPointer(rebasing: $0[start...]))
            }
        }
        self.tokens.append(token)
    }

    /// Whether the next token begins a sentence.
    private var isInitial: Bool {
        guard let last = self.tokens.last else { return true }
        return self.lexicon.classes[Int(last.word)].contains(.boundary)
    }
}
