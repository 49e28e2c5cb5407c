import PCRE2

/// Finds where a block of lines ends that a pattern found the beginning of, such as a private key in PEM.
enum BlockSearch {
    private static let bytesPerCall = 1024
    /// How long the end's own line may be.
    private static let endBytesMax = 256
    /// How much one try of the end's pattern may see.
    static let windowBytes = BlockSearch.bytesPerCall + BlockSearch.endBytesMax

    enum End: Hashable {
        /// Behind the match of the end.
        case found(Int)
        /// There is none: somebody pasted half of it. As far as its bytes look like the body of one, also beyond the longest
        /// block.
        case missing(Int)
        /// More text may bring it; what is searched by then need not be searched again.
        case notYet(searched: Int)
    }

    /// From the beginning to the end of the end's match. A block without an end runs as far as its bytes look like the
    /// body of one.
    static func span(
        from begin: Range<Int>,
        to end: Pattern,
        max: Int,
        in text: UnsafeRawBufferPointer,
        into state: inout ScanState
    ) -> Range<Int> {
        switch BlockSearch.end(of: begin, end, max: max, from: 0, in: text, isCut: false, into: &state) {
        case .found(let place), .missing(let place), .notYet(let place): begin.lowerBound..<place
        }
    }

    /// - Parameters:
    ///   - begin: the match of the beginning.
    ///   - max: the longest block.
    ///   - searched: up to where an earlier call has searched the same text.
    ///   - isCut: more text may follow.
    static func end(
        of begin: Range<Int>,
        _ end: Pattern,
        max: Int,
        from searched: Int,
        in text: UnsafeRawBufferPointer,
        isCut: Bool,
        into state: inout ScanState
    ) -> End {
        let limit = min(text.count, begin.lowerBound + max)
        var start = Swift.max(begin.upperBound, searched)
        while start < limit, !state.timer.isSpent {
            let last = min(start + BlockSearch.bytesPerCall, limit)
            let isWindowCut = last + BlockSearch.endBytesMax < limit
            let result = end.firstMatch(
                in: text,
                startingIn: start..<last,
                end: isWindowCut ? last + BlockSearch.endBytesMax : limit,
                options: isCut && !isWindowCut && limit == text.count ? .partial : [],
                using: state.match
            )
            switch result {
            case .match(let match): return .found(match.whole.upperBound)
            case .partial(let place) where text.count < begin.lowerBound + max: return .notYet(searched: place)
            case .none, .partial, .failure: start = last
            }
        }
        if isCut, text.count < begin.lowerBound + max { return .notYet(searched: start) }
        let body = text[begin.upperBound...].prefix(while: BlockSearch.bodyBytes.contains)
        return .missing(begin.upperBound + body.count)
    }

    /// Base64, headers such as `Proc-Type: 4,ENCRYPTED`, line ends, and line ends that are written as `\n`.
    static let bodyBytes = ByteSet.word.union(ByteSet("+/=\\:,- \n\r\t".utf8))
}
