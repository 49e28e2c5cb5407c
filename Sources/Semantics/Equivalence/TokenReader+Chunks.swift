extension TokenReader {
    /// Reads what stands between two spaces: its core, and behind it the marks at its end.
    mutating func readChunk(_ chunk: Range<Int>) {
        var end = self.coreEnd(chunk)
        if self.readAbbreviation(chunk.lowerBound..<end, upTo: chunk.upperBound) {
            // The first mark is the abbreviation's own full stop, and was taken with it.
            if end < chunk.upperBound, self.scalars[end] == 0x2E { end += 1 }
        } else {
            self.readCore(chunk.lowerBound..<end)
        }
        self.index = end
        while self.index < chunk.upperBound {
            self.readMark(self.scalars[self.index])
        }
    }

    /// Where the marks at the end of a chunk begin. Brackets and marks that belong to the core stay with it: `f(x)`, `5!`.
    private func coreEnd(_ chunk: Range<Int>) -> Int {
        var end = chunk.upperBound
        while end > chunk.lowerBound + 1, self.isClosingMark(at: end - 1, of: chunk) { end -= 1 }
        if end < chunk.upperBound, self.scalars[end] == 0x21, self.isNumberOrLetter(chunk.lowerBound..<end) {
            end += 1
        }
        return end
    }

    private func isClosingMark(at index: Int, of chunk: Range<Int>) -> Bool {
        switch self.scalars[index] {
        case 0x2E, 0x2C, 0x3A, 0x3B, 0x21, 0x22, 0x27, 0x201D, 0x2019, 0xBB, 0x2026: return true
        case 0x3001...0x300F, 0xFF01, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F, 0x61F, 0x60C: return true
        case 0x3F: return !self.scalars[chunk].contains(0x2F)
        case 0x29: return !self.scalars[chunk.lowerBound..<index].contains(0x28)
        case 0x5D: return !self.scalars[chunk.lowerBound..<index].contains(0x5B)
        case 0x7D: return !self.scalars[chunk.lowerBound..<index].contains(0x7B)
        default: return false
        }
    }

    private func isNumberOrLetter(_ core: Range<Int>) -> Bool {
        if core.count == 1 { return true }
        return self.scalars[core].allSatisfy { ScalarText.isDigit($0) || $0 == 0x2E || $0 == 0x29 }
    }

    /// `U.S.`, `e.g.`, `p.m.`: letters with full stops between them, read as `US`, `eg`, `pm`. The last full stop is the
    /// abbreviation's, unless a capital behind it may begin a sentence (never behind "e.g." and "i.e.").
    private mutating func readAbbreviation(_ core: Range<Int>, upTo chunkEnd: Int) -> Bool {
        guard core.count >= 3, core.count % 2 == 1, core.count <= 9 else { return false }
        var isUpper = true
        for (offset, index) in core.enumerated() {
            let scalar = self.scalars[index]
            if offset % 2 == 1 {
                guard scalar == 0x2E else { return false }
            } else {
                guard ScalarText.isUpper(scalar) || ScalarText.isLower(scalar) else { return false }
                isUpper = isUpper && ScalarText.isUpper(scalar)
            }
        }
        var token = self.token(.word, source: core)
        token.casing = isUpper ? .upper : .lower
        let start = self.text.count
        for index in core where self.scalars[index] != 0x2E {
            ScalarText.append(isUpper ? self.scalars[index] | 0x20 : self.scalars[index], to: &self.text)
        }
        self.letterCount += core.count
        self.finish(&token, from: start)
        let isStopped = core.upperBound < chunkEnd && self.scalars[core.upperBound] == 0x2E
        let letters = self.text[start...]
        let isJoint = letters.elementsEqual("eg".utf8) || letters.elementsEqual("ie".utf8)
        if isStopped, !isJoint, self.startsCapital(behind: core.upperBound + 1) {
            self.append(.mark, text: ".", source: core.upperBound..<core.upperBound + 1)
        }
        return true
    }

    private func startsCapital(behind index: Int) -> Bool {
        var index = index
        while index < self.scalars.count, self.isSpace(at: index) { index += 1 }
        return index < self.scalars.count && !ScalarText.isLower(self.scalars[index])
    }

    private mutating func readCore(_ core: Range<Int>) {
        guard let first = core.first.map({ self.scalars[$0] }) else { return }
        if ScalarText.isDigit(first) || first == 0x24 || first == 0x20AC || first == 0xA3 || first == 0xA5
            || first == 0x2D || first == 0x2212 || first == 0x2B || first == 0x2E
        {
            if self.readNumber(core) { return }
        } else if self.readWord(core) {
            return
        }
        self.readVerbatim(core)
    }

    /// A chunk that is no word: kept to the letter, unless the lexicon knows it as one that is written in several ways.
    private mutating func readVerbatim(_ core: Range<Int>) {
        var token = self.token(.verbatim, source: core)
        let start = self.text.count
        for index in core {
            let scalar = self.scalars[index]
            ScalarText.append(ScalarText.isUpper(scalar) ? scalar | 0x20 : scalar, to: &self.text)
            if Self.isSymbol(scalar) { self.symbolCount += 1 }
        }
        self.finish(&token, from: start)
        let isKnown = self.lexicon.classes[Int(self.tokens[self.tokens.count - 1].word)].contains(.acronym)
        if !isKnown {
            self.tokens.removeLast()
            self.text.removeSubrange(start...)
            self.append(.verbatim, verbatim: core)
        }
    }

    /// Signs that prose seldom has and programs often do.
    static func isSymbol(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x7B, 0x7D, 0x5B, 0x5D, 0x28, 0x29, 0x3B, 0x3C...0x3E, 0x2A, 0x2B, 0x26, 0x7C, 0x5E, 0x23, 0x5C, 0x7E: true
        default: false
        }
    }

    /// Letters, with hyphens or an apostrophe inside: text in small letters, how it was written in `casing`.
    private mutating func readWord(_ core: Range<Int>) -> Bool {
        var apostrophe = -1
        var hasHyphen = false
        for index in core {
            let scalar = self.scalars[index]
            if ScalarText.isLetter(scalar) { continue }
            guard index > core.lowerBound, index + 1 < core.upperBound else { return false }
            switch scalar {
            case 0x27, 0x2019:
                guard apostrophe < 0 else { return false }
                apostrophe = index
            case 0x2D, 0x2010, 0x2011:
                guard ScalarText.isLetter(self.scalars[index - 1]) else { return false }
                hasHyphen = true
            default: return false
            }
        }
        self.letterCount += core.count
        if apostrophe >= 0, apostrophe == core.upperBound - 2, self.scalars[apostrophe + 1] | 0x20 == 0x73 {
            self.appendPossessive(core, apostrophe: apostrophe)
        } else {
            self.appendWord(core, hasHyphen: hasHyphen)
        }
        return true
    }

    /// `what's` where the lexicon knows the whole, else the word and `'s` by itself.
    private mutating func appendPossessive(_ core: Range<Int>, apostrophe: Int) {
        let textCount = self.text.count
        self.appendWord(core, hasHyphen: false)
        guard self.tokens[self.tokens.count - 1].word == 0 else { return }
        self.tokens.removeLast()
        self.text.removeSubrange(textCount...)
        self.appendWord(core.lowerBound..<apostrophe, hasHyphen: true)
        self.append(.word, text: "'s", source: apostrophe..<core.upperBound)
    }

    private mutating func appendWord(_ core: Range<Int>, hasHyphen: Bool) {
        var token = self.token(.word, source: core)
        let start = self.text.count
        var index = core.lowerBound
        // Most words are small letters of ASCII.
        while index < core.upperBound, ScalarText.isLower(self.scalars[index]) {
            self.text.append(UInt8(truncatingIfNeeded: self.scalars[index]))
            index += 1
        }
        if index < core.upperBound { token.casing = self.casing(of: core, hasHyphen: hasHyphen) }
        for index in index..<core.upperBound {
            let scalar = self.scalars[index]
            switch scalar {
            case 0x41...0x5A: self.text.append(UInt8(truncatingIfNeeded: scalar | 0x20))
            case 0..<0x80: self.text.append(UInt8(truncatingIfNeeded: scalar))
            case 0x2019: self.text.append(0x27)
            case 0x2010, 0x2011: self.text.append(0x2D)
            default: ScalarText.append(Self.lowered(scalar), to: &self.text)
            }
        }
        let end = self.text.count
        token.endsInEd = end - start > 3 && self.text[end - 2] == 0x65 && self.text[end - 1] == 0x64
        self.finish(&token, from: start)
    }

    /// The small letter, where it is one scalar. The Turkish İ stays: its small letter depends on the language.
    private static func lowered(_ scalar: UInt32) -> UInt32 {
        guard scalar != 0x130, let mapping = Unicode.Scalar(scalar)?.properties.lowercaseMapping.unicodeScalars,
            mapping.count == 1, let lower = mapping.first
        else { return scalar }
        return lower.value
    }

    private func casing(of core: Range<Int>, hasHyphen: Bool) -> Token.Casing {
        var upperCount = 0
        var letterCount = 0
        var inside = 0
        var startsPart = true
        var lonePart = false
        var partLength = 0
        for index in core {
            let scalar = self.scalars[index]
            if scalar == 0x2D || scalar == 0x2010 || scalar == 0x2011 {
                startsPart = true
                lonePart = lonePart || partLength == 1
                partLength = 0
                continue
            }
            if scalar == 0x27 || scalar == 0x2019 {
                startsPart = true
                continue
            }
            letterCount += 1
            partLength += 1
            let isUpper =
                scalar < 0x80
                ? ScalarText.isUpper(scalar) : Self.lowered(scalar) != scalar || scalar == 0x130
            if isUpper {
                upperCount += 1
                if !startsPart { inside += 1 }
            }
            startsPart = false
        }
        if upperCount == 0 { return .lower }
        if letterCount == 1 { return .letter }
        if upperCount == letterCount { return .upper }
        // "O'Brien" and "I'm" are capitalized; "T-shirt" is as it is written.
        if inside == 0 { return hasHyphen && lonePart ? .mixed : .capitalized }
        return .mixed
    }
}
