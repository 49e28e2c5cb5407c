import Exchange

/// Line ends, markup, and the joints of strings in code.
extension ViewWatch {
    func breakSign(at place: Int) -> Unit {
        if !self.isLast, BreakReader.isOpen(self.text, at: place) { return .open }
        guard let found = BreakReader.read(self.text, at: place) else {
            return .plain(end: place + 1, reach: place)
        }
        return .change(end: max(found.range.upperBound, place + 1), .breaks)
    }

    /// Spaces behind what may be a value, before a line end.
    func blank(at place: Int) -> Unit {
        let before = self.text.byte(at: place - 1)
        let plain = Unit.plain(end: place + 1, reach: place)
        guard !self.isLast, Fragment.isPart(before), before != UInt8(ascii: ".") else { return plain }
        let rest = self.text[place...].prefix(4)
        guard rest.count < 4, rest.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) else {
            let isBreak = rest.contains(UInt8(ascii: "\n"))
            return .plain(end: place + 1, reach: isBreak ? place + 4 : place)
        }
        return Fragment(before: place, in: self.text).isProse ? plain : .open
    }

}

extension BreakReader {
    /// Whether more text may make something else of a break.
    static func isOpen(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        switch text.byte(at: place) {
        case UInt8(ascii: "\n"): isLineEndOpen(text, at: place)
        case UInt8(ascii: "`"): isJointOpen(text, at: place) || areMarksOpen(text, at: place)
        case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "_"): areMarksOpen(text, at: place)
        case UInt8(ascii: "<"): areTagsOpen(text, at: place)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): isJointOpen(text, at: place)
        default: false
        }
    }

    private static func isLineEndOpen(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        var start = place
        if text.byte(at: start - 1) == UInt8(ascii: "\r") { start -= 1 }
        while text.byte(at: start - 1) == UInt8(ascii: " "), place - start < 3 { start -= 1 }
        let before = text.byte(at: start - 1)
        guard Fragment.isPart(before), before != UInt8(ascii: ".") else { return false }
        guard let end = LinePrefix.end(in: text, behind: place, of: start, isLast: false) else { return true }
        return BreakReader.isFragmentOpen(text, from: end)
    }

    private static func areMarksOpen(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        var end = place
        while end - place < 8, BreakReader.isMark(text.byte(at: end)) { end += 1 }
        return BreakReader.isMarkupOpen(text, place..<end)
    }

    private static func isMarkupOpen(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        let start = range.lowerBound
        let before = text.byte(at: start - 1)
        let isNumber =
            ASCII.isDigit(before) || BreakReader.joinsDigits(before) && ASCII.isDigit(text.byte(at: start - 2))
        guard isNumber || Fragment.isPart(before) else { return false }
        return BreakReader.isRightOpen(text, from: range.upperBound, isNumber: isNumber)
    }

    private static func areTagsOpen(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        let before = text.byte(at: place - 1)
        guard Fragment.isPart(before) || before == UInt8(ascii: " ") && ASCII.isDigit(text.byte(at: place - 2)) else {
            return false
        }
        var end = place
        var count = 0
        while count < BreakReader.tagsMax, let next = BreakReader.tag(text, at: end) {
            end = next
            count += 1
        }
        if count < BreakReader.tagsMax, BreakReader.isTagOpen(text, at: end) { return true }
        return end > place && BreakReader.isMarkupOpen(text, place..<end)
    }

    private static func isTagOpen(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        let rest = text[min(place, text.count)...]
        guard let first = rest.first else { return true }
        guard first == UInt8(ascii: "<"), rest.count < BreakReader.tagMax else { return false }
        if text.has("<!--", at: place) { return true }
        if rest.count < 4, rest.elementsEqual("<!--".utf8.prefix(rest.count)) { return true }
        let name = rest.dropFirst().drop { $0 == UInt8(ascii: "/") }
        let letters = name.prefix { ASCII.isLetter($0) }
        guard letters.count < name.count else { return letters.count <= 8 }
        let key = letters.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1 | 0x20) }
        return BreakReader.isKnown(key) && !rest.dropFirst().contains { $0 == UInt8(ascii: ">") || $0 == first }
    }

    private static func isJointOpen(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        guard BreakReader.mayEndPart(text, at: place) else { return false }
        switch BreakReader.readJoint(text, at: place) {
        case .none: return false
        case .open: return true
        case .joint(let joint):
            return joint.end + 1 >= text.count || BreakReader.isRightOpen(text, from: joint.end, isNumber: true)
        }
    }

    /// Whether what stands behind a break is not known to its end.
    private static func isRightOpen(_ text: UnsafeRawBufferPointer, from start: Int, isNumber: Bool) -> Bool {
        if start >= text.count { return true }
        if isNumber, BreakReader.joinsDigits(text[start]), start + 1 == text.count { return true }
        return BreakReader.isFragmentOpen(text, from: start)
    }

    private static func isFragmentOpen(_ text: UnsafeRawBufferPointer, from start: Int) -> Bool {
        let rest = text[start...].prefix(Fragment.countMax)
        return rest.count < Fragment.countMax && rest.allSatisfy(Fragment.isPart)
    }
}

