/// What a pattern says exactly.
extension PatternSyntax {
    private static let exactStringsMax = 64
    private static let exactBytesMax = 64
    /// A class of more characters than this is one out of many.
    private static let choicesMax = 8

    /// Lower-cased texts of which one stands at the start of every match of a sequence; empty if nothing can be said.
    static func exactStrings(of sequence: some Sequence<Item>) -> [[UInt8]] {
        var strings: [[UInt8]] = [[]]
        for item in sequence {
            guard let (choices, isWhole) = PatternSyntax.choices(of: item) else { break }
            let longer = strings.flatMap { string in choices.map { string + $0 } }
            let bytes = longer.map(\.count).max() ?? 0
            guard longer.count <= exactStringsMax, bytes <= exactBytesMax else { break }
            strings = longer
            if !isWhole { break }
        }
        return strings == [[]] ? [] : strings
    }

    /// What an item may be, exactly; `isWhole` says that the next item follows directly.
    private static func choices(of item: Item) -> (choices: [[UInt8]], isWhole: Bool)? {
        guard let once = PatternSyntax.choices(of: item.atom) else { return nil }
        guard once != [[]] else { return (once, true) }
        switch (item.least, item.most) {
        case (1, 1): return (once, true)
        case (0, 1): return ([[]] + once, true)
        case (1..., _) where once.count == 1:
            let repeated = Array(repeating: once[0], count: min(item.least, exactBytesMax)).flatMap { $0 }
            return ([repeated], item.most == item.least && item.least <= exactBytesMax)
        case (1..., _): return (once, false)
        default: return nil
        }
    }

    private static func choices(of atom: Atom) -> [[UInt8]]? {
        switch atom {
        case .look, .border, .nothing: return [[]]
        case .unknown, .character(_, .any): return nil
        case .text(let bytes): return [bytes]
        case .character(let set, _):
            let lowered = set.lowercased.bytes
            return (1...choicesMax).contains(lowered.count) ? lowered.map { [$0] } : nil
        case .group(let alternatives):
            var all: [[UInt8]] = []
            for alternative in alternatives {
                var strings: [[UInt8]] = [[]]
                for inner in alternative {
                    guard let next = PatternSyntax.choices(of: inner), next.isWhole else { return nil }
                    strings = strings.flatMap { string in next.choices.map { string + $0 } }
                    guard strings.count <= exactStringsMax else { return nil }
                }
                all += strings
            }
            return all
        }
    }
}

extension PatternSyntax.Atom {
    /// The bytes of which its matches can be made.
    var bytes: ByteSet {
        switch self {
        case .character(let set, .none): set
        case .character(let set, _): set.union(.leading).union(.continuing)
        case .text(let bytes): ByteSet(bytes)
        case .group(let alternatives):
            alternatives.joined().reduce(into: ByteSet.none) { $0.formUnion($1.atom.bytes) }
        case .look, .border, .nothing: .none
        case .unknown: .all
        }
    }
}
