import Exchange

/// A reading of a text: what a reader or a program would make of some of its bytes, with the way back.
///
/// It is made of excerpts: the neighbourhood of each place at which it differs from the text, not the rest of it.
struct TextView {
    enum Kind: Hashable {
        /// Escapes and entities decoded, look-alike characters folded, invisible ones left out.
        case decoded
        /// The text that tag characters hide.
        case hidden
        /// Base64, hexadecimal digits and byte dumps, decoded in their places.
        case unpacked
        /// Line ends, markup and separators inside a value left out.
        case joined
    }

    var kind: Kind
    var bytes: [UInt8] = []
    var map = ViewMap()
    /// The maps of the views that this one was made from, the nearest first; empty for a view of the text itself.
    var parents: [ViewMap] = []
    /// The bytes before this do not depend on what follows a text that still grows.
    var knownEnd = 0
    /// And how they read, decoded once more, neither.
    var openPlace = 0
    /// Whether something was decoded to characters beyond ASCII, which may fold into others.
    var addsForeign = false

    init(_ kind: Kind) {
        self.kind = kind
    }

    /// An empty view of another kind, that keeps the buffers.
    mutating func reset(_ kind: Kind) {
        self.kind = kind
        self.bytes.removeAll(keepingCapacity: true)
        self.map.removeAll()
        self.parents = []
        self.addsForeign = false
    }

    /// The range of the text that a range of this view stands for: escapes and encoded runs are taken whole.
    func sourceRange(of range: Range<Int>) -> Range<Int> {
        self.parents.reduce(self.map.sourceRange(of: range)) { $1.sourceRange(of: $0) }
    }

    /// The first byte of the view that may depend on what stands in the text from a place on.
    func offset(ofSource place: Int) -> Int {
        self.map.offset(ofSource: self.parents.reversed().reduce(place) { $1.offset(ofSource: $0) })
    }

    /// Where something was left out or put in between the bytes of values.
    var breaks: [Range<Int>] { self.map.pieces.lazy.filter { $0.change != .gap }.map { $0.start..<$0.end } }

    /// Whether a range lies in one piece of the text, and not partly before a gap and partly behind it.
    func isWhole(_ range: Range<Int>) -> Bool {
        guard !self.map.crossesGap(range) else { return false }
        var range = self.map.sourceRange(of: range)
        for parent in self.parents {
            guard !parent.crossesGap(range) else { return false }
            range = parent.sourceRange(of: range)
        }
        return true
    }
}

extension TextView {
    /// Whether a match in this view is to be believed.
    ///
    /// A joined view reads things together that may have nothing to do with each other: two lines of a list, two cells
    /// of a table. So only what lies across a break counts there, and only if the rule has more to go by than a shape.
    ///
    /// - Parameter hasLiteral: the rule looks for a prefix or another literal.
    func bears(_ match: Range<Int>, level: Finding.Level, hasLiteral: Bool) -> Bool {
        guard self.isWhole(match) else { return false }
        guard self.kind == .joined else { return true }
        var breaks = 0
        var lineEnds = 0
        var isNumber: Bool?
        for piece in self.map.pieces(inside: match) {
            switch piece.change {
            case .decoded, .gap: continue
            case .spacing, .regrouping:
                guard level >= .contextual else { return false }
            case .ungrouping:
                guard level == .validated else { return false }
            case .wrapping, .markup, .concatenation:
                if isNumber == nil { isNumber = self.isNumber(match) }
                if piece.change == .wrapping { lineEnds += 1 }
                if isNumber == true {
                    guard level >= .contextual, self.bears(number: match, across: piece) else { return false }
                } else {
                    guard level == .validated || level == .contextual && hasLiteral else { return false }
                }
            }
            breaks += 1
        }
        // A number in many lines is a list of numbers.
        if isNumber == true, lineEnds > TextView.numberLineEndsMax, level < .validated { return false }
        return breaks > 0
    }

    /// Numbers in two lines make an identifier by chance, if it is short. A dash at the end of the first line says that they
    /// belong together, and so does one in each of them, and markup.
    private func bears(number match: Range<Int>, across piece: ViewMap.Piece) -> Bool {
        if piece.change != .wrapping { return true }
        let digits = self.bytes[match].count(where: ASCII.isDigit)
        if digits >= TextView.longNumber { return true }
        let before = self.bytes[match.lowerBound..<max(match.lowerBound, piece.start)]
        let after = self.bytes[min(match.upperBound, piece.end)..<match.upperBound]
        guard let last = before.last, let first = after.first else { return false }
        if !ASCII.isDigit(last) || !ASCII.isDigit(first) { return true }
        return before.contains(UInt8(ascii: "-")) && after.contains(UInt8(ascii: "-"))
    }

    private static let longNumber = 13
    static let numberLineEndsMax = 2

    private func isNumber(_ match: Range<Int>) -> Bool {
        self.bytes[match].allSatisfy { !ASCII.isLetter($0) && $0 != UInt8(ascii: "@") }
    }
}
