/// What stands inside a value and is no part of it.
struct Break {
    var range: Range<Int>
    var change: ViewMap.Change
}

/// Reads the breaks that one sign begins: line ends, markup, and the joints of a string in code.
enum BreakReader {
    static func read(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        switch text.byte(at: place) {
        case UInt8(ascii: "\n"): BreakReader.lineEnd(text, at: place)
        case UInt8(ascii: "`"): BreakReader.joint(text, at: place) ?? BreakReader.marks(text, at: place)
        case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "_"): BreakReader.marks(text, at: place)
        case UInt8(ascii: "<"): BreakReader.tags(text, at: place)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): BreakReader.joint(text, at: place)
        default: nil
        }
    }

    /// Whether ``read(_:at:)`` knows a break that begins with a byte.
    @inline(__always)
    static func beginsBreak(_ byte: UInt8) -> Bool {
        byte < 0x40
            ? BreakReader.lowSigns >> UInt64(byte) & 1 != 0
            : byte < 0x80 && BreakReader.highSigns >> UInt64(byte & 0x3f) & 1 != 0
    }

    /// `\n`, `"`, `'`, `*` and `<`, one bit each.
    private static let lowSigns: UInt64 = 1 << 0x0a | 1 << 0x22 | 1 << 0x27 | 1 << 0x2a | 1 << 0x3c
    /// `_`, `` ` `` and `~`, one bit each from 0x40 on.
    private static let highSigns: UInt64 = 1 << 0x1f | 1 << 0x20 | 1 << 0x3e

    /// A line end, with what mail and comments put before a line.
    private static func lineEnd(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        var start = place
        if text.byte(at: start - 1) == UInt8(ascii: "\r") { start -= 1 }
        while text.byte(at: start - 1) == UInt8(ascii: " "), place - start < 3 { start -= 1 }
        let before = text.byte(at: start - 1)
        // A full stop ends a sentence, and a value with it.
        guard Fragment.isPart(before), before != UInt8(ascii: "."),
            let end = LinePrefix.end(in: text, behind: place, of: start, isLast: true),
            Fragment.isPart(text.byte(at: end)), !Fragment.arePlain(start, end, in: text),
            Fragment.belong(Fragment(before: start, in: text), Fragment(from: end, in: text))
        else { return nil }
        return Break(range: start..<end, change: .wrapping)
    }

    /// `**`, `` ` ``, `~~`, `__`, and any number of these together.
    private static func marks(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        var end = place
        while end - place < 8, BreakReader.isMark(text.byte(at: end)) { end += 1 }
        // One underscore is a letter of most names.
        let isAlone = end == place + 1
        guard !isAlone || text.byte(at: place) != UInt8(ascii: "_"),
            !isAlone || text.byte(at: place) != UInt8(ascii: "~")
        else { return nil }
        return BreakReader.markup(text, place..<end)
    }

    static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") || byte == UInt8(ascii: "_")
    }

    /// Markup inside a word; between groups of digits also beside the space.
    private static func markup(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Break? {
        let (start, end) = (range.lowerBound, range.upperBound)
        guard
            BreakReader.isInsideNumber(text, start, end)
                || Fragment.belong(Fragment(before: start, in: text), Fragment(from: end, in: text))
                || BreakReader.areSingle(text, start, end)
        else { return nil }
        return Break(range: range, change: .markup)
    }

    /// One character or two on either side, and then more markup.
    private static func areSingle(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        var left = start
        while left > 0, start - left <= BreakReader.singleMax, BreakReader.isSingle(text[left - 1]) { left -= 1 }
        var right = end
        while right - end <= BreakReader.singleMax, BreakReader.isSingle(text.byte(at: right)) { right += 1 }
        guard 1...BreakReader.singleMax ~= start - left, 1...BreakReader.singleMax ~= right - end else { return false }
        let before = text.byte(at: left - 1)
        return before == UInt8(ascii: ">") || BreakReader.isMark(before)
            || text.byte(at: right) == UInt8(ascii: "<") || BreakReader.isMark(text.byte(at: right))
    }

    static let singleMax = 2

    private static func isSingle(_ byte: UInt8) -> Bool {
        Fragment.isPart(byte) && !BreakReader.isMark(byte) || byte == UInt8(ascii: "_")
    }

    /// Digits on both sides, or one space or dash and then digits.
    static func isInsideNumber(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        let left = BreakReader.joinsDigits(text.byte(at: start - 1)) ? start - 2 : start - 1
        let right = BreakReader.joinsDigits(text.byte(at: end)) ? end + 1 : end
        return ASCII.isDigit(text.byte(at: left)) && ASCII.isDigit(text.byte(at: right))
    }

    static func joinsDigits(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
    }

    /// Tags of HTML that change the look of letters, and comments; one or more.
    private static func tags(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        let before = text.byte(at: place - 1)
        guard Fragment.isPart(before) || before == UInt8(ascii: " ") else { return nil }
        var end = place
        var count = 0
        while count < BreakReader.tagsMax, let next = BreakReader.tag(text, at: end) {
            end = next
            count += 1
        }
        return end > place ? BreakReader.markup(text, place..<end) : nil
    }

    static let tagsMax = 8
    static let tagMax = 200
    static func tag(_ text: UnsafeRawBufferPointer, at place: Int) -> Int? {
        guard text.byte(at: place) == UInt8(ascii: "<") else { return nil }
        if text.has("<!--", at: place) {
            var end = place + 4
            while end < text.count, end - place < BreakReader.tagMax {
                if text.has("-->", at: end) { return end + 3 }
                end += 1
            }
            return nil
        }
        var start = place + 1
        if text.byte(at: start) == UInt8(ascii: "/") { start += 1 }
        var name: UInt64 = 0
        var end = start
        while end - start < 8, ASCII.isLetter(text.byte(at: end)) {
            name = name << 8 | UInt64(text[end] | 0x20)
            end += 1
        }
        guard BreakReader.isKnown(name), !ASCII.isDigit(text.byte(at: end)) else { return nil }
        while end < text.count, end - place < BreakReader.tagMax {
            if text[end] == UInt8(ascii: ">") { return end + 1 }
            if text[end] == UInt8(ascii: "<") { return nil }
            end += 1
        }
        return nil
    }

    /// - Parameter name: in small letters, the last in the lowest bits.
    static func isKnown(_ name: UInt64) -> Bool {
        switch name {
        case 0x61, 0x62, 0x69, 0x73, 0x75: true  // a b i s u
        case 0x6272, 0x656d, 0x7474: true  // br em tt
        case 0x62_646f, 0x62_6469, 0x62_6967, 0x64_656c, 0x69_6e73, 0x6b_6264: true  // bdo bdi big del ins kbd
        case 0x73_7562, 0x73_7570, 0x77_6272: true  // sub sup wbr
        case 0x636f_6465, 0x666f_6e74, 0x6d61_726b, 0x7370_616e: true  // code font mark span
        case 0x73_6d61_6c6c, 0x7374_726f_6e67: true  // small strong
        default: false
        }
    }
}
