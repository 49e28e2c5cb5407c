import Exchange

/// Reads what in a channel's text reads differently in a view, while the text comes.
///
/// The plain scan of a channel stops at the first place whose reading depends on what follows. So whatever is held there
/// begins at the earliest place where a match could still go on, in the text or in a view of it. From a change on, the
/// views of its surroundings are made anew as the text grows, and scanned like channels of their own: where a match in one
/// of them may still come, the text is held from the place for which the beginning of that match stands.
struct ChannelViews {
    /// Everything before this has been looked at.
    private(set) var lookedEnd = 0
    private var deadRunStart: Int?
    private var region: Region?
    /// What has been found in the text that is still needed.
    private var known: [RuleMatch] = []
    private var due = 0
    /// Something other than a word waits for what follows: the next byte may decide on it.
    private(set) var isWaiting = false

    /// A part of the text that has changes, up to where no match can have to do with them.
    fileprivate struct Region {
        /// Everything before this is settled in all views.
        var settledEnd: Int
        /// And before this for the rules that may change the text.
        var releasableEnd: Int
        /// Where the last change ends.
        var changeEnd: Int
        var reasons: ViewReasons
        /// Up to where views were made last.
        var readEnd: Int?
    }

    /// So much of what waits for its end is a failure: nobody can say what it hides.
    static let openBytesMax = 64 * 1024

    /// Whether there is a change whose matches are not all known.
    var isOpen: Bool { self.region != nil }

    /// Everything before this is settled in all views.
    var settledEnd: Int { self.region?.settledEnd ?? .max }

    /// And before this for the rules that may change the text.
    var releasableEnd: Int { self.region?.releasableEnd ?? .max }

    /// Whether something can be told that could not before.
    func isDue(at end: Int) -> Bool { end >= self.due }

    /// Scans as much of a text as reads the same whatever follows, and its views.
    mutating func advance(
        _ scan: inout ChannelScan,
        over text: StreamText,
        isLast: Bool,
        wordEnded: Bool,
        using scratch: ScanScratch
    ) {
        var end = text.end
        while let change = self.nextChange(in: text, isLast: isLast, plainEnd: &end) {
            if change.end - change.start > ChannelViews.openBytesMax { self.giveUp(in: &scan) }
            guard self.region == nil else {
                self.region?.changeEnd = change.end
                self.region?.reasons.formUnion(change.reasons)
                continue
            }
            scan.advance(over: text, upTo: change.start, isLast: false, wordEnded: true, into: &scratch.state)
            self.region = Region(change, behind: scan)
        }
        scan.advance(over: text, upTo: end, isLast: isLast, wordEnded: wordEnded, into: &scratch.state)
        self.known += scan.matches
        self.isWaiting = end < text.end && !(text.bytes.last.map(EncodedRun.isCharacter) ?? true)
        self.due = text.end + (text.end - end) / 8
        if text.end - end > ChannelViews.openBytesMax {
            self.giveUp(in: &scan)
            self.lookedEnd = text.end
        }
        guard let region, isLast || region.isDue(at: end) else { return }
        text.withWindow(isLast: isLast) { self.read($0, upTo: end, &scan, using: scratch) }
    }

    /// - Parameter plainEnd: up to where the text reads the same whatever follows, if there is no change any more.
    private mutating func nextChange(in text: StreamText, isLast: Bool, plainEnd: inout Int) -> ViewChange? {
        text.withWindow(isLast: isLast) { window in
            let deadRunStart = self.deadRunStart.map { $0 - window.origin }
            var watch = ViewWatch(window.text, isLast: isLast, deadRunStart: deadRunStart)
            defer { self.deadRunStart = watch.deadRunStart.map { $0 + window.origin } }
            switch watch.next(from: self.lookedEnd - window.origin) {
            case .plain: plainEnd = window.end
            case .open(let offset): plainEnd = window.origin + offset
            case .change(let change):
                self.lookedEnd = window.origin + change.end
                return ViewChange(
                    start: window.origin + change.start,
                    end: self.lookedEnd,
                    reasons: change.reasons
                )
            }
            self.lookedEnd = plainEnd
            return nil
        }
    }

    private func giveUp(in scan: inout ChannelScan) {
        scan.failures.append(RuleFailure(rule: nil, reason: .views))
    }
}

extension ChannelViews.Region {
    /// So much must come before views are made anew.
    private static let growthBytesMin = 48
    /// Or one part in so many of what they are made of.
    private static let growth = 16

    fileprivate init(_ change: ViewChange, behind scan: ChannelScan) {
        self.settledEnd = min(scan.settledEnd(forChangesOnly: false), change.start)
        self.releasableEnd = min(scan.settledEnd(forChangesOnly: true), change.start)
        self.changeEnd = change.end
        self.reasons = change.reasons
    }

    fileprivate func isDue(at end: Int) -> Bool {
        guard let readEnd else { return end >= self.changeEnd }
        return end - readEnd >= max(Self.growthBytesMin, (end - self.settledEnd) / Self.growth)
    }
}

extension ChannelViews {
    /// Makes the views of the text around the changes, and takes what is settled in them.
    ///
    /// - Parameter end: up to where the text reads the same whatever follows.
    private mutating func read(
        _ window: StreamWindow,
        upTo end: Int,
        _ scan: inout ChannelScan,
        using scratch: ScanScratch
    ) {
        guard var region else { return }
        let start = ChannelViews.contextStart(before: region.settledEnd, in: window)
        let excerpt = UnsafeRawBufferPointer(rebasing: window.text[(start - window.origin)...])
        self.known.removeAll { $0.end < start }
        var reading = ViewReading(
            excerpt,
            in: start..<end,
            isLast: window.isLast,
            settledBefore: region.settledEnd,
            known: self.known + scan.undecided
        )
        let isComplete = scratch.views.forEachView(
            of: excerpt,
            scratch.views.reasons(of: excerpt).union(region.reasons),
            knownEnd: window.isLast ? nil : end - start
        ) { view in
            reading.read(view, &scan, into: &scratch.state)
            return !scratch.state.timer.isSpent
        }
        if scan.clock.stop(&scratch.state) { scan.failures += scratch.state.failures }
        if !isComplete { self.giveUp(in: &scan) }
        reading.finish(scan)
        scan.matches += reading.accepted
        self.known += reading.accepted
        region.settledEnd = max(region.settledEnd, reading.settledEnd)
        region.releasableEnd = max(region.releasableEnd, reading.releasableEnd)
        region.readEnd = end
        // What is joined is found across a break only; of all others words near by may count.
        let context = region.reasons == .breaks ? 0 : scan.plan.contextBytes
        self.region = window.isLast || region.settledEnd >= region.changeEnd + context ? nil : region
    }

    /// Where the text begins that is read with a change: at a word, if there are any.
    private static func contextStart(before place: Int, in window: StreamWindow) -> Int {
        let first = max(window.origin, place - StreamPlan.viewContextBytes)
        guard first > 0 else { return 0 }
        let limit = min(place, first + StreamPlan.viewContextBytes / 2)
        if let word = (first..<limit).first(where: { window[$0] <= UInt8(ascii: " ") }) { return word }
        return (first..<place).first { window[$0] & 0xc0 != 0x80 } ?? place
    }
}
