import Cache
import Exchange
import Keys
import Ledger
import Limits
internal import NIOCore
internal import NIOHTTP1
import Policies
import Synchronization
internal import Upstreams

/// The stages before the call, in the order in which they run. Each is synchronous and throws what ends the exchange.
extension ExchangeHandler {
    // MARK: 2 authenticate

    /// From the head alone. Open mode lets in whoever is on this machine and no web page (PRODUCT, "Data listener").
    func authenticate(_ method: HTTPMethod) throws(Refusal) {
        self.clock.enter(.auth, at: self.began)
        defer { self.clock.leave(at: self.loop.now()) }
        switch self.snapshot.authentication {
        case .open(let rule):
            guard rule.accepts(host: self.facts.host) else {
                throw Refusal(
                    .originNotAllowed,
                    "In open mode the Host must be a loopback name or listed under `hosts` in the configuration."
                )
            }
            guard rule.accepts(origin: self.facts.origin) else {
                throw Refusal(.originNotAllowed, "In open mode a web page of another origin may not call; set up keys.")
            }
            if method == .POST, !Self.isJSON(self.facts.contentType) {
                throw Refusal(.unsupportedMediaType, "In open mode a POST must be `Content-Type: application/json`.")
            }
            self.caller = self.knownCaller() ?? .open
        case .required:
            guard let caller = self.knownCaller() else { throw self.unauthenticated() }
            if !self.facts.gatehouseKey.isEmpty, !self.facts.credential.isEmpty,
                self.facts.credential != self.facts.gatehouseKey
            {
                throw Refusal(
                    .providerNotAllowed,
                    "Calling with a provider key of your own is not supported yet; send only your Gatehouse key."
                )
            }
            self.caller = caller
        }
        if let encoding = self.facts.contentEncoding, !encoding.isField("identity") {
            throw Refusal(
                .unsupportedMediaType,
                "A compressed request body is not supported yet; send it without Content-Encoding."
            )
        }
    }

    /// The credential that counts: `x-gatehouse-key` where there is one.
    private var presented: String {
        self.facts.gatehouseKey.isEmpty ? self.facts.credential : self.facts.gatehouseKey
    }

    private func knownCaller() -> Caller? {
        guard !self.presented.isEmpty else { return nil }
        return self.remembered.caller(of: self.presented, in: self.snapshot.keys, now: self.record.time)
    }

    /// Unknown, wrong, revoked and expired keys read alike; a mistyped one may be told so, because its checksum is no secret.
    private func unauthenticated() -> Refusal {
        if self.presented.isEmpty {
            return Refusal(
                .invalidAPIKey,
                "Send your Gatehouse key as `Authorization: Bearer gth_…`, `x-api-key`, `x-goog-api-key` or `api-key`."
            )
        }
        if case .mistyped = self.snapshot.keys.lookup(self.presented, nowMilliseconds: self.record.time) {
            return Refusal(.invalidAPIKey, "This key is mistyped: its checksum does not fit. Copy it again.")
        }
        return Refusal(.invalidAPIKey, "This key is not known here, or no longer; ask whoever runs this gateway.")
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType, contentType.prefixIsField("application/json") else { return false }
        let rest = contentType.utf8.dropFirst("application/json".utf8.count)
        return rest.isEmpty || rest.first == 0x3B || rest.first == 0x20
    }

    // MARK: 3 parse

    /// Reads the body once and finds where it goes.
    func parse() throws(Refusal) -> ExchangeState.Event? {
        switch self.path {
        case .health:
            self.localAnswer = LocalAnswer(200, "{\"status\":\"alive\"}")
            return .answeredHere
        case .ready:
            let isReady = self.loop.state.isReady.load(ordering: .relaxed)
            self.localAnswer =
                isReady ? LocalAnswer(200, "{\"status\":\"ready\"}") : LocalAnswer(503, "{\"status\":\"draining\"}")
            return .answeredHere
        case .models, .model:
            self.localAnswer = try self.modelsAnswer()
            return .answeredHere
        case .chatCompletions:
            self.endpoint = .chatCompletions
        case .embeddings:
            self.endpoint = .embeddings
        case .messages:
            self.endpoint = .messages
        case .provider(let name, let rest):
            return try self.parseProviderPath(name, rest)
        case nil:
            return nil
        }
        self.clock.enter(.route, at: self.loop.now())
        try self.readMetadata()
        if self.isKnown() { return .parsed }
        try self.scanBody()
        let name = self.request.modelName
        self.record.model = name
        self.route = try self.snapshot.routes.route(to: name, for: self.caller ?? .open)
        try self.checkDialect()
        return .parsed
    }

