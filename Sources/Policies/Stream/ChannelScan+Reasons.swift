/// Where rules have to be tried, because a literal or digits give a reason.
extension ChannelScan {
    /// Finds the literals in what has come, and how much of its end a match may begin in whose literal is still to come.
    mutating func sweep(_ window: StreamWindow, into state: inout ScanState) {
        let rules = self.plan.rules
        let end = window.end
        let first = max(self.literalFrontier, window.origin) - window.origin
        let open = window.isLast ? nil : rules.sweep.openLiteral(in: window.text, from: first)
        state.found.removeAll()
        state.found.open.digits = 0
        rules.sweep.run(over: window.text, in: first..<window.text.count, into: &state.found)
        self.literalFrontier = open.map { $0 + window.origin } ?? end
        for hit in state.found.hits {
            // One that stands behind a literal that is still open is found again.
            guard hit.offset + window.origin < self.literalFrontier else { break }
            for use in rules.uses(of: hit.literal) {
                guard use.distance != nil else {
                    self.rouse(use.rule, at: hit.offset + window.origin, in: window)
                    continue
                }
                let starts = rules.starts(of: use, at: hit.offset, in: window.text)
                if !starts.isEmpty { self.add(use.rule, window.places(starts)) }
            }
        }
        self.frontier = end
        guard !window.isLast else { return }
        self.frontier = self.leadStart(before: self.literalFrontier, in: window)
        if !self.plan.loose.isEmpty { self.frontier = self.looseStart(before: self.frontier, in: window) }
    }

    /// How far back a match may begin whose literal does not begin before a place.
    private func leadStart(before literal: Int, in window: StreamWindow) -> Int {
        let first = max(window.origin, literal - self.plan.leadBytes)
        var start = literal
        if literal == window.end {
            start = max(first, min(self.reader.wordStart, literal))
        } else {
            while start > first, self.plan.byteKinds[Int(window[start - 1])].contains(.word) { start -= 1 }
        }
        return max(0, start)
    }

    /// How far back one may begin before whose literal or first digit white space may stand. Where the rule need not wait for
    /// a digit it is tried.
    private mutating func looseStart(before limit: Int, in window: StreamWindow) -> Int {
        let rules = self.plan.rules
        let first = max(self.looseFrontier, self.literalFrontier - self.plan.loose.distanceMax, window.origin)
        guard first < limit else {
            self.looseFrontier = max(first, self.looseFrontier)
            return limit
        }
        let stop = self.plan.loose.forEachStart(in: window.offsets(first..<limit), of: window.text) { rule, offset in
            let place = offset + window.origin
            guard self.literalFrontier - place <= rule.distance, rules.mayMatch(rule.index, at: offset, in: window.text)
            else { return false }
            if rule.isTried { self.add(rule.index, place..<place + 1, isLoose: true) }
            return !rule.isTried
        }
        let place = stop + window.origin
        self.looseFrontier = place
        return min(place, limit)
    }

    /// From the word on in which its literal stands, the rule is searched for everywhere.
    private mutating func rouse(_ rule: Int, at literal: Int, in window: StreamWindow) {
        guard !self.restless.contains(rule) else { return }
        var start = literal
        let first = max(window.origin, literal - StreamPlan.wakingReach)
        while start > first, self.plan.byteKinds[Int(window[start - 1])].contains(.word) { start -= 1 }
        self.restless.append(rule)
        self.settle(rule, before: start)
    }

    /// Where numbers may begin. Those that have too few digits so far are tried too: nearly always the rules say at once
    /// that nothing can begin there, so that an ordinary number is not held.
    mutating func addNumbers(_ window: StreamWindow) {
        let reach = self.plan.rules.numbers.reach
        for index in 0..<self.reader.clusterCount {
            let cluster = self.reader.cluster(index)
            let first = max(0, cluster.start - reach)
            for candidate in self.candidates.indices {
                let digits = self.plan.digits[self.candidates[candidate].rule]
                guard digits > 0, digits <= cluster.digits else { continue }
                self.candidates[candidate].confirm(first..<cluster.end)
            }
            // A number that lies in what is held anyway can wait.
            guard first < self.frontier || window.isLast else { continue }
            self.walk(cluster, from: max(first, self.numberFrontier), in: window)
        }
        let alive = window.isLast ? Int.max : self.reader.clusterReach(at: window.end, reach: reach)
        for index in self.candidates.indices { self.candidates[index].dropTentative(before: alive) }
        self.candidates.removeAll(where: \.isEmpty)
        self.reader.forgetClusters(endingBefore: self.frontier - max(reach, LiteralSweep.gapMax + 1))
    }

    private mutating func walk(_ cluster: LiteralSweep.DigitCluster, from first: Int, in window: StreamWindow) {
        guard first < cluster.end else { return }
        let starts = window.offsets(first..<min(cluster.end, window.end))
        let all = LiteralSweep.DigitCluster(start: starts.lowerBound, end: starts.upperBound, digits: .max)
        self.plan.rules.numbers.forEachStart(in: all, withReach: 0, of: window.text) { rule, offset in
            let place = offset + window.origin
            self.add(rule, place..<place + 1, isSure: self.plan.digits[rule] <= cluster.digits)
        }
        self.numberFrontier = max(self.numberFrontier, cluster.end)
    }
}
