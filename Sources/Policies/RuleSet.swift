import Exchange
import PCRE2

/// Rules that are scanned for together: one sweep of the text finds every literal of every rule, and only the rules with
/// a reason to run do, where the reason is.
final class RuleSet: Sendable {
    let rules: [CompiledRule]
    private let sweep: LiteralSweep
    /// By literal of the sweep: who waits for it.
    private let uses: [[Use]]
    private let digitRules: [(rule: Int, digits: Int)]
    private let wholeTextRules: [Int]
    /// No rule matches a text of fewer bytes.
    private let textBytesMin: Int

    private struct Use: Sendable {
        var rule: Int
        /// `nil`: the rule wakes up and runs over the whole text.
        var distance: ClosedRange<Int>?
    }

    /// How much is swept before its candidates are tried.
    static let segmentBytes = 16 * 1024
    /// Positions that are tried in one call of PCRE2, and about as many as are tried between two looks at the clock. The
    /// match limit counts for each position, so this bounds the work between them.
    static let startsPerCall = 1024
    /// How far a call looks beyond its last position: the longest match that is found at the first attempt.
    static let windowBytes = 15 * 1024
    /// A match that ends this close to the end of its window may be cut or may miss what follows; it is tried again.
    private static let windowMargin = 64
    /// The longest match that is found at all.
    static let matchBytesMax = 64 * 1024
    /// How far before the first digit of a cluster a match may begin.
    static let digitsReach = 32
    /// More matches in one request are a failure of the scan.
    static let matchesMax = 10_000

    init(_ rules: [CompiledRule]) {
        self.rules = rules
        var literals: [String] = []
        var indices: [String: Int] = [:]
        var uses: [[Use]] = []
        var digitRules: [(rule: Int, digits: Int)] = []
        var wholeText: [Int] = []

        func add(_ names: [String], _ use: Use) {
            for name in Set(names.map { $0.lowercased() }) {
                if let index = indices[name] {
                    uses[index].append(use)
                } else {
                    indices[name] = literals.count
                    literals.append(name)
                    uses.append([use])
                }
            }
        }
        for (index, rule) in rules.enumerated() {
            switch rule.trigger {
            case .near(let names, let distance): add(names, Use(rule: index, distance: distance))
            case .literals(let names):
                add(names, Use(rule: index, distance: nil))
                wholeText.append(index)
            case .digits(let count): digitRules.append((index, count))
            case .always: wholeText.append(index)
            }
        }
        self.sweep = LiteralSweep(literals: literals, digitsMin: digitRules.map(\.digits).min() ?? .max)
        self.uses = uses
        self.digitRules = digitRules
        self.wholeTextRules = wholeText
        self.textBytesMin = rules.map { $0.detector.first.traits.minLength }.min() ?? .max
    }

    var isEmpty: Bool { self.rules.isEmpty }

    /// Appends the matches of one text to the state, and what could not be finished.
    ///
    /// The text is UTF-8, but nothing depends on it: other bytes match nothing.
    func scan(_ text: UnsafeRawBufferPointer, into state: inout ScanState) {
        guard text.count >= self.textBytesMin, !self.rules.isEmpty else { return }
        state.begin(rules: self.rules.count)
        var start = 0
        while start < text.count, !state.timer.isSpent {
            let end = min(start + RuleSet.segmentBytes, text.count)
            state.found.removeAll()
            self.sweep.run(over: text, in: start..<end, into: &state.found)
            self.tryLiterals(in: text, into: &state)
            self.tryDigits(in: text, into: &state)
            start = end
        }
        for rule in self.wholeTextRules {
            if case .always = self.rules[rule].trigger {} else if !state.isWoken(rule) { continue }
            self.run(rule, in: text, startingIn: 0..<text.count, into: &state)
        }
    }

