/// What the words of a message say about how far it may be folded.
struct MessageLanguage {
    /// Enough words of English and none, or few, of another language.
    let isEnglish: Bool
    /// The message talks about words, unquoted: how they are written may be the question.
    let isMention: Bool
    /// It asks what something means: `Sie` and `sie` are two things.
    let keepsUnknownCase: Bool

    init(_ tokens: [Token], lexicon: Lexicon) {
        var english = 0
        var foreign = 0
        var words = 0
        var known = 0
        var hasQuote = false
        var isMention = false
        var asksMeaning = false
        var previous = Token(kind: .mark)
        for token in tokens {
            let classes = lexicon.classes[Int(token.word)]
            if classes.contains(.english) { english += 1 }
            if classes.contains(.foreign) { foreign += 1 }
            if token.kind == .word {
                words += 1
                if !classes.isEmpty { known += 1 }
            }
            if token.kind == .quote || token.kind == .code { hasQuote = true }
            if classes.contains(.mention), !(classes.contains(.length) && Self.counts(previous, lexicon)) {
                isMention = true
            }
            if classes.contains(.meaning) { asksMeaning = true }
            previous = token
        }
        let first = tokens.first { token in
            token.kind == .word && !lexicon.classes[Int(token.word)].contains(.greeting)
        }
        let firstClasses = first.map { lexicon.classes[Int($0.word)] } ?? []
        if foreign == 0 {
            // Without a word that is English alone, such as "Is Pluto a planet?": an opening, and most words known.
            self.isEnglish = english >= 1 || firstClasses.contains(.opener) && known * 2 >= words
        } else {
            // A name may look foreign: "How old is Angkor Wat?"
            self.isEnglish = firstClasses.contains(.english) && foreign <= max(1, english / 2)
        }
        self.isMention = isMention && !hasQuote
        self.keepsUnknownCase = asksMeaning || isMention
    }

    /// `in 50 words`, `in one sentence`, `in a few words`: a wish for a length.
    private static func counts(_ token: Token, _ lexicon: Lexicon) -> Bool {
        if token.kind == .number { return true }
        switch lexicon.text(of: token.word) {
        case let text where text.elementsEqual("one".utf8) || text.elementsEqual("two".utf8): return true
        case let text where text.elementsEqual("three".utf8) || text.elementsEqual("few".utf8): return true
        case let text where text.elementsEqual("single".utf8) || text.elementsEqual("five".utf8): return true
        default: return false
        }
    }
}
