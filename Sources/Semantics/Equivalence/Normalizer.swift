/// Finds the normal form of a message: two messages with one form ask provably the same question.
///
/// In English, letter case, contractions, politeness, spellings and the shape of a question are folded where no other
/// reading is possible; in other languages only spaces, composed letters and a full stop at the end. What is quoted, code,
/// behind a colon or behind a line break is kept to the letter. docs/caching.md has the list.
package struct Normalizer: Sendable {
    /// The longest message that has a form, in bytes of UTF-8.
    package static let bytesMax = 2_048
    /// Raised with every change of this module's code that can change a form. Tables are in the fingerprint themselves.
    static let revision: UInt64 = 1

    /// Sixteen bytes that belong to the rules and the synonyms: forms made under different fingerprints are never
    /// compared, so it is a part of the cache key. The same on every machine and in every run.
    package let fingerprint: [UInt8]

    let lexicon: Lexicon
    let synonyms: RuleSet
    let openings: RuleSet
    let shapes: RuleSet
    let closings: RuleSet
    let words: MarkWords

    package init(synonyms: SynonymTable = .builtIn) {
        var lexicon = Lexicon()
        for (wordClass, list) in LexiconWords.all {
            for word in list.split(whereSeparator: \.isWhitespace) { _ = lexicon.intern(String(word), as: wordClass) }
        }
        let synonymLines = synonyms.rules + BuiltInSynonyms.rules
        var sets = [synonymLines, QuestionRules.openings, QuestionRules.shapes, QuestionRules.closings].map {
            RuleSet($0, lexicon: &lexicon)
        }
        self.words = MarkWords(&lexicon)
        for index in sets.indices { sets[index].index(lexicon) }
        self.synonyms = sets[0]
        self.openings = sets[1]
        self.shapes = sets[2]
        self.closings = sets[3]
        self.lexicon = lexicon
        self.fingerprint = Self.fingerprint(
            synonymLines + QuestionRules.openings + QuestionRules.shapes + QuestionRules.closings
                + LexiconWords.all.map { "\($0.0.rawValue) \($0.1)" }
        )
    }

    /// The form of this message, UTF-8. Nil where a message must not be compared by meaning: it is empty, longer than
    /// `bytesMax`, no text, or mostly code.
    package func normalForm(of text: UnsafeRawBufferPointer) -> NormalForm? {
        guard !text.isEmpty, text.count <= Self.bytesMax, let scalars = ScalarText(utf8: text) else { return nil }
        var reader = TokenReader(scalars, lexicon: self.lexicon)
        reader.read()
        guard self.isProse(reader), !scalars.hidesDifference || self.isProseAlone(reader) else { return nil }
        let language = MessageLanguage(reader.tokens, lexicon: self.lexicon)
        var form = FormWriter(capacity: text.count + 32)
        if language.isEnglish {
            reader.foldCase(keepsUnknown: language.keepsUnknownCase || reader.symbolCount > 2)
            let end = language.keepsUnknownCase ? 1 : reader.tokens.count
            var question = Question(reader, rules: self, isVerbatim: language.isMention)
            question.reduce(synonymsUpTo: end)
            question.write(to: &form)
        } else {
            form.writeAsWritten(reader, words: self.words)
        }
        return NormalForm(bytes: form.bytes)
    }

    /// Whether there is a word outside of quotations and code, and more prose than program.
    private func isProse(_ reader: TokenReader) -> Bool {
        guard reader.letterCount > 1 else { return false }
        return reader.symbolCount < 4 || reader.symbolCount * 8 < reader.letterCount
    }

    /// Whether nothing in the message is kept to the letter.
    private func isProseAlone(_ reader: TokenReader) -> Bool {
        reader.symbolCount == 0
            && reader.tokens.allSatisfy { token in
                switch token.kind {
                case .quote, .code, .verbatim, .lineBreak: false
                default: token.word != self.words.colon
                }
            }
    }

    /// FNV-1a of 128 bits over the tables: it tells versions apart, and no caller has a hand in it.
    private static func fingerprint(_ lines: [String]) -> [UInt8] {
        let prime: UInt128 = 1 << 88 | 0x13B
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for byte in ["revision \(Self.revision)"] + lines {
            for unit in byte.utf8 { hash = (hash ^ UInt128(unit)) &* prime }
            hash = (hash ^ 0xFF) &* prime
        }
        return (0..<16).map { UInt8(truncatingIfNeeded: hash >> UInt128(120 - 8 * $0)) }
    }
}

/// The lexicon's numbers of the words that the program itself looks for.
struct MarkWords: Sendable {
    let fullStop: UInt16
    let questionMark: UInt16
    let exclamationMark: UInt16
    let ideographicStop: UInt16
    let invertedQuestion: UInt16
    let colon: UInt16
    let comma: UInt16
    let please: UInt16
    let lineBreak: UInt16

    init(_ lexicon: inout Lexicon) {
        self.fullStop = lexicon.intern(".", as: [.boundary, .separator])
        self.questionMark = lexicon.intern("?", as: [.boundary, .separator])
        self.exclamationMark = lexicon.intern("!", as: [.boundary, .separator])
        self.ideographicStop = lexicon.intern("\u{3002}", as: .boundary)
        self.invertedQuestion = lexicon.intern("\u{BF}")
        self.colon = lexicon.intern(":", as: .separator)
        self.comma = lexicon.intern(",", as: .separator)
        self.please = lexicon.intern("please")
        self.lineBreak = lexicon.intern("\n", as: [.boundary, .separator])
    }
}
