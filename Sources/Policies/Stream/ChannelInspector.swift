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

    private var statements: CallerStatements
    private let role: TextRole
    private let place: String
    private let onError: Policy.OnError
    private let isEnforced: Bool
    /// Whether anything has to be held: whether the policy may change the text at all.
    private let holds: Bool
    /// Not where there is nothing to look for, or where the scan was given up and the policy lets pass what comes.
    private var isScanning: Bool
    private var scan: ChannelScan
    private var views = ChannelViews()
    private var text = StreamText()
    private var release = ChannelRelease()
    private var findings: [Finding] = []
    private var failures: [ScanFailure] = []

    /// So much of a long delta is scanned at once.
    private static let pieceBytes = 16 * 1024

    /// - Parameters:
    ///   - place: what findings call the channel, `choices[0].delta.content`.
    ///   - caller: the name of the caller's key.
    package init(policy: Policy, side: Policy.Side, place: String, caller: String = "") {
        let inspected = policy.inspected(side)
        self.statements = CallerStatements(inspected, caller: caller)
        self.role = side == .request ? .user : .assistant
        self.place = place
        self.onError = policy.onError
        self.isEnforced = policy.mode == .enforce
        let plan = inspected.streamPlan
        self.holds = plan.holds
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
            let wordEnded = self.scan.plan.endsWord(in: piece)
            guard wordEnded || self.views.isWaiting || self.scan.isDue(at: self.text.end) else { continue }
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
        guard isLast || self.views.isDue(at: self.text.end) else { return }
        self.views.advance(&self.scan, over: self.text, isLast: isLast, wordEnded: wordEnded, using: scratch)
        if self.scan.hasFoundNothing, self.release.isEmpty, !self.views.isOpen {
            if self.holds { self.release.copy(self.text, before: self.scan.frontier, to: &output) }
            self.text.discard(before: min(self.scan.frontier, self.views.lookedEnd) - self.scan.plan.keptBytes)
        } else {
            self.act(isLast: isLast, &output, scratch)
        }
    }

    private mutating func act(isLast: Bool, _ output: inout [UInt8], _ scratch: ScanScratch) {
        if !self.scan.failures.isEmpty { self.noteFailures() }
        guard !self.isBlocked else { return }
        if !self.scan.matches.isEmpty { self.takeMatches() }
        let settled =
            self.isScanning ? min(self.scan.settledEnd(forChangesOnly: false), self.views.settledEnd) : .max
        if self.holds {
            let (end, provisional) = self.releasableEnd(isLast: isLast)
            self.release.release(
                self.text,
                before: end,
                provisional: provisional,
                excesses: self.redactedExcesses(),
                entity: { [plan = self.scan.plan] in plan.rules.rules[$0].rule.entity },
                to: &output
            )
            // Not before all that is found ahead of it can be told.
            if let spans = self.release.takeBlockedSpans(before: min(end, settled)) {
                self.report(spans, scratch)
                self.end(with: spans.first { $0.action == .block && !$0.isShadow })
                return
            }
        }
        self.report(self.release.takeSpans(before: settled), scratch)
        let needed = min(
            min(settled, self.views.lookedEnd),
            self.release.untoldStart,
            self.holds ? self.release.released : .max
        )
        if !self.scan.excesses.isEmpty { self.scan.forgetExcesses(endingBefore: needed) }
        self.text.discard(before: min(needed, self.text.end) - self.scan.plan.keptBytes)
    }

    /// Before which everything is settled that may change the text; and the redactions of which only the level is not.
    private mutating func releasableEnd(isLast: Bool) -> (end: Int, provisional: [ActingSpan]) {
        guard self.isScanning, !isLast else { return (self.text.end, []) }
        var end = min(self.scan.settledEnd(forChangesOnly: true), self.views.releasableEnd)
        var provisional: [ActingSpan] = []
        for match in self.scan.undecided where self.scan.plan.changesText[match.rule] {
            let levels = self.text.withPlaces { bytes, origin in
                let value = bytes[(match.start - origin)..<(match.end - origin)]
                return match.possibleLevels(of: self.rule(match.rule), UnsafeRawBufferPointer(rebasing: value))
            }
            let decisions = levels.map { level in
                var match = match
                match.level = level
                return self.statements.decision(on: match, in: self.role)
            }
            if let decision = decisions.first ?? nil, decision.action == .redact, !decision.isShadow,
                decisions.allSatisfy({ $0 == decision })
            {
                provisional.append(ActingSpan(match, self.rule(match.rule), decision))
            } else {
                end = min(end, match.start)
            }
        }
        return (end, provisional)
    }

    private mutating func redactedExcesses() -> [ScanExcess] {
        var redacted: [ScanExcess] = []
        for excess in self.scan.excesses {
            guard let decision = self.statements.decision(on: excess.match, in: self.role), !decision.isShadow else {
                continue
            }
            if decision.action == .redact || decision.action == .tokenize { redacted.append(excess) }
        }
        return redacted
    }

    private mutating func takeMatches() {
        for match in self.scan.matches {
            guard var decision = self.statements.decision(on: match, in: self.role) else { continue }
            // The end of what is longer than it was waited for is not known when it is replaced.
            if self.scan.excesses.contains(where: { $0.match == match }) { decision.keep = 0 }
            self.release.add(ActingSpan(match, self.rule(match.rule), decision))
        }
        self.scan.matches.removeAll(keepingCapacity: true)
    }

    private func rule(_ index: Int) -> Rule {
        self.scan.plan.rules.rules[index].rule
    }

    private mutating func report(_ spans: [ActingSpan], _ scratch: ScanScratch) {
        for span in spans {
            let rule = self.rule(span.rule)
            let fingerprint = self.text.withPlaces { bytes, origin in
                let start = max(0, span.start - origin)
                let value = bytes[(start..<max(start, span.end - origin)).clamped(to: 0..<bytes.count)]
                return scratch.findings?.fingerprint(of: UnsafeRawBufferPointer(rebasing: value))
            }
            self.findings.append(
                Finding(
                    rule: rule.id,
                    entity: rule.entity,
                    place: self.place,
                    level: span.level,
                    severity: span.severity,
                    action: span.action,
                    offset: span.start,
                    length: span.end - span.start,
                    isShadow: span.isShadow,
                    fingerprint: fingerprint
                )
            )
        }
    }
}

/// How a channel ends before its text does.
extension ChannelInspector {
    private mutating func end(with span: ActingSpan?) {
        guard let span else { return }
        let rule = self.rule(span.rule)
        self.block = Inspection.Block(reason: .finding, rule: rule.id, entity: rule.entity, place: self.place)
        self.letGo()
    }

    private mutating func noteFailures() {
        let failures = self.scan.failures.map { failure in
            ScanFailure(rule: failure.rule.map { self.rule($0).id } ?? "", reason: failure.reason)
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
