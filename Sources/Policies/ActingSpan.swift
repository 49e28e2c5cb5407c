import Exchange

/// A match with the action that a policy has for it.
struct ActingSpan: Hashable {
    var start: Int
    var end: Int
    var rule: Int
    var level: Finding.Level
    var severity: Finding.Severity
    var action: Finding.Action

    init(_ match: RuleMatch, _ rule: Rule, _ action: Finding.Action) {
        self.start = match.start
        self.end = match.end
        self.rule = match.rule
        self.level = match.level
        self.severity = rule.severity
        self.action = action
    }

    /// Which of two that overlap speaks for both: the stronger action, so that no lenient rule hides what a strict one
    /// found; then the surer, the graver, the longer one.
    private func outranks(_ other: ActingSpan) -> Bool {
        if self.action != other.action { return self.action > other.action }
        if self.level != other.level { return self.level > other.level }
        if self.severity != other.severity { return self.severity > other.severity }
        let lengths = (self.end - self.start, other.end - other.start)
        if lengths.0 != lengths.1 { return lengths.0 > lengths.1 }
        return (self.start, self.rule) < (other.start, other.rule)
    }

    /// The one that speaks for all of some that overlap.
    static func spokesman(of spans: some Sequence<ActingSpan>) -> ActingSpan? {
        spans.reduce(nil) { best, span in
            guard let best else { return span }
            return span.outranks(best) ? span : best
        }
    }

    /// Those that overlap no better one, in the order of the text.
    static func disjoint(_ spans: [ActingSpan]) -> [ActingSpan] {
        guard spans.count > 1 else { return spans }
        var chosen: [ActingSpan] = []
        for span in spans.sorted(by: { $0.outranks($1) }) {
            // The first chosen span that ends behind the start of this one.
            var (low, high) = (0, chosen.count)
            while low < high {
                let middle = (low + high) / 2
                if chosen[middle].end <= span.start { low = middle + 1 } else { high = middle }
            }
            if low == chosen.count || chosen[low].start >= span.end { chosen.insert(span, at: low) }
        }
        return chosen
    }

    /// The ranges to rewrite, sorted and disjoint, each with the span that names it. Ranges that overlap become one, so
    /// that no end of a longer match sticks out behind the shorter one that outranked it.
    static func redactions(_ spans: [ActingSpan]) -> [(range: Range<Int>, span: ActingSpan)] {
        var merged: [(range: Range<Int>, span: ActingSpan)] = []
        for span in spans.filter({ $0.action == .redact }).sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            guard let last = merged.last, span.start < last.range.upperBound else {
                merged.append((span.start..<span.end, span))
                continue
            }
            merged[merged.count - 1] = (
                last.range.lowerBound..<max(last.range.upperBound, span.end),
                span.outranks(last.span) ? span : last.span
            )
        }
        return merged
    }
}
