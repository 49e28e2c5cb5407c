/// What stands in place of a value that is hidden for good: `[CREDIT_CARD]`, or `[CREDIT_CARD …1111]` where the end of it
/// is kept.
enum RedactedText {
    /// Neither form holds a byte that would have to be escaped in a JSON string, at whatever depth of JSON in JSON.
    ///
    /// - Parameters:
    ///   - keep: how many characters of the end may stay; never more than a quarter of the value does.
    ///   - value: the text that is hidden, decoded.
    static func bytes(entity: String, keep: Int, of value: UnsafeRawBufferPointer) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt8(ascii: "["))
        bytes.append(contentsOf: entity.utf8)
        if keep > 0 {
            let end = RedactedText.end(of: value, keep: keep)
            if !end.isEmpty {
                bytes.append(contentsOf: " …".utf8)
                bytes.append(contentsOf: end)
            }
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    /// The last characters, of which only letters and digits are kept: they are what people compare, and need no escape.
    private static func end(of value: UnsafeRawBufferPointer, keep: Int) -> UnsafeRawBufferPointer {
        let characters = value.count { $0 & 0xC0 != 0x80 }
        let kept = min(keep, characters / 4)
        var start = value.count
        for _ in 0..<kept {
            guard start > 0, ASCII.isWord(value[start - 1]) else { break }
            start -= 1
        }
        return UnsafeRawBufferPointer(rebasing: value[start...])
    }
}
