import Cache
import Exchange
import Ledger
internal import NIOCore
internal import Semantics
internal import Upstreams

/// After an exact miss: the same question in other words, and then a near one.
extension ExchangeHandler {
    /// What a semantic tier knows of one request.
    struct Likeness {
        var question: SemanticCache.Question
        /// The key of all questions that are provably this one.
        var equivalent: Fingerprint?
        /// Once the encoder has made it.
        var vector: [Float]?
        /// A near question whose answer is not served, and what that answer says: the upstream's own is compared with it.
        var judged: (ticket: BandTicket, stored: [UInt8])?
    }

    /// What can be compared by meaning; nil where nothing may be.
    func likeness(_ cached: CachedRoute, _ scope: CacheScope) -> Likeness? {
        let settings = cached.settings.semantic
        guard settings.mode != .off, let semantic = self.loop.services.semantic,
            self.endpoint == .chatCompletions || self.endpoint == .messages, (self.request.n ?? 1) == 1
        else { return nil }
        let fields = self.fingerprintFields(cached, scope)
        return self.body.withUnsafeReadableBytes { bytes -> Likeness? in
            let tape = self.loop.requestTape
            guard let asked = UserQuestion(tape, in: bytes), asked.turns <= settings.turnsMax else { return nil }
            let text = Array(tape.string(at: asked.node, in: bytes).utf8)
            guard let form = text.withUnsafeBytes({ semantic.normalizer.normalForm(of: $0) }) else { return nil }
            let key = self.loop.services.fingerprintKey
            let neighbourhood = key.neighbourhood(
                fields,
                tape: tape,
                body: bytes,
                question: asked.node,
                scratch: &self.loop.cacheScratch
            )
            let question = SemanticCache.Question(
                text: text,
                neighbourhood: neighbourhood,
                route: self.route?.name ?? "",
                settings: settings,
                random: self.loop.random.next()
            )
            let version = semantic.normalizer.fingerprint
            let equivalent = key.equivalent(form: form.bytes, version: version, in: neighbourhood)
            return Likeness(question: question, equivalent: equivalent)
        }
    }

    /// - Returns: `.waiting` while the encoder works, nil if a hit has ended the exchange.
    func lookUpLike(_ likeness: Likeness, _ fingerprint: Fingerprint) -> ExchangeState.Event? {
        self.likeness = likeness
        if let equivalent = likeness.equivalent, let answer = self.alias(equivalent) {
            if self.serveLike(answer, detail: .equivalent) { return nil }
        }
        guard likeness.question.settings.needsEncoder, let semantic = self.loop.services.semantic else {
            return self.missed(fingerprint)
        }
        let bound = NIOLoopBound(self, eventLoop: self.loop.eventLoop)
        let eventLoop = self.loop.eventLoop
        let deadline = self.loop.now() &+ likeness.question.settings.deadline
        let isTaken = semantic.find(likeness.question, deadline: deadline) { finding in
            eventLoop.execute { bound.value.found(finding) }
        }
        guard isTaken else { return self.missed(fingerprint) }
        // The encoder may be at others' texts beyond the deadline: the request is not.
        self.likenessTimer = eventLoop.assumeIsolated().scheduleTask(
            in: .nanoseconds(Int64(clamping: likeness.question.settings.deadline))
        ) { [weak self] in
            self?.goesOn(after: SemanticCache.Finding(vector: nil, match: nil))
        }
        return .waiting
    }

    private func found(_ finding: SemanticCache.Finding) {
        guard !self.state.isFinished else { return }
        // What comes late may still make this question known.
        self.likeness?.vector = finding.vector
        self.goesOn(after: finding)
    }

    /// Once: with what was found, or without when the time is over.
    private func goesOn(after finding: SemanticCache.Finding) {
        guard let timer = self.likenessTimer, !self.state.isFinished, let fingerprint = self.fingerprint else { return }
        timer.cancel()
        self.likenessTimer = nil
        if let match = finding.match {
            if match.mayServe {
                let detail = HitDetail.semantic(similarity: match.similarity, band: match.ticket?.band)
                if self.serveLike(match.answer, detail: detail) { return }
            } else if let ticket = match.ticket, let stored = self.spoken(match.answer) {
                self.likeness?.judged = (ticket, stored)
            }
        }
        guard !self.state.isFinished else { return }
        if self.directives.onlyIfCached {
            self.refuse(Self.notCached)
            return
        }
        self.run(self.state.on(self.missed(fingerprint)))
    }

