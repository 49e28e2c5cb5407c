extension TokenReader {
    /// Quotations and code that begin here, taken whole; false if none does.
    mutating func readSpan(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x60: return self.readCode()
        case 0x22: return self.readQuote(closing: [0x22], mark: 0x22)
        case 0x201C, 0x201F: return self.readQuote(closing: [0x201D], mark: 0x22)
        case 0x201E: return self.readQuote(closing: [0x201C, 0x201D], mark: 0x22)
        case 0xAB: return self.readQuote(closing: [0xBB], mark: 0xAB)
        case 0x300C: return self.readQuote(closing: [0x300D], mark: 0x300C)
        case 0x27, 0x2018: return self.readSingleQuote()
        default: return false
        }
    }

    /// A span between backticks: as many as open it close it (CommonMark 0.31, code spans and fences). One that is never
    /// closed goes to the end of the message.
    private mutating func readCode() -> Bool {
        let start = self.index
        var body = start
        while body < self.scalars.count, self.scalars[body] == 0x60 { body += 1 }
        let fence = body - start
        var index = body
        while index < self.scalars.count {
            var run = 0
            while index + run < self.scalars.count, self.scalars[index + run] == 0x60 { run += 1 }
            if run == fence {
                self.index = index + run
                self.append(.code, verbatim: start..<self.index)
                return true
            }
            index += max(run, 1)
        }
        self.index = self.scalars.count
        self.append(.code, verbatim: start..<self.index)
        return true
    }

    private mutating func readQuote(closing: [UInt32], mark: UInt32) -> Bool {
        var index = self.index + 1
        while index < self.scalars.count, !closing.contains(self.scalars[index]) { index += 1 }
        guard index < self.scalars.count, index > self.index + 1 else { return false }
        self.appendQuote(mark: mark, body: self.index + 1..<index)
        return true
    }

    /// A span between single quotes, which are apostrophes too: the opening one stands before a word, the closing one
    /// behind a word and before none.
    private mutating func readSingleQuote() -> Bool {
        guard !self.isSpace(at: self.index + 1) else { return false }
        var index = self.index + 2
        while index < self.scalars.count, self.scalars[index] != ScalarText.lineBreak {
            let scalar = self.scalars[index]
            if scalar == 0x27 || scalar == 0x2019, !self.isSpace(at: index - 1) {
                let next = index + 1 < self.scalars.count ? self.scalars[index + 1] : ScalarText.space
                if !ScalarText.isLetter(next), !ScalarText.isDigit(next) {
                    self.appendQuote(mark: 0x27, body: self.index + 1..<index)
                    return true
                }
            }
            index += 1
        }
        return false
    }

    private mutating func appendQuote(mark: UInt32, body: Range<Int>) {
        var token = self.token(.quote, source: body.lowerBound - 1..<body.upperBound + 1)
        let start = self.text.count
        ScalarText.append(mark, to: &self.text)
        for scalar in self.scalars[body] { ScalarText.append(scalar, to: &self.text) }
        self.finish(&token, from: start)
        self.index = body.upperBound + 1
    }
}
