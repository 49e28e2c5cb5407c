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

    func isExcluded(_ span: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        let before = max(0, span.lowerBound - Rule.Context.unlessWithin)..<span.lowerBound
        return Rule.Context.holds(self.unless, before, text)
    }

    private static func holds(_ words: [String], _ range: Range<Int>, _ text: UnsafeRawBufferPointer) -> Bool {
        words.contains { word in
            var word = word
            return word.withUTF8 { Rule.Context.holds(UnsafeRawBufferPointer($0), range, text) }
        }
    }

    private static func holds(
        _ word: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        _ text: UnsafeRawBufferPointer
    ) -> Bool {
        guard !word.isEmpty, word.count <= range.count else { return false }
        return (range.lowerBound...(range.upperBound - word.count)).contains { start in
            let end = start + word.count
            return ASCII.lowercased(text[start]) == word[0]
                && word.indices.allSatisfy { ASCII.lowercased(text[start + $0]) == word[$0] }
                && (start == 0 || Rule.Context.isBorder(text[start - 1], text[start]))
                && (end == text.count || Rule.Context.isBorder(text[end - 1], text[end]))
        }
    }

    private static func isBorder(_ left: UInt8, _ right: UInt8) -> Bool {
        let areLetters = Rule.Context.isInWord(left) && Rule.Context.isInWord(right)
        return !areLetters || (!ASCII.isUppercase(left) && ASCII.isUppercase(right))
    }

    /// Letters, ASCII's or not. Digits are not: `key2` holds `key`.
    private static func isInWord(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || byte >= 0x80
    }
}
