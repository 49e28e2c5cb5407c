import Exchange

/// What the views of a part of a channel's text say, while the text may go on.
///
/// A match is accepted when nothing that comes can change what is made of it: when its rule is settled in the text and in
/// all views up to its beginning, or up to its end where values are joined, since there it counts what else was found in it.
struct ViewReading {
    /// The matches that count, in places of the channel.
    private(set) var accepted: [RuleMatch] = []
    /// Everything before this is settled in all views.
    private(set) var settledEnd = Int.max
    /// And before this for the rules that may change the text.
    private(set) var releasableEnd = Int.max

    private let excerpt: UnsafeRawBufferPointer
    /// The place of its first byte.
    private let start: Int
    /// Behind this place it may read differently when more has come.
    private let end: Int
    private let isLast: Bool
    /// What begins before this is settled since the last reading.
    private let settledBefore: Int
    private var known: KnownMatches
    private var found: [Found] = []
    /// Places at which it is not known yet what comes of a rule.
    private var unsettled: [(rule: Int, place: Int)] = []
    /// No match begins before this that is not known, or in ``unsettled``.
    private var frontier: Int

    private struct Found {
        var match: RuleMatch
        var isJoined: Bool
    }

    init(
        _ excerpt: UnsafeRawBufferPointer,
        in places: Range<Int>,
        isLast: Bool,
        settledBefore: Int,
        known: [RuleMatch]
    ) {
        self.excerpt = excerpt
        self.start = places.lowerBound
        self.end = places.upperBound
        self.isLast = isLast
        self.settledBefore = settledBefore
        self.frontier = places.upperBound
        self.known = KnownMatches(known.map { $0.moved(by: -places.lowerBound) })
    }

    /// - Parameter channel: of whose time the scan of a view is taken.
    mutating func read(_ view: borrowing TextView, _ channel: inout ChannelScan, into state: inout ScanState) {
        var text = StreamText()
        view.bytes.withUnsafeBytes { text.append(UnsafeRawBufferPointer(rebasing: $0[..<view.knownEnd])) }
        // The last tag that is known is followed by something else.
        if view.kind == .hidden { ViewMap.gapBytes.withUnsafeBytes { text.append($0) } }
        var scan = ChannelScan(channel.plan)
        // What is held for a literal that is still to come need not be asked for where all is settled.
        scan.looseFrontier = min(view.knownEnd, view.offset(ofSource: self.settledBefore - self.start))
        scan.clock = channel.clock
        if view.openPlace < view.knownEnd {
            // From here on it may read otherwise in a view of its own.
            scan.advance(over: text, upTo: view.openPlace, isLast: false, wordEnded: true, into: &state)
            self.wait(for: scan, in: view)
        }
        scan.advance(over: text, upTo: text.end, isLast: self.isLast, wordEnded: true, into: &state)
        self.wait(for: scan, in: view)
        channel.clock = scan.clock
        channel.failures += scan.failures
        for match in scan.matches { self.note(match, in: view, scan, isDecided: true) }
        for match in scan.undecided { self.note(match, in: view, scan, isDecided: false) }
        self.known.settle()
    }

    /// Notes where in a view, as far as it was scanned, a match may begin that is not known.
    private mutating func wait(for scan: ChannelScan, in view: borrowing TextView) {
        self.frontier = min(self.frontier, self.place(of: scan.frontier, in: view))
        for candidate in scan.candidates {
            self.unsettled.append((candidate.rule, self.place(of: candidate.start, in: view)))
        }
    }

    /// The place in the channel for which a byte of a view stands.
    private func place(of offset: Int, in view: borrowing TextView) -> Int {
        offset >= view.knownEnd
            ? self.end : min(self.end, self.start + view.sourceRange(of: offset..<offset).lowerBound)
    }

    private mutating func note(
        _ match: RuleMatch,
        in view: borrowing TextView,
        _ scan: ChannelScan,
        isDecided: Bool
    ) {
        var match = match
        var isDecided = isDecided
        if let excess = scan.excesses.first(where: { $0.match == match }) {
            match.end = excess.end
            isDecided = isDecided && !excess.isOpen
        }
        match.end = min(match.end, view.bytes.count)
        guard let translated = scan.plan.rules.translated(match, from: view, of: self.excerpt, unless: self.known)
        else {
            return
        }
        self.known.add(translated)
        let found = translated.moved(by: self.start)
        if isDecided {
            self.found.append(Found(match: found, isJoined: view.kind == .joined))
        } else {
            self.unsettled.append((found.rule, found.start))
        }
    }

    /// - Parameter scan: of the text itself.
    mutating func finish(_ scan: ChannelScan) {
        for candidate in scan.candidates { self.unsettled.append((candidate.rule, candidate.start)) }
        self.frontier = self.isLast ? .max : min(self.frontier, scan.frontier)
        self.settledEnd = self.frontier
        self.releasableEnd = self.frontier
        for (rule, place) in self.unsettled { self.hold(place, for: rule, scan.plan) }
        for found in self.found where found.match.start >= self.settledBefore {
            let match = found.match
            let needed = found.isJoined ? match.end : match.start + 1
            let isSettled = !self.unsettled.contains { $0.rule == match.rule && $0.place < needed }
            if self.frontier >= needed, isSettled {
                self.accepted.append(match)
            } else {
                self.hold(match.start, for: match.rule, scan.plan)
            }
        }
    }

    private mutating func hold(_ place: Int, for rule: Int, _ plan: StreamPlan) {
        self.settledEnd = min(self.settledEnd, place)
        if plan.changesText[rule] { self.releasableEnd = min(self.releasableEnd, place) }
    }
}

extension RuleMatch {
    func moved(by distance: Int) -> RuleMatch {
        var match = self
        match.start += distance
        match.end += distance
        return match
    }
}
