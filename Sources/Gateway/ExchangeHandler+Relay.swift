import Cache
import Exchange
import Ledger
internal import NIOCore
import Policies
internal import Upstreams

/// The answer on its way back: inspected, stored, and written, whole or block by block.
extension ExchangeHandler {
    /// A whole body as it may go out, or why it may not.
    enum AdmittedAnswer {
        /// As it came.
        case unchanged
        /// As the policy rewrote it.
        case rewritten([UInt8])
        /// The policy withholds it; the surface's own words for that go out instead.
        case withheld
        case unusable(String)
    }

    // MARK: Whole answers

    /// Checks a body that came with a 200, and runs the response side of the policy over it.
    func admit(answer body: UnsafeRawBufferPointer) -> AdmittedAnswer {
        do {
            try self.loop.answerTape.scan(body)
        } catch {
            return .unusable("it is not JSON")
        }
        let reading = AnswerReading(
            of: body,
            tape: self.loop.answerTape,
            dialect: self.dialect,
            endpoint: self.endpoint
        )
        if let fault = reading.fault { return .unusable(fault) }
        self.record.usage = reading.usage
        self.answerIsComplete = reading.isFinished || self.endpoint == .embeddings
        self.answerCallsTools = reading.callsTools
        guard let policy = self.policy?.policy, policy.inspectsResponses else { return .unchanged }
        let inspection = Inspector.inspect(
            body,
            tape: self.loop.answerTape,
            side: .response,
            under: policy,
            of: self.subject,
            using: self.loop.scanScratch
        )
        self.report(inspection, policy, .response)
        switch inspection.outcome {
        case .pass:
            return .unchanged
        case .block:
            return .withheld
        case .rewrite(var replacements):
            if self.dialect == .anthropic {
                AnthropicMessages.addVoidSignatures(to: &replacements, in: body, tape: self.loop.answerTape)
            }
            var rewritten: [UInt8] = []
            Splice.apply(replacements, to: body, into: &rewritten)
            return .rewritten(rewritten)
        }
    }

    /// The answer of an upstream to a request for a whole one, or a whole one where a stream was asked for.
    func serve(whole body: ByteBuffer, from attempt: Attempt) {
        body.withUnsafeReadableBytes { bytes in
            switch self.admit(answer: bytes) {
            case .unusable(let reason):
                self.failed(attempt, .unusable(reason))
            case .withheld:
                attempt.publish(whole: body)
                self.answerTarget = attempt.target
                self.serveWithheld()
            case .unchanged:
                self.serve(bytes, of: body, from: attempt, isChanged: false)
            case .rewritten(let rewritten):
                rewritten.withUnsafeBytes { self.serve($0, of: body, from: attempt, isChanged: true) }
            }
        }
    }

    /// - Parameter raw: as the provider sent it, for those who follow.
    private func serve(
        _ body: UnsafeRawBufferPointer,
        of raw: ByteBuffer,
        from attempt: Attempt,
        isChanged: Bool
    ) {
        var events: [UInt8]?
        if self.request.stream, self.endpoint != .providerPath {
            events = self.events(fromWhole: body)
            guard events != nil else {
                self.failed(attempt, .unusable("it is no stream, and cannot be told as one"))
                return
            }
        }
        self.answerTarget = attempt.target
        self.store(body, form: .whole, bodyHasUsage: self.record.usage != nil, isChanged: isChanged)
        attempt.publish(whole: raw)
        self.conclude(self.state.on(.answered)) {
            if let events {
                events.withUnsafeBytes { self.writeRestored(stream: $0) }
            } else {
                self.writeRestored(whole: body)
            }
        }
    }

    private func serveWithheld() {
        self.conclude(self.state.on(.answered)) { self.writeWithheld() }
    }

    func writeWithheld() {
        let answer = self.withheldAnswer
        if self.request.stream {
            answer.stream(in: self.dialect, includeUsage: self.request.includeUsage)
                .withUnsafeBytes { self.writeStream($0) }
        } else {
            let head = self.answerHead(status: 200, contentType: "application/json")
            answer.whole(in: self.dialect).withUnsafeBytes { self.writeWhole(head, $0) }
        }
    }

    var withheldAnswer: WithheldAnswer {
        WithheldAnswer(
            id: self.record.id.description,
            model: self.request.modelName,
            created: self.record.time / 1000,
            usage: self.record.usage
        )
    }

    // MARK: Streams

    /// Reads a stream under the policy and with the tokens of this exchange.
    func makeStreamIntake() -> StreamIntake {
        self.streamInspection = nil
        if let policy = self.policy?.policy, policy.inspectsResponses {
            self.streamInspection = StreamInspection(policy, of: self.subject, using: self.loop.scanScratch)
        }
        return StreamIntake(
            dialect: self.dialect,
            endpoint: self.endpoint,
            keeps: self.mayStore,
            inspection: self.streamInspection,
            restoration: self.tokens.isEmpty ? nil : TokenRestoration(self.tokens),
            blockedEnding: StreamIntake.BlockedEnding(
                answer: self.withheldAnswer,
                includesUsage: self.request.includeUsage
            )
        )
    }

