/// The matches of a text that are known already, in an order in which they are soon found.
struct KnownMatches {
    private var matches: [RuleMatch]
    private var added: [RuleMatch] = []

    init(_ matches: some Sequence<RuleMatch>) {
        self.matches = matches.sorted(by: KnownMatches.precedes)
    }

    private static func precedes(_ left: RuleMatch, _ right: RuleMatch) -> Bool {
        (left.rule, left.start, left.end) < (right.rule, right.start, right.end)
    }

    /// Notes a match of the view that is being read; it counts from the next view on.
    mutating func add(_ match: RuleMatch) {
        self.added.append(match)
    }

    mutating func settle() {
        guard !self.added.isEmpty else { return }
        self.matches += self.added
        self.added.removeAll(keepingCapacity: true)
        self.matches.sort(by: KnownMatches.precedes)
    }

    /// Whether a match of the same rule is known that holds this one.
    func covers(_ match: RuleMatch) -> Bool {
        if let last = self.added.last, last.rule == match.rule, last.start <= match.start, match.end <= last.end {
            return true
        }
        let next = self.firstIndex(of: match.rule, startingAfter: match.start)
        guard next > 0 else { return false }
        let previous = self.matches[next - 1]
        return previous.rule == match.rule && match.end <= previous.end
    }

    /// The parts of a match that no known match of the same rule has; all of it if none overlaps it.
    func rest(of match: RuleMatch) -> [Range<Int>] {
        var rest: [Range<Int>] = []
        var at = match.start
        var index = self.firstIndex(of: match.rule, startingAfter: match.start)
        if index > 0, self.matches[index - 1].rule == match.rule { index -= 1 }
        while index < self.matches.count, self.matches[index].rule == match.rule, self.matches[index].start < match.end
        {
            let known = self.matches[index]
            if known.start > at { rest.append(at..<known.start) }
            at = max(at, known.end)
            index += 1
        }
        if at < match.end { rest.append(at..<match.end) }
        return rest
    }

    private func firstIndex(of rule: Int, startingAfter start: Int) -> Int {
        var (low, high) = (0, self.matches.count)
        while low < high {
            let middle = (low + high) / 2
            let match = self.matches[middle]
            if (match.rule, match.start) <= (rule, start) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
