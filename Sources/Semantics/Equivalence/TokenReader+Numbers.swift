extension TokenReader {
    /// A number as one token, with what belongs to it apart: `5km` is `5` `km`, `5%` is `5` `percent`. Groups are taken
    /// out where no other reading is possible; every other number stays as written, `1.0` too: it may be a version.
    mutating func readNumber(_ core: Range<Int>) -> Bool {
        if self.readRange(core) { return true }
        var index = core.lowerBound
        var hasCurrency = false
        while index < core.upperBound, !ScalarText.isDigit(self.scalars[index]) {
            switch self.scalars[index] {
            case 0x24, 0x20AC, 0xA3, 0xA5: hasCurrency = true
            case 0x2D, 0x2212, 0x2B, 0x2E: break
            default: return false
            }
            index += 1
        }
        guard let digits = self.digits(in: index..<core.upperBound, hasCurrency: hasCurrency) else { return false }
        let suffix = digits.end..<core.upperBound
        let length = suffix.count
        let isOrdinal = length == 2 && self.isOrdinalSuffix(suffix)
        let unit = length == 0 || isOrdinal ? 0 : self.unit(suffix)
        guard length == 0 || isOrdinal || unit != 0 else { return false }

        let isDay = isOrdinal && self.follows(.month)
        var token = self.token(isOrdinal && !isDay ? .verbatim : .number, source: core.lowerBound..<digits.end)
        let start = self.text.count
        for position in core.lowerBound..<digits.end {
            let scalar = self.scalars[position]
            if scalar == 0x2C, digits.hasGroups { continue }
            ScalarText.append(scalar == 0x2212 ? 0x2D : scalar, to: &self.text)
        }
        if isOrdinal, !isDay {
            for position in suffix { ScalarText.append(self.scalars[position] | 0x20, to: &self.text) }
        }
        if isOrdinal { token.sourceEnd = UInt16(truncatingIfNeeded: core.upperBound) }
        self.finish(&token, from: start)
        if unit != 0 {
            var token = self.token(.word, source: suffix)
            token.word = unit
            self.tokens.append(token)
        }
        return true
    }

    /// Behind digits and groups of digits. Nil where the commas may mean something else: `1,234` may be 1.234.
    private func digits(in range: Range<Int>, hasCurrency: Bool) -> (end: Int, hasGroups: Bool)? {
        var index = range.lowerBound
        while index < range.upperBound, ScalarText.isDigit(self.scalars[index]) { index += 1 }
        let lead = index - range.lowerBound
        guard lead > 0 else { return nil }
        var groupCount = 0
        var isRound = false
        while index + 3 < range.upperBound, self.scalars[index] == 0x2C,
            self.scalars[index + 1...index + 3].allSatisfy(ScalarText.isDigit)
        {
            isRound = self.scalars[index + 1...index + 3].allSatisfy { $0 == 0x30 }
            groupCount += 1
            index += 4
        }
        if index < range.upperBound, ScalarText.isDigit(self.scalars[index]) { return nil }
        var hasFraction = false
        if index + 1 < range.upperBound, self.scalars[index] == 0x2E, ScalarText.isDigit(self.scalars[index + 1]) {
            hasFraction = true
            index += 1
            while index < range.upperBound, ScalarText.isDigit(self.scalars[index]) { index += 1 }
        }
        if groupCount > 0 {
            let startsZero = self.scalars[range.lowerBound] == 0x30
            guard lead <= 3, !startsZero, groupCount > 1 || hasFraction || hasCurrency || isRound else { return nil }
        }
        return (index, groupCount > 0)
    }

    /// `1–10` and `1-10`: digits around one dash.
    private mutating func readRange(_ core: Range<Int>) -> Bool {
        guard let dash = self.scalars[core].firstIndex(of: 0x2013), dash > core.lowerBound,
            dash + 1 < core.upperBound, self.scalars[core.lowerBound..<dash].allSatisfy(ScalarText.isDigit),
            self.scalars[dash + 1..<core.upperBound].allSatisfy(ScalarText.isDigit)
        else { return false }
        var token = self.token(.verbatim, source: core)
        let start = self.text.count
        for index in core {
            ScalarText.append(index == dash ? 0x2D : self.scalars[index], to: &self.text)
        }
        self.finish(&token, from: start)
        return true
    }

    private func isOrdinalSuffix(_ suffix: Range<Int>) -> Bool {
        switch (self.scalars[suffix.lowerBound] | 0x20, self.scalars[suffix.lowerBound + 1] | 0x20) {
        case (0x73, 0x74), (0x6E, 0x64), (0x72, 0x64), (0x74, 0x68): true
        default: false
        }
    }

    /// The lexicon's number of the unit, case kept: Mb is no MB. `PM` is `pm`.
    private func unit(_ suffix: Range<Int>) -> UInt16 {
        var name: [UInt8] = []
        for index in suffix { ScalarText.append(self.scalars[index], to: &name) }
        switch name {
        case [0x25]: name = Array("percent".utf8)
        case [0x50, 0x4D]: name = Array("pm".utf8)
        case [0x41, 0x4D]: name = Array("am".utf8)
        default: break
        }
        let number = name.withUnsafeBufferPointer { self.lexicon.number(of: $0) }
        return self.lexicon.classes[Int(number)].contains(.unit) ? number : 0
    }

    private func follows(_ wordClass: WordClass) -> Bool {
        guard let last = self.tokens.last else { return false }
        return self.lexicon.classes[Int(last.word)].contains(wordClass)
    }
}
