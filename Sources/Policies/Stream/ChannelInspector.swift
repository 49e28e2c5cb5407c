package import Exchange

/// Looks at one channel of a streamed answer under a policy, delta by delta: the text of a choice, its reasoning, the
/// arguments of one tool call.
///
/// What goes out, taken together, is what would go out if the text had come whole, however it was cut. What is held back
/// begins at the earliest place where some rule could still match, and goes out as soon as none can: of prose that is the
/// current word. How long a match is waited for is bounded (``StreamRule``), and with it the memory of a channel.
package struct ChannelInspector {
    /// Set when the policy has ended the channel: nothing is released any more.
    package private(set) var block: Inspection.Block? {
        didSet { self.isBlocked = true }
    }
    private var isBlocked = false

    private let side: InspectedSide
    private let place: String
    private let onError: Policy.OnError
    private let isEnforced: Bool
    /// Whether anything has to be held: whether the policy may change the text at all.
    private let holds: Bool
    /// Not where there is nothing to look for, or where the scan was given up and the policy lets pass what comes.
    private var isScanning: Bool
    private var scan: ChannelScan
    private var text = StreamText()
    private var release = ChannelRelease()
    private var findings: [Finding] = []
    private var failures: [ScanFailure] = []

    /// So much of a long delta is scanned at once.
    private static let pieceBytes = 16 * 1024

    /// - Parameter place: what findings call the channel, `choices[0].delta.content`.
    package init(policy: Policy, side: Policy.Side, place: String) {
        self.side = policy.inspected(side)
        self.place = place
        self.onError = policy.onError
        self.isEnforced = policy.mode == .enforce
        let plan = self.side.streamPlan ?? .empty
        self.holds = policy.mode == .enforce && plan.holds
        self.isScanning = !plan.rules.isEmpty
        self.scan = ChannelScan(plan)
    }

    /// How much text has come that has not gone out.
    package var heldBytes: Int {
        self.holds && !self.isBlocked ? self.text.end - self.release.released : 0
    }

    /// Whether something that went out is not what came in.
    package var isChanged: Bool { self.release.isChanged }

    /// What has been found since the last call and cannot change any more, in the order of the text.
    package mutating func takeFindings() -> [Finding] {
        defer { self.findings.removeAll() }
        return self.findings
    }

    /// Rules that could not finish since the last call; each is to be counted and logged.
    package mutating func takeFailures() -> [ScanFailure] {
        defer { self.failures.removeAll() }
        return self.failures
    }

    /// Takes text that came, and appends what may go out now.
    ///
    /// - Parameter text: UTF-8, maybe cut inside a character.
    package mutating func append(
        _ text: UnsafeRawBufferPointer,
        to output: inout [UInt8],
        using scratch: ScanScratch
    ) {
        var start = 0
        while start < text.count, !self.isBlocked {
            let end = min(start + ChannelInspector.pieceBytes, text.count)
            let piece = UnsafeRawBufferPointer(rebasing: text[start..<end])
            start = end
            guard self.isScanning else {
                output.append(contentsOf: piece)
                continue
            }
            if !self.holds { output.append(contentsOf: piece) }
            self.text.append(piece)
            let wordEnded = self.scan.read(piece)
            guard wordEnded || self.scan.isDue(at: self.text.end) else { continue }
            self.advance(isLast: false, wordEnded: wordEnded, &output, scratch)
        }
    }

    /// No more text will come: decides what is undecided, and appends all that remains.
    package mutating func end(to output: inout [UInt8], using scratch: ScanScratch) {
        guard !self.isBlocked, self.isScanning else { return }
        self.advance(isLast: true, wordEnded: true, &output, scratch)
        self.isScanning = false
    }
}

extension ChannelInspector {
    private mutating func advance(isLast: Bool, wordEnded: Bool, _ output: inout [UInt8], _ scratch: ScanScratch) {
        self.scan.advance(over: self.text, isLast: isLast, wordEnded: wordEnded, into: &scratch.state)
        if self.scan.hasFoundNothing, self.release.isEmpty {
            if self.holds { self.release.copy(self.text, before: self.scan.frontier, to: &output) }
            self.text.discard(before: self.scan.frontier - self.scan.plan.keptBytes)
        } else {
            self.act(isLast: isLast, &output)
        }
    }

