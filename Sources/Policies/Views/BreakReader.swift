/// What stands inside a value and is no part of it.
struct Break {
    var range: Range<Int>
    var change: ViewMap.Change
}

/// Reads the breaks that one sign begins: line ends, markup, and the joints of a string in code.
enum BreakReader {
    static func read(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        switch text.byte(at: place) {
        case UInt8(ascii: "\n"): return BreakReader.lineEnd(text, at: place)
        case UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "~"), UInt8(ascii: "_"):
            return BreakReader.marks(text, at: place)
        case UInt8(ascii: "<"): return BreakReader.tags(text, at: place)
        case UInt8(ascii: "+"), UInt8(ascii: "&"): return BreakReader.joint(text, at: place)
        default: return nil
        }
    }

    private static let indentMax = 64

    /// A line end, with what mail and comments put before a line.
    private static func lineEnd(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        var start = place
        if text.byte(at: start - 1) == UInt8(ascii: "\r") { start -= 1 }
        while text.byte(at: start - 1) == UInt8(ascii: " "), place - start < 3 { start -= 1 }
        var end = place + 1
        while end - place < BreakReader.indentMax, BreakReader.isIndent(text.byte(at: end)) { end += 1 }
        let before = text.byte(at: start - 1)
        if BreakReader.isQuote(before), text.byte(at: end) == before {
            // Two strings side by side are one in C and Python.
            return BreakReader.joint(text, from: start - 1, to: end + 1)
        }
        // What is a sign of the value may be a leader of the line too: `-` of a list.
        guard Fragment.isPart(before), Fragment.isPart(text.byte(at: end)) else { return nil }
        guard Fragment.belong(Fragment(before: start, in: text), Fragment(from: end, in: text)) else { return nil }
        return Break(range: start..<end, change: .wrapping)
    }

    private static func isIndent(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "*"),
            UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            true
        default: false
        }
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

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") || byte == UInt8(ascii: "_")
    }

    /// Markup inside a word; between groups of digits also beside the space.
    private static func markup(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Break? {
        let (start, end) = (range.lowerBound, range.upperBound)
        guard
            BreakReader.isInsideNumber(text, start, end)
                || Fragment.belong(Fragment(before: start, in: text), Fragment(from: end, in: text))
        else { return nil }
        return Break(range: range, change: .markup)
    }

    /// Digits on both sides, or one space or dash and then digits.
    private static func isInsideNumber(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        let left = BreakReader.joinsDigits(text.byte(at: start - 1)) ? start - 2 : start - 1
        let right = BreakReader.joinsDigits(text.byte(at: end)) ? end + 1 : end
        return ASCII.isDigit(text.byte(at: left)) && ASCII.isDigit(text.byte(at: right))
    }

    private static func joinsDigits(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
    }

    /// Tags of HTML that change the look of letters, and comments; one or more.
    private static func tags(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        var end = place
        var count = 0
        while count < BreakReader.tagsMax, let next = BreakReader.tag(text, at: end) {
            end = next
            count += 1
        }
        return end > place ? BreakReader.markup(text, place..<end) : nil
    }

    private static let tagsMax = 8
    private static let tagMax = 200
    private static let names: [StaticString] = [
        "b", "i", "u", "s", "em", "strong", "span", "code", "mark", "font", "wbr", "sub", "sup", "small", "big", "tt",
        "del", "ins", "kbd", "br", "a", "bdo", "bdi",
    ]

    private static func tag(_ text: UnsafeRawBufferPointer, at place: Int) -> Int? {
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
        var end = start
        while end - start < 8, ASCII.isLetter(text.byte(at: end)) { end += 1 }
        guard BreakReader.isKnown(text, start..<end), !ASCII.isDigit(text.byte(at: end)) else { return nil }
        while end < text.count, end - place < BreakReader.tagMax {
            if text[end] == UInt8(ascii: ">") { return end + 1 }
            if text[end] == UInt8(ascii: "<") { return nil }
            end += 1
        }
        return nil
    }

    private static func isKnown(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        for name in BreakReader.names where name.utf8CodeUnitCount == range.count {
            var same = 0
            while same < range.count, ASCII.lowercased(text[range.lowerBound + same]) == name.utf8Start[same] {
                same += 1
            }
            if same == range.count { return true }
        }
        return false
    }

    /// `" + "`, `' & '`, with line ends and indentation between.
    private static func joint(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        var start = place
        while place - start < BreakReader.indentMax, BreakReader.isBlank(text.byte(at: start - 1)) { start -= 1 }
        var end = place + 1
        while end - place < BreakReader.indentMax, BreakReader.isBlank(text.byte(at: end)) { end += 1 }
        guard BreakReader.isQuote(text.byte(at: start - 1)), BreakReader.isQuote(text.byte(at: end)) else { return nil }
        return BreakReader.joint(text, from: start - 1, to: end + 1)
    }

    private static func joint(_ text: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Break? {
        guard
            BreakReader.isInsideNumber(text, start, end)
                || Fragment.belong(Fragment(before: start, in: text), Fragment(from: end, in: text))
        else { return nil }
        return Break(range: start..<end, change: .concatenation)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        ASCII.isSpace(byte) || byte == UInt8(ascii: "\\")
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }
}
