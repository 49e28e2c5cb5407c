import Glibc

/// Wakes one thread from another: a count that `post` raises and `wait` takes one from.
///
/// `@unchecked` because the semaphore lies behind a pointer; POSIX lets every thread post to it and wait on it, and the
/// pointer never changes.
final class Signal: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        self.semaphore = .allocate(capacity: 1)
        let status = sem_init(self.semaphore, 0, 0)
        precondition(status == 0, "a semaphore of this process starts at zero, which every system allows")
    }

    deinit {
        sem_destroy(self.semaphore)
        self.semaphore.deallocate()
    }

    func post() {
        // It fails only at a count of two thousand million, and then the waiter is awake anyway.
        _ = sem_post(self.semaphore)
    }

    func wait() {
        while sem_wait(self.semaphore) != 0, errno == EINTR {}
    }

    /// - Returns: whether it was woken before the time was over.
    func wait(milliseconds: Int) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        deadline.tv_sec += milliseconds / 1000
        deadline.tv_nsec += milliseconds % 1000 * 1_000_000
        if deadline.tv_nsec >= 1_000_000_000 {
            deadline.tv_sec += 1
            deadline.tv_nsec -= 1_000_000_000
        }
        while sem_timedwait(self.semaphore, &deadline) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
