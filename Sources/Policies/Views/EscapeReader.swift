/// Escapes with a backslash, as JSON, programming languages, shells and Markdown write them.
///
/// JSON inside JSON doubles the backslashes, and again at each further level: a run of them is read like one.
enum EscapeReader {
    /// - Parameter start: of the first backslash of a run.
    static func read(_ text: UnsafeRawBufferPointer, at start: Int) -> Decoding? {
        let mark = EscapeReader.end(ofRunAt: start, in: text)
        let byte = text.byte(at: mark)
        switch byte {
        case UInt8(ascii: "n"): return EscapeReader.space(UInt8(ascii: "\n"), text, end: mark + 1)
        case UInt8(ascii: "r"): return EscapeReader.space(UInt8(ascii: "\r"), text, end: mark + 1)
        case UInt8(ascii: "t"): return EscapeReader.space(UInt8(ascii: "\t"), text, end: mark + 1)
        case UInt8(ascii: "u"): return EscapeReader.unicode(text, at: mark)
        case UInt8(ascii: "U"):
            return DigitReader.hex(text, at: mark + 1, count: 8).flatMap { Decoding(scalar: $0, end: mark + 9) }
        case UInt8(ascii: "x"): return EscapeReader.hex(text, at: mark)
        case UInt8(ascii: "0")...UInt8(ascii: "3"): return EscapeReader.octal(text, at: mark)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "/"): return Decoding(byte: byte, end: mark + 1)
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return EscapeReader.continuation(text, start, mark)
        default:
            // Markdown: `sk\_live\_…`, `joe\@example.org`. Alone such a sign is a regular expression more often.
            guard ASCII.isGraphic(byte), !ASCII.isWord(byte) || byte == UInt8(ascii: "_"),
                ASCII.isWord(text.byte(at: start - 1)), ASCII.isWord(text.byte(at: mark + 1))
            else { return nil }
            return Decoding(byte: byte, end: mark + 1)
        }
    }

    /// One backslash at the end of a line, and inside a value the indentation of the next.
    private static func continuation(_ text: UnsafeRawBufferPointer, _ start: Int, _ mark: Int) -> Decoding? {
        let end = text.byte(at: mark) == UInt8(ascii: "\r") ? mark + 2 : mark + 1
        guard mark - start == 1, text.byte(at: end - 1) == UInt8(ascii: "\n") else { return nil }
        guard Fragment.isPart(text.byte(at: start - 1)) else { return Decoding(end: end) }
        var word = end
        while word - end < EscapeReader.indentMax, ASCII.isSpace(text.byte(at: word)) { word += 1 }
        return Decoding(end: Fragment.isPart(text.byte(at: word)) ? word : end)
    }

    static let indentMax = 64

    /// Behind the last backslash of a run.
    static func end(ofRunAt start: Int, in text: UnsafeRawBufferPointer) -> Int {
        var end = start
        while text.byte(at: end) == UInt8(ascii: "\\") { end += 1 }
        return end
    }

    /// A line end or a tab counts where it begins a word: there `\nAKIA…` would hide the first letter of the word.
    private static func space(_ byte: UInt8, _ text: UnsafeRawBufferPointer, end: Int) -> Decoding {
        let next = text.byte(at: end)
        let isStrong = ASCII.isWord(next) || next >= 0x80 || next == UInt8(ascii: "+") || next == UInt8(ascii: "/")
        return Decoding(byte: byte, end: end, isStrong: isStrong)
    }

    /// `\u0040`, `\u{40}`, and a pair of surrogates.
    private static func unicode(_ text: UnsafeRawBufferPointer, at mark: Int) -> Decoding? {
        if text.byte(at: mark + 1) == UInt8(ascii: "{") { return EscapeReader.braced(text, at: mark + 2) }
        guard let unit = DigitReader.hex(text, at: mark + 1, count: 4) else { return nil }
        guard unit & 0xfc00 == 0xd800 else { return Decoding(scalar: unit, end: mark + 5) }
        let next = EscapeReader.end(ofRunAt: mark + 5, in: text)
        guard next > mark + 5, text.byte(at: next) == UInt8(ascii: "u"),
            let low = DigitReader.hex(text, at: next + 1, count: 4), low & 0xfc00 == 0xdc00
        else { return nil }
        return Decoding(scalar: 0x10000 + (unit & 0x3ff) << 10 + low & 0x3ff, end: next + 5)
    }

    /// `\x40`, `\x{40}`. More than ASCII is a byte of UTF-8.
    private static func hex(_ text: UnsafeRawBufferPointer, at mark: Int) -> Decoding? {
        if text.byte(at: mark + 1) == UInt8(ascii: "{") { return EscapeReader.braced(text, at: mark + 2) }
        guard let value = DigitReader.hex(text, at: mark + 1, count: 2) else { return nil }
        return Decoding(byte: UInt8(truncatingIfNeeded: value), end: mark + 3)
    }

    private static func braced(_ text: UnsafeRawBufferPointer, at start: Int) -> Decoding? {
        guard let (value, end) = DigitReader.run(text, at: start, isHex: true),
            text.byte(at: end) == UInt8(ascii: "}")
        else { return nil }
        return Decoding(scalar: value, end: end + 1)
    }

    /// `\101`: three digits, printable ASCII.
    private static func octal(_ text: UnsafeRawBufferPointer, at mark: Int) -> Decoding? {
        var value: UInt8 = 0
        for offset in mark..<(mark + 3) {
            let digit = text.byte(at: offset) &- UInt8(ascii: "0")
            guard digit < 8 else { return nil }
            value = value << 3 | digit
        }
        return ASCII.isGraphic(value) ? Decoding(byte: value, end: mark + 3) : nil
    }
}
