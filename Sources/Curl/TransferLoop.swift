import CCurl
import Glibc
package import NIOCore

/// Many transfers on one NIO event loop: libcurl's multi handle, confined to that loop.
///
/// libcurl's sockets lie in a private epoll set. A `Bell` says on the loop that something is ready there; the loop then
/// takes all that is ready, lets libcurl act on it, and only after that delivers what was collected, so nothing outside this
/// module runs inside a callback of libcurl. Nothing here locks.
///
/// Everything but `init` is called on the event loop. Ends with `shutdown()`; a loop that was never shut down is kept alive
/// by its bell.
package final class TransferLoop {
    let options: TransferLoopOptions
    private let eventLoop: any EventLoop
    let multi: UnsafeMutableRawPointer
    var sockets: SocketTable
    private let events: UnsafeMutablePointer<epoll_event>
    private var bell: (any Bell)?

    /// Time of this turn, in nanoseconds of NIO's monotonic clock.
    private(set) var now: UInt64 = 0
    private var lastSerial: UInt64 = 0
    private var running: [Transfer] = []
    private var pool = TransferPool()
    /// Speaks what libcurl need not.
    private var wire: WireLoop?
    /// The socket that libcurl closes only in appearance.
    private var socketTakenOver: Int32 = -1

    /// Transfers with a head or bytes to deliver.
    private var withNews: [Transfer] = []
    /// Transfers that libcurl has ended.
    private var ended: [TransferTicket] = []
    /// Takes the place of a transfer's buffer while that is being delivered.
    private var spareBuffer: [UInt8] = []

    /// libcurl asked to be called at once.
    private var isKicked = false
    /// libcurl asked to be called at this time.
    private var curlDeadline = UInt64.max
    /// The earliest time at which one of our own deadlines may have passed.
    private var sweepAt = UInt64.max
    /// The time for which an alarm is set, and the alarm.
    private var alarmAt = UInt64.max
    private var alarm: Scheduled<Void>?

    private var isBusy = false
    private var isTurnPlanned = false
    private var isClosed = false

    package init(eventLoop: any EventLoop, options: TransferLoopOptions = TransferLoopOptions()) throws(TransferFailure)
    {
        let epoll = CurlLibrary.isReady ? epoll_create1(Int32(EPOLL_CLOEXEC)) : -1
        guard epoll >= 0, let multi = curl_multi_init() else {
            if epoll >= 0 { _ = Glibc.close(epoll) }
            throw TransferFailure(.unusable, "libcurl cannot be started")
        }
        self.options = options
        self.eventLoop = eventLoop
        self.multi = multi
        self.sockets = SocketTable(epoll: epoll)
        self.events = .allocate(capacity: Self.eventsMax)
        self.setCallbacks()
        if options.speaksHTTP1Itself { self.wire = WireLoop(loop: self) }
    }

    deinit {
        self.close()
        self.events.deallocate()
    }

    private static let eventsMax = 64

    // MARK: - What callers do

    /// Begins an exchange. What it fails with at once is thrown; all else reaches the delegate in a later turn.
    package func start(
        _ request: TransferRequest,
        delegate: any TransferDelegate
    ) throws(TransferFailure) -> TransferTicket {
        guard !self.isClosed else { throw TransferFailure(.closed, "the way to the upstreams is closed") }
        try self.startBell()
        self.now = NIODeadline.now().uptimeNanosecondsUnsigned
        if let wire = self.wire, let target = wire.target(of: request) {
            self.lastSerial &+= 1
            let exchange = try wire.start(request, to: target, serial: self.lastSerial, delegate: delegate)
            self.started()
            return TransferTicket(subject: .wire(exchange), serial: self.lastSerial)
        }
        // Idle connections that ended, or said something, must not be used for this request.
        self.takeEvents()

        let transfer = try self.makeTransfer(request.setting)
        self.lastSerial &+= 1
        do throws(TransferFailure) {
            try transfer.prepare(request, serial: self.lastSerial, delegate: delegate, at: self.now)
            guard curl_multi_add_handle(self.multi, transfer.easy) == CURLM_OK else {
                throw TransferFailure(.unusable, "the request could not be given to libcurl")
            }
        } catch {
            self.recycle(transfer)
            throw error
        }
        transfer.state = .running
        transfer.runningIndex = self.running.count
        self.running.append(transfer)
        self.watch(until: transfer.nextDeadline.at)
        self.started()
        return TransferTicket(subject: .transfer(transfer), serial: transfer.serial)
    }

    private func started() {
        guard !self.isBusy else { return }
        self.drive()
        self.planTurnIfNeeded()
        self.rearm()
    }

    package func pause(_ ticket: TransferTicket) {
        if let exchange = self.currentOnWire(ticket) {
            exchange.isPaused = true
            return
        }
        guard let transfer = self.current(ticket) else { return }
        transfer.isPaused = true
        transfer.applyPause()
        if !self.isBusy { self.planTurnIfNeeded() }
    }

    package func resume(_ ticket: TransferTicket) {
        if let exchange = self.currentOnWire(ticket) {
            guard exchange.isPaused else { return }
            self.now = NIODeadline.now().uptimeNanosecondsUnsigned
            self.wire?.resume(exchange)
            if !self.isBusy { self.planTurn() }
            return
        }
        guard let transfer = self.current(ticket), transfer.isPaused else { return }
        transfer.isPaused = false
        self.now = NIODeadline.now().uptimeNanosecondsUnsigned
        transfer.lastActivity = self.now
        if transfer.isHeld {
            transfer.isHeld = false
            self.ended.append(ticket)
        }
        self.hasNews(transfer)
        if !self.isBusy { self.planTurn() }
    }

    package func cancel(_ ticket: TransferTicket) {
        if let exchange = self.currentOnWire(ticket) {
            self.wire?.cancel(exchange)
            if !self.isBusy { self.planTurnIfNeeded() }
            return
        }
        guard let transfer = self.current(ticket) else { return }
        self.retire(transfer)
        self.recycle(transfer)
        if !self.isBusy { self.planTurnIfNeeded() }
    }

    /// Fails what is under way, closes all connections and joins the bell's thread.
    package func shutdown() {
        guard !self.isClosed else { return }
        let delegates = self.close()
        for delegate in delegates {
            delegate.transferFailed(TransferFailure(.closed, "the way to the upstreams was closed"))
        }
    }

    // MARK: - A turn

    /// Takes all that is ready. The bell rings for it, once a batch.
    private func pump() {
        guard !self.isBusy, !self.isClosed else { return }
        self.isBusy = true
        self.now = NIODeadline.now().uptimeNanosecondsUnsigned
        self.takeEvents()
        self.settle()
        self.isBusy = false
        self.rearm()
    }

    /// Hands one batch of events to libcurl. What stays is reported again when the bell is next armed.
    private func takeEvents() {
        let count = epoll_wait(self.sockets.epoll, self.events, Int32(Self.eventsMax), 0)
        guard count > 0 else { return }
        for index in 0..<Int(count) {
            let (descriptor, event) = self.sockets.event(self.events[index])
            switch event {
            case .wanted(let bits):
                var running: Int32 = 0
                curl_multi_socket_action(self.multi, descriptor, bits, &running)
            case .unasked(let serial):
                // A transfer that libcurl ended a moment ago does not use it any more.
                self.collectEnded()
                if self.running.contains(where: { $0.serial == serial || $0.isPaused(on: descriptor) }) {
                    self.sockets.ignore(descriptor)
                } else {
                    self.sockets.retire(descriptor)
                }
            case .wire:
                self.wire?.ready(descriptor)
            case .stale:
                break
            }
        }
    }

    /// Lets libcurl act and delivers what comes of it, until nothing more does.
    private func settle() {
        for _ in 0..<Self.roundsMax {
            self.drive()
            guard self.hasNews else { return }
            self.deliver()
        }
        self.planTurn(in: Self.breath)
    }

    /// Bounds a turn, so that neither a fast upstream nor a delegate that starts a transfer from each failure keeps the loop
    /// from its other sockets. NIO runs tasks that are due before it looks at them: the next turn must lie in the future.
    private static let roundsMax = 16
    private static let breath = TimeAmount.microseconds(100)

    /// Lets libcurl do what it asked to do at once, and collects the transfers that it has ended.
    private func drive() {
        guard !self.isClosed else { return }
        var rounds = 0
        while self.isKicked, rounds < Self.roundsMax {
            self.isKicked = false
            var running: Int32 = 0
            curl_multi_socket_action(self.multi, CURL_SOCKET_TIMEOUT, 0, &running)
            rounds += 1
        }
        self.collectEnded()
    }

    private func collectEnded() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(self.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let result = gatehouse_message_result(message)
            guard let transfer = Transfer.of(easy) else {
                self.wire?.connected(easy, result)
                continue
            }
            self.end(transfer, with: transfer.failure(for: result))
        }
    }

    private var hasNews: Bool {
        !self.withNews.isEmpty || !self.ended.isEmpty || self.wire?.hasNews == true
    }

    private func deliver() {
        self.wire?.turn()

        var news: [Transfer] = []
        swap(&news, &self.withNews)
        for transfer in news {
            transfer.isListed = false
            self.flush(transfer)
        }
        news.removeAll(keepingCapacity: true)
        if self.withNews.isEmpty { swap(&news, &self.withNews) }

        var ended: [TransferTicket] = []
        swap(&ended, &self.ended)
        for ticket in ended {
            self.conclude(ticket)
        }
        ended.removeAll(keepingCapacity: true)
        if self.ended.isEmpty { swap(&ended, &self.ended) }
    }

    /// Delivers what was collected. The delegate may pause, cancel or start anything meanwhile.
    private func flush(_ transfer: Transfer) {
        self.deliver(from: transfer)
        // Also resumes a transfer that was stopped because enough had been collected.
        transfer.applyPause()
    }

    private func deliver(from transfer: Transfer) {
        guard !transfer.isPaused, let delegate = transfer.delegate else { return }
        let serial = transfer.serial
        if let head = transfer.takeHead() {
            delegate.transferHead(head)
            guard transfer.serial == serial, transfer.delegate === delegate, !transfer.isPaused else { return }
        }
        guard !transfer.buffer.isEmpty else { return }
        var bytes: [UInt8] = []
        swap(&bytes, &self.spareBuffer)
        swap(&bytes, &transfer.buffer)
        bytes.withUnsafeBytes { delegate.transferBytes($0) }
        bytes.removeAll(keepingCapacity: true)
        swap(&bytes, &self.spareBuffer)
    }

    private func conclude(_ ticket: TransferTicket) {
        guard let transfer = self.current(ticket), case .done(let failure) = transfer.state else { return }
        self.flush(transfer)
        guard self.current(ticket) != nil, let delegate = transfer.delegate else { return }
        if transfer.isPaused, transfer.hasUndelivered {
            transfer.isHeld = true
            return
        }
        self.recycle(transfer)
        if let failure {
            delegate.transferFailed(failure)
        } else {
            delegate.transferEnded()
        }
    }

    // MARK: - A transfer's life

    private func makeTransfer(_ setting: TransferSetting) throws(TransferFailure) -> Transfer {
        if let transfer = self.pool.take(setting) { return transfer }
        return try Transfer(loop: self)
    }

    private func current(_ ticket: TransferTicket) -> Transfer? {
        guard case .transfer(let transfer) = ticket.subject, transfer.serial == ticket.serial else { return nil }
        if case .resting = transfer.state { return nil }
        return transfer
    }

    private func currentOnWire(_ ticket: TransferTicket) -> WireExchange? {
        guard case .wire(let exchange) = ticket.subject, let wire = self.wire else { return nil }
        return wire.current(exchange, ticket.serial) ? exchange : nil
    }

    /// libcurl, or a deadline, has ended it.
    private func end(_ transfer: Transfer, with failure: TransferFailure?) {
        self.retire(transfer)
        transfer.state = .done(failure)
        self.ended.append(TransferTicket(subject: .transfer(transfer), serial: transfer.serial))
    }

    /// Takes it out of the multi handle. An exchange in the middle loses its connection by that.
    private func retire(_ transfer: Transfer) {
        guard case .running = transfer.state else { return }
        curl_multi_remove_handle(self.multi, transfer.easy)
        let index = transfer.runningIndex
        guard index < self.running.count, self.running[index] === transfer else { return }
        let last = self.running.removeLast()
        if last !== transfer {
            last.runningIndex = index
            self.running[index] = last
        }
    }

    private func recycle(_ transfer: Transfer) {
        transfer.rest()
        self.pool.put(transfer)
    }

    func hasNews(_ transfer: Transfer) {
        self.watch(until: transfer.nextDeadline.at)
        guard !transfer.isListed else { return }
        transfer.isListed = true
        self.withNews.append(transfer)
    }

    // MARK: - Time

    /// Makes sure that a deadline is looked at in time.
    func watch(until deadline: UInt64) {
        self.sweepAt = min(self.sweepAt, deadline)
    }

    /// Ends what has taken too long. Deadlines move with each byte, so they are compared when the earliest may have passed
    /// and not kept in order.
    private func sweep() {
        var next = UInt64.max
        for transfer in self.running.reversed() {
            let (at, deadline) = transfer.nextDeadline
            if at <= self.now {
                self.end(transfer, with: TransferFailure(.timeout(deadline), deadline.message))
            } else {
                next = min(next, at)
            }
        }
        self.sweepAt = min(next, self.wire?.sweep() ?? .max)
    }

    private func alarmRang() {
        self.alarm = nil
        self.alarmAt = .max
        guard !self.isClosed else { return }
        self.now = NIODeadline.now().uptimeNanosecondsUnsigned
        if self.curlDeadline <= self.now {
            self.curlDeadline = .max
            self.isKicked = true
        }
        self.isBusy = true
        // What has come is looked at before anything is called late: this loop may have been.
        self.takeEvents()
        self.settle()
        if self.sweepAt <= self.now {
            self.sweep()
            self.settle()
        }
        self.isBusy = false
        self.rearm()
    }

    /// Sets the alarm only when something is due earlier than it stands: a deadline that moved away is noticed when it
    /// rings, which costs less than setting it anew at each request.
    private func rearm() {
        guard !self.isClosed else { return }
        self.bell?.arm()
        let next = min(self.curlDeadline, self.sweepAt)
        guard next < self.alarmAt else { return }
        self.alarm?.cancel()
        self.alarmAt = next
        let deadline = NIODeadline.uptimeNanoseconds(next)
        self.alarm = self.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.alarmRang() }
    }

    private func planTurnIfNeeded() {
        if self.isKicked || self.hasNews { self.planTurn() }
    }

    private func planTurn(in time: TimeAmount = .zero) {
        guard !self.isTurnPlanned, !self.isClosed else { return }
        self.isTurnPlanned = true
        self.eventLoop.assumeIsolated().scheduleTask(in: time) {
            self.isTurnPlanned = false
            self.pump()
        }
    }

    // MARK: - Beginning and end

    /// With the first request, because only then we are surely on the event loop.
    private func startBell() throws(TransferFailure) {
        guard self.bell == nil else { return }
        let eventLoop = self.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        self.bell = try WatcherBell(watching: self.sockets.epoll) {
            eventLoop.execute {
                bound.value.bell?.heard()
                bound.value.pump()
            }
        }
    }

    /// The order matters: nothing may ring, then no transfer may use the multi handle, then it closes its connections
    /// through our callback, then their epoll set goes.
    @discardableResult
    private func close() -> [any TransferDelegate] {
        guard !self.isClosed else { return [] }
        self.isClosed = true
        self.alarm?.cancel()
        self.alarm = nil
        self.bell?.stop()
        self.bell = nil
        var delegates = self.wire?.close() ?? []
        for transfer in self.running {
            curl_multi_remove_handle(self.multi, transfer.easy)
            if let delegate = transfer.delegate { delegates.append(delegate) }
            transfer.rest()
        }
        for ticket in self.ended {
            guard let transfer = self.current(ticket) else { continue }
            if let delegate = transfer.delegate { delegates.append(delegate) }
            transfer.rest()
        }
        self.running.removeAll()
        self.ended.removeAll()
        self.withNews.removeAll()
        self.pool.removeAll()
        curl_multi_cleanup(self.multi)
        _ = Glibc.close(self.sockets.epoll)
        return delegates
    }
}

