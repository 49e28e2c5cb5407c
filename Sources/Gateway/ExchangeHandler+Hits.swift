import Cache
import Exchange
import Ledger
internal import Policies
internal import Upstreams

/// An answer that was stored, on its way to whoever asks for it again.
extension ExchangeHandler {
    /// What of a stored answer goes out.
    private enum Served {
        /// The bytes as they lie in the store, which are of the form that was asked for.
        case stored
        case bytes([UInt8])
        /// Today's policy withholds it.
        case withheld
    }

    /// Serves a stored answer in the form that was asked for. False where it cannot be told in that form, or may not be.
    ///
    /// - Parameters:
    ///   - detail: why, where it is the answer to other words.
    ///   - isAfterError: it is served in the place of one that did not come.
    func serveHit(
        _ view: CachedAnswerView,
        at wallClock: UInt64,
        detail: HitDetail? = nil,
        isAfterError: Bool = false
    ) -> Bool {
        // Who may find another caller's answer is told its age in minutes, and so can ask for no finer one.
        let age = self.caching.told(view.age(at: wallClock))
        if let maxAge = self.directives.maxAge, age > maxAge { return false }
        // Under whatever `ttl` it was stored, today's holds as well.
        let ttl = self.directives.ttl ?? self.caching.ttl
        let isStale = view.isStale(at: wallClock)
        guard isStale ? self.directives.ttl == nil : view.age(at: wallClock) < ttl, let served = self.served(view)
        else { return false }
        if isStale {
            let past = self.caching.told((wallClock - view.expiresAt) / 1000)
            self.cacheStatus = .stale(past: past, age: age, isAfterError: isAfterError)
        } else {
            let timeToLive = min(view.timeToLive(at: wallClock), ttl - min(age, ttl))
            self.cacheStatus = .hit(ttl: self.caching.told(timeToLive), age: age, detail: detail)
        }
        self.record.usage = view.usage
        self.record.target = String(decoding: view.target, as: UTF8.self)
        let write = {
            switch served {
            case .stored: self.writeHit(view.body)
            case .bytes(let bytes): bytes.withUnsafeBytes { self.writeHit($0) }
            case .withheld: self.writeWithheld()
            }
        }
        if isStale, !isAfterError, !self.isUnderWay, !self.directives.onlyIfCached {
            write()
            // It saved a wait and nothing else: the call is made and paid for all the same.
            self.record.usage = nil
            self.goOnRefreshing()
        } else {
            self.noteSaving(of: view, detail)
            self.conclude(self.state.on(.hit), write)
        }
        return true
    }

    private func noteSaving(of view: CachedAnswerView, _ detail: HitDetail?) {
        // How long another caller's call took is nobody else's to know.
        if !self.caching.isShared { self.saved = (view.usage?.total ?? 0, view.upstreamMilliseconds) }
        guard let caller = self.caller, let route = self.route else { return }
        let series = SavingsSeries(tier: detail?.tier ?? .exact, key: caller.keyID, model: route.name)
        self.loop.services.cache?.noteSaving(series, of: view)
    }

    /// In the place of an answer that did not come: a stored one that has expired (RFC 5861, 4).
    func servesStale(after failure: AttemptFailure) -> Bool {
        guard self.caching.settings.staleIfError > 0, failure.isOfTheProvider, !self.state.hasRelayed,
            !self.isRefreshing,
            let fingerprint = self.fingerprint, !self.directives.noCache, let cache = self.loop.services.cache,
            let reader = self.loop.cacheReader
        else { return false }
        let now = self.loop.wallClock()
        return self.loop.readingCache {
            cache.get(fingerprint, now: now, reader: reader, allowing: .afterError) { view in
                self.serveHit(view, at: now, isAfterError: true)
            }
        } ?? false
    }

    private func writeHit(_ body: UnsafeRawBufferPointer) {
        if self.request.stream {
            self.writeRestored(stream: body)
        } else {
            self.writeRestored(whole: body)
        }
    }

    /// Whether it may be served under today's policy, and what becomes of it. An answer that a policy changed belongs to that
    /// revision alone; one that passed as it came is looked at again under any other.
    private func served(_ view: CachedAnswerView) -> Served? {
        guard !self.hasPassed(view), let policy = self.policy?.policy else { return self.form(of: view) }
        if view.isChangedByPolicy { return nil }
        guard policy.inspectsResponses else { return self.form(of: view) }
        switch view.form {
        case .alias: return nil
        case .whole: return self.inspected(view.body, of: view)
        case .stream: return self.whole(fromEvents: view.body)?.withUnsafeBytes { self.inspected($0, of: view) }
        }
    }

    /// This policy, at this revision, has let it pass.
    private func hasPassed(_ view: CachedAnswerView) -> Bool {
        var policy = self.caching.policy
        return policy.withUTF8 { view.policy.elementsEqual(UnsafeRawBufferPointer($0)) }
    }

    /// - Parameter whole: the stored answer in its whole form.
    private func inspected(_ whole: UnsafeRawBufferPointer, of view: CachedAnswerView) -> Served? {
        switch self.admit(answer: whole) {
        case .unusable: return nil
        case .withheld: return .withheld
        case .rewritten(let bytes):
            guard self.request.stream else { return .bytes(bytes) }
            return bytes.withUnsafeBytes { self.events(fromWhole: $0) }.map(Served.bytes)
        case .unchanged:
            // From now on this policy has let it pass too.
            if let cache = self.loop.services.cache, let fingerprint = self.fingerprint {
                var answer = view.copy
                answer.policy = self.caching.policy
                answer.labels.policy = self.policy?.label ?? ""
                cache.put(again: view, fingerprint, answer)
            }
            return self.form(of: view)
        }
    }

    /// The answer in the form that was asked for; nil where it cannot be told in it.
    private func form(of view: CachedAnswerView) -> Served? {
        // A whole answer tells its usage, and a stream does where it was asked to: one stored without is another answer.
        let needsUsage = !self.request.stream || self.request.includeUsage
        if view.form == .stream, !view.bodyHasUsage, needsUsage, self.endpoint == .chatCompletions { return nil }
        switch (view.form, self.request.stream) {
        case (.alias, _):
            return nil
        case (.stream, true) where view.bodyHasUsage && !needsUsage && self.endpoint == .chatCompletions:
            // It was stored for somebody who asked for the chunk with the usage.
            return self.whole(fromEvents: view.body)
                .flatMap { whole in whole.withUnsafeBytes { self.events(fromWhole: $0) } }.map(Served.bytes)
        case (.whole, false), (.stream, true):
            return .stored
        case (.whole, true):
            return self.events(fromWhole: view.body).map(Served.bytes)
        case (.stream, false):
            return self.whole(fromEvents: view.body).map(Served.bytes)
        }
    }
}
