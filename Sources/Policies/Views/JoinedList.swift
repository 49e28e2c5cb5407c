/// A list of strings in code that is joined to one: `["…", "…"].join("")`, `"".join(["…", "…"])`.
enum JoinedList {
    /// A longer one is not looked through.
    static let bytesMax = 4 * 1024

    /// A list in a list ends the search, so that no byte is looked at twice.
    ///
    /// - Parameter place: of the full stop before `join`.
    /// - Returns: the list, without its brackets; `nil` if it is none.
    static func range(in text: UnsafeRawBufferPointer, at place: Int) -> Range<Int>? {
        let behind = place + 5
        guard text.has(".join", at: place), !ASCII.isAlphanumeric(text.byte(at: behind)) else { return nil }
        if text.byte(at: place - 1) == UInt8(ascii: "]") {
            var start = place - 1
            while start > 0, place - start < JoinedList.bytesMax, text[start - 1] != UInt8(ascii: "]") {
                if text[start - 1] == UInt8(ascii: "[") { return start..<place - 1 }
                start -= 1
            }
            return nil
        }
        var start = behind
        while start - behind < 4, text.byte(at: start) == UInt8(ascii: "(") || ASCII.isSpace(text.byte(at: start)) {
            start += 1
        }
        if text.byte(at: start) == UInt8(ascii: "[") { start += 1 }
        guard start > behind + 1 else { return nil }
        var end = start
        while end < text.count, end - start < JoinedList.bytesMax {
            if text[end] == UInt8(ascii: "]") || text[end] == UInt8(ascii: ")") { return start..<end }
            if text[end] == UInt8(ascii: "[") || text[end] == UInt8(ascii: "(") { return nil }
            end += 1
        }
        return nil
    }
}
