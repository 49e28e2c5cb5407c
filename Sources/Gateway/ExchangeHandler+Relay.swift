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

    /// Whether the answer to this request may be stored at all.
    var mayStore: Bool {
        guard self.fingerprint != nil else { return false }
        switch self.cacheStatus {
        case .miss, .request: return true
        case .none, .hit, .collapsed, .bypass: return false
        }
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
        attempt.publish(whole: raw)
        self.answerTarget = attempt.target
        self.store(body, form: .whole, bodyHasUsage: self.record.usage != nil, isChanged: isChanged)
        self.conclude(self.state.on(.answered)) {
            if let events {
                events.withUnsafeBytes { self.writeRestored(stream: $0) }
            } else {
                self.writeRestored(whole: body)
            }
        }
    }

    private func serveWithheld() {
        let answer = self.withheldAnswer
        self.conclude(self.state.on(.answered)) {
            if self.request.stream {
                answer.stream(in: self.dialect, includeUsage: self.request.includeUsage)
                    .withUnsafeBytes { self.writeStream($0) }
            } else {
                let head = self.answerHead(status: 200, contentType: "application/json")
                answer.whole(in: self.dialect).withUnsafeBytes { self.writeWhole(head, $0) }
            }
        }
    }

    private var withheldAnswer: WithheldAnswer {
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

    private func writeRestored(whole body: UnsafeRawBufferPointer) {
        let restored = self.tokens.isEmpty ? nil : self.tokens.restored(whole: body, using: &self.loop.answerTape)
        let head = self.answerHead(status: 200, contentType: "application/json")
        guard let restored else {
            self.writeWhole(head, body)
            return
        }
        restored.withUnsafeBytes { self.writeWhole(head, $0) }
    }

    private func writeRestored(stream events: UnsafeRawBufferPointer) {
        guard !self.tokens.isEmpty else {
            self.writeStream(events)
            return
        }
        self.tokens.restored(stream: events, in: self.dialect, using: &self.loop.answerTape)
            .withUnsafeBytes { self.writeStream($0) }
    }

    // MARK: One answer, two forms

    private func events(fromWhole body: UnsafeRawBufferPointer) -> [UInt8]? {
        switch self.endpoint {
        case .chatCompletions: OpenAIChat.events(fromWhole: body, includeUsage: self.request.includeUsage)
        case .messages: AnthropicMessages.events(fromWhole: body)
        case .embeddings, .models, .providerPath: nil
        }
    }

    private func whole(fromEvents events: UnsafeRawBufferPointer) -> [UInt8]? {
        switch self.endpoint {
        case .chatCompletions: OpenAIChat.whole(fromEvents: events)
        case .messages: AnthropicMessages.whole(fromEvents: events)
        case .embeddings, .models, .providerPath: nil
        }
    }

    // MARK: 13 store

    /// Hands a complete answer to the cache's writer, as the response policy let it pass.
    private func store(_ body: UnsafeRawBufferPointer, form: CachedAnswer.Form, bodyHasUsage: Bool, isChanged: Bool) {
        guard let cache = self.loop.services.cache, let fingerprint = self.fingerprint, self.mayStore,
            self.answerIsComplete, let policy = self.policy, let target = self.answerTarget,
            self.snapshot.cache.tools || !self.answerCallsTools
        else { return }
        let now = self.loop.wallClock()
        let ttl = self.directives.ttl ?? self.route?.cacheTTL ?? self.snapshot.cache.ttl
        let answer = CachedAnswer(
            form: form,
            contentType: form == .whole ? .json : .eventStream,
            endpoint: self.endpoint,
            dialect: self.dialect,
            storedAt: now,
            expiresAt: now &+ ttl &* 1000,
            policy: policy.label,
            isChangedByPolicy: isChanged,
            usage: self.record.usage,
            bodyHasUsage: bodyHasUsage,
            target: target.label
        )
        guard cache.put(fingerprint, answer, body: body) else { return }
        self.loop.meters.cacheStored()
        switch self.cacheStatus {
        case .miss: self.cacheStatus = .miss(isStored: true)
        case .request: self.cacheStatus = .request(isStored: true)
        case .none, .hit, .collapsed, .bypass: break
        }
    }

    /// Serves a stored answer in the form that was asked for. False where it cannot be told in that form.
    func serveHit(_ view: CachedAnswerView, at wallClock: UInt64) -> Bool {
        let age = view.age(at: wallClock)
        if let maxAge = self.directives.maxAge, age > maxAge { return false }
        // A whole answer tells its usage, and a stream does where it was asked to: one stored without is another answer.
        let needsUsage = !self.request.stream || self.request.includeUsage
        if view.form == .stream, !view.bodyHasUsage, needsUsage, self.endpoint == .chatCompletions { return false }
        var converted: [UInt8]?
        switch (view.form, self.request.stream) {
        case (.stream, true) where view.bodyHasUsage && !needsUsage && self.endpoint == .chatCompletions:
            // It was stored for somebody who asked for the chunk with the usage.
            converted = self.whole(fromEvents: view.body)
                .flatMap { whole in whole.withUnsafeBytes { self.events(fromWhole: $0) } }
            if converted == nil { return false }
        case (.whole, false), (.stream, true):
            break
        case (.whole, true):
            converted = self.events(fromWhole: view.body)
            if converted == nil { return false }
        case (.stream, false):
            converted = self.whole(fromEvents: view.body)
            if converted == nil { return false }
        }
        var timeToLive = view.timeToLive(at: wallClock)
        if let ttl = self.directives.ttl {
            guard age < ttl else { return false }
            timeToLive = min(timeToLive, ttl - age)
        }
        self.cacheStatus = .hit(ttl: timeToLive, age: age)
        self.record.usage = view.usage
        self.record.target = String(decoding: view.target, as: UTF8.self)
        self.conclude(self.state.on(.hit)) {
            if let converted {
                converted.withUnsafeBytes { self.writeHit($0) }
            } else {
                self.writeHit(view.body)
            }
        }
        return true
    }

    private func writeHit(_ body: UnsafeRawBufferPointer) {
        if self.request.stream {
            self.writeRestored(stream: body)
        } else {
            self.writeRestored(whole: body)
        }
    }
}
