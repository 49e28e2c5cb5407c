import PCRE2

/// What a try needs to know of a rule, without the rule.
struct TriedRule: Sendable {
    let pattern: Pattern
    /// Where its probe is on the shelf.
    let probe: Int
    /// Asked at places before the literal: it knows the alternatives that do not begin with it. `nil` where it stands so
    /// near that there is nothing to gain.
    let leading: Int?
    let leadBytes: ByteSet
    /// Asked at the literal where the beginning of a match is not known from it.
    let rest: Int?
    let bounds: CompiledRule.Bounds

    init(_ rule: CompiledRule, _ probes: inout PatternProbe.Shelf) {
        self.pattern = rule.detector.first
        self.probe = probes.add(rule.probe, before: rule.before)
        let leading = rule.lead.map { $0.distance.upperBound >= TriedRule.farAway } == true ? rule.leading : nil
        self.leading = leading.map { probes.add(PatternProbe($0), before: PatternSyntax.before($0)) }
        self.leadBytes = rule.lead?.bytes ?? .all
        let isAway = rule.lead.map { $0.distance.upperBound > 0 } ?? false
        let rest = isAway ? rule.lead.flatMap { PatternProbe($0.rest) } : nil
        self.rest = rest.map { probes.add($0) }
        self.bounds = rule.bounds
    }

    private static let farAway = 16
}

/// From a reason to the places where rules are tried, and one try.
extension RuleSet {
    /// What came of one try.
    enum Attempt: Hashable {
        case none
        /// The end of the text came while a match that begins there was still possible.
        case partial(start: Int)
        case match(PatternMatch)
        /// A literal says what it is, and it is longer than matches of the rule are waited for; so far it goes.
        case outgrown(Range<Int>)
        case failure(MatchFailure)
    }

    /// Calls `body` with each rule that waits for a literal, and where a match of it can begin.
    func forEachTry(
        of hit: LiteralSweep.Hit,
        in text: UnsafeRawBufferPointer,
        _ body: (_ rule: Int, _ starts: Range<Int>) -> Void
    ) {
        for use in self.uses(of: hit.literal) {
            let starts = self.starts(of: use, at: hit.offset, in: text)
            if !starts.isEmpty { body(use.rule, starts) }
        }
    }

    /// The same for a cluster of digits.
    func forEachTry(
        of cluster: LiteralSweep.DigitCluster,
        in text: UnsafeRawBufferPointer,
        _ body: (_ rule: Int, _ starts: Range<Int>) -> Void
    ) {
        self.numbers.forEachStart(in: cluster, of: text) { rule, start in body(rule, start..<start + 1) }
    }

    /// Where a match can begin whose literal stands at a place: as far before it as the bytes are such as can stand there.
    @inline(__always)
    func starts(of use: Use, at place: Int, in text: UnsafeRawBufferPointer) -> Range<Int> {
        guard let distance = use.distance, distance.lowerBound <= place else { return 0..<0 }
        let last = place - distance.lowerBound
        guard distance.upperBound > 0 else { return last..<last + 1 }
        // Before its beginning is looked for, whether what it must have from the literal on can be there.
        if let rest = self.tried[use.rule].rest, !self.probes.mayMatch(rest, text, at: place) { return 0..<0 }
        var first = place
        let limit = max(0, place - distance.upperBound)
        while first > limit, self.tried[use.rule].leadBytes.contains(text[first - 1]) { first -= 1 }
        return first <= last ? first..<last + 1 : 0..<0
    }

    /// `false` if the rule cannot match at a place, whatever follows the end of the text.
    @inline(__always)
    func mayMatch(_ rule: Int, at start: Int, in text: UnsafeRawBufferPointer) -> Bool {
        self.probes.mayMatch(self.tried[rule].probe, text, at: start)
    }

    /// Tries a rule at one place; validators and context are not asked.
    ///
    /// - Parameter isCut: more text may follow. Only then can a match be partial.
    func attempt(
        _ rule: Int,
        at start: Int,
        in text: UnsafeRawBufferPointer,
        isCut: Bool,
        into state: inout ScanState
    ) -> Attempt {
        guard start <= text.count, self.mayMatch(rule, at: start, in: text) else { return .none }
        return self.call(rule, at: start, in: text, isCut: isCut, into: &state)
    }

    /// The call of PCRE2 that ``attempt(_:at:in:isCut:into:)`` makes if need be.
    func call(
        _ index: Int,
        at start: Int,
        in text: UnsafeRawBufferPointer,
        isCut: Bool,
        into state: inout ScanState
    ) -> Attempt {
        let bounds = self.tried[index].bounds
        let isWindowCut = bounds.windowBytes < text.count - start
        let end = isWindowCut ? start + bounds.windowBytes : text.count
        // Where the text is cut its end may yet be the end of a line: then the match is partial, not none.
        var options: MatchOptions = isWindowCut ? .notAtEndOfLine : []
        // The window of a bounded pattern is wide enough for whatever it can match.
        if isWindowCut ? bounds.outgrows : isCut { options.insert(.partial) }
        let pattern = self.tried[index].pattern
        switch pattern.match(at: start, in: text, end: end, options: options, using: state.match) {
        case .none: return .none
        case .failure(let failure): return .failure(failure)
        case .partial(let start):
            guard isWindowCut else { return .partial(start: start) }
            return bounds.isConfirmed ? .outgrown(start..<end) : .none
        case .match(let match):
            return self.bounded(match, bounds)
        }
    }

    /// Finds the first match that begins in a range, for a rule that no place gives a reason to try. What comes of a place is
    /// what would come of a try there.
    func search(
        _ index: Int,
        startingIn starts: Range<Int>,
        in text: UnsafeRawBufferPointer,
        isCut: Bool,
        into state: inout ScanState
    ) -> Attempt {
        let bounds = self.tried[index].bounds
        let pattern = self.tried[index].pattern
        var start = starts.lowerBound
        while start < min(starts.upperBound, text.count) {
            // A pattern that can outgrow its window gets the window of the first place, and those of which the window shows
            // no end get their own.
            let isWindowCut = bounds.windowBytes < text.count - start
            let limit =
                bounds.outgrows && isWindowCut ? min(starts.upperBound, start + bounds.windowBytes) : starts.upperBound
            let wanted = (bounds.outgrows ? start : limit) + bounds.windowBytes
            let end = min(wanted, text.count)
            var options: MatchOptions = end < text.count ? .notAtEndOfLine : []
            if end < text.count ? bounds.outgrows : isCut { options.insert(.partial) }
            let range = start..<limit
            switch pattern.firstMatch(in: text, startingIn: range, end: end, options: options, using: state.match) {
            case .none: start = limit
            case .failure(let failure): return .failure(failure)
            case .partial(let place):
                guard end < text.count else { return .partial(start: place) }
                guard place <= start else {
                    start = place
                    continue
                }
                if bounds.isConfirmed { return .outgrown(start..<end) }
                start += 1
            case .match(let match):
                let attempt = self.bounded(match, bounds)
                if attempt != .none { return attempt }
                start = max(match.whole.lowerBound, start) + 1
            }
        }
        return .none
    }

    /// A mere shape that is longer than shapes may be is no match.
    private func bounded(_ match: PatternMatch, _ bounds: CompiledRule.Bounds) -> Attempt {
        guard bounds.outgrows, !bounds.isConfirmed, match.whole.count > bounds.lengthMax else { return .match(match) }
        return .none
    }
}
