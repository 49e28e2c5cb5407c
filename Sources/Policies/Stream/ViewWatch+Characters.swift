import Exchange

/// Escapes, entities, and characters beyond ASCII.
extension ViewWatch {
    func escape(_ byte: UInt8, at place: Int) -> Unit {
        let decoding: Decoding?
        var end = place + 1
        switch byte {
        case UInt8(ascii: "\\"):
            let mark = EscapeReader.end(ofRunAt: place, in: self.text)
            if !self.isLast, EscapeReader.isOpen(self.text, at: mark) { return .open }
            decoding = EscapeReader.read(self.text, at: place)
            end = mark
        case UInt8(ascii: "%"):
            if !self.isLast, PercentReader.isOpen(self.text, at: place) { return .open }
            decoding = PercentReader.read(self.text, at: place)
        default:
            if !self.isLast, PercentReader.isQuotedOpen(self.text, at: place) { return .open }
            decoding = PercentReader.readQuoted(self.text, at: place)
        }
        guard let decoding, decoding.isStrong else { return .plain(end: end, reach: end) }
        return .change(end: decoding.end, .escapes)
    }

    func ampersand(at place: Int) -> Unit {
        if !self.isLast, EntityReader.isOpen(self.text, at: place) { return .open }
        guard let decoding = EntityReader.read(self.text, at: place), decoding.isStrong else {
            return self.breakSign(at: place)
        }
        return .change(end: decoding.end, .escapes)
    }

    mutating func character(at place: Int) -> Unit {
        guard let character = ScalarReader.read(self.text, at: place) else {
            return .plain(end: place + 1, reach: place)
        }
        let end = character.end
        let plain = Unit.plain(end: end, reach: place)
        switch FoldTable.shared.folding(of: character.value) {
        case .none, .quote: break
        case .letter, .letters: return .change(end: end, .foreign)
        case .lookalike: return self.lookalike(place..<end)
        case .invisible: return self.invisible(at: place)
        case .mark: return self.isSeen(before: place) ? .change(end: end, .foreign) : plain
        case .space:
            let before = self.text.byte(at: place - 1)
            guard before == UInt8(ascii: ":") || Fragment.isSign(before) || self.isLetter(before: place) else {
                return plain
            }
            if self.isOpen(end) { return .open }
            let isPart = Fragment.isSign(self.text.byte(at: end)) || self.isLetter(at: end)
            return isPart ? .change(end: end, .foreign) : plain
        case .dash, .sign: return self.sign(place..<end)
        }
        guard case .quote = FoldTable.shared.folding(of: character.value) else { return plain }
        return self.opensValue(at: place) ? .change(end: end, .foreign) : plain
    }

    /// What counts inside a word only.
    func sign(_ range: Range<Int>) -> Unit {
        let plain = Unit.plain(end: range.upperBound, reach: range.lowerBound)
        guard
            CharacterDecoder.isJoint(self.text.byte(at: range.lowerBound - 1))
                || self.isLetter(before: range.lowerBound)
        else { return plain }
        let word = CharacterDecoder.end(ofJointsAt: range.upperBound, in: self.text)
        if self.isOpen(word) { return .open }
        let isInside = self.isLetter(at: word) || CharacterDecoder.isJoint(self.text.byte(at: range.upperBound))
        return isInside ? .change(end: range.upperBound, .foreign) : plain
    }

    /// A carriage return ends a line where no line feed follows.
    func carriageReturn(at place: Int) -> Unit {
        if self.isOpen(place + 1) {
            let isInside = CharacterDecoder.isJoint(self.text.byte(at: place - 1)) || self.isLetter(before: place)
            return isInside ? .open : self.blank(at: place)
        }
        if self.text.byte(at: place + 1) == UInt8(ascii: "\n") { return self.blank(at: place) }
        let unit = self.sign(place..<place + 1)
        if case .change(let end, _) = unit { return .change(end: end, ViewWatch.unseen) }
        return unit
    }

    /// An equals sign or a colon stands before it.
    private func opensValue(at quote: Int) -> Bool {
        var before = quote - 1
        while self.text.byte(at: before) == UInt8(ascii: " "), quote - before < 4 { before -= 1 }
        return self.text.byte(at: before) == UInt8(ascii: "=") || self.text.byte(at: before) == UInt8(ascii: ":")
    }

    private mutating func lookalike(_ range: Range<Int>) -> Unit {
        let change = Unit.change(end: range.upperBound, .foreign)
        let plain = Unit.plain(end: range.upperBound, reach: range.lowerBound)
        guard range.lowerBound >= self.foreignWordEnd else { return plain }
        var start = range.lowerBound
        while start > 0, !CharacterDecoder.endsWord(self.text[start - 1]) {
            start -= 1
            if ASCII.isAlphanumeric(self.text[start]) { return change }
        }
        var end = range.upperBound
        while end < self.text.count, !CharacterDecoder.endsWord(self.text[end]) {
            if ASCII.isAlphanumeric(self.text[end]) { return change }
            end += 1
        }
        if self.isOpen(end) { return .open }
        self.foreignWordEnd = end
        return plain
    }

