import Exchange

/// A match with what a policy does to it.
struct ActingSpan: Hashable {
    var start: Int
    var end: Int
    var rule: Int
    var level: Finding.Level
    var severity: Finding.Severity
    /// See ``Rule/isGeneric``.
    var isGeneric: Bool
    var action: Finding.Action
    /// See ``PolicyStatement/keep``.
    var keep: Int
    /// It is recorded and changes nothing.
    var isShadow: Bool
    /// It belongs to a value that begins in another text, which names it.
    var isContinuation = false

    init(_ match: RuleMatch, _ rule: Rule, _ decision: StatementDecision) {
        self.start = match.start
        self.end = match.end
        self.rule = match.rule
        self.level = match.level
        self.severity = rule.severity
        self.isGeneric = rule.isGeneric
        self.action = decision.action
        self.keep = decision.keep
        self.isShadow = decision.isShadow
    }

    var range: Range<Int> { self.start..<self.end }

    /// How much an action hides. A token is undone in the answer, so it hides less than what is redacted.
    private var strictness: Int {
        switch self.action {
        case .allow: 0
        case .flag: 1
        case .tokenize: 2
        case .redact: 3
        case .block: 4
        }
    }

    /// Which of two that overlap speaks for both: the stricter action, so that no lenient statement hides what a strict one
    /// found; then the surer, the one that knows the kind of value, the longer, the graver one.
    fileprivate func outranks(_ other: ActingSpan) -> Bool {
        if self.isContinuation != other.isContinuation { return !self.isContinuation }
        if self.strictness != other.strictness { return self.strictness > other.strictness }
        if self.level != other.level { return self.level > other.level }
        if self.isGeneric != other.isGeneric { return !self.isGeneric }
        if self.range.count != other.range.count { return self.range.count > other.range.count }
        if self.severity != other.severity { return self.severity > other.severity }
        return (self.start, self.rule) < (other.start, other.rule)
    }

    /// Those that overlap no better one, in the order of the text. What is in shadow neither hides what acts nor is hidden by
    /// it: a rule is tried to see what it would find.
    static func disjoint(_ spans: [ActingSpan]) -> [ActingSpan] {
        guard spans.count > 1 else { return spans }
        let chosen = ActingSpan.chosen(spans.filter { !$0.isShadow })
        let shadows = ActingSpan.chosen(spans.filter(\.isShadow))
        guard !shadows.isEmpty else { return chosen }
        return (chosen + shadows).sorted { ($0.start, $0.end, $0.rule) < ($1.start, $1.end, $1.rule) }
    }

    private static func chosen(_ spans: [ActingSpan]) -> [ActingSpan] {
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
}

/// A range of a text that is rewritten as one.
struct Rewrite: Hashable {
    var range: Range<Int>
    /// The one that names it; its own range may be a part.
    var span: ActingSpan
    /// Redacted as soon as any of it is to be; otherwise tokenized.
    var isRedacted: Bool
    /// How many characters of the end stay readable, if it is redacted.
    var keep: Int

    /// What a policy in force rewrites: sorted and disjoint. Ranges that overlap become one, so that no end of a longer match
    /// sticks out behind the shorter one that outranked it.
    static func merged(_ spans: [ActingSpan]) -> [Rewrite] {
        var acting = spans.filter { ($0.action == .redact || $0.action == .tokenize) && !$0.isShadow }
        if acting.count > 1 { acting.sort { ($0.start, $0.end) < ($1.start, $1.end) } }
        var merged: [Rewrite] = []
        for span in acting {
            if let last = merged.indices.last, span.start < merged[last].range.upperBound {
                merged[last].join(span)
            } else {
                merged.append(Rewrite(span))
            }
        }
        return merged
    }

    private init(_ span: ActingSpan) {
        self.range = span.range
        self.span = span
        self.isRedacted = span.action == .redact
        self.keep = span.keep
    }

    private mutating func join(_ other: ActingSpan) {
        // The end of a union is the end of one of the values only, and perhaps of the one of which nothing may be kept.
        self.keep = self.range == other.range ? min(self.keep, other.keep) : 0
        self.range = self.range.lowerBound..<max(self.range.upperBound, other.end)
        self.isRedacted = self.isRedacted || other.action == .redact
        if other.outranks(self.span) { self.span = other }
    }

    /// What stands there afterwards, if it is redacted.
    ///
    /// - Parameter text: the text in which the range is.
    func redactedBytes(entity: String, in text: UnsafeRawBufferPointer) -> [UInt8] {
        let value = UnsafeRawBufferPointer(rebasing: text[self.range.clamped(to: 0..<text.count)])
        return RedactedText.bytes(entity: entity, keep: self.keep, of: value)
    }
}