extension SpacedText {
    /// Characters that stand alone for longer are a picture or a table, and no value whose end has to be waited for. They
    /// are read as far as they have come.
    private static let singlesBytesMax = 4 * 1024

    /// How far one looks for characters that stand alone.
    static func reachOfSingles(in text: UnsafeRawBufferPointer, at start: Int) -> Int {
        let separator = text.byte(at: start + 1)
        var at = start
        while at - start < SpacedText.singlesBytesMax, SpacedText.isSingle(text, at, separator, from: start),
            text.byte(at: at + 1) == separator
        {
            at += 2
        }
        return min(at + 2, text.count)
    }

    /// How far one looks for groups of digits.
    static func reachOfGroups(in text: UnsafeRawBufferPointer, at start: Int) -> Int {
        var at = start
        for _ in 0..<SpacedText.groupsMax {
            while ASCII.isDigit(text.byte(at: at)) { at += 1 }
            let rest = text[at...].prefix(SpacedText.separatorMax)
            let separators = rest.prefix { SpacedText.separates($0) }.count
            // One digit may stand behind the separator, of which there may be more.
            if separators == rest.count, at + separators == text.count { return text.count }
            guard let separator = SpacedText.separator(in: text, at: at),
                ASCII.isDigit(text.byte(at: at + separator.count))
            else { return at + separators }
            at += separator.count
        }
        return at
    }
}

extension ByteDump {
    /// How far one looks for pairs of digits; `nil` if there is none.
    static func reach(in text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        let separator = text.byte(at: start + 2)
        guard ByteDump.separates(separator), DigitReader.hex(text, at: start, count: 2) != nil else { return nil }
        var check = TextCheck()
        var at = start
        while let value = DigitReader.hex(text, at: at, count: 2), !ASCII.isAlphanumeric(text.byte(at: at + 2)),
            check.accepts(UInt8(truncatingIfNeeded: value))
        {
            if at + 2 == text.count { return text.count }
            at += 3
            guard text.byte(at: at - 1) == separator || text.byte(at: at - 1) == UInt8(ascii: "\n") else {
                return at - 1
            }
        }
        let rest = text[min(at, text.count)...]
        return rest.count < 2 && rest.allSatisfy(ASCII.isHex) ? text.count : at
    }
}

extension EncodedRun {
    /// Whether more text may make a text of a run, or a longer one.
    static func isOpen(_ run: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        let isCut = run.upperBound == text.count
        if isCut, EncodedRun.isHexOpen(run, in: text) { return true }
        let mayHaveOthers = EncodedRun.mayHaveOthers(run, in: text)
        if EncodedRun.isBase64Open(run.lowerBound, in: text, mayHaveOthers: mayHaveOthers) { return true }
        var parts = 0
        for at in run.prefix(EncodedRun.partsReach) where !ASCII.isAlphanumeric(text[at]) {
            parts += 1
            if parts > EncodedRun.partsMax { return false }
            if at + 1 == run.upperBound { return isCut }
            if EncodedRun.isBase64Open(at + 1, in: text) { return true }
        }
        return false
    }

    private static func isHexOpen(_ run: Range<Int>, in text: UnsafeRawBufferPointer) -> Bool {
        var start = run.lowerBound
        if text.has("0x", at: start) || text.has("0X", at: start) { start += 2 }
        if text.byte(at: start) == UInt8(ascii: "x") { start += 1 }
        var check = TextCheck()
        while start + 1 < run.upperBound {
            guard let value = DigitReader.hex(text, at: start, count: 2),
                check.accepts(UInt8(truncatingIfNeeded: value))
            else { return false }
            start += 2
        }
        return true
    }

    /// Whether the text ends inside what may be text in base64, or before its end is seen.
    private static func isBase64Open(
        _ start: Int,
        in text: UnsafeRawBufferPointer,
        mayHaveOthers: Bool = false
    ) -> Bool {
        var reader = Base64Reader(text, at: start)
        var search = TextSearch()
        var end = start
        while let byte = reader.next() {
            guard search.accepts(byte, orOther: mayHaveOthers && reader.lineStart == start) else {
                let isWhole = search.hasText || end >= text.count - 1
                return isWhole && text[min(end, text.count)...].allSatisfy(EncodedRun.isCharacter)
            }
            end = reader.place
        }
        return reader.mayGoOn
    }
}

extension Base64Reader {
    /// Whether the text ended, and more characters may follow: in this line or in the next.
    var mayGoOn: Bool {
        var at = self.place
        if at >= self.text.count { return true }
        guard at - self.lineStart >= Base64Reader.lineMin else { return false }
        if self.text[at] == UInt8(ascii: "\r") { at += 1 }
        if at == self.text.count { return true }
        guard self.text[at] == UInt8(ascii: "\n") else { return false }
        let indent = self.text[(at + 1)...]
        return indent.count <= Base64Reader.indentMax
            && indent.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