    func invisible(at start: Int) -> Unit {
        let run = InvisibleRun(self.text, at: start)
        let end = max(run.end, start + 1)
        if self.isOpen(end) || run.isOpen && !self.isLast { return .open }
        if run.isCommand { return .change(end: end, ViewWatch.unseen) }
        let space = UInt8(ascii: " ")
        let (before, after) = (self.text.byte(at: start - 1), self.text.byte(at: end))
        let counts = ASCII.isGraphic(after) || after == space || self.isLetter(at: end)
        guard counts, before == space || self.isSeen(before: start), before != space || after != space else {
            // Tags hide a text of their own wherever they stand.
            return run.hasTags ? .change(end: end, ViewWatch.unseen) : .plain(end: end, reach: start)
        }
        return .change(end: end, ViewWatch.unseen)
    }

    private static let unseen: ViewReasons = [.foreign, .controls]

    /// A letter or digit, or what folds into one.
    private func isLetter(at place: Int) -> Bool {
        guard self.text.byte(at: place) >= 0x80 else { return ASCII.isAlphanumeric(self.text.byte(at: place)) }
        guard let character = ScalarReader.read(self.text, at: place) else { return false }
        switch FoldTable.shared.folding(of: character.value) {
        case .letter, .lookalike, .letters, .mark, .invisible: return true
        case .none, .space, .dash, .quote, .sign: return false
        }
    }

    /// A printable ASCII character stands before a place, or what may be read as one.
    private func isSeen(before place: Int) -> Bool {
        let byte = self.text.byte(at: place - 1)
        return byte < 0x80 ? ASCII.isGraphic(byte) : self.folding(before: place) != .none
    }

    private func isLetter(before place: Int) -> Bool {
        let byte = self.text.byte(at: place - 1)
        return byte < 0x80 ? ASCII.isAlphanumeric(byte) : self.folding(before: place) != .none
    }

    private func folding(before place: Int) -> Folding {
        var start = place - 1
        while start > 0, place - start < 4, self.text[start] & 0xc0 == 0x80 { start -= 1 }
        guard let character = ScalarReader.read(self.text, at: start), character.end == place else { return .none }
        return FoldTable.shared.folding(of: character.value)
    }
}

extension EscapeReader {
    /// Whether more text may make something else of an escape.
    ///
    /// - Parameter mark: behind its backslashes.
    static func isOpen(_ text: UnsafeRawBufferPointer, at mark: Int) -> Bool {
        guard mark + 1 < text.count else { return true }
        switch text[mark] {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            return Fragment.isPart(text.byte(at: mark - 2)) && text.count - mark <= EscapeReader.indentMax
                && text[mark...].allSatisfy(ASCII.isSpace)
        case UInt8(ascii: "u"), UInt8(ascii: "U"), UInt8(ascii: "x"), UInt8(ascii: "0")...UInt8(ascii: "3"):
            return text[(mark + 1)...].prefix(EscapeReader.bytesMax).allSatisfy(EscapeReader.isPart)
                && text.count - mark <= EscapeReader.bytesMax
        default: return false
        }
    }

    /// Of a pair of surrogates, or of a number in braces with many zeros.
    private static let bytesMax = 24

    private static func isPart(_ byte: UInt8) -> Bool {
        ASCII.isHex(byte) || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "u") || byte == UInt8(ascii: "{")
    }
}

extension PercentReader {
    static func isOpen(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        var digits = start + 1
        while text.has("25", at: digits), DigitReader.hex(text, at: digits + 2, count: 2) != nil { digits += 2 }
        let rest = text[min(digits, text.count)...]
        guard let first = rest.first else { return true }
        if first == UInt8(ascii: "u") { return rest.count < 5 && rest.dropFirst().allSatisfy(ASCII.isHex) }
        let needed = rest.starts(with: [UInt8(ascii: "2"), UInt8(ascii: "5")]) ? 4 : 2
        return rest.count < needed && rest.allSatisfy(ASCII.isHex)
    }

    static func isQuotedOpen(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        let rest = text[(start + 1)...].prefix(6)
        guard rest.count < 6, let first = rest.first else { return rest.isEmpty }
        if first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r") { return rest.count < 3 }
        guard rest.prefix(2).allSatisfy(ASCII.isHex) else { return false }
        // Another one may follow, or a letter.
        guard rest.count > 2 else { return true }
        return rest.dropFirst(2).first == UInt8(ascii: "=") && rest.dropFirst(3).allSatisfy(ASCII.isHex)
    }
}

extension EntityReader {
    static func isOpen(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        var name = start + 1
        while text.has("amp;", at: name) { name += 4 }
        let rest = text[min(name, text.count)...]
        if rest.first == UInt8(ascii: "#") {
            return rest.dropFirst().allSatisfy { ASCII.isHex($0) || $0 | 0x20 == UInt8(ascii: "x") }
        }
        let letters = rest.prefix { ASCII.isLetter($0) }.count
        // What stands behind a name decides whether it counts.
        return letters <= 16 && rest.count - letters <= (rest.dropFirst(letters).first == UInt8(ascii: ";") ? 1 : 0)
    }
}
