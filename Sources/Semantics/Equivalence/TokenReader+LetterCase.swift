extension TokenReader {
    /// Folds the letters of words whose capitals say nothing, and gives the others theirs back.
    ///
    /// Capitals stay where they may make another word: `US`, `May`, `Polish`, `Apple`. A word in capitals is folded only
    /// if it is known to be no word in small letters, such as `HTML`.
    /// - Parameter keepsUnknown: whether a word that the lexicon does not know stays as written inside a sentence.
    mutating func foldCase(keepsUnknown: Bool) {
        let isShouted = self.isShouted
        for index in self.tokens.indices {
            let token = self.tokens[index]
            guard token.kind == .word, token.casing != .lower, token.textEnd > token.textStart else { continue }
            if self.keepsCase(token, at: index, isShouted: isShouted, keepsUnknown: keepsUnknown) {
                self.restoreCase(at: index)
            }
        }
    }

    /// No word has a small letter: capitals say nothing at all.
    private var isShouted: Bool {
        var count = 0
        for token in self.tokens where token.kind == .word && token.textEnd > token.textStart {
            guard token.casing == .upper || token.casing == .letter else { return false }
            count += 1
        }
        return count >= 3
    }

    private func keepsCase(_ token: Token, at index: Int, isShouted: Bool, keepsUnknown: Bool) -> Bool {
        let classes = self.lexicon.classes[Int(token.word)]
        switch token.casing {
        case .lower: return false
        case .capitalized:
            if classes.contains(.caseSensitive) {
                let isOrdinary = !classes.isDisjoint(with: [.grammatical, .request])
                return !(token.isInitial && isOrdinary && !self.isCapitalized(behind: index))
            }
            if self.hasCaseSensitivePart(token) { return true }
            return keepsUnknown && !token.isInitial && token.word == 0
        case .upper:
            if classes.contains(.acronym) { return false }
            return !isShouted || !classes.isDisjoint(with: [.caseSensitive, .homograph])
        case .letter:
            // "I" stays, and so does the name of a variable; an article at the start of a sentence does not.
            guard self.text[Int(token.textStart)] == 0x61 else { return true }
            return !isShouted && !(token.isInitial && self.isLower(behind: index))
        case .mixed: return !classes.contains(.acronym)
        }
    }

    private func isCapitalized(behind index: Int) -> Bool {
        guard index + 1 < self.tokens.count, self.tokens[index + 1].kind == .word else { return false }
        let next = self.tokens[index + 1]
        return next.casing != .lower && !(next.casing == .letter && self.text[Int(next.textStart)] == 0x69)
    }

    private func isLower(behind index: Int) -> Bool {
        index + 1 < self.tokens.count && self.tokens[index + 1].kind == .word
            && self.tokens[index + 1].casing == .lower
    }

    /// `Polish-born`: one of the parts is another word with a capital.
    private func hasCaseSensitivePart(_ token: Token) -> Bool {
        let bytes = self.text[Int(token.textStart)..<Int(token.textEnd)]
        guard bytes.contains(0x2D) else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            bytes.split(separator: 0x2D).contains { part in
                let number = self.lexicon.number(of: UnsafeBufferPointer(rebasing: part))
                return self.lexicon.classes[Int(number)].contains(.caseSensitive)
            }
        }
    }

    private mutating func restoreCase(at index: Int) {
        var token = self.tokens[index]
        var position = Int(token.textStart)
        let end = Int(token.textEnd)
        if token.casing == .upper || token.casing == .letter, self.text[position..<end].allSatisfy({ $0 < 0x80 }) {
            while position < end {
                let byte = self.text[position]
                if byte >= 0x61, byte <= 0x7A { self.text[position] = byte & 0xDF }
                position += 1
            }
        } else {
            token.textStart = UInt16(truncatingIfNeeded: self.text.count)
            for source in Int(token.sourceStart)..<Int(token.sourceEnd) {
                let scalar = self.scalars[source]
                ScalarText.append(scalar == 0x2019 ? 0x27 : scalar, to: &self.text)
            }
            token.textEnd = UInt16(truncatingIfNeeded: self.text.count)
        }
        let range = Int(token.textStart)..<Int(token.textEnd)
        token.word = self.text.withUnsafeBufferPointer {
            self.lexicon.number(of: UnsafeBufferPointer(rebasing: $0[range]))
        }
        self.tokens[index] = token
    }
}
