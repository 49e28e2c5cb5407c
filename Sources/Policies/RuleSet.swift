import Exchange
import PCRE2
import Synchronization

/// Rules that are scanned for together: one sweep of the text finds every literal of every rule, and only the rules with
/// a reason to run do, where the reason is.
final class RuleSet: Sendable {
    /// No other set of this process has it, or ever had.
    let serial: UInt64
    let rules: [CompiledRule]
    let sweep: LiteralSweep
    /// Those that no place gives a reason to try: they are searched for.
    let wholeTextRules: [Int]
    let numbers: NumberDispatch
    private let gate: ContextGate
    /// By rule, what a try needs of it.
    let tried: [TriedRule]
    let probes: PatternProbe.Shelf
    /// Who waits for which literal of the sweep, one literal after another.
    private let uses: [Use]
    /// Where the uses of each literal begin.
    private let usesByLiteral: [Int]
    /// No rule matches a text of fewer bytes.
    private let textBytesMin: Int

    /// A rule that waits for a literal.
    struct Use: Sendable {
        var rule: Int
        /// From the start of a match to the start of the literal; `nil`: the rule wakes up and runs over the whole text.
        var distance: ClosedRange<Int>?
    }

    /// How much is swept before its candidates are tried.
    static let segmentBytes = 16 * 1024
    /// Positions that are searched in one call of PCRE2. The match limit counts for each position, so this bounds the work
    /// between two looks at the clock.
    static let startsPerCall = 1024
    /// How far before the first digit of a cluster a match may begin.
    static let digitsReach = 32
    /// More matches in one request are a failure of the scan.
    static let matchesMax = 10_000

    private static let sets = Atomic<UInt64>(0)

    init(_ rules: [CompiledRule]) {
        self.serial = RuleSet.sets.wrappingAdd(1, ordering: .relaxed).newValue
        self.rules = rules
        var probes = PatternProbe.Shelf()
        self.tried = rules.map { TriedRule($0, &probes) }
        self.probes = probes
        var collector = LiteralCollector()
        var digitRules: [(index: Int, rule: CompiledRule, digits: Int)] = []
        var wholeText: [Int] = []
        for (index, rule) in rules.enumerated() {
            switch rule.trigger {
            case .near(let names, let distance): collector.add(names, of: rule, index, distance: distance)
            case .literals(let names):
                collector.add(names, of: rule, index, distance: nil)
                wholeText.append(index)
            case .digits(let count): digitRules.append((index, rule, count))
            case .always: wholeText.append(index)
            }
        }
        self.sweep = LiteralSweep(collector.literals, digitsMin: digitRules.map(\.digits).min() ?? .max)
        self.uses = collector.uses.flatMap { $0 }
        self.usesByLiteral = collector.uses.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        self.numbers = NumberDispatch(digitRules)
        self.gate = ContextGate(rules)
        self.wholeTextRules = wholeText
        self.textBytesMin = rules.map { $0.detector.first.traits.minLength }.min() ?? .max
    }

    var isEmpty: Bool { self.rules.isEmpty }

    /// Appends the matches of one text to the state, and what could not be finished.
    ///
    /// The text is UTF-8, but nothing depends on it: other bytes match nothing.
    ///
    /// - Parameter breaks: only matches across one of these places are wanted; `nil` for all. The places are in order.
    func scan(_ text: UnsafeRawBufferPointer, across breaks: [Range<Int>]? = nil, into state: inout ScanState) {
        guard text.count >= self.textBytesMin, !self.rules.isEmpty else { return }
        state.begin(rules: self.rules.count)
        var start = 0
        while start < text.count, !state.timer.isSpent {
            let end = min(start + RuleSet.segmentBytes, text.count)
            state.found.removeAll()
            self.sweep.run(over: text, in: start..<end, into: &state.found)
            self.tryLiterals(in: text, across: breaks, into: &state)
            self.tryNumbers(in: text, across: breaks, into: &state)
            start = end
        }
        for rule in self.wholeTextRules {
            if case .always = self.rules[rule].trigger {} else if !state.isWoken(rule) { continue }
            if let breaks {
                let reach = self.tried[rule].bounds.windowBytes
                var done = 0
                for place in breaks where place.upperBound > done {
                    let end = min(place.upperBound, text.count)
                    self.searchAll(rule, in: text, from: max(done, place.lowerBound - reach), to: end, into: &state)
                    done = end
                }
            } else {
                self.searchAll(rule, in: text, from: 0, to: text.count, into: &state)
            }
        }
    }

