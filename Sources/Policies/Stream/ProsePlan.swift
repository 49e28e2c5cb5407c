/// What the scan of a channel needs to know to pass over words in which no rule finds a reason to look.
final class ProsePlan: Sendable {
    let prefixes: LiteralPrefixes
    /// By byte: whether words may be passed over that hold it.
    private let kinds: [Kind]

    private struct Kind: OptionSet {
        let rawValue: UInt8
        static let prose = Kind(rawValue: 1)
        /// It may stand in a match before its literal.
        static let word = Kind(rawValue: 2)
    }

    /// `nil` if there are rules that are searched for everywhere, or too many literals.
    ///
    /// - Parameters:
    ///   - isHeld: whether a match of a rule is waited for that may begin in the word before its literal.
    ///   - isWord: whether a byte may stand there.
    init?(_ rules: RuleSet, isHeld: (Int) -> Bool, isWord: (UInt8) -> Bool) {
        guard rules.wholeTextRules.isEmpty else { return nil }
        var singles = ByteSet.none
        var literals: [(literal: SweptLiteral, lead: ClosedRange<Int>?)] = []
        for (number, literal) in rules.literals.enumerated() {
            if literal.bytes.count == 1 { literal.sets[0].visit { singles.insert($0) } }
            var lead: ClosedRange<Int>?
            for use in rules.uses(of: number) where isHeld(use.rule) {
                guard let distance = use.distance else { return nil }
                lead =
                    lead.map {
                        min($0.lowerBound, distance.lowerBound)...max($0.upperBound, distance.upperBound)
                    } ?? distance
            }
            literals.append((literal, lead))
        }
        let isProse = { ViewWatch.isProse($0) && !singles.contains($0) }
        guard let prefixes = LiteralPrefixes(literals, isProse: isProse) else { return nil }
        self.prefixes = prefixes
        self.kinds = (UInt8(0)...0xff).map { byte in
            var kind: Kind = isProse(byte) ? .prose : []
            if isWord(byte) { kind.insert(.word) }
            return kind
        }
    }

    func isWord(_ byte: UInt8) -> Bool { self.kinds[Int(byte)].contains(.word) }

    /// Where the word begins in which a part of a text ends; `nil` if the part holds something else than prose.
    ///
    /// - Parameter word: where the word before the part begins.
    @inline(__always)
    func wordStart(_ text: UnsafeRawBufferPointer, _ range: Range<Int>, word: Int) -> Int? {
        self.kinds.withUnsafeBufferPointer { kinds in
            var word = word
            for place in range {
                let kind = kinds[Int(text[place])]
                guard kind.contains(.prose) else { return nil }
                if !kind.contains(.word) { word = place + 1 }
            }
            return word
        }
    }
}
