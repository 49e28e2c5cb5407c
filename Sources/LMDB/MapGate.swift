internal import Glibc
internal import Synchronization

/// Counts the transactions of this process, and keeps them out for the moment in which the map moves.
///
/// `mdb_env_set_mapsize` "may be called at later times if no transactions are active in this process. Note that the
/// library does not check for this condition, the caller must ensure it explicitly." One atomic addition on the way in
/// and one on the way out is what that costs a reader.
final class MapGate: Sendable {
    private static let closed = 1 << 62
    private static let waitMax = 500

    private let state = Atomic<Int>(0)
    private let isBroken = Atomic<Bool>(false)
    private let mover = Mutex<Void>(())

    /// Says false where the map could not be moved and is gone: no transaction may begin any more.
    func enter() -> Bool {
        while true {
            let before = self.state.add(1, ordering: .acquiring).oldValue
            if before & MapGate.closed == 0 {
                return true
            }
            self.leave()
            if self.isBroken.load(ordering: .acquiring) {
                return false
            }
            self.mover.withLock { _ in }
        }
    }

    func leave() {
        self.state.subtract(1, ordering: .releasing)
    }

    enum Outcome {
        case moved
        case failed(LMDBError)
        /// Transactions did not end in time (about a tenth of a second): the map stays as it is.
        case busy
    }

    /// Runs `move` while no transaction is active. If the map is lost by it, the gate stays closed for good.
    func whileEmpty(_ move: () -> (outcome: Outcome, mapIsLost: Bool)) -> Outcome {
        self.mover.withLock { _ in
            self.state.add(MapGate.closed, ordering: .acquiringAndReleasing)
            var waits = 0
            while self.state.load(ordering: .acquiring) != MapGate.closed {
                waits += 1
                if waits > MapGate.waitMax {
                    self.state.subtract(MapGate.closed, ordering: .releasing)
                    return .busy
                }
                usleep(100)
            }
            let (outcome, mapIsLost) = move()
            if mapIsLost {
                self.isBroken.store(true, ordering: .releasing)
            } else {
                self.state.subtract(MapGate.closed, ordering: .releasing)
            }
            return outcome
        }
    }
}
