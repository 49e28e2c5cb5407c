/// The literals of many rules, each once, and who waits for it.
struct LiteralCollector {
    private(set) var literals: [SweptLiteral] = []
    private(set) var uses: [[RuleSet.Use]] = []
    private var indices: [[UInt8]: Int] = [:]

    /// - Parameter distance: from the start of a match to the start of the literal, where that is known.
    mutating func add(_ names: [String], of rule: CompiledRule, _ index: Int, distance: ClosedRange<Int>?) {
        var walk = rule.lead.map { PatternWalk($0.rest) }
        for name in Set(names.map { $0.utf8.map(ASCII.lowercased) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            var literal = SweptLiteral(bytes: name)
            if let distance, let (sets, places) = walk?.literal(name) {
                let following = walk?.openings(SweptLiteral.followingMax, from: places) ?? []
                let before = distance.upperBound == 0 ? rule.before : distance.lowerBound > 0 ? rule.lead?.bytes : nil
                literal = SweptLiteral(bytes: name, sets: sets, before: before ?? .all, following: following)
            }
            self.add(literal, RuleSet.Use(rule: index, distance: distance))
        }
    }

    private mutating func add(_ literal: SweptLiteral, _ use: RuleSet.Use) {
        if let number = self.indices[literal.bytes] {
            self.uses[number].append(use)
            self.literals[number].join(literal)
        } else {
            self.indices[literal.bytes] = self.literals.count
            self.literals.append(literal)
            self.uses.append([use])
        }
    }
}
