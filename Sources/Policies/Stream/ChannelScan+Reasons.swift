/// Where rules have to be tried, because a literal or digits give a reason.
extension ChannelScan {
    mutating func sweep(_ window: StreamWindow, into found: inout LiteralSweep.Found) {
        let end = window.end
        let wordStart = min(self.reader.wordStart, end)
        let phrase = window.isLast ? nil : self.plan.phrases.find(atEndOf: window.text)
        let known = self.sweptEnd
        if end > known, !self.plan.literals.isEmpty {
            found.removeAll()
            self.plan.sweep.run(
                over: window.text,
                in: (max(self.literalFrontier, window.origin) - window.origin)..<window.text.count,
                into: &found
            )
            for hit in found.hits {
                let place = window.origin + hit.offset
                guard place + self.plan.literals[hit.literal].count > known else { continue }
                self.queue.append(LiteralSweep.Hit(literal: hit.literal, offset: place))
            }
        }
        self.sweptEnd = end

        if window.isLast {
            self.literalFrontier = end
            self.frontier = end
        } else {
            let wordLiteral = max(wordStart, end - max(0, self.plan.wordLiteralBytesMax - 1))
            self.literalFrontier = min(wordLiteral, phrase.map { window.origin + $0.literal } ?? end)
            self.frontier = max(
                0,
                min(
                    max(wordStart, end - self.plan.wordBytesMax),
                    end - self.plan.looseBytes,
                    phrase.map { window.origin + $0.match } ?? end
                )
            )
        }
        if !self.queue.isEmpty { self.takeHits(window) }
    }

    /// In the order of the text, as a scan of the whole takes them.
    private mutating func takeHits(_ window: StreamWindow) {
        self.queue.sort { ($0.offset, $0.literal) < ($1.offset, $1.literal) }
        var count = 0
        for hit in self.queue {
            guard window.isLast || hit.offset < self.literalFrontier else { break }
            count += 1
            for use in self.plan.literals[hit.literal].uses {
                guard let distance = use.distance else {
                    self.rouse(use.rule, at: hit.offset, in: window)
                    continue
                }
                guard distance.lowerBound <= hit.offset else { continue }
                let first = max(0, hit.offset - distance.upperBound)
                self.add(use.rule, first..<(hit.offset - distance.lowerBound + 1))
            }
        }
        self.queue.removeFirst(count)
        for hit in self.queue {
            self.frontier = min(self.frontier, max(0, hit.offset - self.plan.literals[hit.literal].reach))
        }
    }

    /// From the word on in which its literal stands, the rule is tried everywhere.
    private mutating func rouse(_ rule: Int, at literal: Int, in window: StreamWindow) {
        guard !self.restless.contains(rule) else { return }
        var start = literal
        let first = max(window.origin, literal - StreamPlan.wakingReach)
        while start > first, self.plan.byteKinds[Int(window[start - 1])].contains(.word) { start -= 1 }
        self.restless.append(rule)
        self.settle(rule, before: start)
    }

    /// Where there are enough digits.
    mutating func addDigits(_ window: StreamWindow) {
        for index in 0..<self.reader.clusterCount {
            let cluster = self.reader.cluster(index)
            for rule in self.plan.digitRules where rule.digits <= cluster.digits {
                guard cluster.start - rule.lead < self.frontier || window.isLast else { continue }
                self.confirm(rule.rule, max(0, cluster.start - RuleSet.digitsReach)..<cluster.end)
            }
        }
    }

    private mutating func confirm(_ rule: Int, _ range: Range<Int>) {
        guard let index = self.candidates.firstIndex(where: { $0.rule == rule }), self.candidates[index].isTentative
        else {
            self.add(rule, range)
            return
        }
        self.candidates[index].isTentative = false
        self.candidates[index].start = max(self.candidates[index].start, range.lowerBound)
        self.candidates[index].end = range.upperBound
        self.candidates[index].later.removeAll()
        self.candidates[index].wait(until: 0)
    }

    /// Where there may be enough digits once there are more. Nearly always the rules say at once that nothing can begin
    /// there, so that an ordinary number is not held.
    mutating func addTentativeDigits(_ window: StreamWindow) {
        let reach = window.isLast ? Int.max : self.reader.clusterReach(at: window.end)
        self.candidates.removeAll { $0.isTentative && $0.end <= reach }
        for index in self.candidates.indices where self.candidates[index].isTentative {
            guard self.candidates[index].start < reach else { continue }
            self.candidates[index].start = reach
            self.candidates[index].wait(until: 0)
        }
        guard !window.isLast else { return }
        for index in 0..<self.reader.clusterCount {
            let cluster = self.reader.cluster(index)
            let end = min(cluster.end, self.frontier)
            guard end > reach else { continue }
            for rule in self.plan.digitRules where rule.digits > cluster.digits {
                let start = max(cluster.start - rule.lead, reach, self.settled(rule.rule), 0)
                guard start < end else { continue }
                guard let known = self.candidates.firstIndex(where: { $0.rule == rule.rule }) else {
                    var candidate = Candidate(rule: rule.rule, start: start, end: end)
                    candidate.isTentative = true
                    self.candidates.append(candidate)
                    continue
                }
                if self.candidates[known].isTentative { self.candidates[known].add(start..<end) }
            }
        }
    }
}
