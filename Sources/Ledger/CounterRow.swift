import Synchronization

/// Counters side by side, each readable by every thread at any time.
///
/// `@unchecked` because the counters lie behind a pointer, which never changes; each of them is an `Atomic`.
final class CounterRow: @unchecked Sendable {
    let count: Int
    private let counters: UnsafeMutablePointer<Atomic<UInt64>>

    init(count: Int) {
        self.count = count
        self.counters = .allocate(capacity: count)
        for index in 0..<count {
            (self.counters + index).initialize(to: Atomic(0))
        }
    }

    deinit {
        self.counters.deinitialize(count: self.count)
        self.counters.deallocate()
    }

    /// Adds to a counter that no other thread adds to: a load and a store, many times cheaper than an atomic addition. Were
    /// another thread to add at the same moment, one of the two would go uncounted.
    func addAlone(_ amount: UInt64, at index: Int) {
        precondition(index >= 0 && index < self.count, "a counter of this row")
        let sum = self.counters[index].load(ordering: .relaxed) &+ amount
        self.counters[index].store(sum, ordering: .relaxed)
    }

    /// Adds to a counter that other threads add to as well.
    func add(_ amount: UInt64, at index: Int) {
        precondition(index >= 0 && index < self.count, "a counter of this row")
        self.counters[index].wrappingAdd(amount, ordering: .relaxed)
    }

    subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < self.count, "a counter of this row")
        return self.counters[index].load(ordering: .relaxed)
    }
}
