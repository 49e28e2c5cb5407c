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
    let eventLoop: any EventLoop
    let multi: UnsafeMutableRawPointer
    var sockets: SocketTable
    private let events: UnsafeMutablePointer<epoll_event>
    var bell: (any Bell)?

    /// Time of this turn, in nanoseconds of NIO's monotonic clock.
    var now: UInt64 = 0
    private var lastSerial: UInt64 = 0
    var running: [Transfer] = []
    private var pool = TransferPool()
    /// Speaks what libcurl need not.
    var wire: WireLoop?
    /// The socket that libcurl closes only in appearance.
    var socketTakenOver: Int32 = -1

    /// Transfers with a head or bytes to deliver.
    var withNews: [Transfer] = []
    /// Transfers that libcurl has ended.
    private var ended: [TransferTicket] = []
    /// Takes the place of a transfer's buffer while that is being delivered.
    private var spareBuffer: [UInt8] = []

    /// libcurl asked to be called at once.
    var isKicked = false
    /// libcurl asked to be called at this time.
    var curlDeadline = UInt64.max
    /// The earliest time at which one of our own deadlines may have passed.
    var sweepAt = UInt64.max
    /// The time for which an alarm is set, and the alarm.
    var alarmAt = UInt64.max
    var alarm: Scheduled<Void>?

    var isBusy = false
    var isTurnPlanned = false
    var isClosed = false

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
    func pump() {
        guard !self.isBusy, !self.isClosed else { return }
        self.isBusy = true
        self.now = NIODeadline.now().uptimeNanosecondsUnsigned
        self.takeEvents()
        self.settle()
        self.isBusy = false
        self.rearm()
    }

    /// Hands one batch of events to libcurl. What stays is reported again when the bell is next armed.
    func takeEvents() {
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
    func settle() {
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

    var hasNews: Bool {
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
    func end(_ transfer: Transfer, with failure: TransferFailure?) {
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
