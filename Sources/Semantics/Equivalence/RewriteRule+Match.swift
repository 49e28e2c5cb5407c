extension RuleSet {
    /// The longest run of tokens that one `$1` may stand for: it bounds the search in a long message.
    static let gapMax = 40

    struct Match {
        var rule: Int
        /// The first token behind what the rule takes.
        var end: Int
        /// Where each `$1` begins and ends; up to four.
        var starts: SIMD8<Int32> = .zero
        var ends: SIMD8<Int32> = .zero
    }

    /// The first rule that fits the tokens from `position`.
    func firstMatch(_ tokens: [Token], at position: Int, lexicon: Lexicon) -> Match? {
        let word = Int(tokens[position].word)
        if word < self.byWord.count {
            for number in self.byWord[word] {
                if let match = self.match(Int(number), tokens, at: position, lexicon: lexicon) { return match }
            }
        }
        if tokens[position].kind == .number {
            for number in self.numbers {
                if let match = self.match(Int(number), tokens, at: position, lexicon: lexicon) { return match }
            }
        }
        for number in self.others {
            if let match = self.match(Int(number), tokens, at: position, lexicon: lexicon) { return match }
        }
        return nil
    }

    /// Rewrites what `match` found.
    func apply(_ match: Match, to tokens: inout [Token], at position: Int) -> Int {
        var replacement: [Token] = []
        for output in self.rules[match.rule].output {
            switch output {
            case .word(let word):
                var token = Token(kind: .word)
                token.word = word
                replacement.append(token)
            case .slot(let slot):
                replacement.append(contentsOf: tokens[Int(match.starts[Int(slot)])..<Int(match.ends[Int(slot)])])
            }
        }
        tokens.replaceSubrange(position..<match.end, with: replacement)
        return replacement.count
    }

    private func match(_ rule: Int, _ tokens: [Token], at position: Int, lexicon: Lexicon) -> Match? {
        var match = Match(rule: rule, end: -1)
        let fits = self.fits(self.rules[rule].elements, tokens, position, lexicon, &match)
        return fits ? match : nil
    }

    private func fits(
        _ elements: Range<Int>,
        _ tokens: [Token],
        _ startPosition: Int,
        _ lexicon: Lexicon,
        _ match: inout Match
    ) -> Bool {
        var number = elements.lowerBound
        var position = startPosition
        while number < elements.upperBound {
            let element = self.elements[number]
            number += 1
            switch element.kind {
            case .lookahead:
                match.end = position
            case .end:
                guard self.isEnd(tokens, position, lexicon) else { return false }
            case .not:
                if position < tokens.count, self.isWord(tokens[position], element, lexicon) { return false }
            case .absent:
                for token in tokens[position...] where self.isWord(token, element, lexicon) { return false }
            case .separator:
                let first = position
                while position < tokens.count, self.isSeparator(tokens[position], lexicon) { position += 1 }
                if position == first, !element.isOptional { return false }
            case .gap, .plainGap:
                return self.fitsGap(element, number..<elements.upperBound, tokens, position, lexicon, &match)
            case .any, .word, .number, .quote:
                guard position < tokens.count, self.isOne(tokens[position], element, lexicon) else {
                    if element.isOptional {
                        self.set(element.slot, position..<position, &match)
                        continue
                    }
                    return false
                }
                self.set(element.slot, position..<position + 1, &match)
                position += 1
            }
        }
        if match.end < 0 { match.end = position }
        return true
    }

    /// `$1`: the shortest run that lets the rest fit.
    private func fitsGap(
        _ element: RewriteRule.Element,
        _ rest: Range<Int>,
        _ tokens: [Token],
        _ position: Int,
        _ lexicon: Lexicon,
        _ match: inout Match
    ) -> Bool {
        let saved = match
        var end = position
        while end < tokens.count, end - position < Self.gapMax {
            if self.isEnd(tokens, end, lexicon) { return false }
            if element.kind == .plainGap, tokens[end].kind != .word { return false }
            end += 1
            match = saved
            self.set(element.slot, position..<end, &match)
            if self.fits(rest, tokens, end, lexicon, &match) { return true }
        }
        match = saved
        return false
    }

    private func set(_ slot: UInt8, _ range: Range<Int>, _ match: inout Match) {
        guard slot > 0, slot < 8 else { return }
        match.starts[Int(slot)] = Int32(range.lowerBound)
        match.ends[Int(slot)] = Int32(range.upperBound)
    }

    private func isOne(_ token: Token, _ element: RewriteRule.Element, _ lexicon: Lexicon) -> Bool {
        switch element.kind {
        case .number: token.kind == .number
        case .quote: token.kind == .quote
        case .any: token.kind != .mark && token.kind != .lineBreak
        default: self.isWord(token, element, lexicon)
        }
    }

    private func isWord(_ token: Token, _ element: RewriteRule.Element, _ lexicon: Lexicon) -> Bool {
        if token.endsInEd, element.classes.contains(.participle) { return true }
        guard token.word != 0 else { return false }
        if !element.classes.isEmpty, !lexicon.classes[Int(token.word)].isDisjoint(with: element.classes) {
            return true
        }
        for index in element.words where self.alternatives[Int(index)] == token.word { return true }
        return false
    }

    private func isEnd(_ tokens: [Token], _ position: Int, _ lexicon: Lexicon) -> Bool {
        guard position < tokens.count else { return true }
        let token = tokens[position]
        return token.kind == .payload || lexicon.classes[Int(token.word)].contains(.boundary)
    }

    private func isSeparator(_ token: Token, _ lexicon: Lexicon) -> Bool {
        lexicon.classes[Int(token.word)].contains(.separator)
    }
}