    private mutating func act(isLast: Bool, _ output: inout [UInt8]) {
        if !self.scan.failures.isEmpty { self.noteFailures() }
        guard !self.isBlocked else { return }
        if !self.scan.matches.isEmpty { self.takeMatches() }

        let settled = self.isScanning ? self.scan.settledEnd(forChangesOnly: false) : .max
        if self.holds {
            let (end, provisional) = self.releasableEnd(isLast: isLast)
            self.release.release(
                self.text,
                before: end,
                provisional: provisional,
                excesses: self.scan.excesses,
                plan: self.scan.plan,
                to: &output
            )
            if let spans = self.release.takeBlockedSpans(before: end) {
                self.report(spans)
                self.end(with: spans.first { $0.action == .block })
                return
            }
        }
        self.report(self.release.takeSpans(before: settled))
        if !self.scan.excesses.isEmpty { self.scan.forgetExcesses(endingBefore: self.release.released) }
        self.text.discard(before: min(settled, self.holds ? self.release.released : .max) - self.scan.plan.keptBytes)
    }

    /// Before which everything is settled that may change the text; and the redactions of which only the level is not.
    private func releasableEnd(isLast: Bool) -> (end: Int, provisional: [ActingSpan]) {
        guard self.isScanning, !isLast else { return (self.text.end, []) }
        var end = self.scan.settledEnd(forChangesOnly: true)
        guard !self.scan.undecided.isEmpty else { return (end, []) }
        var provisional: [ActingSpan] = []
        for match in self.scan.undecided {
            let actions = match.possibleLevels(of: self.scan.plan.rules[match.rule].rule).map { level in
                var match = match
                match.level = level
                return self.side.action(of: match)
            }
            if actions.allSatisfy({ $0 == .redact || $0 == .tokenize }), let action = actions.first {
                provisional.append(ActingSpan(match, self.scan.plan.rules[match.rule].rule, action))
            } else if actions.contains(where: { $0 >= .redact }) {
                end = min(end, match.start)
            }
        }
        return (end, provisional)
    }

    private mutating func takeMatches() {
        for match in self.scan.matches {
            let action = self.side.action(of: match)
            guard action != .allow else { continue }
            let span = ActingSpan(match, self.scan.plan.rules[match.rule].rule, action)
            self.release.add(span, isEnforced: self.isEnforced)
        }
        self.scan.matches.removeAll(keepingCapacity: true)
    }

    private mutating func report(_ spans: [ActingSpan]) {
        for span in spans {
            let rule = self.scan.plan.rules[span.rule].rule
            self.findings.append(
                Finding(
                    rule: rule.id,
                    entity: rule.entity,
                    place: self.place,
                    level: span.level,
                    severity: span.severity,
                    action: span.action,
                    length: span.end - span.start
                )
            )
        }
    }
}

/// How a channel ends before its text does.
extension ChannelInspector {
    private mutating func end(with span: ActingSpan?) {
        guard let span else { return }
        let rule = self.scan.plan.rules[span.rule].rule
        self.block = Inspection.Block(reason: .finding, rule: rule.id, entity: rule.entity, place: self.place)
        self.letGo()
    }

    private mutating func noteFailures() {
        let failures = self.scan.failures.map { failure in
            ScanFailure(rule: failure.rule.map { self.scan.plan.rules[$0].rule.id } ?? "", reason: failure.reason)
        }
        self.scan.failures.removeAll()
        self.failures += failures
        if self.isEnforced, self.onError == .closed, let failure = failures.first {
            self.block = Inspection.Block(reason: .unfinished, rule: failure.rule, entity: "", place: self.place)
            self.letGo()
        } else if failures.contains(where: { $0.reason == .deadline }) {
            // What has been found so far is still acted on; the rest passes.
            self.scan.abandon()
            self.isScanning = false
        }
    }

    private mutating func letGo() {
        self.isScanning = false
        self.text = StreamText()
    }
}
