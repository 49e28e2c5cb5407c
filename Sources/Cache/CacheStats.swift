internal import Synchronization

/// What the exact cache did since it was opened, and what it holds.
package struct CacheStats: Sendable, Hashable {
    package var hits: UInt64 = 0
    /// Lookups that found nothing that could be served; the expired, the corrupt and the failed are among them.
    package var misses: UInt64 = 0
    package var expired: UInt64 = 0
    /// Entries that were not what had been stored under their key. Each was a miss and was removed.
    package var corrupt: UInt64 = 0
    /// Lookups that the store could not answer.
    package var failures: UInt64 = 0
    /// Answers that were committed.
    package var stores: UInt64 = 0
    /// Answers that were not stored: too large, the queue full, no room, a disk that failed.
    package var drops: UInt64 = 0
    /// Entries that were removed for want of room.
    package var evictions: UInt64 = 0
    package var entries: UInt64 = 0
    /// Bytes of the pages in use.
    package var bytes: UInt64 = 0
}

/// The counts as they run, shared by the loops and the writer.
final class CacheCounters: Sendable {
    let hits = Atomic<Int>(0)
    let misses = Atomic<Int>(0)
    let expired = Atomic<Int>(0)
    let corrupt = Atomic<Int>(0)
    let failures = Atomic<Int>(0)
    let stores = Atomic<Int>(0)
    let drops = Atomic<Int>(0)
    let evictions = Atomic<Int>(0)

    var stats: CacheStats {
        func read(_ count: borrowing Atomic<Int>) -> UInt64 {
            UInt64(clamping: count.load(ordering: .relaxed))
        }
        return CacheStats(
            hits: read(self.hits),
            misses: read(self.misses),
            expired: read(self.expired),
            corrupt: read(self.corrupt),
            failures: read(self.failures),
            stores: read(self.stores),
            drops: read(self.drops),
            evictions: read(self.evictions)
        )
    }
}
