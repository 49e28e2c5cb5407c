/// Where matches may begin whose literal or first digit is still to come behind white space: `KEY of the example service`.
///
/// What such a rule may begin with is known, so that of prose nothing is held for it: the byte before a place and the first
/// few from it on leave few rules or none, and a rule that begins with a long word is not asked where a short one stands.
/// What is left is asked by the rule's probe, and tried.
struct LooseStarts: Sendable {
    /// Indices in the rule set.
    let rules: [Rule]
    /// By place (the byte before, the first, the second, …), by byte: the rules that can have it there.
    private let table: [UInt64]
    /// Those that begin with a long word.
    private let long: [UInt64]
    /// Words of one set of rules.
    private let words: Int
    /// The longest way from the beginning of a match to its literal.
    let distanceMax: Int

    struct Rule: Sendable {
        /// The index in the rule set.
        var index: Int
        /// From the beginning of a match to its literal, at most.
        var distance: Int
        /// It is tried without its literal. The others wait for a digit.
        var isTried: Bool
    }

    private static let places = 6
    private static let longWord = 16

    /// - Parameter rules: with the alternatives of their patterns that may begin before the literal or digit.
    init(_ rules: [(rule: Rule, alternatives: PatternSyntax.Alternatives)]) {
        let words = (rules.count + 63) / 64
        var table = [UInt64](repeating: 0, count: LooseStarts.places * 256 * words)
        var long = [UInt64](repeating: 0, count: words)
        for (number, entry) in rules.enumerated() {
            let (word, bit) = (number / 64, UInt64(1) << UInt64(number % 64))
            var openings: [ByteSet] = []
            var before = ByteSet.all
            if !entry.alternatives.isEmpty {
                before = PatternSyntax.before(entry.alternatives)
                var walk = PatternWalk(entry.alternatives)
                openings = walk.openings(LooseStarts.longWord, from: walk.start)
            }
            for place in 0..<LooseStarts.places {
                let set =
                    place == 0
                    ? before : openings.indices.contains(place - 1) ? openings[place - 1] : .all
                for byte in set.bytes { table[(place * 256 + Int(byte)) * words + word] |= bit }
            }
            if openings.count == LooseStarts.longWord, openings.allSatisfy({ $0.isDisjoint(with: .blank) }) {
                long[word] |= bit
            }
        }
        self.rules = rules.map(\.rule)
        self.table = table
        self.long = long
        self.words = words
        self.distanceMax = rules.map(\.rule.distance).max() ?? 0
    }

    var isEmpty: Bool { self.rules.isEmpty }

    /// Calls `body` with each rule that may begin at a place, and the offset, whatever follows the text's end; stops behind
    /// the first place at which it returns `true`.
    ///
    /// - Returns: the place at which it stopped, or the end of the offsets.
    @inline(__always)
    func forEachStart(
        in offsets: Range<Int>,
        of text: UnsafeRawBufferPointer,
        _ body: (_ rule: Rule, _ offset: Int) -> Bool
    ) -> Int {
        self.table.withUnsafeBufferPointer { table in
            var wordEnd = 0
            var offset = offsets.lowerBound
            while offset < offsets.upperBound {
                var stops = false
                for word in 0..<self.words {
                    var left = table[(256 + Int(text[offset])) &* self.words &+ word]
                    if offset > 0 { left &= table[Int(text[offset - 1]) &* self.words &+ word] }
                    guard left != 0 else { continue }
                    if offset >= wordEnd { wordEnd = LooseStarts.wordEnd(from: offset, in: text) }
                    if wordEnd < text.count, wordEnd - offset < LooseStarts.longWord { left &= ~self.long[word] }
                    var place = 2
                    while left != 0, place < LooseStarts.places, offset + place <= text.count {
                        left &= table[(place &* 256 &+ Int(text[offset + place - 1])) &* self.words &+ word]
                        place += 1
                    }
                    while left != 0 {
                        let rule = self.rules[word * 64 + left.trailingZeroBitCount]
                        left &= left &- 1
                        if body(rule, offset) { stops = true }
                    }
                }
                if stops { return offset }
                offset += 1
            }
            return offset
        }
    }

    private static func wordEnd(from place: Int, in text: UnsafeRawBufferPointer) -> Int {
        var end = place
        while end < text.count, text[end] > UInt8(ascii: " ") { end += 1 }
        return end
    }
}

extension ByteSet {
    /// What ends a word: white space and control characters.
    fileprivate static let blank = ByteSet((0...0x20 as ClosedRange<UInt8>).map { $0 })
}

extension CompiledRule {
    /// The alternatives of the rule's pattern that begin before its literal or first digit; empty if they are not known, and
    /// `nil` if there is none.
    var looseAlternatives: PatternSyntax.Alternatives? {
        guard let syntax else { return [] }
        let leading: PatternSyntax.Alternatives
        switch self.trigger {
        case .literals, .always: return nil
        case .near(let literals, _):
            leading = PatternLead.leadingAlternatives(of: syntax, keywords: self.rule.keywords.isEmpty ? [] : literals)
        case .digits:
            leading = PatternSyntax.alternatives(of: syntax).filter { alternative in
                var walk = PatternWalk([alternative])
                return walk.bytesBeforeDigit(limit: 1) > 0
            }
        }
        return leading.isEmpty ? nil : leading
    }
}

extension PatternSyntax {
    /// The alternatives of a pattern, also where a group around all of it holds them.
    static func alternatives(of syntax: Alternatives) -> Alternatives {
        syntax.flatMap { sequence -> Alternatives in
            guard sequence.count == 1, let item = sequence.first, item.least == 1, item.most == 1,
                case .group(let inner) = item.atom
            else { return [sequence] }
            return PatternSyntax.alternatives(of: inner)
        }
    }
}
