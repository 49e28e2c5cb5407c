internal import Synchronization

/// The answers that are stored but not committed yet, so that a request that follows at once is a hit.
///
/// Bounded by the write queue: an entry is here exactly as long as its job is there.
final class PendingAnswers: Sendable {
    private struct Entry {
        var value: [UInt8]
        var ticket: UInt64
    }

    private struct Waiting {
        var entries: [Fingerprint: Entry] = [:]
        var lastTicket: UInt64 = 0
    }

    private let waiting = Mutex(Waiting())
    /// Lets a lookup pass without the lock when nothing waits.
    private let count = Atomic<Int>(0)

    /// Returns the ticket with which the entry is removed.
    func insert(_ fingerprint: Fingerprint, _ value: [UInt8]) -> UInt64 {
        self.waiting.withLock { waiting in
            waiting.lastTicket &+= 1
            waiting.entries[fingerprint] = Entry(value: value, ticket: waiting.lastTicket)
            self.count.store(waiting.entries.count, ordering: .releasing)
            return waiting.lastTicket
        }
    }

    /// A later answer to the same request stays.
    func remove(_ fingerprint: Fingerprint, ticket: UInt64) {
        self.waiting.withLock { waiting in
            if waiting.entries[fingerprint]?.ticket == ticket {
                waiting.entries[fingerprint] = nil
                self.count.store(waiting.entries.count, ordering: .releasing)
            }
        }
    }

    func find(_ fingerprint: Fingerprint) -> [UInt8]? {
        guard self.count.load(ordering: .acquiring) > 0 else {
            return nil
        }
        return self.waiting.withLock { $0.entries[fingerprint]?.value }
    }
}
