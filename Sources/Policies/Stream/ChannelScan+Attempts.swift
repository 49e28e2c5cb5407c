import Exchange
import PCRE2

/// Trying rules.
extension ChannelScan {
    mutating func tryCandidates(in window: StreamWindow, wordEnded: Bool, into state: inout ScanState) {
        var index = 0
        while index < self.candidates.count {
            let wake = wordEnded ? self.candidates[index].wakeAtBreak : self.candidates[index].wake
            guard window.end >= wake || window.isLast else {
                index += 1
                continue
            }
            self.clock.start(&state, bytes: window.end)
            guard !state.timer.isSpent else { return }
            var candidate = self.candidates.remove(at: index)
            let isSettled = self.attempt(&candidate, in: window, into: &state)
            self.settle(candidate.rule, before: candidate.start)
            guard !isSettled else { continue }
            self.candidates.insert(candidate, at: index)
            index += 1
        }
    }

    /// Returns whether all places of the candidate are settled now.
    private mutating func attempt(
        _ candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> Bool {
        repeat {
            while candidate.start < candidate.end {
                let isWaiting =
                    candidate.block == nil
                    ? self.tryPattern(of: &candidate, in: window, into: &state)
                    : self.findEnd(of: &candidate, in: window, into: &state)
                if isWaiting { return false }
                if state.timer.isSpent { return true }
            }
        } while candidate.next()
        return true
    }

    /// Tries the rule at the candidate's first place, or searches for it from there on. Returns whether more text is needed.
    ///
    /// What comes of a place depends on the text in the rule's window behind it alone, and neither `match` nor `none` is
    /// ever said if more text could make a difference; so it does not matter how much has come.
    private mutating func tryPattern(
        of candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> Bool {
        let rules = self.plan.rules
        let start = candidate.start
        guard start < window.end else {
            if window.isLast {
                candidate.start = candidate.end
            } else {
                candidate.wait(since: window.end, bound: 1)
            }
            return !window.isLast
        }
        let isTried = self.plan.isTried[candidate.rule]
        let limit = isTried ? start + 1 : min(candidate.end, start + RuleSet.startsPerCall, window.end)
        let (attempt, cost) =
            isTried
            ? self.tryPlace(start, of: candidate.rule, in: window, into: &state)
            : (
                rules.search(
                    candidate.rule,
                    startingIn: window.offsets(start..<limit),
                    in: window.text,
                    isCut: !window.isLast,
                    into: &state
                ), limit - start
            )
        var isWaiting = false
        switch attempt {
        case .none:
            candidate.start = limit
        case .partial(let offset):
            candidate.start = min(max(window.origin + offset, start), limit - 1)
            let bound = rules.tried[candidate.rule].bounds.windowBytes + 1
            if candidate.isLoose, self.candidates.count > ChannelScan.eagerCandidatesMax {
                candidate.waitLoosely(since: window.end, bound: bound)
            } else {
                candidate.wait(since: window.end, bound: bound)
            }
            isWaiting = true
        case .match(let match):
            isWaiting = self.take(match, of: &candidate, in: window, into: &state)
        case .outgrown(let range):
            self.outgrow(window.places(range), of: &candidate, in: window, into: &state)
        case .failure(let failure):
            state.fail(candidate.rule, .pattern(failure))
            candidate.drop()
        }
        if cost > 0, state.isOutOfTime(after: cost, in: candidate.rule) { candidate.drop() }
        return isWaiting && candidate.start < candidate.end
    }

    /// - Returns: what came of it, and the number of places at which PCRE2 was called.
    private func tryPlace(
        _ place: Int,
        of rule: Int,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> (RuleSet.Attempt, Int) {
        let rules = self.plan.rules
        let offset = place - window.origin
        guard rules.mayMatch(rule, at: offset, in: window.text) else { return (.none, 0) }
        return (rules.call(rule, at: offset, in: window.text, isCut: !window.isLast, into: &state), 1)
    }
}

/// From a match of a pattern to a finding.
extension ChannelScan {
    /// Returns whether more text is needed.
    private mutating func take(
        _ match: PatternMatch,
        of candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> Bool {
        let whole = window.places(match.whole)
        candidate.start = max(candidate.start, min(whole.lowerBound, candidate.end - 1))
        guard !candidate.isTentative else {
            // It waits for more digits.
            candidate.wait(until: .max)
            return true
        }
        if self.plan.isBlock[candidate.rule] {
            candidate.block = Candidate.OpenBlock(begin: whole, searched: whole.upperBound)
            return false
        }
        return self.note(window.places(match.span), ofWhole: whole, of: &candidate, in: window, into: &state)
    }

    /// - Parameter whole: what the rule does not look at again if this is a finding.
    private mutating func note(
        _ found: Range<Int>,
        ofWhole whole: Range<Int>,
        of candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> Bool {
        let next = max(candidate.start, whole.lowerBound) + 1
        guard
            let accepted = self.plan.rules.acceptedPart(
                of: window.offsets(found),
                by: candidate.rule,
                in: window.text
            )
        else {
            candidate.block = nil
            candidate.start = next
            return false
        }
        let span = window.places(accepted)
        let rule = self.plan.rules.rules[candidate.rule].rule
        let level = rule.graded(rule.level, by: window.bytes(span))
        var match = RuleMatch(rule: candidate.rule, start: span.lowerBound, end: span.upperBound, level: level)
        switch rule.certainty(of: span, in: window) {
        case .level(let level):
            match.level = level
            self.append(match, isDecided: true, into: &state)
        case .none:
            candidate.block = nil
            candidate.start = next
            return false
        case .dependsOnText(let end):
            if rule.context?.need == true {
                candidate.wait(until: end)
                return true
            }
            self.append(match, isDecided: false, into: &state)
        }
        candidate.block = nil
        candidate.start = max(next, found == span ? whole.upperBound : span.upperBound)
        return false
    }

    private mutating func append(_ match: RuleMatch, isDecided: Bool, into state: inout ScanState) {
        guard self.matchCount < RuleSet.matchesMax else {
            state.fail(match.rule, .tooManyMatches)
            return
        }
        self.matchCount += 1
        if isDecided { self.matches.append(match) } else { self.undecided.append(match) }
    }

    /// The words that were waited for have come, or can come no more.
    mutating func decideLevels(in window: StreamWindow) {
        guard !self.undecided.isEmpty else { return }
        var waiting: [RuleMatch] = []
        for var match in self.undecided {
            switch self.plan.rules.rules[match.rule].rule.certainty(of: match.start..<match.end, in: window) {
            case .level(let level): match.level = level
            case .none: continue
            case .dependsOnText:
                waiting.append(match)
                continue
            }
            self.matches.append(match)
        }
        self.undecided = waiting
    }

    /// How much text decides on the level of a match.
    func contextEnd(of match: RuleMatch) -> Int {
        match.end + (self.plan.rules.rules[match.rule].rule.context?.within ?? 0) + 1
    }
}

/// What is longer than its rule waits for, and blocks.
extension ChannelScan {
    /// It is a match, and so is what runs on behind it.
    private mutating func outgrow(
        _ span: Range<Int>,
        of candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) {
        candidate.start = max(candidate.start, span.lowerBound)
        candidate.block = nil
        let rules = self.plan.rules
        // Words behind it do not count: how many of them have come is chance.
        let known = UnsafeRawBufferPointer(rebasing: window.text[..<(span.upperBound - window.origin)])
        guard let level = rules.rules[candidate.rule].rule.level(around: window.offsets(span), in: known) else {
            candidate.start += 1
            return
        }
        let match = RuleMatch(rule: candidate.rule, start: span.lowerBound, end: span.upperBound, level: level)
        self.append(match, isDecided: true, into: &state)
        let isBlock = self.plan.isBlock[candidate.rule]
        let bytes = isBlock ? BlockSearch.bodyBytes : rules.tried[candidate.rule].bounds.tail
        var excess = ScanExcess(of: match, madeOf: bytes)
        excess.grow(in: window)
        candidate.start = excess.end
        self.excesses.append(excess)
    }

    /// What runs on belongs to the match; its rule is not tried there.
    mutating func growExcess(_ index: Int, in window: StreamWindow) {
        self.excesses[index].grow(in: window)
        let (rule, end) = (self.excesses[index].match.rule, self.excesses[index].end)
        self.settle(rule, before: end)
        if let known = self.candidates.firstIndex(where: { $0.rule == rule }) { self.candidates[known].skip(to: end) }
    }

    /// Looks for the end of a block in what has come. Returns whether more text is needed.
    private mutating func findEnd(
        of candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> Bool {
        guard var open = candidate.block,
            case .block(_, let pattern, let bytesMax) = self.plan.rules.rules[candidate.rule].detector
        else { return false }
        let result = BlockSearch.end(
            of: window.offsets(open.begin),
            pattern,
            max: bytesMax,
            from: open.searched - window.origin,
            in: window.text,
            isCut: !window.isLast,
            into: &state
        )
        let searched = window.end - open.searched
        var isWaiting = false
        switch result {
        case .notYet(let searched):
            open.searched = searched + window.origin
            candidate.block = open
            candidate.wait(since: window.end, bound: bytesMax)
            isWaiting = true
        case .found(let offset), .missing(let offset):
            let limit = open.begin.lowerBound + bytesMax
            let whole = open.begin.lowerBound..<(offset + window.origin)
            if case .missing = result, whole.upperBound >= limit {
                self.outgrow(whole.lowerBound..<limit, of: &candidate, in: window, into: &state)
            } else {
                isWaiting = self.note(whole, ofWhole: whole, of: &candidate, in: window, into: &state)
            }
        }
        if state.isOutOfTime(after: searched, in: candidate.rule) { candidate.drop() }
        return isWaiting && candidate.start < candidate.end
    }
}
