/// Cuts the inside of a JSON string into pieces of about a few words, so that an answer which lies there whole can be told
/// as a stream.
///
/// Each piece is the inside of a valid JSON string itself: no cut falls into an escape, between the two halves of a
/// surrogate pair or into a UTF-8 sequence. All pieces together are the text, byte for byte.
struct TextPieces: Sequence, IteratorProtocol {
    /// From here on a piece ends at the next space.
    static let bytesWanted = 40
    /// Here it ends also without one.
    static let bytesMax = 80

    private let text: UnsafeRawBufferPointer
    private var start = 0

    init(_ text: UnsafeRawBufferPointer) {
        self.text = text
    }

    mutating func next() -> UnsafeRawBufferPointer? {
        guard self.start < self.text.count else { return nil }
        var end = self.start
        while end < self.text.count {
            let length = end - self.start
            if length >= Self.bytesMax || (length >= Self.bytesWanted && self.text[end] == UInt8(ascii: " ")) { break }
            end = self.endOfCharacter(at: end)
        }
        defer { self.start = end }
        return UnsafeRawBufferPointer(rebasing: self.text[self.start..<end])
    }

    /// One past the escape, the pair of escapes or the UTF-8 sequence that begins there.
    private func endOfCharacter(at start: Int) -> Int {
        guard self.text[start] == UInt8(ascii: "\\") else {
            var end = start + 1
            while end < self.text.count, self.text[end] & 0xC0 == 0x80 { end += 1 }
            return end
        }
        guard start + 1 < self.text.count, self.text[start + 1] == UInt8(ascii: "u") else {
            return Swift.min(start + 2, self.text.count)
        }
        return Swift.min(start + (self.isHighSurrogate(at: start) ? 12 : 6), self.text.count)
    }

    /// Whether the `\u` escape there is the first half of a character that takes two.
    private func isHighSurrogate(at start: Int) -> Bool {
        guard start + 3 < self.text.count, self.text[start + 2] | 0x20 == UInt8(ascii: "d") else { return false }
        switch self.text[start + 3] | 0x20 {
        case UInt8(ascii: "8"), UInt8(ascii: "9"), UInt8(ascii: "a"), UInt8(ascii: "b"): return true
        default: return false
        }
    }
}