    /// Whether a break lies where a match may be.
    private static func isBroken(_ range: Range<Int>, by breaks: [Range<Int>]) -> Bool {
        var (low, high) = (0, breaks.count)
        while low < high {
            let middle = (low + high) / 2
            if breaks[middle].upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < breaks.count && breaks[low].lowerBound <= range.upperBound
    }

    func uses(of literal: Int) -> ArraySlice<Use> {
        self.uses[self.usesByLiteral[literal]..<self.usesByLiteral[literal + 1]]
    }

    private func tryLiterals(
        in text: UnsafeRawBufferPointer,
        across breaks: [Range<Int>]?,
        into state: inout ScanState
    ) {
        for index in state.found.hits.indices {
            if state.timer.isSpent { return }
            let hit = state.found.hits[index]
            for use in self.uses(of: hit.literal) {
                guard let distance = use.distance else {
                    state.wake(use.rule)
                    continue
                }
                if let breaks {
                    let reach = hit.offset - distance.upperBound..<hit.offset + self.tried[use.rule].bounds.windowBytes
                    guard RuleSet.isBroken(reach, by: breaks) else { continue }
                }
                let starts = self.starts(of: use, at: hit.offset, in: text)
                let probe = self.tried[use.rule].probe
                if let leading = self.tried[use.rule].leading, starts.lowerBound < hit.offset {
                    let border = min(hit.offset, starts.upperBound)
                    self.tryAll(use.rule, startingIn: starts.lowerBound..<border, leading, text, &state)
                    self.tryAll(use.rule, startingIn: border..<starts.upperBound, probe, text, &state)
                } else {
                    self.tryAll(use.rule, startingIn: starts, probe, text, &state)
                }
            }
        }
    }

    private func tryNumbers(
        in text: UnsafeRawBufferPointer,
        across breaks: [Range<Int>]?,
        into state: inout ScanState
    ) {
        for index in state.found.clusters.indices {
            if state.timer.isSpent { return }
            if let breaks {
                let cluster = state.found.clusters[index]
                let reach = cluster.start - RuleSet.digitsReach..<cluster.end + CompiledRule.Bounds.shapeBytes
                guard RuleSet.isBroken(reach, by: breaks) else { continue }
            }
            self.numbers.forEachStart(in: state.found.clusters[index], of: text) { rule, start in
                // Most rules for numbers need words near by, and around most numbers there are none.
                guard self.mayMatch(rule, at: start, in: text),
                    self.gate.mayFindWords(of: rule, around: start, in: text)
                else { return }
                self.tryAll(rule, startingIn: start..<start + 1, self.tried[rule].probe, text, &state)
            }
        }
    }

    /// Tries a rule at every position of a range at which it has not been tried yet.
    ///
    /// - Parameter probe: says where it may match.
    private func tryAll(
        _ rule: Int,
        startingIn starts: Range<Int>,
        _ probe: Int,
        _ text: UnsafeRawBufferPointer,
        _ state: inout ScanState
    ) {
        var start = max(starts.lowerBound, state.resume(of: rule))
        while start < starts.upperBound {
            guard let next = self.probes.firstPlace(probe, text, in: start..<starts.upperBound) else {
                start = starts.upperBound
                break
            }
            start = next
            switch self.call(rule, at: start, in: text, isCut: false, into: &state) {
            case .none, .partial: start += 1
            case .match(let match):
                // What was no finding may hide one that begins inside it.
                let end = self.note(match, of: rule, in: text, into: &state)
                start = max(end ?? 0, match.whole.lowerBound + 1, start + 1)
            case .outgrown(let range):
                start = max(self.noteOutgrown(range, of: rule, in: text, into: &state) ?? 0, range.lowerBound + 1)
            case .failure(let failure):
                state.fail(rule, .pattern(failure))
                start = .max
            }
            if state.isOutOfTime(after: 1, in: rule) { start = .max }
        }
        // Where the next reason is another place in any case, there is nothing to remember.
        if start > starts.upperBound || starts.count > 1 { state.resume(rule, at: start) }
    }

    /// Searches a part of a text for a rule that no place gives a reason to try.
    private func searchAll(
        _ rule: Int,
        in text: UnsafeRawBufferPointer,
        from: Int,
        to end: Int,
        into state: inout ScanState
    ) {
        var start = from
        while start < end {
            let first = start
            let limit = min(start + RuleSet.startsPerCall, end)
            switch self.search(rule, startingIn: start..<limit, in: text, isCut: false, into: &state) {
            case .none, .partial: start = limit
            case .match(let match):
                let end = self.note(match, of: rule, in: text, into: &state)
                start = max(end ?? 0, match.whole.lowerBound + 1, start + 1)
            case .outgrown(let range):
                start = max(self.noteOutgrown(range, of: rule, in: text, into: &state) ?? 0, range.lowerBound + 1)
            case .failure(let failure):
                state.fail(rule, .pattern(failure))
                start = .max
            }
            if state.isOutOfTime(after: limit - first, in: rule) { start = .max }
        }
    }
}
