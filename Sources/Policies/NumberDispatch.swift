/// Which rules for numbers may match at which places of a cluster of digits: one walk over the cluster for all of them.
///
/// For the byte before a place and the first few from it on, a table says which rules can have that byte there, one bit a
/// rule; what is left of all of them is tried. So a date costs a few loads a byte, and no call of any pattern, however
/// many countries' numbers are looked for.
struct NumberDispatch: Sendable {
    /// Indices in the rule set.
    private let rules: [Int]
    /// For so many digits or fewer, the rules for which they suffice.
    private let byDigits: [UInt64]
    /// By place (the byte before, the first, the second, …), by byte: the rules that can have it there.
    private let table: [UInt64]
    /// Words of one set of rules.
    private let words: Int
    /// By the byte before a place and the byte there: whether any rule can begin there, one bit each.
    private let pairs: [UInt64]

    /// Places that are looked at: the byte before a match, and the first of the match.
    private static let places = 10
    private static let digitsMax = 64

    init(_ rules: [(index: Int, rule: CompiledRule, digits: Int)]) {
        let words = (rules.count + 63) / 64
        self.words = words
        self.rules = rules.map(\.index)
        var byDigits = [UInt64](repeating: 0, count: (NumberDispatch.digitsMax + 1) * words)
        var table = [UInt64](repeating: 0, count: NumberDispatch.places * 256 * words)
        for (number, entry) in rules.enumerated() {
            let (word, bit) = (number / 64, UInt64(1) << UInt64(number % 64))
            for digits in 0...NumberDispatch.digitsMax where digits >= entry.digits {
                byDigits[digits * words + word] |= bit
            }
            var openings: [ByteSet] = []
            if let syntax = entry.rule.syntax {
                var walk = PatternWalk(syntax)
                openings = walk.openings(NumberDispatch.places - 1, from: walk.start)
            }
            for place in 0..<NumberDispatch.places {
                let set =
                    place == 0
                    ? entry.rule.before : openings.indices.contains(place - 1) ? openings[place - 1] : .all
                for byte in set.bytes { table[(place * 256 + Int(byte)) * words + word] |= bit }
            }
        }
        self.byDigits = byDigits
        self.table = table
        self.pairs = NumberDispatch.pairs(table, words)
    }

    /// How far before its first digit a match of any of them may begin.
    var reach: Int { RuleSet.digitsReach }

    var isEmpty: Bool { self.rules.isEmpty }

    /// Calls `body` with each rule that may match, and where, in the order of the text. What can match only if other bytes
    /// follow than those that do is left out; what the end of the text cuts is not.
    ///
    /// - Parameters:
    ///   - reach: how far before the cluster to begin, if not as far as a match may.
    @inline(__always)
    func forEachStart(
        in cluster: LiteralSweep.DigitCluster,
        withReach reach: Int? = nil,
        of text: UnsafeRawBufferPointer,
        _ body: (_ rule: Int, _ start: Int) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: self.words) { open in
            let digits = min(cluster.digits, NumberDispatch.digitsMax)
            for word in 0..<self.words {
                open.initializeElement(at: word, to: self.byDigits[digits * self.words + word])
            }
            for start in max(0, cluster.start - (reach ?? self.reach))..<min(cluster.end, text.count) {
                if start > 0, !self.mayBegin(text[start - 1], text[start]) { continue }
                for word in 0..<self.words where open[word] != 0 {
                    var rules = open[word]
                    if start > 0 { rules &= self.table[Int(text[start - 1]) * self.words + word] }
                    var place = 1
                    while rules != 0, place < NumberDispatch.places, start + place - 1 < text.count {
                        rules &= self.table[(place * 256 + Int(text[start + place - 1])) * self.words + word]
                        place += 1
                    }
                    while rules != 0 {
                        let number = word * 64 + rules.trailingZeroBitCount
                        rules &= rules &- 1
                        body(self.rules[number], start)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func mayBegin(_ before: UInt8, _ first: UInt8) -> Bool {
        self.pairs[Int(before) << 2 | Int(first >> 6)] >> UInt64(first & 63) & 1 != 0
    }

    private static func pairs(_ table: [UInt64], _ words: Int) -> [UInt64] {
        (0..<256 * 4).map { index in
            let before = index >> 2
            return (0..<64).reduce(UInt64(0)) { pairs, bit in
                let first = (index & 3) << 6 | bit
                let isOpen = (0..<words).contains {
                    table[before * words + $0] & table[(256 + first) * words + $0] != 0
                }
                return isOpen ? pairs | 1 << UInt64(bit) : pairs
            }
        }
    }
}
