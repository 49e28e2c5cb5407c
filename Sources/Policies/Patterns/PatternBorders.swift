/// Makes of each `\b` beside a known character what it says there: that a word character must, or must not, stand on its
/// other side. Where neither side is known it says nothing.
enum PatternBorders {
    static func resolved(_ alternatives: PatternSyntax.Alternatives) -> PatternSyntax.Alternatives {
        alternatives.map(PatternBorders.resolved)
    }

    private static func resolved(_ sequence: [PatternSyntax.Item]) -> [PatternSyntax.Item] {
        var items = sequence.map { item in
            guard case .group(let alternatives) = item.atom else { return item }
            var item = item
            item.atom = .group(PatternBorders.resolved(alternatives))
            return item
        }
        for index in items.indices {
            guard case .border = items[index].atom else { continue }
            items[index].atom = PatternBorders.look(before: items[..<index], behind: items[(index + 1)...]) ?? .nothing
        }
        return items
    }

    private static func look(
        before: ArraySlice<PatternSyntax.Item>,
        behind: ArraySlice<PatternSyntax.Item>
    ) -> PatternSyntax.Atom? {
        if let isWord = PatternBorders.isWord(PatternBorders.edge(of: before.reversed(), isEnd: true)) {
            return PatternBorders.word(.ahead, isNegative: isWord)
        }
        if let isWord = PatternBorders.isWord(PatternBorders.edge(of: Array(behind), isEnd: false)) {
            return PatternBorders.word(.behind, isNegative: isWord)
        }
        return nil
    }

    private static func word(_ direction: PatternSyntax.Look.Direction, isNegative: Bool) -> PatternSyntax.Atom {
        let word = PatternSyntax.Item(atom: .character(.word, .none))
        return .look(.init(direction: direction, isNegative: isNegative, alternatives: [[word]]))
    }

    /// Whether characters are all of words or all of none; `nil` for some of both.
    private static func isWord(_ characters: (set: ByteSet, isWide: Bool)?) -> Bool? {
        guard let characters, !characters.set.isEmpty || characters.isWide else { return nil }
        if !characters.isWide, characters.set.isSubset(of: .word) { return true }
        return characters.set.isDisjoint(with: .word) ? false : nil
    }

    /// What the character may be with which a text ends (or begins) that matches items in this order of nearness.
    private static func edge(of items: [PatternSyntax.Item], isEnd: Bool) -> (set: ByteSet, isWide: Bool)? {
        for item in items {
            switch item.atom {
            case .look, .border, .nothing: continue
            case .unknown: return nil
            // Kelvin sign and long s are no word characters, so a folded set has some of both.
            case .character(let set, let wide): return item.least > 0 ? (set, wide != .none) : nil
            case .text: return item.least > 0 ? (.none, true) : nil
            case .group(let alternatives):
                guard item.least > 0 else { return nil }
                var joined: (set: ByteSet, isWide: Bool) = (.none, false)
                for alternative in alternatives {
                    let inner = isEnd ? alternative.reversed() : alternative
                    guard let edge = PatternBorders.edge(of: inner, isEnd: isEnd) else { return nil }
                    joined = (joined.set.union(edge.set), joined.isWide || edge.isWide)
                }
                return joined
            }
        }
        return nil
    }
}
