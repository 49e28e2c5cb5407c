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

    mutating func add(_ span: ActingSpan) {
        self.spans.append(span)
        guard !span.isShadow else { return }
        switch span.action {
        case .allow, .flag: break
        case .redact, .tokenize: self.redactions.append(span)
        case .block: self.blocks.append(span)
        }
    }

    /// The text from here on is still needed, because what was found in it is not told yet.
    var untoldStart: Int {
        self.spans.reduce(.max) { min($0, $1.start) }
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
    ///   - excesses: those of redactions.
    ///   - entity: the one of a rule.
    mutating func release(
        _ text: StreamText,
        before end: Int,
        provisional: [ActingSpan],
        excesses: [ScanExcess],
        entity: (Int) -> String,
        to output: inout [UInt8]
    ) {
        let end = min(end, self.blocks.map(\.start).min() ?? end)
        let spans = (self.redactions + provisional).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        var index = 0
        var done = 0
        self.follow(excesses)
        while index < spans.count {
            let first = spans[index]
            if first.start < self.redactedEnd {
                // It overlaps what has been replaced already.
                self.redactedEnd = max(self.redactedEnd, first.end)
                index += 1
                done = index
                self.follow(excesses)
                continue
            }
            guard first.start < end else { break }
            let last = ChannelRelease.overlapEnd(in: spans, from: &index)
            self.copy(text, before: first.start, to: &output)
            let group = Array(spans[done..<index])
            let isOpen = group.count > 1 && group.contains { provisional.contains($0) }
            guard last <= end && !isOpen || end - first.start > ChannelRelease.overlapBytesMax else { break }
            for rewrite in Rewrite.merged(group) {
                output += text.withPlaces { rewrite.redactedBytes(entity: entity(rewrite.span.rule), in: $0, from: $1) }
            }
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
        for excess in excesses where excess.match.start < self.redactedEnd {
            self.redactedEnd = max(self.redactedEnd, excess.end)
        }
    }

    /// Appends what stands before a place and has neither gone out nor been replaced.
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

extension Rewrite {
    /// - Parameters:
    ///   - text: a part of the text in which the range is.
    ///   - origin: where that part begins.
    fileprivate func redactedBytes(entity: String, in text: UnsafeRawBufferPointer, from origin: Int) -> [UInt8] {
        var rewrite = self
        rewrite.range = max(0, self.range.lowerBound - origin)..<max(0, self.range.upperBound - origin)
        return rewrite.redactedBytes(entity: entity, in: text)
    }
}
