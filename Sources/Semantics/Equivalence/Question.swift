/// A message in English on its way to its form.
struct Question {
    /// How a sentence ended, as far as it can matter.
    enum Ending {
        case none, question, exclamation
    }

    /// A message has few openings and shapes; a longer chain is no message, and the bound ends it.
    private static let roundsMax = 8

    let rules: Normalizer
    let isVerbatim: Bool
    private var reader: TokenReader
    private var tokens: [Token]
    private var ending = Ending.none
    private var wasAsked = false

    /// - Parameter isVerbatim: what follows the openings is kept to the letter.
    init(_ reader: consuming TokenReader, rules: Normalizer, isVerbatim: Bool) {
        self.tokens = []
        // The tokens are changed in place: nobody else may hold them.
        swap(&self.tokens, &reader.tokens)
        self.reader = reader
        self.rules = rules
        self.isVerbatim = isVerbatim
    }

    /// - Parameter synonymsUpTo: how many tokens at the start may be replaced by others that mean the same.
    mutating func reduce(synonymsUpTo end: Int) {
        self.replaceSynonyms(upTo: self.isVerbatim ? 1 : end)
        while let first = self.tokens.first, self.isMark(first), self.tokens.count > 1 { self.tokens.removeFirst() }
        self.rewrite(self.rules.openings)
        if !self.isVerbatim {
            self.takePayload()
            if self.tokens.last?.kind != .payload { self.peelEnd() }
            self.rewrite(self.rules.shapes)
            self.dropPleases()
        }
        if self.tokens.isEmpty {
            self.reader.rewind()
            swap(&self.tokens, &self.reader.tokens)
        }
    }

    func write(to form: inout FormWriter) {
        form.begin(self.isVerbatim ? .mention : .english)
        if self.isVerbatim {
            form.writeRest(self.tokens, of: self.reader, lexicon: self.rules.lexicon)
            return
        }
        for token in self.tokens { form.write(token, of: self.reader, lexicon: self.rules.lexicon) }
        switch self.ending {
        case .none: break
        case .question: if !self.impliesQuestion { form.write(mark: 0x3F) }
        case .exclamation: if !self.impliesQuestion && !self.isRequest { form.write(mark: 0x21) }
        }
    }

    // MARK: - Rewrites

    private mutating func replaceSynonyms(upTo end: Int) {
        var position = 0
        var end = end
        var rounds = 0
        while position < end, position < self.tokens.count {
            guard self.tokens[position].kind != .quote, self.tokens[position].kind != .code,
                let match = self.rules.synonyms.firstMatch(self.tokens, at: position, lexicon: self.rules.lexicon)
            else {
                position += 1
                rounds = 0
                continue
            }
            let before = self.tokens.count
            let count = self.rules.synonyms.apply(match, to: &self.tokens, at: position)
            end += self.tokens.count - before
            // What was written is read once more: "Jan 1, 2000" is January first, and then a date.
            rounds += 1
            if rounds == 2 {
                position += max(count, 1)
                rounds = 0
            }
        }
    }

    /// Rewrites the start of the message until no rule fits.
    private mutating func rewrite(_ rules: RuleSet) {
        for _ in 0..<Self.roundsMax {
            guard !self.tokens.isEmpty,
                let match = rules.firstMatch(self.tokens, at: 0, lexicon: self.rules.lexicon)
            else { return }
            _ = rules.apply(match, to: &self.tokens, at: 0)
            self.wasAsked = true
        }
    }

    /// Behind a colon or a line break comes material: it is one token, to the letter, with its end as it is.
    private mutating func takePayload() {
        let marks = self.rules.words
        guard
            let index = self.tokens.firstIndex(where: { $0.kind == .lineBreak || $0.word == marks.colon }),
            index + 1 < self.tokens.count
        else { return }
        if self.tokens[index].kind == .lineBreak, self.isClosing(from: index + 1) { return }
        let separator = self.tokens[index]
        let isBreak = separator.kind == .lineBreak
        var token = Token(kind: .payload)
        token.sourceStart = isBreak ? separator.sourceStart : separator.sourceEnd
        token.sourceEnd = UInt16(truncatingIfNeeded: self.reader.scalars.count)
        if isBreak {
            self.tokens.removeSubrange(index...)
        } else {
            self.tokens.removeSubrange((index + 1)...)
        }
        self.tokens.append(token)
    }

