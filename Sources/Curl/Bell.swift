import CCurl
import Glibc

/// Rings once when an epoll set has something to report, then stays silent until it is armed again.
///
/// One conformer today, a thread. The measured alternative (an eventfd that kernel AIO signals, read by a NIO pipe) would be
/// a second.
protocol Bell: AnyObject {
    /// Asks for one ring. Does nothing while one is still owed.
    func arm()

    /// Whoever was rung says so, so that the bell can be armed again.
    func heard()

    /// After it there is no ring any more.
    func stop()
}

/// A small thread that blocks on an outer epoll set, which holds only the watched one, one-shot.
///
/// So the thread costs one wake-up and one `epoll_ctl` a batch of events, however many sockets it is of.
final class WatcherBell: Bell {
    private let outer: Int32
    private let inner: Int32
    private let stopSignal: Int32
    private let thread: pthread_t
    private var isArmed = false
    private var isStopped = false

    init(watching inner: Int32, ring: @escaping @Sendable () -> Void) throws(TransferFailure) {
        let outer = epoll_create1(Int32(EPOLL_CLOEXEC))
        let stopSignal = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        let watched =
            outer >= 0 && stopSignal >= 0
            && Self.control(outer, EPOLL_CTL_ADD, stopSignal, EPOLLIN.rawValue)
            && Self.control(outer, EPOLL_CTL_ADD, inner, EPOLLONESHOT.rawValue)
        guard watched, let thread = Watcher(outer: outer, stopSignal: stopSignal, ring: ring).run() else {
            if outer >= 0 { _ = close(outer) }
            if stopSignal >= 0 { _ = close(stopSignal) }
            throw TransferFailure(.unusable, "no thread or no descriptor for watching connections")
        }
        self.outer = outer
        self.inner = inner
        self.stopSignal = stopSignal
        self.thread = thread
    }

    deinit {
        self.stop()
    }

    func arm() {
        guard !self.isArmed, !self.isStopped else { return }
        self.isArmed = Self.control(self.outer, EPOLL_CTL_MOD, self.inner, EPOLLIN.rawValue | EPOLLONESHOT.rawValue)
    }

    func heard() {
        self.isArmed = false
    }

    func stop() {
        guard !self.isStopped else { return }
        self.isStopped = true
        eventfd_write(self.stopSignal, 1)
        pthread_join(self.thread, nil)
        _ = close(self.outer)
        _ = close(self.stopSignal)
    }

    private static func control(_ epoll: Int32, _ operation: Int32, _ descriptor: Int32, _ events: UInt32) -> Bool {
        var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }
}

/// What the thread knows: two descriptors and whom to call.
private final class Watcher: Sendable {
    private let outer: Int32
    private let stopSignal: Int32
    private let ring: @Sendable () -> Void

    init(outer: Int32, stopSignal: Int32, ring: @escaping @Sendable () -> Void) {
        self.outer = outer
        self.stopSignal = stopSignal
        self.ring = ring
    }

    /// Starts the thread, which holds the watcher until it ends.
    func run() -> pthread_t? {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Watcher>.fromOpaque(context).takeRetainedValue().watch()
                return nil
            },
            context.toOpaque()
        )
        guard status == 0 else {
            context.release()
            return nil
        }
        return thread
    }

    private func watch() {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 2) { events in
            // Of two elements, so it has an address; the C libraries differ in whether they ask for one.
            guard let first = events.baseAddress else { return }
            while true {
                let count = epoll_wait(self.outer, first, 2, -1)
                if count < 0 {
                    guard errno == EINTR else { return }
                    continue
                }
                let ready = events.prefix(Int(count))
                if ready.contains(where: { $0.data.fd == self.stopSignal }) { return }
                if !ready.isEmpty { self.ring() }
            }
        }
    }
}
