import Cache
import Exchange
import Ledger
import Limits
internal import NIOCore
import Policies
internal import Upstreams

/// How an exchange ends: it settles, writes what the caller gets, and tells the log.
extension ExchangeHandler {
    /// Ends an exchange that is not served from an upstream or the cache; those conclude with their own answer.
    func finish(_ ending: ExchangeState.Ending) {
        self.conclude(.finish(ending)) {
            if let refused = self.refused {
                self.write(refused)
            } else if let answer = self.localAnswer {
                let head = self.answerHead(status: answer.status, contentType: "application/json")
                answer.body.withUnsafeBytes { self.writeWhole(head, $0) }
            }
        }
    }

    /// Settles, then writes, so that the answer's limits tell what is left after it; then logs. Once an exchange.
    func conclude(_ step: ExchangeState.Step, _ write: () -> Void) {
        guard case .finish(let ending) = step else { return }
        self.retryTimer?.cancel()
        self.retryTimer = nil
        self.likenessTimer?.cancel()
        self.likenessTimer = nil
        self.attempt?.cancel()
        self.attempt = nil
        self.follower?.cancel()
        self.follower = nil
        self.land(ending)
        let now = self.loop.now()
        self.clock.leave(at: now)
        self.record.attempts = self.state.attempts
        self.settle(ending, at: now)
        write()
        if self.isRefreshing { self.loop.letGo(self) }
        self.tokens = TokenMap()
        self.reportStream()
        self.tell()
    }

    private func settle(_ ending: ExchangeState.Ending, at now: UInt64) {
        guard let reservation = self.reservation else { return }
        self.reservation = nil
        let settlement: Settlement
        switch ending {
        case .beforeAdmission: settlement = .refused
        case .blocked: settlement = .blocked
        case .hit, .shared: settlement = .hit
        case .served, .broken: settlement = .served(tokens: self.record.usage?.total)
        // Tokens come back only where the provider surely did no work: hanging up is no way to have it for nothing.
        case .abandoned: settlement = .served(tokens: nil)
        case .failed: settlement = self.mayHaveBeenBilled ? .served(tokens: nil) : .failed
        }
        reservation.settle(as: settlement, at: now)
    }

    private func tell() {
        let duration = self.loop.now() &- self.began
        self.record.stages = self.clock.durations
        self.record.total = duration
        self.record.cache = self.cacheStatus.outcome
        if self.record.target == nil { self.record.target = self.answerTarget?.label }
        self.hideKeys()
        if let caller = self.caller {
            self.record.keyID = caller.keyID
            self.record.keyName = caller.name
            self.record.team = caller.team
        }
        if let policy = self.policy {
            self.record.policy = policy.label
            self.policyReport.fill(&self.record)
        }
        let meters = self.loop.meters
        meters.requestEnded(
            self.record.route,
            status: self.record.status,
            duration: duration,
            stages: self.record.stages,
            bytesIn: self.record.bytesIn,
            bytesOut: self.record.bytesOut
        )
        if let outcome = self.record.cache { meters.cache(outcome) }
        if let usage = self.record.usage, let target = self.answerTarget, self.record.cache != .hit,
            self.record.cache != .collapsed
        {
            // Names that callers make up are no labels: there would be no end of them, and anything may stand in one.
            let isConfigured = self.snapshot.routes.isConfigured(target)
            self.loop.services.meters.tokens(
                usage,
                provider: target.provider.name,
                model: isConfigured ? target.model : "other"
            )
        }
        if self.snapshot.telemetry.logsRequests { self.loop.services.requestLog.append(self.record) }
    }

    /// A caller's own words in the log: what looks like a key there is hidden, as everywhere.
    private func hideKeys() {
        if let model = self.record.model, !self.snapshot.routes.isConfigured(model: model) {
            self.record.model = KeyShapes.hide(in: model)
            // A target that was asked for by its provider's name repeats the model.
            self.record.target = model == KeyShapes.mark ? nil : self.record.target.map { KeyShapes.hide(in: $0) }
        }
        if let id = self.record.clientRequestID { self.record.clientRequestID = KeyShapes.hide(in: id) }
        if let metadata = self.record.metadata {
            let text = String(decoding: metadata, as: UTF8.self)
            if KeyShapes.hide(in: text) != text { self.record.metadata = nil }
        }
    }

    // MARK: Heads