// MARK: - libcurl's callbacks

extension TransferLoop {
    private static func from(_ context: UnsafeMutableRawPointer) -> TransferLoop {
        Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        gatehouse_multi_set_pointer(self.multi, CURLMOPT_SOCKETDATA, context)
        gatehouse_multi_set_socket(self.multi) { easy, socket, what, context, _ in
            guard let context else { return 0 }
            TransferLoop.from(context).socketChanged(socket, what, of: easy)
            return 0
        }
        gatehouse_multi_set_pointer(self.multi, CURLMOPT_TIMERDATA, context)
        gatehouse_multi_set_timer(self.multi) { _, milliseconds, context in
            guard let context else { return 0 }
            TransferLoop.from(context).timerChanged(milliseconds)
            return 0
        }
        gatehouse_multi_set_long(self.multi, CURLMOPT_MAXCONNECTS, self.options.idleConnectionsMax)
        // One exchange a connection, HTTP/2 too: a paused stream among others makes libcurl keep up to 32 MB for it
        // (curl_easy_pause(3)), and a paused client must cost nothing and hold up nobody.
        gatehouse_multi_set_long(self.multi, CURLMOPT_PIPELINING, CLong(CURLPIPE_NOTHING))
    }

    func setSocketCallbacks(on easy: UnsafeMutableRawPointer, context: UnsafeMutableRawPointer) {
        gatehouse_easy_set_opensocket(easy) { context, _, address in
            guard let context, let address else { return CURL_SOCKET_BAD }
            return TransferLoop.from(context).openSocket(address.pointee)
        }
        gatehouse_easy_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
        gatehouse_easy_set_closesocket(easy) { context, socket in
            guard let context else { return Glibc.close(socket) }
            return TransferLoop.from(context).closeSocket(socket)
        }
        gatehouse_easy_set_pointer(easy, CURLOPT_CLOSESOCKETDATA, context)
    }

