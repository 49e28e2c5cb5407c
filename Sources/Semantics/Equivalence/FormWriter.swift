/// Writes the bytes of a form. Each token begins with a control character, which no message holds: no two rows of tokens
/// have the same bytes.
struct FormWriter {
    enum Mode: UInt8 {
        case english = 0x11
        case mention = 0x12
        case written = 0x13
    }

    private static let word: UInt8 = 0x01
    private static let quote: UInt8 = 0x03
    private static let code: UInt8 = 0x04
    private static let payload: UInt8 = 0x05
    private static let lineBreak: UInt8 = 0x06

    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        self.bytes.reserveCapacity(capacity)
    }

    mutating func begin(_ mode: Mode) { self.bytes.append(mode.rawValue) }

    mutating func write(mark: UInt8) {
        self.bytes.append(Self.word)
        self.bytes.append(mark)
    }

    mutating func write(_ token: Token, of reader: TokenReader, lexicon: Lexicon) {
        switch token.kind {
        case .quote: self.bytes.append(Self.quote)
        case .code: self.bytes.append(Self.code)
        case .payload:
            self.bytes.append(Self.payload)
            self.write(reader.scalars[Int(token.sourceStart)..<Int(token.sourceEnd)], trimmed: true)
            return
        case .lineBreak:
            self.bytes.append(Self.lineBreak)
            return
        case .word, .number, .verbatim, .mark: self.bytes.append(Self.word)
        }
        if token.word != 0 {
            lexicon.append(token.word, to: &self.bytes)
        } else {
            for index in Int(token.textStart)..<Int(token.textEnd) { self.bytes.append(reader.text[index]) }
        }
    }

    /// The first token in its folded form, and the message from the second one as it was written.
    mutating func writeRest(_ tokens: [Token], of reader: TokenReader, lexicon: Lexicon) {
        guard let first = tokens.first else { return }
        self.write(first, of: reader, lexicon: lexicon)
        guard let second = tokens.dropFirst().first(where: { $0.sourceEnd > 0 }) else { return }
        for token in tokens.dropFirst() {
            guard token.sourceEnd == 0 else { break }
            self.write(token, of: reader, lexicon: lexicon)
        }
        self.bytes.append(Self.payload)
        self.write(reader.scalars[Int(second.sourceStart)...], trimmed: true)
    }

    /// A message in a language that the rules do not know: single spaces between the tokens, each as written; the full
    /// stop at its end and the marks that Spanish opens a question with are dropped.
    mutating func writeAsWritten(_ reader: TokenReader, words: MarkWords) {
        self.begin(.written)
        var tokens = reader.tokens[...]
        while let last = tokens.last, last.kind == .lineBreak { tokens.removeLast() }
        while let first = tokens.first, first.kind == .lineBreak { tokens.removeFirst() }
        if let last = tokens.last, tokens.count > 1 {
            let first = tokens[tokens.startIndex]
            if last.word == words.fullStop || last.word == words.ideographicStop {
                tokens.removeLast()
            } else if last.word == words.questionMark, first.word == words.invertedQuestion {
                tokens.removeFirst()
            }
        }
        let lastIndex = tokens.endIndex - 1
        var end: UInt16 = tokens.first?.sourceStart ?? 0
        for (index, token) in zip(tokens.indices, tokens) {
            let isFinalMark = index == lastIndex && token.kind == .mark
            self.bytes.append(token.sourceStart > end && !isFinalMark ? 0x02 : Self.word)
            if token.kind == .mark {
                self.bytes.append(contentsOf: reader.text[Int(token.textStart)..<Int(token.textEnd)])
            } else {
                self.write(reader.scalars[Int(token.sourceStart)..<Int(token.sourceEnd)], trimmed: false)
            }
            end = token.sourceEnd
        }
    }

    private mutating func write(_ scalars: ArraySlice<UInt32>, trimmed: Bool) {
        var scalars = scalars
        if trimmed {
            while let last = scalars.last, last <= ScalarText.space {
                scalars.removeLast()
            }
            while let first = scalars.first, first == ScalarText.space { scalars.removeFirst() }
        }
        for scalar in scalars {
            // A break inside is a line end of the message; the forms' own characters are below it.
            ScalarText.append(scalar, to: &self.bytes)
        }
    }
}