    /// The first block with content has come: from here on nothing is tried again.
    func streamBegan(_ attempt: Attempt) {
        self.answerTarget = attempt.target
        self.record.isStream = true
        let now = self.loop.now()
        if !self.state.isFollowing {
            self.loop.services.meters.upstream(attempt.target.provider.name).firstByte(after: now &- attempt.began)
        }
        self.clock.leave(at: now)
        guard case .relay = self.state.on(.streamBegan) else { return }
        self.writer.beginStream(self.answerHead(status: 200, contentType: "text/event-stream; charset=utf-8"))
        self.firstByteGoesOut()
    }

    func relayed(_ bytes: ByteBuffer) {
        self.record.bytesOut &+= bytes.readableBytes
        self.writer.writeStream(bytes)
    }

    func streamEnded(_ attempt: Attempt, _ intake: StreamIntake) {
        self.take(intake)
        self.tellAnswered(attempt)
        if let kept = intake.kept, intake.answer.isFinished {
            kept.withUnsafeBytes {
                self.store(
                    $0,
                    form: .stream,
                    bodyHasUsage: intake.answer.usage != nil,
                    isChanged: intake.isChangedByPolicy
                )
            }
        }
        self.attempt = nil
        self.conclude(self.state.on(.streamEnded)) { self.writer.endStream() }
    }

    func streamBroke(_ attempt: Attempt, _ intake: StreamIntake, _ failure: AttemptFailure) {
        self.take(intake)
        if !self.state.isFollowing {
            self.loop.services.meters.upstream(attempt.target.provider.name).failed(failure.fault)
            self.flight?.end(.failed(failure, attempt.target))
        }
        self.refused = self.refused(failure, attempt.target)
        self.run(self.state.on(.streamBroke))
    }

    /// The policy withholds the rest of a stream. It ends as its surface ends an answer that was withheld.
    ///
    /// - Parameter goesOn: others follow the call, whose policy may let it pass.
    func streamBlocked(_ attempt: Attempt, _ intake: StreamIntake, goesOn: Bool) {
        self.take(intake)
        if goesOn { self.leaveFlight() }
        // What the provider has counted so far is not what it will bill.
        if !intake.answer.isFinished { self.record.usage = nil }
        self.tellAnswered(attempt)
        self.attempt = nil
        self.conclude(self.state.on(.streamEnded)) { self.writer.endStream() }
    }

    /// A stream that ended without any content.
    func serve(silent intake: StreamIntake, from attempt: Attempt) {
        self.take(intake)
        self.tellAnswered(attempt)
        attempt.publish()
        self.answerTarget = attempt.target
        self.conclude(self.state.on(.answered)) { intake.outgoing.withUnsafeBytes { self.writeStream($0) } }
    }

    private func take(_ intake: StreamIntake) {
        self.record.isStream = true
        self.record.usage = intake.answer.usage
        self.answerIsComplete = intake.answer.isFinished
        self.answerCallsTools = intake.answer.callsTools
    }

    /// What was found in a stream is told at its end, however that comes: the caller may leave in the middle.
    func reportStream() {
        guard let inspection = self.streamInspection, let policy = self.policy?.policy else { return }
        self.streamInspection = nil
        self.report(inspection.takeInspection(), policy, .response)
    }

    /// A complete stream in one go.
    private func writeStream(_ events: UnsafeRawBufferPointer) {
        self.record.isStream = true
        self.record.bytesOut &+= events.count
        self.writer.beginStream(self.answerHead(status: 200, contentType: "text/event-stream; charset=utf-8"))
        self.firstByteGoesOut()
        self.writer.writeStream(ByteBuffer(bytes: events))
        self.writer.endStream()
    }

    // MARK: Tokens

    func writeRestored(whole body: UnsafeRawBufferPointer) {
        let restored = self.tokens.isEmpty ? nil : self.tokens.restored(whole: body, using: &self.loop.answerTape)
        let head = self.answerHead(status: 200, contentType: "application/json")
        guard let restored else {
            self.writeWhole(head, body)
            return
        }
        restored.withUnsafeBytes { self.writeWhole(head, $0) }
    }

    func writeRestored(stream events: UnsafeRawBufferPointer) {
        guard !self.tokens.isEmpty else {
            self.writeStream(events)
            return
        }
        self.tokens.restored(stream: events, in: self.dialect, using: &self.loop.answerTape)
            .withUnsafeBytes { self.writeStream($0) }
    }
}