    private func openSocket(_ address: curl_sockaddr) -> curl_socket_t {
        let type = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, address.protocol)
        if descriptor >= 0 { self.sockets.opened(descriptor) }
        return descriptor
    }

    /// Makes a connected socket ours: libcurl drops the handle's connection, but its socket stays open.
    ///
    /// It could stay libcurl's, and be used with `curl_easy_send`. But whenever libcurl 7.88 makes a connection it looks for
    /// dead ones, and takes a connection of this kind, which for it is idle, for dead once it is as old as an idle one may
    /// become, in the middle of an answer too (`extract_if_dead` in its url.c).
    func takeOver(_ descriptor: Int32, from easy: UnsafeMutableRawPointer) -> Int32? {
        self.socketTakenOver = descriptor
        curl_multi_remove_handle(self.multi, easy)
        guard self.socketTakenOver < 0 else {
            self.socketTakenOver = -1
            return nil
        }
        return descriptor
    }

    private func closeSocket(_ descriptor: curl_socket_t) -> Int32 {
        if descriptor == self.socketTakenOver {
            self.socketTakenOver = -1
            self.sockets.takeOver(descriptor)
            return 0
        }
        self.sockets.willClose(descriptor)
        return Glibc.close(descriptor)
    }

    private func socketChanged(_ descriptor: curl_socket_t, _ what: Int32, of easy: UnsafeMutableRawPointer?) {
        let transfer = easy.flatMap { Transfer.of($0) }
        switch what {
        case CURL_POLL_REMOVE, CURL_POLL_NONE:
            self.sockets.release(descriptor, isHTTP2: transfer?.isHTTP2 ?? false)
        default:
            var events: UInt32 = 0
            if what & CURL_POLL_IN != 0 { events |= EPOLLIN.rawValue }
            if what & CURL_POLL_OUT != 0 { events |= EPOLLOUT.rawValue }
            self.sockets.want(events, on: descriptor, for: transfer?.serial ?? 0)
        }
    }

    /// Only notes the time, because libcurl must not be called from its callback. A new time replaces the old one.
    private func timerChanged(_ milliseconds: CLong) {
        switch milliseconds {
        case ..<0:
            self.curlDeadline = .max
            self.isKicked = false
        case 0:
            self.curlDeadline = .max
            self.isKicked = true
        default:
            self.isKicked = false
            let (wait, tooLong) = UInt64(milliseconds).multipliedReportingOverflow(by: 1_000_000)
            self.curlDeadline = tooLong ? .max : self.now &+ wait
        }
    }
}

/// The bounds of one transfer loop.
package struct TransferLoopOptions: Sendable {
    /// Idle connections that are kept, over all upstreams.
    package var idleConnectionsMax = 256
    /// A connection that was idle for longer is not used again.
    package var idleSecondsMax = 55
    /// A connection older than this is not used again, so that a changed address of an upstream is noticed.
    package var connectionSecondsMax = 600
    /// How much libcurl reads at once.
    package var readBytes = 16 << 10
    /// Whether plain HTTP/1.1 is spoken here, so that libcurl only makes its connections.
    package var speaksHTTP1Itself = true
    /// Takes the place of the system's certificate authorities.
    package var certificateAuthoritiesFile: String?

    package init() {}
}

extension TransferDeadlines.Deadline {
    var message: String {
        switch self {
        case .connect: "the upstream accepted no connection in time"
        case .firstByte: "the upstream sent no answer in time"
        case .idle: "the upstream fell silent in the middle of its answer"
        case .total: "the upstream's answer took too long as a whole"
        }
    }
}

extension NIODeadline {
    /// Since the machine started, so never negative.
    fileprivate var uptimeNanosecondsUnsigned: UInt64 {
        UInt64(clamping: self.uptimeNanoseconds)
    }
}
