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

    /// One call of PCRE2. Returns whether more text is needed.
    ///
    /// What comes of a place depends on the text up to the rule's bound behind it alone, and neither `match` nor `none`
    /// is ever said if more text could make a difference; so it does not matter how much has come.
    private mutating func tryPattern(
        of candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> Bool {
        let rule = self.plan.rules[candidate.rule]
        let start = candidate.start
        guard start < window.end else {
            guard !window.isLast else {
                candidate.start = candidate.end
                return false
            }
            candidate.wait(since: window.end, bound: rule.bound)
            return true
        }
        let isBounded = window.end >= start + rule.bound
        let end = isBounded ? window.characterEnd(before: start + rule.bound) : window.end
        let isWhole = window.isLast && !isBounded
        let limit = min(candidate.end, start + RuleSet.startsPerCall, end)
        let result = rule.pattern.firstMatch(
            in: window.text,
            startingIn: window.offsets(start..<limit),
            end: end - window.origin,
            options: isWhole ? [] : .partial,
            using: state.match
        )
        var isWaiting = false
        switch result {
        case .none:
            candidate.start = limit
        case .match(let match):
            isWaiting = self.take(match, of: &candidate, in: window, into: &state)
        case .partial(let offset):
            let place = min(max(window.origin + offset, start), limit - 1)
            candidate.start = place
            if place == start, isBounded {
                self.outgrow(&candidate, to: end, in: window, into: &state)
            } else if !window.isLast, window.end < place + rule.bound {
                candidate.wait(since: window.end, bound: rule.bound)
                isWaiting = true
            }
        case .failure(let failure):
            state.fail(candidate.rule, .pattern(failure))
            self.drop(&candidate)
        }
        if state.isOutOfTime(after: limit - start, in: candidate.rule) { self.drop(&candidate) }
        return isWaiting && candidate.start < candidate.end
    }

    /// The rule is not tried any more in this channel.
    private func drop(_ candidate: inout Candidate) {
        candidate.start = .max
        candidate.end = .max
        candidate.later.removeAll()
        candidate.block = nil
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
        let place = max(candidate.start, min(whole.lowerBound, candidate.end - 1))
        candidate.start = place
        guard !candidate.isTentative else {
            // It waits for more digits.
            candidate.wait(until: .max)
            return true
        }
        if self.plan.rules[candidate.rule].block != nil {
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
        let rule = self.plan.rules[candidate.rule].rule
        let next = max(candidate.start, whole.lowerBound) + 1
        var span = found
        for validator in rule.validators {
            guard !span.isEmpty, let count = validator.acceptedBytes(of: window.bytes(span)) else {
                span = span.lowerBound..<span.lowerBound
                break
            }
            span = span.lowerBound..<(span.lowerBound + count)
        }
        guard !span.isEmpty else {
            candidate.start = next
            return false
        }
        var match = RuleMatch(rule: candidate.rule, start: span.lowerBound, end: span.upperBound, level: rule.level)
        switch rule.certainty(of: span, in: window) {
        case .level(let level):
            match.level = level
            self.append(match, isDecided: true, into: &state)
        case .none:
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
            let rule = self.plan.rules[match.rule].rule
            switch rule.certainty(of: match.start..<match.end, in: window) {
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
        match.end + (self.plan.rules[match.rule].rule.context?.within ?? 0) + 1
    }
}

/// What is longer than its rule waits for.
extension ChannelScan {
    /// A candidate with a literal is a match, and so is what runs on behind it; anything else is none.
    ///
    /// - Parameter end: how far the rule's bound goes.
    private mutating func outgrow(
        _ candidate: inout Candidate,
        to end: Int,
        in window: StreamWindow,
        into state: inout ScanState
    ) {
        let rule = self.plan.rules[candidate.rule]
        guard rule.isConfirmed, !candidate.isTentative else {
            candidate.start += 1
            return
        }
        // A match that is complete already shows where the sensitive part begins.
        let result = rule.pattern.firstMatch(
            in: window.text,
            startingIn: window.offsets(candidate.start..<candidate.start + 1),
            end: end - window.origin,
            using: state.match
        )
        var start = candidate.start
        if case .match(let match) = result { start = window.places(match.span).lowerBound }
        self.exceed(start..<end, of: &candidate, isBlock: false, in: window, into: &state)
    }

    private mutating func exceed(
        _ span: Range<Int>,
        of candidate: inout Candidate,
        isBlock: Bool,
        in window: StreamWindow,
        into state: inout ScanState
    ) {
        let rule = self.plan.rules[candidate.rule].rule
        candidate.block = nil
        // Words behind it do not count: how many of them have come is chance.
        let known = UnsafeRawBufferPointer(rebasing: window.text[..<(span.upperBound - window.origin)])
        guard let level = rule.level(around: window.offsets(span), in: known) else {
            candidate.start += 1
            return
        }
        let match = RuleMatch(rule: candidate.rule, start: span.lowerBound, end: span.upperBound, level: level)
        self.append(match, isDecided: true, into: &state)
        var excess = ScanExcess(of: match, isBlock: isBlock)
        excess.grow(in: window)
        candidate.start = excess.end
        self.excesses.append(excess)
    }

    /// What runs on belongs to the match; its rule is not tried there.
    mutating func growExcess(_ index: Int, in window: StreamWindow) {
        self.excesses[index].grow(in: window)
        let (rule, end) = (self.excesses[index].rule, self.excesses[index].end)
        self.settle(rule, before: end)
        guard let known = self.candidates.firstIndex(where: { $0.rule == rule }), self.candidates[known].start < end
        else {
            return
        }
        self.candidates[known].start = end
        self.candidates[known].block = nil
        self.candidates[known].wait(until: 0)
    }

    /// Looks for the end of a block in what has come. Returns whether more text is needed.
    private mutating func findEnd(
        of candidate: inout Candidate,
        in window: StreamWindow,
        into state: inout ScanState
    ) -> Bool {
        guard var open = candidate.block, let block = self.plan.rules[candidate.rule].block else { return false }
        let begin = open.begin
        let limit = begin.lowerBound + block.bytesMax
        let end = min(limit, window.end)
        let isWhole = window.isLast || window.end >= limit
        while open.searched < end {
            let last = min(open.searched + RuleSet.startsPerCall, end)
            let result = block.end.firstMatch(
                in: window.text,
                startingIn: window.offsets(open.searched..<last),
                end: end - window.origin,
                options: isWhole ? [] : .partial,
                using: state.match
            )
            let tried = last - open.searched
            switch result {
            case .match(let match):
                let whole = begin.lowerBound..<window.places(match.whole).upperBound
                return self.note(whole, ofWhole: whole, of: &candidate, in: window, into: &state)
            case .none:
                open.searched = last
            case .partial(let offset):
                open.searched = min(max(window.origin + offset, open.searched), last - 1)
                candidate.block = open
                candidate.wait(since: window.end, bound: block.bytesMax)
                candidate.wakeAtBreak = window.end
                return true
            case .failure(let failure):
                state.fail(candidate.rule, .pattern(failure))
                self.drop(&candidate)
                return false
            }
            if state.isOutOfTime(after: tried, in: candidate.rule) {
                self.drop(&candidate)
                return false
            }
        }
        candidate.block = open
        guard isWhole else {
            candidate.wait(since: window.end, bound: block.bytesMax)
            candidate.wakeAtBreak = window.end
            return true
        }
        // Somebody pasted half of it: it runs as far as it looks like one.
        var bodyEnd = min(begin.upperBound, end)
        while bodyEnd < end, BlockSearch.isBody(window[bodyEnd]) { bodyEnd += 1 }
        let span = begin.lowerBound..<bodyEnd
        if bodyEnd == limit {
            self.exceed(span, of: &candidate, isBlock: true, in: window, into: &state)
            return false
        }
        return self.note(span, ofWhole: span, of: &candidate, in: window, into: &state)
    }
}
