import CCurl
import Glibc

/// The sockets of one multi handle and their places in a private, level-triggered epoll set.
///
/// A connection that becomes idle keeps its registration for reading: in the steady state a request costs no `epoll_ctl`.
/// A slot's generation changes whenever its descriptor is opened or closed, so an event of a socket that is gone names
/// itself by an old one.
struct SocketTable {
    private struct Slot {
        /// What the epoll set watches for; 0 when the descriptor is not in it.
        var known: UInt32 = 0
        /// What libcurl wants to hear of; 0 while the connection is idle or its transfer paused.
        var wanted: UInt32 = 0
        var generation: UInt32 = 0
        /// Opened through our callback and so closed through it. The resolver's socket pairs are not: they close unseen.
        var isOurs = false
        var isHTTP2 = false
        /// Taken over from libcurl, which does not know of it any more.
        var isWire = false
        /// The exchange that used it last.
        var serial: UInt64 = 0
    }

    enum Event {
        /// libcurl waits for it: these are the bits of `curl_multi_socket_action`.
        case wanted(Int32)
        /// Nobody waits: the connection is idle, or the exchange of this serial is paused.
        case unasked(serial: UInt64)
        /// Of a connection that is not libcurl's.
        case wire
        /// Of a socket that is gone.
        case stale
    }

    let epoll: Int32
    private var slots: [Slot] = []

    init(epoll: Int32) {
        self.epoll = epoll
    }

    mutating func opened(_ descriptor: Int32) {
        self.withSlot(descriptor) { slot in
            slot = Slot(generation: slot.generation &+ 1, isOurs: true)
        }
    }

    /// The descriptor is libcurl's no more. From now on it is watched as `want` and `ignore` say, and nothing else.
    mutating func takeOver(_ descriptor: Int32) {
        self.ignore(descriptor)
        self.withSlot(descriptor) { slot in
            slot = Slot(generation: slot.generation &+ 1, isWire: true)
        }
    }

    /// Before the descriptor is closed, which takes it out of the epoll set.
    mutating func willClose(_ descriptor: Int32) {
        self.withSlot(descriptor) { slot in
            slot = Slot(generation: slot.generation &+ 1)
        }
    }

    /// What libcurl's socket callback says: watch the descriptor for these events on behalf of this exchange.
    mutating func want(_ events: UInt32, on descriptor: Int32, for serial: UInt64) {
        let epoll = self.epoll
        self.withSlot(descriptor) { slot in
            slot.wanted = events
            slot.serial = serial
            if slot.known != events {
                Self.register(&slot, descriptor, events, in: epoll)
            }
        }
    }

    /// What libcurl's socket callback says: nothing is wanted of the descriptor any more.
    mutating func release(_ descriptor: Int32, isHTTP2: Bool) {
        let epoll = self.epoll
        self.withSlot(descriptor) { slot in
            slot.wanted = 0
            slot.isHTTP2 = isHTTP2
            if !slot.isOurs || slot.known != EPOLLIN.rawValue {
                Self.unregister(&slot, descriptor, in: epoll)
            }
        }
    }

    func event(_ event: epoll_event) -> (descriptor: Int32, Event) {
        let descriptor = Int32(truncatingIfNeeded: event.data.u64 & 0xffff_ffff)
        let generation = UInt32(truncatingIfNeeded: event.data.u64 &>> 32)
        guard descriptor >= 0, Int(descriptor) < self.slots.count else { return (descriptor, .stale) }
        let slot = self.slots[Int(descriptor)]
        guard slot.generation == generation, slot.known != 0 else { return (descriptor, .stale) }
        if slot.isWire { return (descriptor, .wire) }
        guard slot.wanted != 0 else { return (descriptor, .unasked(serial: slot.serial)) }
        var bits: Int32 = 0
        if event.events & (EPOLLIN.rawValue | EPOLLHUP.rawValue | EPOLLRDHUP.rawValue) != 0 { bits |= CURL_CSELECT_IN }
        if event.events & EPOLLOUT.rawValue != 0 { bits |= CURL_CSELECT_OUT }
        if event.events & EPOLLERR.rawValue != 0 { bits |= CURL_CSELECT_ERR }
        return (descriptor, .wanted(bits))
    }

    /// Takes a descriptor that nobody waits for out of the set, or its level would be reported for ever.
    mutating func ignore(_ descriptor: Int32) {
        let epoll = self.epoll
        self.withSlot(descriptor) { Self.unregister(&$0, descriptor, in: epoll) }
    }

    /// Ends an idle connection that became readable, so that libcurl does not use it again.
    ///
    /// Such a connection was closed by the upstream, or holds bytes that nobody asked for and that would be taken for the
    /// next request's answer. libcurl 7.88 looks with `recv(MSG_PEEK)` before it reuses a connection and takes unread bytes,
    /// and a reset, for a sign of life. Drained and shut down, it reads as ended. HTTP/2 may say things unasked (a ping), and
    /// libcurl reads them itself before reuse, so there only an end counts.
    mutating func retire(_ descriptor: Int32) {
        guard descriptor >= 0, Int(descriptor) < self.slots.count else { return }
        let slot = self.slots[Int(descriptor)]
        guard slot.isOurs else { return self.ignore(descriptor) }
        var byte: UInt8 = 0
        let seen = recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        // The event is old: libcurl has read what it was about.
        if seen < 0, errno == EAGAIN { return }
        self.ignore(descriptor)
        if slot.isHTTP2, seen > 0 { return }
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { scratch in
            guard let base = scratch.baseAddress else { return }
            // 1 MiB: a peer that sends faster than this is reset by the kernel once the socket is shut down.
            for _ in 0..<256 where recv(descriptor, base, scratch.count, Int32(MSG_DONTWAIT)) <= 0 { break }
        }
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// The port that a TCP socket has on this machine; 0 where it has none.
    static func localPort(of descriptor: Int32) -> Int {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getsockname(descriptor, $0.baseAddress, &length) }
        }
        guard status == 0 else { return 0 }
        // IPv4 and IPv6 have it in the same place, in network order.
        return withUnsafeBytes(of: address) { Int($0[2]) << 8 | Int($0[3]) }
    }

    private mutating func withSlot(_ descriptor: Int32, _ body: (inout Slot) -> Void) {
        guard descriptor >= 0 else { return }
        let index = Int(descriptor)
        while index >= self.slots.count {
            self.slots.append(Slot())
        }
        body(&self.slots[index])
    }

    private static func register(_ slot: inout Slot, _ descriptor: Int32, _ events: UInt32, in epoll: Int32) {
        let tag = UInt64(slot.generation) &<< 32 | UInt64(UInt32(bitPattern: descriptor))
        var event = epoll_event(events: events, data: epoll_data_t(u64: tag))
        let operation = slot.known == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
        if epoll_ctl(epoll, operation, descriptor, &event) != 0 {
            // The kernel's view differs from ours when a descriptor was closed unseen: the other operation then fits.
            let other = operation == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
            guard epoll_ctl(epoll, other, descriptor, &event) == 0 else {
                slot.known = 0
                return
            }
        }
        slot.known = events
    }

    private static func unregister(_ slot: inout Slot, _ descriptor: Int32, in epoll: Int32) {
        guard slot.known != 0 else { return }
        slot.known = 0
        var event = epoll_event()
        _ = epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event)
    }
}
