internal import Synchronization

/// What the exact cache did since it was opened, and what it holds.
package struct CacheStats: Sendable, Hashable {
    /// Of all tiers.
    package var hits: UInt64 = 0
    package var equivalentHits: UInt64 = 0
    package var semanticHits: UInt64 = 0
    /// Hits that were past their freshness, served because that was allowed; among `hits`.
    package var staleHits: UInt64 = 0
    /// Lookups that found nothing that could be served; the expired, the corrupt and the failed are among them.
    package var misses: UInt64 = 0
    /// Misses that were told in memory, without a look at the store.
    package var quickMisses: UInt64 = 0
    package var expired: UInt64 = 0
    /// Entries that were not what had been stored under their key. Each was a miss and was removed.
    package var corrupt: UInt64 = 0
    /// Entries that were sealed under another key, or not sealed where sealing is on. Each was a miss and was removed.
    package var foreign: UInt64 = 0
    /// Lookups that the store could not answer.
    package var failures: UInt64 = 0
    /// Answers that were committed.
    package var stores: UInt64 = 0
    /// Answers that were not stored: too large, the queue full, no room, a disk that failed.
    package var drops: UInt64 = 0
    /// Entries that were removed for want of room.
    package var evictions: UInt64 = 0
    /// Entries that were removed because they had been purged. A purge kills at once; this counts as the store is swept.
    package var purged: UInt64 = 0
    package var entries: UInt64 = 0
    /// Bytes of the pages in use.
    package var bytes: UInt64 = 0

    package init() {}

    /// The order of the fields on the disk: append only.
    static var persisted: [WritableKeyPath<CacheStats, UInt64>] {
        [
            \.hits, \.equivalentHits, \.semanticHits, \.staleHits, \.misses, \.quickMisses, \.expired, \.corrupt,
            \.foreign, \.failures, \.stores, \.drops, \.evictions, \.purged,
        ]
    }

    /// The counts of both; entries and bytes stay.
    func adding(_ other: CacheStats) -> CacheStats {
        var sum = self
        for field in CacheStats.persisted {
            sum[keyPath: field] &+= other[keyPath: field]
        }
        return sum
    }
}

/// The counts as they run, shared by the loops and the writer.
final class CacheCounters: Sendable {
    let hits = Atomic<Int>(0)
    let equivalentHits = Atomic<Int>(0)
    let semanticHits = Atomic<Int>(0)
    let staleHits = Atomic<Int>(0)
    let misses = Atomic<Int>(0)
    let quickMisses = Atomic<Int>(0)
    let expired = Atomic<Int>(0)
    let corrupt = Atomic<Int>(0)
    let foreign = Atomic<Int>(0)
    let failures = Atomic<Int>(0)
    let stores = Atomic<Int>(0)
    let drops = Atomic<Int>(0)
    let evictions = Atomic<Int>(0)
    let purged = Atomic<Int>(0)

    func countHit(_ tier: CacheTier, isStale: Bool) {
        self.hits.add(1, ordering: .relaxed)
        switch tier {
        case .exact: break
        case .equivalent: self.equivalentHits.add(1, ordering: .relaxed)
        case .semantic: self.semanticHits.add(1, ordering: .relaxed)
        }
        if isStale {
            self.staleHits.add(1, ordering: .relaxed)
        }
    }

    var stats: CacheStats {
        func read(_ count: borrowing Atomic<Int>) -> UInt64 {
            UInt64(clamping: count.load(ordering: .relaxed))
        }
        var stats = CacheStats()
        stats.hits = read(self.hits)
        stats.equivalentHits = read(self.equivalentHits)
        stats.semanticHits = read(self.semanticHits)
        stats.staleHits = read(self.staleHits)
        stats.misses = read(self.misses)
        stats.quickMisses = read(self.quickMisses)
        stats.expired = read(self.expired)
        stats.corrupt = read(self.corrupt)
        stats.foreign = read(self.foreign)
        stats.failures = read(self.failures)
        stats.stores = read(self.stores)
        stats.drops = read(self.drops)
        stats.evictions = read(self.evictions)
        stats.purged = read(self.purged)
        return stats
    }
}
