internal import LMDB
internal import Synchronization

/// Whether the cache works.
package enum CacheHealth: Sendable, Hashable {
    case on
    /// Lookups miss and stores are dropped.
    ///
    /// - Parameters:
    ///   - reason: what the system said.
    ///   - since: milliseconds since 1970.
    case off(reason: String, since: UInt64)
}

/// Turns the cache off when the disk fails it, and lets one write try now and then whether it is over.
final class CacheSwitch: Sendable {
    /// Milliseconds between two tries.
    static let retryInterval: UInt64 = 60_000

    private let health = Mutex(CacheHealth.on)
    private let isOffNow = Atomic<Bool>(false)
    private let isTrying = Atomic<Bool>(false)
    private let retryAt = Atomic<UInt64>(.max)
    private let changed: (@Sendable (CacheHealth) -> Void)?

    private let directory: String

    init(directory: String, _ changed: (@Sendable (CacheHealth) -> Void)?) {
        self.directory = directory
        self.changed = changed
    }

    var isOff: Bool { self.isOffNow.load(ordering: .relaxed) }
    var current: CacheHealth { self.health.withLock { $0 } }

    /// Whether the writer may begin a transaction.
    var letsWrite: Bool { !self.isOff || self.isTrying.load(ordering: .relaxed) }

    /// Draws the consequences of how a transaction ended.
    ///
    /// - Parameter damaged: called if the files turned out unreadable.
    func note(_ error: (any Error)?, at now: UInt64, damaged: () -> Void) {
        guard let error else {
            self.isTrying.store(false, ordering: .relaxed)
            if self.isOff {
                self.turnOn()
            }
            return
        }
        guard let error = error as? LMDBError, error.turnsCacheOff else {
            return
        }
        self.isTrying.store(false, ordering: .relaxed)
        if error.isUnreadable {
            damaged()
        }
        let advice =
            switch error {
            case _ where error.isUnreadable: "the store is damaged, and is begun anew when gatehouse starts again"
            case _ where error.isPanic: "restart gatehouse"
            default: CacheFiles.isFull(self.directory) ? "there is no room left on the disk" : "look at the disk"
            }
        self.turnOff("\(error.message); \(advice)", at: now, mayRecover: !error.isUnreadable && !error.isPanic)
    }

    func endTry() {
        self.isTrying.store(false, ordering: .relaxed)
    }

    /// - Parameter mayRecover: a later try makes sense.
    private func turnOff(_ reason: String, at now: UInt64, mayRecover: Bool) {
        let (wasOn, now) = self.health.withLock { health in
            guard case .on = health else {
                return (false, health)
            }
            health = .off(reason: reason, since: now)
            self.retryAt.store(mayRecover ? now &+ CacheSwitch.retryInterval : .max, ordering: .relaxed)
            self.isOffNow.store(true, ordering: .relaxed)
            return (true, health)
        }
        if wasOn {
            self.changed?(now)
        }
    }

    private func turnOn() {
        let wasOff = self.health.withLock { health in
            let wasOff = health != .on
            health = .on
            self.isOffNow.store(false, ordering: .relaxed)
            return wasOff
        }
        if wasOff {
            self.changed?(.on)
        }
    }

    /// True for one caller a minute: it is to write something, which the writer then lets through.
    func shouldRetry(at now: UInt64) -> Bool {
        let due = self.retryAt.load(ordering: .relaxed)
        guard self.isOff, now >= due else {
            return false
        }
        let isFirst = self.retryAt
            .compareExchange(expected: due, desired: now &+ CacheSwitch.retryInterval, ordering: .relaxed).exchanged
        if isFirst {
            self.isTrying.store(true, ordering: .relaxed)
        }
        return isFirst
    }
}

/// Nothing is written while the cache is off.
struct CacheOffError: Error {}

extension LMDBError {
    /// The system failed (no room on the disk, an I/O error), or LMDB gave up on the files.
    var turnsCacheOff: Bool {
        self.code > 0 || self.isUnreadable || self.isPanic
    }
}
