import Exchange

extension Rule {
    /// How sure the rule is of a match there, or `nil` if it needs a word near by and there is none, or if a word before
    /// it says that it is something else.
    func level(around span: Range<Int>, in text: UnsafeRawBufferPointer) -> Finding.Level? {
        guard let context = self.context else { return self.level }
        guard !context.isExcluded(span, in: text) else { return nil }
        guard context.isNear(span, in: text) else { return context.need ? nil : self.level }
        return Finding.Level(rawValue: self.level.rawValue + 1) ?? self.level
    }
}

extension Rule {
    /// One level less for a match that fails a check which is no condition.
    func graded(_ level: Finding.Level, by span: UnsafeRawBufferPointer) -> Finding.Level {
        guard !self.gradingValidators.allSatisfy({ $0.accepts(span) }) else { return level }
        return Finding.Level(rawValue: level.rawValue &- 1) ?? level
    }
}

extension Rule.Context {
    /// Whether one of the words stands before or behind the span, whole, in any case.
    ///
    /// `_`, `-` and a change from lower to upper case separate words too: `aws_key`, `awsKey` and `aws-key` all hold `key`.
    func isNear(_ span: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        let before = max(0, span.lowerBound - self.within)..<span.lowerBound
        let behind = span.upperBound..<min(text.count, span.upperBound + self.within)
        return Rule.Context.holds(self.near, before, text) || Rule.Context.holds(self.near, behind, text)
    }

    /// Whether one of the words that speak against it stands before the span, and behind that none that speaks for it.
    func isExcluded(_ span: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        let before = max(0, span.lowerBound - Rule.Context.unlessWithin)..<span.lowerBound
        let ends = self.unless.compactMap { Rule.Context.lastEnd(of: $0, before, text) }
        guard let end = ends.max() else { return false }
        return !Rule.Context.holds(self.near, end..<span.lowerBound, text)
    }

    private static func holds(_ words: [String], _ range: Range<Int>, _ text: UnsafeRawBufferPointer) -> Bool {
        words.contains { word in
            var word = word
            return word.withUTF8 { word in
                range.contains { Rule.Context.wholeEnd(of: UnsafeRawBufferPointer(word), at: $0, range, text) != nil }
            }
        }
    }

    /// Where a word ends that stands in a range; of several the last.
    private static func lastEnd(of word: String, _ range: Range<Int>, _ text: UnsafeRawBufferPointer) -> Int? {
        var word = word
        return word.withUTF8 { word in
            for start in range.reversed() {
                if let end = Rule.Context.wholeEnd(of: UnsafeRawBufferPointer(word), at: start, range, text) {
                    return end
                }
            }
            return nil
        }
    }

    /// Where a word ends that begins there, if it is a whole one and ends in a range.
    private static func wholeEnd(
        of word: UnsafeRawBufferPointer,
        at start: Int,
        _ range: Range<Int>,
        _ text: UnsafeRawBufferPointer
    ) -> Int? {
        guard !word.isEmpty, let end = Rule.Context.end(of: word, at: start, in: text), end <= range.upperBound,
            start == 0 || Rule.Context.isBorder(text, start, of: word),
            end == text.count || Rule.Context.isBorder(text, end, of: word)
        else { return nil }
        return end
    }

    /// Where the word ends that begins there. What is written with a space, a dot or an apostrophe in the rule may be any
    /// other sign in the text, or none: `sort code` is `sort_code` and `sortCode`, `driver's` is `driver_s`.
    private static func end(of word: UnsafeRawBufferPointer, at start: Int, in text: UnsafeRawBufferPointer) -> Int? {
        var (place, index) = (start, 0)
        while index < word.count {
            if Rule.Context.isLoose(word[index]) {
                if place < text.count, !Rule.Context.isInWord(text[place]), !ASCII.isDigit(text[place]) { place += 1 }
                index += 1
                continue
            }
            guard let width = LetterCase.equalBytes(text, place, word, index) else { return nil }
            (place, index) = (place + width, index + width)
        }
        return place
    }

    static func isLoose(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "'")
    }

    /// Whether a word may begin or end there: letters on both sides make one word, unless the right one is a capital
    /// behind a small one, or one of them belongs to a script that is written without spaces: `IBANは` holds `IBAN`. Words
    /// of such scripts have no borders of their own.
    private static func isBorder(
        _ text: UnsafeRawBufferPointer,
        _ place: Int,
        of word: UnsafeRawBufferPointer
    ) -> Bool {
        let (left, right) = (text[place - 1], text[place])
        let areLetters = Rule.Context.isInWord(left) && Rule.Context.isInWord(right)
        return !areLetters || (!ASCII.isUppercase(left) && ASCII.isUppercase(right))
            || Rule.Context.endsUnspaced(text, at: place) != Rule.Context.leadsUnspaced(right)
            || word.contains { $0 >= Rule.Context.threeByteLead }
    }

    /// Whether the character before that place belongs to a script that is written without spaces.
    private static func endsUnspaced(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        place >= 3 && text[place - 1] & 0xc0 == 0x80 && text[place - 2] & 0xc0 == 0x80
            && Rule.Context.leadsUnspaced(text[place - 3])
    }

    /// Whether a character that begins with this byte belongs to a script that is written without spaces: Indic ones,
    /// Thai and Lao (0xe0), and Chinese, Japanese and Korean ones from U+3000 to U+DFFF. Between them (0xe1 and 0xe2) are
    /// Greek and Vietnamese letters, which make words with ASCII's, and above them fullwidth forms of ASCII.
    private static func leadsUnspaced(_ byte: UInt8) -> Bool {
        byte == Rule.Context.threeByteLead || (0xe3...0xed).contains(byte)
    }

    /// The first byte of characters from U+0800 on: Thai, Chinese, Japanese and Korean among them.
    static let threeByteLead: UInt8 = 0xe0

    /// Letters, ASCII's or not. Digits are not: `key2` holds `key`.
    @inline(__always)
    static func isInWord(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte >= 0x80
    }
}