    /// `/{provider}/REST`: the same path through every stage, with the provider fixed.
    private func parseProviderPath(_ name: String, _ rest: String) throws(Refusal) -> ExchangeState.Event? {
        self.clock.enter(.route, at: self.loop.now())
        guard let provider = self.snapshot.routes.provider(named: name) else {
            throw Refusal(.notFound, "There is no such route, and no provider of that name; see GET /v1/models.")
        }
        let native = try ProviderPath(rest, method: self.method)
        self.endpoint = native.endpoint
        self.dialect = provider.kind == .anthropic || native.endpoint == .messages ? .anthropic : .openAI
        if self.method == "POST" {
            try self.readMetadata()
            try self.scanBody()
            self.record.model = self.request.modelName.isEmpty ? nil : self.request.modelName
        }
        self.route = try self.snapshot.routes.route(
            toProvider: provider,
            model: self.request.modelName,
            for: self.caller ?? .open
        )
        return .parsed
    }

    /// The caller's own words about a request go into the log as they came: only if they are a JSON object.
    private func readMetadata() throws(Refusal) {
        guard let text = self.facts.metadata else { return }
        let bytes = Array(text.utf8)
        let isObject =
            bytes.count <= Self.metadataBytesMax
            && bytes.withUnsafeBytes { bytes in
                (try? self.loop.answerTape.scan(bytes)) != nil && self.loop.answerTape.nodes.first?.kind == .object
            }
        guard isObject else {
            throw Refusal(
                .invalidRequest,
                "x-gatehouse-metadata is a JSON object of at most \(Self.metadataBytesMax) bytes, in ASCII.",
                param: "x-gatehouse-metadata"
            )
        }
        self.record.metadata = bytes
    }

    private static var metadataBytesMax: Int { 4 << 10 }

    /// Scans the body into the loop's tape. Every error names what and where.
    func scanBody() throws(Refusal) {
        guard self.body.readableBytes > 0 else {
            throw Refusal(.invalidJSON, "The body is empty; send a JSON object.")
        }
        self.request = try self.body.reading { (bytes) throws(Refusal) in
            do throws(JSONFault) {
                try self.loop.requestTape.scan(bytes)
            } catch {
                throw Refusal(error)
            }
            return self.endpoint == .providerPath
                ? RequestScan.readLoosely(self.loop.requestTape, bytes)
                : try RequestScan.read(
                    self.loop.requestTape,
                    bytes,
                    dialect: self.dialect,
                    endpoint: self.endpoint
                )
        }
        self.modelRange = self.request.model.map { node in
            let text = self.loop.requestTape.nodes[node]
            return Int(text.start)..<Int(text.end)
        }
        if let field = self.request.providerHeld {
            throw Refusal(
                .routeNotAllowed,
                "`\(field)` names something that the provider holds, which this gateway does not pass on yet (not supported"
                    + " yet); send the history itself.",
                param: field
            )
        }
    }

    /// A request is answered in its own dialect; translating between dialects comes later.
    private func checkDialect() throws(Refusal) {
        guard let route = self.route, !route.speaks(self.dialect) else { return }
        let path = self.dialect == .anthropic ? "/v1/chat/completions" : "/v1/messages"
        throw Refusal(
            .invalidRequest,
            "The model `\(route.name)` is served by a provider of another dialect, and translating is not supported yet;"
                + " call it at \(path).",
            param: "model"
        )
    }

    // MARK: 4 admit

    func admit() throws(Refusal) -> ExchangeState.Event? {
        let now = self.loop.now()
        self.clock.enter(.limit, at: now)
        guard let caller = self.caller,
            let limits = self.snapshot.limiter.limits(of: caller.keyID, caller.limits, at: now)
        else { return .admitted }
        self.limits = limits
        switch limits.admit(tokens: self.request.estimatedTokens, at: now) {
        case .admitted(let reservation):
            self.reservation = reservation
            return .admitted
        case .refused(let refused):
            switch refused.which {
            case .requests: self.loop.meters.limitRefused(.requests)
            case .tokens: self.loop.meters.limitRefused(.tokens)
            case .concurrent: self.loop.meters.limitRefused(.concurrent)
            }
            throw refused.refusal
        }
    }

    // MARK: 5 inspect

