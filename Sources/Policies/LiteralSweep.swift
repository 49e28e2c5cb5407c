/// One pass over a text that finds every literal of a set of rules and every cluster of digits.
///
/// Most texts hold nothing that any rule looks for, so what counts is how fast nothing is found: about two
/// nanoseconds a byte for the literals of all shipped rules (`bench/policies`).
struct LiteralSweep: Sendable {
    struct Hit: Hashable {
        /// The index of the literal in the list that the sweep was made from.
        var literal: Int
        var offset: Int
    }

    /// Digits that stand at most ``gapMax`` bytes apart.
    struct DigitCluster: Hashable {
        var start: Int
        var end: Int
        var digits: Int
    }

    /// What a sweep found, and the cluster of digits that it was in when its range ended.
    struct Found {
        /// In the order of the text.
        var hits: [Hit] = []
        var clusters: [DigitCluster] = []
        var open = DigitCluster(start: 0, end: 0, digits: 0)

        mutating func removeAll() {
            self.hits.removeAll(keepingCapacity: true)
            self.clusters.removeAll(keepingCapacity: true)
        }
    }

    /// The most bytes between two digits of one cluster.
    static let gapMax = 7

    private let table: LiteralTable
    private let marks: MarkSweep
    /// Whose beginnings may be cut by the end of a text.
    private let beginnings: LiteralBeginnings

    init(literals: [String], digitsMin: Int) {
        self.init(literals.map { SweptLiteral($0) }, digitsMin: digitsMin)
    }

    /// - Parameters:
    ///   - literals: none is empty; letters of one byte are not allowed, because they stand everywhere.
    ///   - digitsMin: the smallest cluster of digits worth telling; `.max` for none.
    init(_ literals: [SweptLiteral], digitsMin: Int) {
        let numbered = literals.enumerated().map { (index: $0.offset, literal: $0.element) }
        self.table = LiteralTable(numbered.filter { $0.literal.bytes.count > 1 })
        self.marks = MarkSweep(singles: numbered.filter { $0.literal.bytes.count == 1 }, digitsMin: digitsMin)
        self.beginnings = LiteralBeginnings(literals)
    }

    /// Appends what begins in `range`; a literal may end behind it. Ranges of one text are swept in order.
    ///
    /// - Parameter isCut: more text may follow, so a cluster of digits at the end stays open.
    func run(over text: UnsafeRawBufferPointer, in range: Range<Int>, isCut: Bool = false, into found: inout Found) {
        let range = range.clamped(to: 0..<text.count)
        let first = found.hits.count
        self.table.run(over: text, in: range, into: &found.hits)
        let behind = found.hits.count
        self.marks.run(over: text, in: range, isCut: isCut, into: &found)
        // Literals are noticed by their middles, so a longer one may be noticed after one that begins behind it.
        let isSorted = zip(found.hits[first...], found.hits[first...].dropFirst()).allSatisfy { $0.offset <= $1.offset }
        if !isSorted || (behind > first && behind < found.hits.count) {
            found.hits[first...].sort { $0.offset < $1.offset }
        }
    }

    /// Where a literal begins that is not told yet because the text ends in it, or right behind it: the earliest such
    /// place from `start` on. A place that is none stays none however the text goes on.
    func openLiteral(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        self.beginnings.firstOpen(in: text, from: start)
    }
}