    /// Where the answer to an equivalent question lies.
    private func alias(_ equivalent: Fingerprint) -> Fingerprint? {
        guard let cache = self.loop.services.cache, let reader = self.loop.cacheReader else { return nil }
        return cache.get(equivalent, now: self.record.time, reader: reader, tier: nil) { view in
            view.form == .alias ? Fingerprint(view.body) : nil
        } ?? nil
    }

    private func serveLike(_ answer: Fingerprint, detail: HitDetail) -> Bool {
        guard let cache = self.loop.services.cache, let reader = self.loop.cacheReader else { return false }
        let now = self.record.time
        let own = self.fingerprint
        self.fingerprint = answer
        var isThere = false
        let isHit =
            self.loop.readingCache {
                cache.get(answer, now: now, reader: reader, tier: detail.tier) { view in
                    isThere = true
                    return self.serveHit(view, at: now, detail: detail)
                }
            } ?? false
        if !isHit { self.fingerprint = own }
        if !isThere, let likeness = self.likeness {
            self.loop.services.semantic?.remove(answer, from: likeness.question.neighbourhood)
        }
        return isHit
    }

    /// What a stored answer says.
    private func spoken(_ answer: Fingerprint) -> [UInt8]? {
        guard let cache = self.loop.services.cache, let reader = self.loop.cacheReader else { return nil }
        return cache.get(answer, now: self.record.time, reader: reader, tier: nil) { view -> [UInt8]? in
            self.spoken(view.body, form: view.form)
        } ?? nil
    }

    private func spoken(_ body: UnsafeRawBufferPointer, form: CachedAnswer.Form) -> [UInt8]? {
        switch form {
        case .whole: SpokenText.of(whole: body, self.dialect, using: &self.loop.answerTape)
        case .stream:
            self.whole(fromEvents: body)?.withUnsafeBytes {
                SpokenText.of(whole: $0, self.dialect, using: &self.loop.answerTape)
            }
        case .alias: nil
        }
    }

    /// The answer has gone into the store: its question becomes one that others may be like.
    func storedLike(_ fingerprint: Fingerprint, _ answer: CachedAnswer, _ body: UnsafeRawBufferPointer) {
        guard let likeness = self.likeness, let cache = self.loop.services.cache else { return }
        if let equivalent = likeness.equivalent {
            var alias = answer
            alias.form = .alias
            fingerprint.withUnsafeBytes { _ = cache.put(equivalent, alias, body: $0) }
        }
        guard let semantic = self.loop.services.semantic else { return }
        if let vector = likeness.vector { semantic.insert(likeness.question, vector, answer: fingerprint) }
        guard let judged = likeness.judged, let fresh = self.spoken(body, form: answer.form) else { return }
        self.likeness?.judged = nil
        semantic.judge(
            judged.ticket,
            route: likeness.question.route,
            stored: judged.stored,
            fresh: fresh,
            deadline: self.loop.now() &+ Self.judgeDeadline
        )
    }

    /// Nobody waits for a label.
    private static var judgeDeadline: UInt64 { 10_000_000_000 }
}

/// Why an answer to other words was served.
enum HitDetail: Equatable {
    case equivalent
    /// The cosine of the two questions, and the band that has earned it.
    case semantic(similarity: Float, band: Int?)

    var tier: CacheTier {
        switch self {
        case .equivalent: .equivalent
        case .semantic: .semantic
        }
    }

    /// As `detail` of `Cache-Status` tells it.
    var text: String {
        switch self {
        case .equivalent: return "equivalent"
        case .semantic(let similarity, let band):
            let thousandths = similarity > 0 ? Int((min(similarity, 1) * 1000).rounded()) : 0
            let digits = String(thousandths % 1000)
            let cosine = "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
            return band.map { "semantic-\(cosine) band-\($0)" } ?? "semantic-\(cosine)"
        }
    }
}