    /// What every answer says. Stages and policies are told only to whoever was let in.
    func answerHead(status: Int, contentType: StaticString) -> AnswerHead {
        self.record.status = status
        var head = AnswerHead(status: status, using: self.loop.takeHeadSpace())
        head.add("content-type", contentType)
        head.add("date") { $0.append(contentsOf: self.loop.date(at: self.record.time)) }
        head.add("x-request-id") { self.record.id.append(to: &$0) }
        if self.dialect == .anthropic { head.add("request-id") { self.record.id.append(to: &$0) } }
        if let id = self.record.clientRequestID { head.add("x-client-request-id", id) }
        guard self.caller != nil else { return head }
        head.add("server-timing") { self.clock.durations.appendServerTiming(to: &$0) }
        self.addCacheStatus(to: &head)
        if let limits = self.limits {
            let status = limits.status(at: self.loop.now())
            head.addLines { lines in
                status.appendHeaders(to: &lines)
                if self.dialect == .anthropic {
                    status.appendAnthropicHeaders(to: &lines, wallClock: self.loop.wallClock())
                }
            }
        }
        if let policy = self.policy {
            head.add("x-gatehouse-policy") {
                self.policyReport.append(policy.label, explained: self.caller?.explains ?? false, to: &$0)
            }
        }
        if let saved = self.saved {
            head.add("x-gatehouse-saved") { line in
                line.append(ascii: "tokens=")
                line.append(decimal: saved.tokens)
                line.append(ascii: "; ms=")
                line.append(decimal: saved.milliseconds)
            }
        }
        if let target = self.record.target ?? self.answerTarget?.label {
            head.add("x-gatehouse-target", target)
            head.add("x-gatehouse-attempts", UInt64(self.state.attempts))
        }
        return head
    }

    private func addCacheStatus(to head: inout AnswerHead) {
        switch self.cacheStatus {
        case .none:
            break
        case .hit(let ttl, let age, let detail):
            head.add("cache-status") { line in
                line.append(ascii: "gatehouse; hit; ttl=")
                line.append(decimal: ttl)
                if let detail { line.append(contentsOf: "; detail=\"\(detail.text)\"".utf8) }
            }
            head.add("age", age)
        case .stale(let past, let age, let isAfterError):
            head.add("cache-status") { line in
                line.append(ascii: isAfterError ? "gatehouse; fwd=stale; ttl=-" : "gatehouse; hit; ttl=-")
                line.append(decimal: past)
            }
            head.add("age", age)
        case .miss(let isStored):
            head.add("cache-status", isStored ? "gatehouse; fwd=miss; stored" : "gatehouse; fwd=miss")
        case .collapsed:
            head.add("cache-status", "gatehouse; fwd=miss; collapsed")
        case .request(let isStored):
            head.add("cache-status", isStored ? "gatehouse; fwd=request; stored" : "gatehouse; fwd=request")
        case .bypass:
            head.add("cache-status", "gatehouse; fwd=bypass")
        }
    }

    // MARK: Writing

    func writeWhole(_ head: consuming AnswerHead, _ body: UnsafeRawBufferPointer) {
        self.record.bytesOut &+= body.count
        self.firstByteGoesOut()
        self.writer.writeWhole(head, body: body)
    }

    func firstByteGoesOut() {
        if self.record.firstByte == nil { self.record.firstByte = self.loop.now() &- self.began }
    }

    /// An error in the shape of the surface that was called; behind the first byte of a stream, its error event.
    private func write(_ refused: RefusedAnswer) {
        // Its caller has had an answer, and the log tells of that one.
        if self.isRefreshing { return }
        self.record.code = refused.code
        let requestID = self.record.id.description
        if self.state.hasRelayed {
            var event: [UInt8] = []
            refused.body.appendEvent(in: self.dialect, requestID: requestID, to: &event)
            self.record.bytesOut &+= event.count
            self.writer.writeStream(ByteBuffer(bytes: event))
            self.writer.endStream()
            return
        }
        var head = self.answerHead(status: refused.status, contentType: "application/json")
        if let wait = refused.retryAfter {
            head.add("retry-after", WaitText.seconds(wait))
            head.add("retry-after-ms", WaitText.milliseconds(wait))
        }
        if let shouldRetry = refused.shouldRetry { head.add("x-should-retry", shouldRetry ? "true" : "false") }
        refused.body.bytes(in: self.dialect, requestID: requestID).withUnsafeBytes { self.writeWhole(head, $0) }
    }
}
