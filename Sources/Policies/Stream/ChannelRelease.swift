import Exchange

/// Decides how much of a channel's text goes out, and what stands in place of what does not.
struct ChannelRelease {
    /// Everything before this has gone out, or has been replaced.
    private(set) var released = 0
    private(set) var isChanged = false
    /// Everything before this has been replaced, what has not come yet included.
    private var redactedEnd = 0
    /// What is to be redacted and has not been.
    private var redactions: [ActingSpan] = []
    private var blocks: [ActingSpan] = []
    /// What is not in a finding yet.
    private var spans: [ActingSpan] = []

    /// Spans that overlap one another over more than this are redacted before the last of them is known.
    private static let overlapBytesMax = 64 * 1024

    /// Whether all that went in is out.
    var isEmpty: Bool {
        self.spans.isEmpty && self.redactions.isEmpty && self.blocks.isEmpty && self.redactedEnd <= self.released
    }

    /// - Parameter isEnforced: whether it changes anything.
    mutating func add(_ span: ActingSpan, isEnforced: Bool) {
        self.spans.append(span)
        guard isEnforced else { return }
        switch span.action {
        case .allow, .flag: break
        case .redact, .tokenize: self.redactions.append(span)
        case .block: self.blocks.append(span)
        }
    }

    /// The spans that speak for all that overlap them, in the order of the text, as far as nothing can change that.
    mutating func takeSpans(before end: Int) -> [ActingSpan] {
        guard !self.spans.isEmpty else { return [] }
        self.spans.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var settled = 0
        var index = 0
        while index < self.spans.count {
            let last = ChannelRelease.overlapEnd(in: self.spans, from: &index)
            guard last <= end else { break }
            settled = index
        }
        let taken = ActingSpan.disjoint(Array(self.spans[..<settled]))
        self.spans.removeFirst(settled)
        return taken
    }

    /// The spans that speak for the text up to the end of what is blocked first, if everything up to there is settled.
    mutating func takeBlockedSpans(before end: Int) -> [ActingSpan]? {
        guard !self.blocks.isEmpty else { return nil }
        self.blocks.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var index = 0
        let last = ChannelRelease.overlapEnd(in: self.blocks, from: &index)
        guard last <= end else { return nil }
        self.spans.removeAll { $0.start >= last }
        return self.takeSpans(before: .max)
    }

    /// Appends what may go out.
    ///
    /// - Parameters:
    ///   - end: everything before it is settled.
    ///   - provisional: redactions whose level, and nothing else, is still open.
    mutating func release(
        _ text: StreamText,
        before end: Int,
        provisional: [ActingSpan],
        excesses: [ScanExcess],
        plan: StreamPlan,
        to output: inout [UInt8]
    ) {
        let end = min(end, self.blocks.map(\.start).min() ?? end)
        guard !self.redactions.isEmpty || !provisional.isEmpty || self.redactedEnd > self.released || !excesses.isEmpty
        else {
            self.copy(text, before: end, to: &output)
            return
        }
        var spans = self.redactions + provisional
        spans.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var index = 0
        var done = 0
        self.follow(excesses)
        while index < spans.count {
            let first = spans[index]
            if first.start < self.redactedEnd {
                self.redactedEnd = max(self.redactedEnd, first.end)
                index += 1
                done = index
                self.follow(excesses)
                continue
            }
            guard first.start < end else { break }
            let last = ChannelRelease.overlapEnd(in: spans, from: &index)
            self.copy(text, before: first.start, to: &output)
            let isOpen = index - done > 1 && spans[done..<index].contains { provisional.contains($0) }
            guard last <= end && !isOpen || end - first.start > ChannelRelease.overlapBytesMax else { break }
            let speaker = ActingSpan.spokesman(of: spans[done..<index]) ?? first
            output += "[\(plan.rules[speaker.rule].rule.entity)]".utf8
            self.isChanged = true
            self.redactedEnd = last
            done = index
            self.follow(excesses)
        }
        if done == spans.count || spans[done].start >= end { self.copy(text, before: end, to: &output) }
        self.redactions = spans[done...].filter { !provisional.contains($0) }
    }

    /// The whole of what runs on behind what has been replaced is replaced.
    private mutating func follow(_ excesses: [ScanExcess]) {
        for excess in excesses where excess.start < self.redactedEnd {
            self.redactedEnd = max(self.redactedEnd, excess.end)
        }
    }

    mutating func copy(_ text: StreamText, before end: Int, to output: inout [UInt8]) {
        let start = max(self.released, self.redactedEnd)
        if start < end { text.append(start..<end, to: &output) }
        self.released = max(self.released, end)
    }

    /// Steps over spans that are sorted by their start and overlap one another; returns where the last of them ends.
    private static func overlapEnd(in spans: [ActingSpan], from index: inout Int) -> Int {
        var end = spans[index].end
        index += 1
        while index < spans.count, spans[index].start < end {
            end = max(end, spans[index].end)
            index += 1
        }
        return end
    }
}
