/// One rewrite of a question that keeps its meaning: `can you tell me > @wh => ASK`.
///
/// The left side is a row of elements: a word or `a|b`, a class `@wh`, both with `?` when they may be missing and `=1` to
/// be used on the right; `$1` one or more tokens; `%1` the same without numbers and names in capitals; `*` any one token;
/// `#` a number; `"` a quotation; `.` the end of the sentence; `~` a mark between sentences or phrases; `!a` not followed
/// by `a`; `-a` no `a` up to the end; `>` what follows is looked at but stays. The right side is words and `$1`.
struct RewriteRule: Sendable {
    struct Element: Sendable {
        enum Kind: UInt8, Sendable {
            case word, number, quote, any, gap, plainGap, end, separator, lookahead, not, absent
        }

        var kind: Kind
        var isOptional = false
        var slot: UInt8 = 0
        /// Its words, a range of `RuleSet.alternatives`.
        var words: Range<Int32> = 0..<0
        var classes: WordClass = []
    }

    enum Output: Sendable {
        case word(UInt16)
        case slot(UInt8)
    }

    /// Its elements, a range of `RuleSet.elements`: one array for all, so that trying a rule counts no references.
    var elements: Range<Int>
    var output: [Output]
}

/// Rules that are tried together, the first that fits first, found by the word that they begin with.
struct RuleSet: Sendable {
    private(set) var rules: [RewriteRule] = []
    private(set) var elements: [RewriteRule.Element] = []
    private(set) var alternatives: [UInt16] = []
    /// For each word of the lexicon, the rules that can begin with it.
    private(set) var byWord: [[UInt16]] = []
    /// The rules that begin with a number, and those that can begin with any token.
    private(set) var numbers: [UInt16] = []
    private(set) var others: [UInt16] = []

    /// Reads the rules. Their words enter the lexicon; a rule that cannot be read is a mistake in the program's own table.
    init(_ lines: [String], lexicon: inout Lexicon) {
        for line in lines {
            let sides = line.split(separator: "=>", maxSplits: 1, omittingEmptySubsequences: false)
            precondition(sides.count == 2, "a rule has two sides: \(line)")
            let elements = sides[0].split(separator: " ").map { self.element(String($0), lexicon: &lexicon) }
            let output: [RewriteRule.Output] = sides[1].split(separator: " ").map { part in
                if part.first == "$", let slot = UInt8(part.dropFirst()) { return .slot(slot) }
                return .word(lexicon.intern(part == "ASK" ? Lexicon.asking : String(part)))
            }
            let start = self.elements.count
            self.elements.append(contentsOf: elements)
            self.rules.append(RewriteRule(elements: start..<self.elements.count, output: output))
        }
    }

    /// Makes the table of first words, once the lexicon is whole.
    mutating func index(_ lexicon: Lexicon) {
        self.byWord = Array(repeating: [], count: lexicon.count)
        for (number, rule) in self.rules.enumerated() {
            let first = self.firsts(of: rule)
            if self.elements[rule.elements].first?.kind == .number {
                self.numbers.append(UInt16(number))
                continue
            }
            if first.isOpen {
                self.others.append(UInt16(number))
                continue
            }
            for word in 1..<lexicon.count
            where first.words.contains(UInt16(word)) || !lexicon.classes[word].isDisjoint(with: first.classes) {
                self.byWord[word].append(UInt16(number))
            }
        }
    }

    private func firsts(of rule: RewriteRule) -> (words: Set<UInt16>, classes: WordClass, isOpen: Bool) {
        var words: Set<UInt16> = []
        var classes: WordClass = []
        for element in self.elements[rule.elements] {
            switch element.kind {
            case .lookahead, .not, .absent: continue
            case .word:
                words.formUnion(self.alternatives[Int(element.words.lowerBound)..<Int(element.words.upperBound)])
                classes.formUnion(element.classes)
            default: return (words, classes, true)
            }
            if !element.isOptional { return (words, classes, false) }
        }
        return (words, classes, true)
    }

    private mutating func element(_ source: String, lexicon: inout Lexicon) -> RewriteRule.Element {
        var text = Substring(source)
        var element = RewriteRule.Element(kind: .word)
        switch text {
        case ".": element.kind = .end
        case ">": element.kind = .lookahead
        default: break
        }
        guard element.kind == .word else { return element }
        if text.count > 1, text.hasPrefix("!") || text.hasPrefix("-") {
            element.kind = text.hasPrefix("!") ? .not : .absent
            text = text.dropFirst()
        }
        if text.count > 1, text.hasSuffix("?") {
            element.isOptional = true
            text = text.dropLast()
        }
        if text.count > 2, let slot = text.last?.wholeNumberValue, text.dropLast().hasSuffix("=") {
            element.slot = UInt8(slot)
            text = text.dropLast(2)
        }
        switch text.first {
        case "$", "%":
            if text.count == 2, let slot = text.last?.wholeNumberValue {
                element.kind = text.hasPrefix("$") ? .gap : .plainGap
                element.slot = UInt8(slot)
                return element
            }
        case "#": element.kind = .number
        case "\"": element.kind = .quote
        case "~": element.kind = .separator
        case "*": element.kind = .any
        default: break
        }
        switch element.kind {
        case .number, .quote, .separator, .any: return element
        default: break
        }
        let start = Int32(self.alternatives.count)
        for part in text.split(separator: "|") {
            if part.hasPrefix("@") {
                guard let wordClass = WordClass.named[String(part.dropFirst())] else {
                    preconditionFailure("no class \(part)")
                }
                element.classes.formUnion(wordClass)
            } else {
                self.alternatives.append(lexicon.intern(part == "ASK" ? Lexicon.asking : String(part)))
            }
        }
        element.words = start..<Int32(self.alternatives.count)
        return element
    }
}
