/// The literals of many rules, each once, and who waits for it.
struct LiteralCollector {
    private(set) var literals: [SweptLiteral] = []
    private(set) var uses: [[RuleSet.Use]] = []
    private var indices: [[UInt8]: Int] = [:]

    /// - Parameter distance: from the start of a match to the start of the literal, where that is known.
    mutating func add(_ names: [String], of rule: CompiledRule, _ index: Int, distance: ClosedRange<Int>?) {
        var walk = rule.lead.map { PatternWalk($0.rest) }
        for name in Set(names.map { $0.utf8.map(ASCII.lowercased) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            var following: [ByteSet] = []
            if distance != nil, let places = walk?.places(behind: name), !places.isEmpty {
                following = walk?.openings(SweptLiteral.followingMax, from: places) ?? []
            }
            self.add(name, following, RuleSet.Use(rule: index, distance: distance))
        }
    }

    private mutating func add(_ name: [UInt8], _ following: [ByteSet], _ use: RuleSet.Use) {
        guard let number = self.indices[name] else {
            self.indices[name] = self.literals.count
            self.literals.append(SweptLiteral(bytes: name, following: following))
            self.uses.append([use])
            return
        }
        self.uses[number].append(use)
        // Where two rules wait for the same literal, it is followed by what either allows.
        self.literals[number].following = zip(self.literals[number].following, following).map { $0.union($1) }
    }
}
