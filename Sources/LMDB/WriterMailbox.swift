internal import Glibc

/// The jobs that wait for the writer's thread: bounded, and with the waiting that a `Mutex` does not offer.
///
/// `@unchecked Sendable`: every access to the mutable state holds `lock`.
final class WriterMailbox: @unchecked Sendable {
    struct Letter: Sendable {
        var bytes: Int
        var job: WriteQueue.Job
        var completion: WriteQueue.Completion?
    }

    private let limits: WriteQueue.Limits
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>
    private let drained: UnsafeMutablePointer<pthread_cond_t>

    private var letters: [Letter] = []
    private var bytes = 0
    private var jobs = 0
    /// Jobs come and go in one order, so two counts say which have gone.
    private var taken: UInt64 = 0
    private var gone: UInt64 = 0
    private var isClosed = false
    private var flushes = 0

    init(limits: WriteQueue.Limits) {
        self.limits = limits
        self.lock = .allocate(capacity: 1)
        self.arrival = .allocate(capacity: 1)
        self.drained = .allocate(capacity: 1)
        pthread_mutex_init(self.lock, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(self.arrival, &attributes)
        pthread_cond_init(self.drained, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(self.drained)
        pthread_cond_destroy(self.arrival)
        pthread_mutex_destroy(self.lock)
        self.drained.deallocate()
        self.arrival.deallocate()
        self.lock.deallocate()
    }

    var waiting: Int {
        self.locked { self.jobs }
    }

    /// One letter that is larger than the bound by itself is taken when nothing else waits.
    func offer(_ letter: Letter) -> Bool {
        self.locked {
            let (bytes, overflow) = self.bytes.addingReportingOverflow(max(0, letter.bytes))
            guard !self.isClosed, self.jobs < self.limits.jobsMax, !overflow else {
                return false
            }
            guard bytes <= self.limits.bytesMax || self.jobs == 0 else {
                return false
            }
            self.bytes = bytes
            self.jobs += 1
            self.taken &+= 1
            self.letters.append(letter)
            if self.letters.count == 1 || self.isHurried {
                pthread_cond_signal(self.arrival)
            }
            return true
        }
    }

    /// Waits for jobs and takes a group of them; nil once closed and empty.
    func take() -> [Letter]? {
        self.locked {
            while self.letters.isEmpty {
                if self.isClosed {
                    return nil
                }
                pthread_cond_wait(self.arrival, self.lock)
            }
            if self.limits.linger > 0 {
                let deadline = WriterMailbox.deadline(in: self.limits.linger)
                while !self.isHurried {
                    var deadline = deadline
                    if pthread_cond_timedwait(self.arrival, self.lock, &deadline) == ETIMEDOUT {
                        break
                    }
                }
            }
            let count = min(self.letters.count, max(1, self.limits.groupJobsMax))
            let group = Array(self.letters[..<count])
            self.letters.removeFirst(count)
            return group
        }
    }

    /// The jobs of a group count as waiting until here.
    func finished(_ group: [Letter]) {
        self.locked {
            self.jobs -= group.count
            self.gone &+= UInt64(group.count)
            self.bytes -= group.reduce(0) { $0 + max(0, $1.bytes) }
            if self.flushes > 0 {
                pthread_cond_broadcast(self.drained)
            }
        }
    }

    func close() {
        self.locked {
            self.isClosed = true
            pthread_cond_broadcast(self.arrival)
        }
    }

    /// Waits for the jobs that were taken before, not for those that keep coming.
    func waitUntilDrained() {
        self.locked {
            self.flushes += 1
            pthread_cond_signal(self.arrival)
            let last = self.taken
            while self.gone < last {
                pthread_cond_wait(self.drained, self.lock)
            }
            self.flushes -= 1
        }
    }

    private var isHurried: Bool {
        self.isClosed || self.flushes > 0 || self.letters.count * 2 >= self.limits.jobsMax
            || self.letters.count >= self.limits.groupJobsMax || self.bytes >= self.limits.bytesMax / 2
    }

    private func locked<R>(_ body: () -> R) -> R {
        pthread_mutex_lock(self.lock)
        defer {
            pthread_mutex_unlock(self.lock)
        }
        return body()
    }

    private static func deadline(in nanoseconds: UInt64) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let (seconds, rest) = (UInt64(now.tv_nsec) &+ nanoseconds).quotientAndRemainder(dividingBy: 1_000_000_000)
        return timespec(tv_sec: now.tv_sec + Int(clamping: seconds), tv_nsec: Int(rest))
    }
}
