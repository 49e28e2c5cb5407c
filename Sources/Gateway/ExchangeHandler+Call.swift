import Cache
import Exchange
import Ledger
internal import NIOCore
import Policies
internal import Upstreams

/// The call: the targets in their order, what comes of each attempt, and the answer on its way back.
extension ExchangeHandler {
    // MARK: 7 route, 8 call

    func call() throws(Refusal) -> ExchangeState.Event? {
        guard let route = self.route else { return .upstreamGaveUp }
        let now = self.loop.now()
        self.clock.enter(.upstream, at: now)
        if self.plan == nil { self.plan = RetryPlan(targets: route.targets, startedAt: now) }
        guard let plan = self.plan, plan.targetIndex < route.targets.count else { return .upstreamGaveUp }
        let target = route.targets[plan.targetIndex]
        let request = self.upstreamRequest(target)
        let attempt = Attempt(
            self,
            target: target,
            wantsStream: self.request.stream || self.endpoint == .providerPath,
            began: now,
            flight: self.flight
        )
        self.attempt = attempt
        self.loop.services.meters.upstream(target.provider.name).called()
        attempt.start(request, on: self.loop.transport(for: target.provider))
        return .waiting
    }

    func scheduleCall(after wait: UInt64) {
        if wait == 0 {
            self.run(.call)
            return
        }
        self.retryTimer = self.loop.eventLoop.assumeIsolated().scheduleTask(
            in: .nanoseconds(Int64(clamping: wait))
        ) { [weak self] in
            guard let self, !self.state.isFinished else { return }
            self.retryTimer = nil
            self.run(.call)
        }
    }

    /// The body goes up as it came; only the model's name may become the target's.
    private func upstreamRequest(_ target: Target) -> UpstreamRequest {
        var body = self.body
        if let model = self.modelRange, !target.model.isEmpty, target.model != self.request.modelName {
            var name: [UInt8] = []
            JSONEscape.append(target.model, to: &name)
            var rewritten: [UInt8] = []
            rewritten.reserveCapacity(body.readableBytes + name.count)
            body.withUnsafeReadableBytes { bytes in
                let replacement = Replacement(start: model.lowerBound, end: model.upperBound, bytes: name)
                Splice.apply([replacement], to: bytes, into: &rewritten)
            }
            body = ByteBuffer(bytes: rewritten)
        }
        let request = ProviderRequest(
            target: target,
            method: self.method == "POST" ? .post : .get,
            path: self.upstreamPath,
            passed: ProviderRequest.Passed(
                anthropicVersion: self.facts.anthropicVersion,
                anthropicBeta: self.facts.anthropicBeta,
                traceParent: self.traceParent
            )
        )
        return request.upstreamRequest(body: body, userAgent: "gatehouse/\(self.loop.services.version)")
    }

    private var upstreamPath: String {
        if case .provider(_, let rest) = self.path { return rest }
        switch self.endpoint {
        case .chatCompletions: return "v1/chat/completions"
        case .embeddings: return "v1/embeddings"
        case .messages: return "v1/messages"
        case .models, .providerPath: return "v1/models"
        }
    }

    /// The caller's trace with a new parent, or none if the configuration says so.
    private var traceParent: String? {
        guard self.snapshot.telemetry.propagatesTraces else { return nil }
        let trace = TraceParent.upstream(
            of: self.facts.traceParent.flatMap(TraceParent.init(parsing:)),
            random: &self.loop.random
        )
        self.record.trace = trace
        return trace.description
    }

    /// A whole answer has come, of whatever status.
    func answered(_ attempt: Attempt, _ head: UpstreamHead, _ body: ByteBuffer) {
        guard self.attempt === attempt else { return }
        let isOK = head.status == 200 || (self.endpoint == .providerPath && (200..<300).contains(head.status))
        guard isOK else {
            let retryAfter = head.first("retry-after").flatMap {
                RetryAfter.nanoseconds($0, wallClock: self.loop.wallClock())
            }
            self.failed(attempt, .status(head.status, retryAfter: retryAfter, body: body))
            return
        }
        self.tellAnswered(attempt)
        self.serve(whole: body, from: attempt)
    }

    /// What a call that was followed has cost is told by whoever made it.
    func tellAnswered(_ attempt: Attempt) {
        guard !self.state.isFollowing else { return }
        self.loop.services.meters.upstream(attempt.target.provider.name)
            .answered(after: self.loop.now() &- attempt.began)
    }

    /// The last failure as the caller gets it.
    func refused(_ failure: AttemptFailure, _ target: Target) -> RefusedAnswer {
        self.mayHaveBeenBilled = failure.mayHaveBeenBilled
        return failure.refused(by: target, tellsWords: !(self.policy?.policy.inspectsResponses ?? false))
    }

    func failed(_ attempt: Attempt, _ failure: AttemptFailure) {
        guard self.attempt === attempt else { return }
        self.attempt = nil
        if self.state.isFollowing {
            self.flightFailed(failure, attempt.target)
            return
        }
        guard var plan = self.plan else { return }
        let now = self.loop.now()
        self.clock.leave(at: now)
        self.loop.services.meters.upstream(attempt.target.provider.name).failed(failure.fault)
        let step = plan.after(failure.outcome, at: now, random: self.loop.random.next())
        self.plan = plan
        switch step {
        case .retry(let wait):
            self.run(self.state.on(.attemptFailed(retryAfter: wait)))
        case .nextTarget:
            self.run(self.state.on(.attemptFailed(retryAfter: 0)))
        case .giveUp:
            self.flight?.end(.failed(failure, attempt.target))
            self.giveUp(failure, attempt.target)
        }
    }

    /// There is no further attempt.
    func giveUp(_ failure: AttemptFailure, _ target: Target) {
        if self.servesStale(after: failure) { return }
        self.answerTarget = target
        self.refused = self.refused(failure, target)
        self.run(self.state.on(.upstreamGaveUp))
    }
}
