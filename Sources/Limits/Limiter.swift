package import Exchange
import Synchronization

/// The limits of every caller, by the id of its key. They outlive a reload, so that no reload refills a bucket.
package final class Limiter: Sendable {
    private let state = Mutex(State())

    package init() {}

    /// The caller's limits as `settings` say them, made at the first call; `nil` when it has none.
    ///
    /// One lookup under a lock. A snapshot may keep the result instead, and call again after a reload: the object of a key
    /// stays the same for as long as anybody holds it.
    package func limits(of keyID: String, _ settings: LimitSettings, at now: UInt64) -> CallerLimits? {
        guard settings != LimitSettings() else { return nil }
        return self.state.withLock { $0.limits(of: keyID, settings, at: now) }
    }

    /// How many callers are remembered.
    package var count: Int {
        self.state.withLock { $0.entries.count }
    }

    private struct State {
        struct Entry {
            var limits: CallerLimits
            var settings: LimitSettings
        }

        var entries: [String: Entry] = [:]
        /// The number of entries at which the idle ones are forgotten.
        var sweepAt = State.sweepMin

        static let sweepMin = 4096

        mutating func limits(of keyID: String, _ settings: LimitSettings, at now: UInt64) -> CallerLimits {
            if let entry = self.entries[keyID] {
                if entry.settings != settings {
                    entry.limits.update(settings, at: now)
                    self.entries[keyID]?.settings = settings
                }
                return entry.limits
            }
            if self.entries.count >= self.sweepAt { self.forgetIdle(at: now) }
            let limits = CallerLimits(settings, at: now)
            self.entries[keyID] = Entry(limits: limits, settings: settings)
            return limits
        }

        /// Forgets callers that nobody holds and that a new object would not change: full buckets, nothing in flight.
        private mutating func forgetIdle(at now: UInt64) {
            for keyID in Array(self.entries.keys) {
                // Taken out first, so that the entry is the only holder if there is no other.
                guard var entry = self.entries.removeValue(forKey: keyID) else { continue }
                if !isKnownUniquelyReferenced(&entry.limits) || !entry.limits.isIdle(at: now) {
                    self.entries[keyID] = entry
                }
            }
            self.sweepAt = max(Self.sweepMin, self.entries.count * 2)
        }
    }
}

extension CallerLimits {
    /// Full buckets and nothing in flight.
    fileprivate func isIdle(at now: UInt64) -> Bool {
        let status = self.status(at: now)
        return self.inFlight == 0 && (status.requests?.reset ?? 0) == 0 && (status.tokens?.reset ?? 0) == 0
    }
}
