/// Percent-encoding as URLs and forms have it, and its relative in mail.
enum PercentReader {
    /// `%40`, `%2540` (encoded again, any number of times), `%u0040`.
    ///
    /// - Parameter start: of the percent sign.
    static func read(_ text: UnsafeRawBufferPointer, at start: Int) -> Decoding? {
        var digits = start + 1
        while text.has("25", at: digits), DigitReader.hex(text, at: digits + 2, count: 2) != nil { digits += 2 }
        if text.byte(at: digits) == UInt8(ascii: "u") {
            return DigitReader.hex(text, at: digits + 1, count: 4).flatMap { Decoding(scalar: $0, end: digits + 5) }
        }
        guard let value = DigitReader.hex(text, at: digits, count: 2) else { return nil }
        let byte = UInt8(truncatingIfNeeded: value)
        // `%02d` of a format is no control character of anybody's.
        guard byte >= UInt8(ascii: " ") || ASCII.isSpace(byte), byte != 0x7f else { return nil }
        return Decoding(byte: byte, end: digits + 2)
    }

    /// The quoted-printable encoding of mail, RFC 2045 section 6.7: `=40`, and `=` at the end of a full line.
    ///
    /// The same characters are an assignment in every program (`width=40`), so one alone must stand inside a word and
    /// stand for a sign that mail encodes.
    static func readQuoted(_ text: UnsafeRawBufferPointer, at start: Int) -> Decoding? {
        if let end = PercentReader.softBreak(text, at: start) { return Decoding(end: end) }
        guard let byte = PercentReader.quoted(text, at: start) else { return nil }
        let decoding = Decoding(byte: byte, end: start + 3)
        if PercentReader.quoted(text, at: start + 3) != nil || PercentReader.quoted(text, at: start - 3) != nil {
            return decoding
        }
        switch byte {
        case UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="),
            UInt8(ascii: "+"), UInt8(ascii: "/"):
            return ASCII.isWord(text.byte(at: start - 1)) && ASCII.isLetter(text.byte(at: start + 3)) ? decoding : nil
        default: return nil
        }
    }

    private static func quoted(_ text: UnsafeRawBufferPointer, at start: Int) -> UInt8? {
        guard text.byte(at: start) == UInt8(ascii: "="),
            let value = DigitReader.hex(text, at: start + 1, count: 2), value >= 0x20, value != 0x7f,
            !ASCII.isLowercase(text.byte(at: start + 1)), !ASCII.isLowercase(text.byte(at: start + 2))
        else { return nil }
        return UInt8(truncatingIfNeeded: value)
    }

    private static let fullLine = 70

    private static func softBreak(_ text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        var end = start + 1
        if text.byte(at: end) == UInt8(ascii: "\r") { end += 1 }
        guard text.byte(at: end) == UInt8(ascii: "\n"), ASCII.isWord(text.byte(at: start - 1)),
            ASCII.isWord(text.byte(at: end + 1))
        else { return nil }
        // In a shorter line the same is an assignment, unless what stands before it is no name.
        if Fragment(before: start, in: text).isNoName {
            let run = EncodedRun.extent(around: start, in: text, from: max(0, start - PercentReader.fullLine))
            return EncodedRun.isReadable(run, in: text) ? nil : end + 1
        }
        guard start >= PercentReader.fullLine else { return nil }
        for offset in 1...PercentReader.fullLine where text[start - offset] == UInt8(ascii: "\n") { return nil }
        return end + 1
    }
}