    private func tryLiterals(in text: UnsafeRawBufferPointer, into state: inout ScanState) {
        for index in state.found.hits.indices {
            if state.timer.isSpent { return }
            let hit = state.found.hits[index]
            for use in self.uses[hit.literal] {
                guard let distance = use.distance else {
                    state.wake(use.rule)
                    continue
                }
                guard distance.lowerBound <= hit.offset else { continue }
                let first = max(0, hit.offset - distance.upperBound)
                self.run(use.rule, in: text, startingIn: first..<(hit.offset - distance.lowerBound + 1), into: &state)
            }
        }
    }

    private func tryDigits(in text: UnsafeRawBufferPointer, into state: inout ScanState) {
        for index in state.found.clusters.indices {
            if state.timer.isSpent { return }
            let cluster = state.found.clusters[index]
            for (rule, digits) in self.digitRules where digits <= cluster.digits {
                let first = max(0, cluster.start - RuleSet.digitsReach)
                self.run(rule, in: text, startingIn: first..<cluster.end, into: &state)
            }
        }
    }

    /// Tries a rule at every position of a range at which it has not been tried yet.
    private func run(
        _ index: Int,
        in text: UnsafeRawBufferPointer,
        startingIn starts: Range<Int>,
        into state: inout ScanState
    ) {
        let rule = self.rules[index]
        var start = max(starts.lowerBound, state.resume(of: index))
        while start < starts.upperBound {
            let first = start
            let limit = min(start + RuleSet.startsPerCall, starts.upperBound)
            let end = min(text.count, limit + RuleSet.windowBytes)
            let result = rule.detector.first.firstMatch(
                in: text,
                startingIn: start..<limit,
                end: end,
                using: state.match
            )
            switch result {
            case .none, .partial:
                start = limit
            case .match(var match):
                if end < text.count, match.whole.upperBound > end - RuleSet.windowMargin {
                    match = self.longer(match, by: rule, in: text, into: &state)
                }
                // What was no finding may hide one that begins inside it.
                let end = self.note(match, of: index, in: text, into: &state)
                start = max(end ?? 0, match.whole.lowerBound + 1)
            case .failure(let failure):
                state.fail(index, .pattern(failure))
                start = .max
            }
            if state.isOutOfTime(after: limit - first, in: index) { start = .max }
        }
        state.resume(index, at: start)
    }

    /// The same match once more, in the largest window that there is.
    private func longer(
        _ match: PatternMatch,
        by rule: CompiledRule,
        in text: UnsafeRawBufferPointer,
        into state: inout ScanState
    ) -> PatternMatch {
        let start = match.whole.lowerBound
        let result = rule.detector.first.firstMatch(
            in: text,
            startingIn: start..<start + 1,
            end: min(text.count, start + RuleSet.matchBytesMax),
            using: state.match
        )
        guard case .match(let longer) = result else { return match }
        return longer
    }
}

/// From a match of a pattern to a finding.
extension RuleSet {
    /// Returns where it ends, if it is one.
    private func note(
        _ match: PatternMatch,
        of index: Int,
        in text: UnsafeRawBufferPointer,
        into state: inout ScanState
    ) -> Int? {
        let rule = self.rules[index]
        var span = match.span
        if case .block(_, let end, let max) = rule.detector {
            span = BlockSearch.span(from: match.whole, to: end, max: max, in: text, into: &state)
        }
        guard !span.isEmpty else { return nil }
        for validator in rule.rule.validators {
            guard let count = validator.acceptedBytes(of: UnsafeRawBufferPointer(rebasing: text[span])) else {
                return nil
            }
            span = span.lowerBound..<(span.lowerBound + count)
        }
        if let hashes = rule.rule.hashes, !hashes.contain(UnsafeRawBufferPointer(rebasing: text[span])) { return nil }
        guard let level = rule.rule.level(around: span, in: text) else { return nil }
        guard state.matchCount < RuleSet.matchesMax else {
            state.fail(index, .tooManyMatches)
            return .max
        }
        state.matchCount += 1
        state.matches.append(RuleMatch(rule: index, start: span.lowerBound, end: span.upperBound, level: level))
        // Behind the whole match, or behind the part of it that passed.
        return match.span == span ? match.whole.upperBound : span.upperBound
    }
}
