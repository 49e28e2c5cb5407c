import Cache
import Exchange
import Keys
import Ledger
internal import NIOCore
import Policies
internal import Upstreams

/// What a request has in common with those before it: what was found out then, and the answer.
extension ExchangeHandler {
    // MARK: 6 look up

    func lookUp() throws(Refusal) -> ExchangeState.Event? {
        guard let cache = self.loop.services.cache, let reader = self.loop.cacheReader, let route = self.route,
            let caller = self.caller, let active = self.policy,
            self.endpoint != .providerPath, self.method == "POST"
        else { return .missed }
        let now = self.loop.now()
        self.clock.enter(.cache, at: now)
        let cached = self.snapshot.cachedRoute(of: route)
        let scope = CacheScope(caller, cached.settings.sharing)
        self.caching = Caching(cached, scope, active, caller)
        self.directives = try CacheDirectives(self.facts, ttlMax: self.caching.ttl)
        guard cached.settings.exact, self.isCacheable else {
            self.cacheStatus = .bypass
            if self.directives.onlyIfCached { throw Self.notCached }
            return .missed
        }
        if self.directives.noStore {
            self.cacheStatus = .request(isStored: false)
            if self.directives.onlyIfCached { throw Self.notCached }
            return .missed
        }
        // Asked for again after a flight that came to nothing, the loop's tape is some other request's: what was made of
        // this one is kept.
        let isFirstLook = self.fingerprint == nil
        let fingerprint =
            self.fingerprint ?? self.known?.stages.fingerprint ?? self.makeFingerprint(cached, scope)
        self.fingerprint = fingerprint
        if self.directives.noCache {
            self.cacheStatus = .request(isStored: false)
            if self.directives.onlyIfCached { throw Self.notCached }
            return .missed
        }
        let wallClock = self.record.time
        let staleness = cached.settings.staleWhileRevalidate > 0 ? Staleness.whileRevalidating : .fresh
        let isHit =
            self.loop.readingCache {
                cache.get(fingerprint, now: wallClock, reader: reader, allowing: staleness) { view in
                    self.serveHit(view, at: wallClock)
                }
            } ?? false
        if self.isRefreshing, !self.state.isFinished { return self.board(fingerprint) }
        if isHit {
            self.rememberRequest(fingerprint)
            return nil
        }
        self.cacheStatus = .miss(isStored: false)
        // Of a request that was known before nothing but its fingerprint is.
        if isFirstLook, self.known == nil, let likeness = self.likeness(cached, scope) {
            let event = self.lookUpLike(likeness, fingerprint)
            guard event != .waiting else { return .waiting }
            guard event != nil else { return nil }
            if self.directives.onlyIfCached { throw Self.notCached }
            return event
        }
        if self.directives.onlyIfCached { throw Self.notCached }
        return self.missed(fingerprint)
    }

    /// Nothing is stored: the answer may be on its way all the same.
    func missed(_ fingerprint: Fingerprint) -> ExchangeState.Event {
        self.directives.onlyIfCached ? .missed : self.board(fingerprint)
    }

    private func makeFingerprint(_ cached: CachedRoute, _ scope: CacheScope) -> Fingerprint {
        let fields = self.fingerprintFields(cached, scope)
        return self.body.withUnsafeReadableBytes { bytes in
            self.loop.services.fingerprintKey.fingerprint(
                fields,
                tape: self.loop.requestTape,
                body: bytes,
                scratch: &self.loop.cacheScratch
            )
        }
    }

    func fingerprintFields(_ cached: CachedRoute, _ scope: CacheScope) -> FingerprintFields {
        FingerprintFields(
            endpoint: self.endpoint,
            dialect: self.dialect,
            model: cached.model,
            scope: scope,
            namespace: self.directives.namespace,
            variants: self.variants,
            tokenLimitsAreOne: cached.tokenLimitsAreOne
        )
    }

    /// What else of the request reaches the upstream and may change its answer.
    private var variants: [String] {
        var result: [String] = []
        if let version = self.facts.anthropicVersion { result.append("anthropic-version: \(version)") }
        if let beta = self.facts.anthropicBeta { result.append("anthropic-beta: \(beta)") }
        if case .provider(_, let rest) = self.path { result.append(rest) }
        return result
    }

    static var notCached: Refusal {
        Refusal(
            .cacheMiss,
            "There is no stored answer, and `only-if-cached` forbids to ask for one.",
            shouldRetry: false
        )
    }

    /// Whether the same request may have the same answer twice.
    private var isCacheable: Bool {
        if self.request.storesAtProvider { return false }
        // A seed asks for the same answer each time.
        if self.request.hasSeed { return true }
        if let temperature = self.request.temperatureMilli, temperature > self.caching.settings.maxTemperatureMilli {
            return false
        }
        if let count = self.request.n, count > 1 { return false }
        return true
    }

    // MARK: What was known before

    /// What is remembered of a request holds for these and its snapshot.
    private var knownBy: RememberedRequest.Fields? {
        guard let caller = self.caller, self.snapshot === self.loop.snapshot else { return nil }
        return RememberedRequest.Fields(
            caller: caller,
            endpoint: self.endpoint,
            dialect: self.dialect,
            namespace: self.facts.cacheNamespace,
            anthropicVersion: self.facts.anthropicVersion,
            anthropicBeta: self.facts.anthropicBeta
        )
    }

    /// Whether the same request was a hit before; what its stages found then is taken over.
    func isKnown() -> Bool {
        guard let fields = self.knownBy,
            let known = self.body.withUnsafeReadableBytes({ self.loop.rememberedRequests.find($0, fields) })
        else { return false }
        self.known = known
        self.request = known.stages.request
        self.modelRange = known.stages.modelRange
        self.record.model = known.stages.modelName
        self.route = known.stages.route
        return true
    }

    /// A request that was a hit once is likely to come again.
    private func rememberRequest(_ fingerprint: Fingerprint) {
        // A provider's own path has another route for the same body.
        if case .provider = self.path { return }
        guard self.known == nil, let fields = self.knownBy, let route = self.route, let policy = self.policy?.policy,
            self.passed != nil || !policy.inspectsRequests
        else { return }
        let stages = RememberedRequest.Stages(
            request: self.request,
            modelRange: self.modelRange,
            modelName: self.record.model,
            route: route,
            inspection: self.passed,
            fingerprint: fingerprint
        )
        self.body.withUnsafeReadableBytes { self.loop.rememberedRequests.remember($0, fields, stages) }
    }
}
