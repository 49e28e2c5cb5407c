import PCRE2

/// Finds where a block of lines ends that a pattern found the beginning of, such as a private key in PEM.
enum BlockSearch {
    private static let bytesPerCall = 1024
    /// How long the end's own line may be.
    private static let endBytesMax = 256

    /// From the beginning to the end of the end's match. A block without an end, because somebody pasted half of it, runs
    /// as far as its bytes look like the body of one, and no further than `max`.
    static func span(
        from begin: Range<Int>,
        to end: Pattern,
        max: Int,
        in text: UnsafeRawBufferPointer,
        into state: inout ScanState
    ) -> Range<Int> {
        let limit = min(text.count, begin.lowerBound + max)
        var start = begin.upperBound
        while start < limit, !state.timer.isSpent {
            let last = min(start + BlockSearch.bytesPerCall, limit)
            let result = end.firstMatch(
                in: text,
                startingIn: start..<last,
                end: min(limit, last + BlockSearch.endBytesMax),
                using: state.match
            )
            if case .match(let match) = result { return begin.lowerBound..<match.whole.upperBound }
            start = last
        }
        let body = text[begin.upperBound..<Swift.max(limit, begin.upperBound)].prefix(while: BlockSearch.isBody)
        return begin.lowerBound..<(begin.upperBound + body.count)
    }

    /// Base64, headers such as `Proc-Type: 4,ENCRYPTED`, line ends, and line ends that are written as `\n`.
    static func isBody(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "\\"), UInt8(ascii: ":"),
            UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"),
            UInt8(ascii: "\t"):
            true
        default: ASCII.isWord(byte)
        }
    }
}
