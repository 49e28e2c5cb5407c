/// The way from a place in a view back to the text that the view was made from.
///
/// Between its pieces a view has the bytes of the text; a piece is where it has others.
struct ViewMap {
    /// In the order of the view. A piece may be empty there (something was left out) or in the text (something was added).
    private(set) var pieces: [Piece] = []
    /// Where the pieces begin that stand for a text between two excerpts.
    private var gaps: [Int] = []
    /// The length of the text.
    var sourceCount = 0

    struct Piece: Hashable {
        var start: Int
        var end: Int
        var sourceStart: Int
        var sourceEnd: Int
        var change: Change
    }

    /// What was done to the text.
    enum Change: Hashable {
        /// It was decoded or folded: a reader sees the same value in both.
        case decoded
        /// It lies between two excerpts, and nothing may be found across it.
        case gap
        /// Separators between characters that stand alone.
        case spacing
        /// Uncommon separators between groups of digits that have the lengths of an identifier.
        case regrouping
        /// The usual separators between groups of digits of uncommon lengths.
        case ungrouping
        /// A line end, with the indentation that follows.
        case wrapping
        /// Markup inside a word.
        case markup
        /// Quotes and an operator between parts of a string in code.
        case concatenation
    }

    mutating func removeAll() {
        self.pieces.removeAll(keepingCapacity: true)
        self.gaps.removeAll(keepingCapacity: true)
        self.sourceCount = 0
    }

    /// Pieces are appended in the order of both view and text.
    mutating func append(_ piece: Piece) {
        if piece.change == .gap { self.gaps.append(piece.start) }
        self.pieces.append(piece)
    }

    /// Makes the last character of the view stand for more of the text. If something was left out behind it, that too.
    mutating func extendLast(to sourceEnd: Int) {
        guard var last = self.pieces.popLast() else { return }
        if last.start == last.end, last.start > 0 {
            if let previous = self.pieces.last, previous.end == last.start, previous.start < previous.end {
                last = previous
                self.pieces.removeLast()
            } else {
                last.start -= 1
                last.sourceStart -= 1
            }
        }
        last.sourceEnd = max(sourceEnd, last.sourceEnd)
        self.pieces.append(last)
    }

    /// The part of the text that a range of the view stands for; pieces are taken whole.
    func sourceRange(of range: Range<Int>) -> Range<Int> {
        let start = self.source(range.lowerBound, isEnd: false)
        return start..<(range.isEmpty ? start : max(start, self.source(range.upperBound - 1, isEnd: true)))
    }

    /// Where the byte at an offset of the view begins in the text, or behind which place it ends.
    private func source(_ offset: Int, isEnd: Bool) -> Int {
        let next = self.firstPiece(startingAfter: offset)
        guard next > 0 else { return min(isEnd ? offset + 1 : offset, self.sourceCount) }
        let piece = self.pieces[next - 1]
        if offset < piece.end { return isEnd ? piece.sourceEnd : piece.sourceStart }
        let plain = piece.sourceEnd + offset - piece.end
        return min(isEnd ? plain + 1 : plain, self.sourceCount)
    }

    /// The first byte of the view that may depend on what stands in the text from a place on.
    func offset(ofSource place: Int) -> Int {
        var (low, high) = (0, self.pieces.count)
        while low < high {
            let middle = (low + high) / 2
            if self.pieces[middle].sourceEnd <= place { low = middle + 1 } else { high = middle }
        }
        let plain = low > 0 ? self.pieces[low - 1].end + place - self.pieces[low - 1].sourceEnd : place
        return low < self.pieces.count ? min(plain, self.pieces[low].start) : plain
    }

    private func firstPiece(startingAfter offset: Int) -> Int {
        var (low, high) = (0, self.pieces.count)
        while low < high {
            let middle = (low + high) / 2
            if self.pieces[middle].start <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether a range of the view runs into a gap, so that it stands for no one place.
    func crossesGap(_ range: Range<Int>) -> Bool {
        var (low, high) = (0, self.gaps.count)
        while low < high {
            let middle = (low + high) / 2
            if self.gaps[middle] + ViewMap.gapBytes.count <= range.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < self.gaps.count && self.gaps[low] < range.upperBound
    }

    /// What stands for a gap: no rule reads across a line end and a NUL.
    static let gapBytes: [UInt8] = [UInt8(ascii: "\n"), 0, UInt8(ascii: "\n")]

    /// The pieces that lie inside a range of the view, not only at its border.
    func pieces(inside range: Range<Int>) -> ArraySlice<Piece> {
        let end = self.firstPiece(startingAfter: range.upperBound - 1)
        var start = self.firstPiece(startingAfter: range.lowerBound)
        // The one before may begin at the border or before it, and reach in.
        if start > 0, self.pieces[start - 1].end > range.lowerBound { start -= 1 }
        return start < end ? self.pieces[start..<end] : []
    }
}
