/// As much of the syntax of regular expressions as ``PatternLead`` needs: what is exactly literal, and how wide the rest
/// can be. It never has to be complete: what it does not know makes it give up, and PCRE2 alone says what a pattern means.
enum PatternSyntax {
    /// One atom and how often it stands there.
    struct Item {
        var atom: Atom
        var least: Int
        /// `nil` for any number.
        var most: Int?

        var width: Width {
            let atom = self.atom.width
            let most = self.most.flatMap { times in atom.most.map { $0 * times } }
            return Width(least: atom.least * self.least, most: most)
        }
    }

    indirect enum Atom {
        /// One character that is one of these, as lower-cased UTF-8; more than a few are `any`.
        case oneOf([[UInt8]], width: Width)
        /// One character out of many, made of these bytes.
        case any(width: Width, bytes: ByteSet)
        case group([[Item]])
        /// Assertions.
        case nothing

        var width: Width {
            switch self {
            case .oneOf(_, let width), .any(let width, _): width
            case .nothing: Width(least: 0, most: 0)
            case .group(let alternatives):
                alternatives.map { $0.reduce(Width(least: 0, most: 0)) { $0 + $1.width } }.reduce(nil) {
                    (joined: Width?, next) in joined.map { $0.joined(next) } ?? next
                } ?? Width(least: 0, most: 0)
            }
        }

        /// Every byte that it may match.
        var bytes: ByteSet {
            switch self {
            case .oneOf(let characters, let width):
                // One that may be wider than its ASCII letter folds.
                (width.most ?? 4) > 1 ? ByteSet(characters.joined()).caseless : ByteSet(characters.joined()).bothCases
            case .any(_, let bytes): bytes
            case .nothing: ByteSet()
            case .group(let alternatives):
                alternatives.joined().reduce(ByteSet()) { $0.union($1.atom.bytes) }
            }
        }
    }

    /// Bytes.
    struct Width {
        var least: Int
        /// `nil` for no bound.
        var most: Int?

        static func + (a: Width, b: Width) -> Width {
            Width(least: a.least + b.least, most: a.most.flatMap { most in b.most.map { $0 + most } })
        }

        func joined(_ other: Width) -> Width {
            Width(
                least: min(self.least, other.least),
                most: self.most.flatMap { most in other.most.map { max($0, most) } }
            )
        }
    }

    /// The alternatives of a whole expression, or `nil` for one that is not understood.
    static func parse(_ source: String) -> [[Item]]? {
        var parser = PatternParser(source)
        return parser.expression()
    }

    private static let exactStringsMax = 64
    private static let exactBytesMax = 64

    /// Texts of which one stands at the start of every match of a sequence; empty if nothing can be said.
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
        var once: [[UInt8]]
        switch item.atom {
        case .nothing: return ([[]], true)
        case .any: return nil
        case .oneOf(let characters, _): once = characters
        case .group(let alternatives):
            once = []
            for alternative in alternatives {
                var isWhole = true
                var strings: [[UInt8]] = [[]]
                for inner in alternative {
                    guard let next = choices(of: inner) else {
                        isWhole = false
                        break
                    }
                    strings = strings.flatMap { string in next.choices.map { string + $0 } }
                    guard strings.count <= exactStringsMax else { return nil }
                    isWhole = next.isWhole
                    if !isWhole { break }
                }
                guard isWhole else { return nil }
                once += strings
            }
        }
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
}