    // MARK: - The end

    /// Takes thanks and politeness from the end, and the marks that end the message.
    private mutating func peelEnd() {
        for _ in 0..<Self.roundsMax {
            self.stripMarks()
            guard self.peelPlease() || self.peelClosing() else { return }
        }
    }

    private mutating func stripMarks() {
        let marks = self.rules.words
        while let last = self.tokens.last, self.tokens.count > 1 {
            switch last.word {
            case marks.lineBreak where last.kind == .lineBreak: break
            case marks.fullStop: break
            case marks.questionMark:
                guard self.endsSentence else { return }
                self.ending = .question
            case marks.exclamationMark:
                guard !self.isApart else { return }
                if self.ending == .none { self.ending = .exclamation }
            default: return
            }
            self.tokens.removeLast()
        }
    }

    /// Whether a space stands before the last mark: then it may be talked about.
    private var isApart: Bool {
        let last = self.tokens[self.tokens.count - 1]
        let previous = self.tokens[self.tokens.count - 2]
        return previous.sourceEnd < last.sourceStart && !self.isMark(previous)
    }

    private var endsSentence: Bool {
        guard self.isApart else { return true }
        let previous = self.classes(self.tokens[self.tokens.count - 2])
        return previous.isDisjoint(with: [.finite, .determiner, .preposition, .mention])
    }

    /// "please" at the end, where it cannot be a verb.
    private mutating func peelPlease() -> Bool {
        let count = self.tokens.count
        guard count > 2, self.tokens[count - 1].word == self.rules.words.please,
            self.classes(self.tokens[count - 2]).isDisjoint(with: .beforeVerb)
        else { return false }
        self.tokens.removeLast()
        if self.tokens[count - 2].word == self.rules.words.comma { self.tokens.removeLast() }
        return true
    }

    /// Thanks behind a mark, or "thanks in advance" anywhere.
    private mutating func peelClosing() -> Bool {
        let count = self.tokens.count
        var start = count - 1
        while start > 0, count - start <= 7 {
            if self.isMark(self.tokens[start - 1]), self.isClosing(from: start) {
                self.tokens.removeSubrange(start...)
                if self.tokens[start - 1].word == self.rules.words.comma { self.tokens.removeLast() }
                return true
            }
            start -= 1
        }
        return false
    }

    private func isClosing(from start: Int) -> Bool {
        var end = self.tokens.count
        while end > start, self.isMark(self.tokens[end - 1]) { end -= 1 }
        guard start > 0, start < end, end - start <= 7 else { return false }
        let tail = Array(self.tokens[start..<end])
        return self.rules.closings.firstMatch(tail, at: 0, lexicon: self.rules.lexicon)?.end == tail.count
    }

    /// "Please" before a request at the start of a later sentence.
    private mutating func dropPleases() {
        var index = self.tokens.count - 2
        while index > 0 {
            if self.tokens[index].word == self.rules.words.please,
                self.classes(self.tokens[index - 1]).contains(.boundary),
                self.classes(self.tokens[index + 1]).contains(.request)
            {
                self.tokens.remove(at: index)
            }
            index -= 1
        }
    }

    // MARK: - What the words say

    private func classes(_ token: Token) -> WordClass { self.rules.lexicon.classes[Int(token.word)] }

    private func isMark(_ token: Token) -> Bool {
        token.kind == .lineBreak || token.kind == .mark && self.classes(token).contains(.separator)
    }

    private var isRequest: Bool { self.tokens.first.map { self.classes($0).contains(.request) } ?? false }

    /// Whether the words alone say that this is a question, so that its mark adds nothing.
    private var impliesQuestion: Bool {
        guard let first = self.tokens.first, self.tokens.count > 1 else { return false }
        let classes = self.classes(first)
        let second = self.classes(self.tokens[1])
        if classes.contains(.wh) { return second.isDisjoint(with: [.pronoun, .determiner]) }
        if self.wasAsked, classes.contains(.request) { return true }
        guard classes.contains(.finite) else { return false }
        return !classes.contains(.grammatical) || !second.isDisjoint(with: [.pronoun, .determiner])
    }
}
