/// What stands before the text of a line that another line goes on in: indentation, marks of mail and comments, the signs of
/// a diff, the number of the line.
enum LinePrefix {
    static let indentMax = 64
    private static let lineMax = 256
    private static let numberMax = 6

    /// - Parameters:
    ///   - lineEnd: the place of the line end.
    ///   - leftEnd: behind the text of the line before it.
    ///   - isLast: whether the text is complete.
    /// - Returns: where the text of the next line begins; `nil` if the end of the text comes before that is known.
    static func end(in text: UnsafeRawBufferPointer, behind lineEnd: Int, of leftEnd: Int, isLast: Bool) -> Int? {
        var at = lineEnd + 1
        var start = at
        while at - lineEnd < LinePrefix.indentMax, LinePrefix.isIndent(text.byte(at: at)) {
            if text[at] == UInt8(ascii: "\n") { start = at + 1 }
            at += 1
        }
        if at >= text.count { return isLast ? at : nil }
        let byte = text[at]
        if ASCII.isDigit(byte) {
            if !isLast, LinePrefix.isNumberOpen(in: text, at: at) { return nil }
            return LinePrefix.numberEnd(in: text, at: at, leftEnd) ?? at
        }
        if let end = LinePrefix.markEnd(in: text, at: at) { return end >= text.count && !isLast ? nil : end }
        // A diff has the same sign before both lines.
        let isSigned = at == start && (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"))
        return isSigned && text.byte(at: LinePrefix.lineStart(before: leftEnd, in: text)) == byte ? at + 1 : at
    }

    static func isIndent(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "*"),
            UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            true
        default: false
        }
    }

    /// `// `, `-- `, `;; `, `| `, `% `: a mark and white space, or the end of the text.
    private static func markEnd(in text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        let mark = text[start]
        let least: Int
        switch mark {
        case UInt8(ascii: "/"), UInt8(ascii: "-"): least = 2
        case UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "%"): least = 1
        default: return nil
        }
        var at = start
        while at - start < 4, text.byte(at: at) == mark { at += 1 }
        if at == text.count { return at }
        guard at - start >= least, LinePrefix.isBlank(text[at]) else { return nil }
        while at - start < LinePrefix.indentMax, LinePrefix.isBlank(text.byte(at: at)) { at += 1 }
        return at
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// Behind `42:`, `42 | ` or `42` and a tab, if the line before has the number before it.
    private static func numberEnd(in text: UnsafeRawBufferPointer, at start: Int, _ leftEnd: Int) -> Int? {
        guard let (number, end) = LinePrefix.number(in: text, at: start) else { return nil }
        var left = LinePrefix.lineStart(before: leftEnd, in: text)
        while left < leftEnd, LinePrefix.isBlank(text.byte(at: left)) { left += 1 }
        guard let (before, leftTextStart) = LinePrefix.number(in: text, at: left), before + 1 == number,
            leftTextStart < leftEnd
        else { return nil }
        return end
    }

    /// Whether the text ends before it is seen what stands behind a number.
    private static func isNumberOpen(in text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        let rest = text[start...].prefix(LinePrefix.indentMax)
        return start + rest.count == text.count
            && rest.drop(while: ASCII.isDigit).allSatisfy(LinePrefix.isBlank)
    }

    private static func number(in text: UnsafeRawBufferPointer, at start: Int) -> (value: UInt32, end: Int)? {
        guard let (value, numberEnd) = DigitReader.run(text, at: start, isHex: false),
            numberEnd - start <= LinePrefix.numberMax
        else { return nil }
        var at = numberEnd
        let isTab = text.byte(at: at) == UInt8(ascii: "\t")
        while at - start < LinePrefix.indentMax, LinePrefix.isBlank(text.byte(at: at)) { at += 1 }
        guard isTab || text.byte(at: at) == UInt8(ascii: ":") || text.byte(at: at) == UInt8(ascii: "|") else {
            return nil
        }
        if text.byte(at: at) == UInt8(ascii: ":") || text.byte(at: at) == UInt8(ascii: "|") { at += 1 }
        while at - start < LinePrefix.indentMax, LinePrefix.isBlank(text.byte(at: at)) { at += 1 }
        return (value, at)
    }

    /// Where the line begins that ends at a place; no line is looked at further back than one would hold.
    private static func lineStart(before end: Int, in text: UnsafeRawBufferPointer) -> Int {
        var start = end
        while start > 0, end - start < LinePrefix.lineMax, text[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }
}