    /// Runs the request's side of the policy; what it rewrites, it rewrites in place.
    func inspect() throws(Refusal) -> ExchangeState.Event? {
        guard let caller = self.caller, let active = self.snapshot.policy(of: caller) else {
            throw Refusal(
                .routeNotAllowed,
                "The policy of this key does not exist; ask whoever runs this gateway."
            )
        }
        self.policy = active
        let policy = active.policy
        if let known = self.known {
            self.clock.enter(.dlp, at: self.loop.now())
            if let inspection = known.stages.inspection { self.report(inspection, policy, .request) }
            return .inspected
        }
        if policy.inspectsResponses { try self.checkAnswerCanBeInspected() }
        guard policy.inspectsRequests, self.method == "POST" else { return .inspected }
        self.clock.enter(.dlp, at: self.loop.now())
        let inspection = self.body.withUnsafeReadableBytes { bytes in
            Inspector.inspect(
                bytes,
                tape: self.loop.requestTape,
                side: .request,
                under: policy,
                of: self.subject,
                using: self.loop.scanScratch
            )
        }
        try self.apply(inspection, policy)
        return .inspected
    }

    /// Whose texts the policy looks at.
    var subject: Inspector.Subject {
        Inspector.Subject(caller: self.caller?.name ?? "")
    }

    /// What a policy could not see in the answer is refused before it is paid for.
    private func checkAnswerCanBeInspected() throws(Refusal) {
        if self.endpoint == .providerPath, self.request.stream {
            throw Refusal(
                .routeNotAllowed,
                "Your key's policy inspects answers, and a stream of this path cannot be inspected; ask without `stream`.",
                param: "stream"
            )
        }
        let asksForProbabilities = self.body.withUnsafeReadableBytes { bytes in
            let tape = self.loop.requestTape
            for name in ["logprobs", "top_logprobs"] as [StaticString] {
                guard let node = tape.child(of: 0, named: name, in: bytes) else { continue }
                switch tape.nodes[node].kind {
                case .null, .false: continue
                default: return true
                }
            }
            return false
        }
        if asksForProbabilities, self.method == "POST" {
            throw Refusal(
                .invalidRequest,
                "Your key's policy inspects answers, and `logprobs` would tell the text again, token by token; leave it out.",
                param: "logprobs"
            )
        }
    }

    /// Counts what a policy found, and names the rules that could not finish.
    func report(_ inspection: Inspection, _ policy: Policy, _ side: PolicySide) {
        self.policyReport.add(inspection)
        for finding in inspection.findings {
            if finding.isShadow {
                self.loop.meters.shadow(finding.action, on: side)
            } else {
                self.loop.meters.policy(finding.action, on: side)
            }
        }
        for failure in inspection.failures { self.loop.services.meters.scanFailed(rule: failure.rule) }
        if !inspection.unscannedParts.isEmpty { self.loop.services.meters.scanFailed(rule: "unscannable-part") }
    }

    private func apply(_ inspection: Inspection, _ policy: Policy) throws(Refusal) {
        self.report(inspection, policy, .request)
        if inspection.findings.contains(where: { $0.place == "model" }) {
            self.record.model = KeyShapes.mark
        }
        switch inspection.outcome {
        case .pass:
            if inspection.failures.isEmpty { self.passed = inspection }
        case .block(let block):
            throw block.refusal(under: policy)
        case .rewrite(let replacements):
            // The target's name takes the place of the caller's, so there is nothing to redact: it must not be there.
            if let model = self.modelRange, replacements.contains(where: { model.overlaps($0.start..<$0.end) }) {
                throw Refusal(
                    .contentPolicyViolation,
                    "The policy \(policy.name) found what it redacts in the name of the model, where it cannot be redacted. "
                        + "Remove it and send the request again.",
                    param: "model",
                    shouldRetry: false
                )
            }
            self.tokens = inspection.tokens
            self.loop.rewriting.removeAll(keepingCapacity: true)
            self.body.withUnsafeReadableBytes { bytes in
                Splice.apply(replacements, to: bytes, into: &self.loop.rewriting)
            }
            self.body = ByteBuffer(bytes: self.loop.rewriting)
            // The ranges of the old body mean nothing in the new one.
            let estimated = self.request.estimatedTokens
            try self.scanBody()
            self.request.estimatedTokens = estimated
        }
    }
}

/// An answer that needs no upstream.
struct LocalAnswer {
    var status: Int
    var body: [UInt8]

    init(_ status: Int, _ text: String) {
        self.status = status
        self.body = Array(text.utf8)
    }

    init(_ status: Int, _ body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

extension ByteBuffer {
    /// `withUnsafeReadableBytes` for a body that throws refusals and nothing else.
    func reading<R>(_ body: (UnsafeRawBufferPointer) throws(Refusal) -> R) throws(Refusal) -> R {
        let result: Result<R, Refusal> = self.withUnsafeReadableBytes { bytes in
            do throws(Refusal) {
                return .success(try body(bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
