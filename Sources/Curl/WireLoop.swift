import CCurl
import Glibc

/// HTTP/1.1 over connections of our own, as a part of a `TransferLoop` and with its epoll set, its bell and its turns.
///
/// libcurl makes the connections, with all that it knows of names, addresses and deadlines; then their sockets are ours. A
/// complete transfer of libcurl costs a multiple of what is done here.
final class WireLoop {
    unowned let loop: TransferLoop
    private var targets = WireTargets()
    private var running: [WireExchange] = []
    private var resting: [WireExchange] = []
    private var connecting: [UnsafeMutableRawPointer: WireExchange] = [:]
    private var restingConnectors: [WireConnector] = []
    /// By descriptor, the idle ones too.
    private var connections: [WireConnection?] = []
    private var idleCount = 0
    /// Exchanges with something to do in the next round of a turn.
    private var listed: [WireExchange] = []
    private let buffer: UnsafeMutableRawBufferPointer

    private static let restingMax = 256
    private static let connectorsMax = 32
    /// How often one exchange reads before the others have their turn.
    private static let readsMax = 4

    init(loop: TransferLoop) {
        self.loop = loop
        self.buffer = .allocate(byteCount: max(1024, loop.options.readBytes), alignment: 64)
    }

    deinit {
        self.buffer.deallocate()
    }

    // MARK: - What the loop asks for

    /// Where the request goes if it can be spoken here.
    func target(of request: TransferRequest) -> WireTarget? {
        guard request.allowsPlainHTTP, request.isPlain else { return nil }
        return self.targets.target(of: request.url)
    }

    func start(
        _ request: TransferRequest,
        to target: WireTarget,
        serial: UInt64,
        delegate: any TransferDelegate
    ) throws(TransferFailure) -> WireExchange {
        let exchange = self.resting.popLast() ?? WireExchange()
        do throws(TransferFailure) {
            try exchange.prepare(request, to: target, serial: serial, delegate: delegate, at: self.loop.now)
            if let connection = self.takeIdle(of: target.origin) {
                self.speak(exchange, on: connection)
            } else {
                try self.connect(exchange, to: target.origin)
            }
        } catch {
            self.recycle(exchange)
            throw error
        }
        exchange.runningIndex = self.running.count
        self.running.append(exchange)
        self.loop.watch(until: exchange.nextDeadline.at)
        return exchange
    }

    func current(_ exchange: WireExchange, _ serial: UInt64) -> Bool {
        if case .resting = exchange.state { return false }
        return exchange.serial == serial
    }

    func resume(_ exchange: WireExchange) {
        exchange.isPaused = false
        exchange.lastActivity = self.loop.now
        self.loop.watch(until: exchange.nextDeadline.at)
        if case .speaking(let connection) = exchange.state { self.wait(for: exchange, on: connection) }
        self.list(exchange)
    }

    /// Gives the exchange up; its connection goes with it.
    func cancel(_ exchange: WireExchange) {
        self.letGo(exchange)
        self.finish(exchange)
    }

    var hasNews: Bool {
        !self.listed.isEmpty
    }

    /// Something happened on a socket. Only notes it: whoever is told of it is told in the turn.
    func ready(_ descriptor: Int32) {
        guard let connection = self.connection(descriptor) else { return }
        guard let exchange = connection.exchange else {
            self.dropIdle(connection)
            return
        }
        if exchange.isPaused {
            // Its level would be reported for ever.
            if exchange.hasUnsent { exchange.send(on: connection) }
            if exchange.hasUnsent {
                self.loop.sockets.want(EPOLLOUT.rawValue, on: descriptor, for: exchange.serial)
            } else {
                self.loop.sockets.ignore(descriptor)
            }
        } else {
            self.list(exchange)
        }
    }

    /// Does what there is to do, and delivers what comes of it.
    func turn() {
        var listed: [WireExchange] = []
        swap(&listed, &self.listed)
        for exchange in listed {
            exchange.isListed = false
            switch exchange.state {
            case .speaking(let connection):
                self.advance(exchange, on: connection)
            case .failed(let failure):
                let delegate = exchange.delegate
                self.finish(exchange)
                delegate?.transferFailed(failure)
            case .connecting, .resting:
                break
            }
        }
        listed.removeAll(keepingCapacity: true)
        if self.listed.isEmpty { swap(&listed, &self.listed) }
    }

    /// Ends what has taken too long, and says when to look again.
    func sweep() -> UInt64 {
        var next = UInt64.max
        for exchange in self.running {
            if case .failed = exchange.state { continue }
            let (at, deadline) = exchange.nextDeadline
            if at <= self.loop.now {
                self.fail(exchange, TransferFailure(.timeout(deadline), deadline.message))
            } else {
                next = min(next, at)
            }
        }
        for origin in self.targets.origins.values {
            while let oldest = origin.idle.first, self.expiry(of: oldest) <= self.loop.now {
                self.dropIdle(oldest)
            }
            if let oldest = origin.idle.first { next = min(next, self.expiry(of: oldest)) }
        }
        return next
    }

    /// Ends everything and tells whose exchanges were under way.
    func close() -> [any TransferDelegate] {
        let delegates = self.running.compactMap(\.delegate)
        for exchange in self.running {
            self.letGo(exchange)
            exchange.rest()
        }
        self.running.removeAll()
        self.resting.removeAll()
        self.listed.removeAll()
        self.restingConnectors.removeAll()
        for connection in self.connections {
            if let connection { self.close(connection) }
        }
        for origin in self.targets.origins.values { origin.idle.removeAll() }
        self.targets = WireTargets()
        self.idleCount = 0
        return delegates
    }

    // MARK: - Connecting

    private func connect(_ exchange: WireExchange, to origin: WireOrigin) throws(TransferFailure) {
        let connector = try self.takeConnector()
        connector.aim(at: origin, connectNanoseconds: exchange.deadlines.connect)
        guard curl_multi_add_handle(self.loop.multi, connector.easy) == CURLM_OK else {
            throw TransferFailure(.unusable, "the request could not be given to libcurl")
        }
        exchange.state = .connecting(connector)
        self.connecting[connector.easy] = exchange
    }

    private func takeConnector() throws(TransferFailure) -> WireConnector {
        if let connector = self.restingConnectors.popLast() { return connector }
        return try WireConnector(loop: self.loop)
    }

    /// libcurl has made a connection, or could not.
    func connected(_ easy: UnsafeMutableRawPointer, _ result: CURLcode) {
        guard let exchange = self.connecting[easy], case .connecting(let connector) = exchange.state,
            let origin = exchange.origin
        else { return }
        guard result == CURLE_OK else {
            self.fail(exchange, connector.failure(for: result))
            return
        }
        let socket = connector.socket.flatMap { self.loop.takeOver($0, from: connector.easy) }
        self.release(connector, isInMulti: socket == nil)
        guard let socket else {
            exchange.state = .failed(connector.failure(for: CURLE_COULDNT_CONNECT))
            self.list(exchange)
            return
        }
        let connection = WireConnection(descriptor: socket, origin: origin, openedAt: self.loop.now)
        while self.connections.count <= Int(socket) { self.connections.append(nil) }
        self.connections[Int(socket)] = connection
        self.speak(exchange, on: connection)
    }

    private func release(_ connector: WireConnector, isInMulti: Bool) {
        self.connecting[connector.easy] = nil
        if isInMulti { curl_multi_remove_handle(self.loop.multi, connector.easy) }
        if self.restingConnectors.count < Self.connectorsMax { self.restingConnectors.append(connector) }
    }

    // MARK: - Speaking

    private func speak(_ exchange: WireExchange, on connection: WireConnection) {
        connection.exchange = exchange
        exchange.state = .speaking(connection)
        exchange.send(on: connection)
        self.wait(for: exchange, on: connection)
        if exchange.sendingBroke { self.list(exchange) }
    }

    private func wait(for exchange: WireExchange, on connection: WireConnection) {
        let events = exchange.hasUnsent ? EPOLLIN.rawValue | EPOLLOUT.rawValue : EPOLLIN.rawValue
        self.loop.sockets.want(events, on: connection.descriptor, for: exchange.serial)
    }

    private func advance(_ exchange: WireExchange, on connection: WireConnection) {
        if exchange.hasUnsent {
            exchange.send(on: connection)
            self.wait(for: exchange, on: connection)
        }
        if !exchange.isPaused, let held = exchange.takeHeld() {
            guard held.withUnsafeBytes({ self.consume($0, for: exchange, on: connection) }) else { return }
        }
        for _ in 0..<Self.readsMax {
            guard !exchange.isPaused else { return }
            switch connection.receive(into: self.buffer) {
            case .bytes(let count):
                exchange.lastActivity = self.loop.now
                let bytes = UnsafeRawBufferPointer(rebasing: self.buffer[..<count])
                guard self.consume(bytes, for: exchange, on: connection) else { return }
                // A short read has emptied the socket; an end that follows is reported again.
                if count < self.buffer.count { return }
            case .nothingYet:
                return
            case .closed:
                self.ended(exchange, on: connection)
                return
            case .broken:
                self.broke(exchange, afterReset: true)
                return
            }
        }
        self.list(exchange)
    }

    /// Parses and delivers. False when the exchange is over, or another one by now.
    private func consume(
        _ bytes: UnsafeRawBufferPointer,
        for exchange: WireExchange,
        on connection: WireConnection
    ) -> Bool {
        let serial = exchange.serial
        var offset = 0
        while true {
            switch exchange.parser.step(bytes, at: &offset) {
            case .more:
                return true
            case .head(let head):
                exchange.headIsComplete = true
                self.loop.watch(until: exchange.nextDeadline.at)
                exchange.delegate?.transferHead(head)
            case .body(let range):
                guard exchange.admit(range.count) else {
                    self.fail(exchange, exchange.tooLarge)
                    return false
                }
                exchange.delegate?.transferBytes(UnsafeRawBufferPointer(rebasing: bytes[range]))
            case .end:
                self.complete(exchange, on: connection, isClean: offset == bytes.count)
                return false
            case .fault(let fault):
                self.fail(exchange, exchange.failure(for: fault))
                return false
            }
            guard self.current(exchange, serial), case .speaking = exchange.state else { return false }
            if exchange.isPaused {
                // Even when nothing is left: the answer may end here, which is told after the pause.
                exchange.hold(bytes[offset...])
                return true
            }
        }
    }

    /// The peer closed in good order, which ends an answer of no stated length.
    private func ended(_ exchange: WireExchange, on connection: WireConnection) {
        if case .complete = exchange.parser.ending {
            self.complete(exchange, on: connection, isClean: false)
        } else {
            self.broke(exchange, afterReset: false)
        }
    }

    private func complete(_ exchange: WireExchange, on connection: WireConnection, isClean: Bool) {
        connection.exchange = nil
        if isClean, exchange.parser.keepsAlive, exchange.wasSentWhole {
            self.keep(connection)
        } else {
            self.close(connection)
        }
        let delegate = exchange.delegate
        self.finish(exchange)
        delegate?.transferEnded()
    }

    /// A kept connection may have been closed while the request was on its way: without a byte of an answer it is sent once
    /// more, on a new one.
    private func broke(_ exchange: WireExchange, afterReset: Bool) {
        guard case .speaking(let connection) = exchange.state, connection.isReused, !exchange.wasRepeated,
            !exchange.parser.hasBegun, let origin = exchange.origin
        else {
            self.fail(exchange, exchange.failure(afterReset: afterReset))
            return
        }
        self.letGo(exchange)
        exchange.wasRepeated = true
        exchange.beginAgain(at: self.loop.now)
        do throws(TransferFailure) {
            try self.connect(exchange, to: origin)
        } catch {
            self.fail(exchange, error)
        }
    }

    // MARK: - An exchange's end

    private func fail(_ exchange: WireExchange, _ failure: TransferFailure) {
        self.letGo(exchange)
        exchange.state = .failed(failure)
        self.list(exchange)
    }

    /// Closes what the exchange uses.
    private func letGo(_ exchange: WireExchange) {
        switch exchange.state {
        case .connecting(let connector): self.release(connector, isInMulti: true)
        case .speaking(let connection): self.close(connection)
        case .resting, .failed: break
        }
    }

    private func finish(_ exchange: WireExchange) {
        let index = exchange.runningIndex
        if index < self.running.count, self.running[index] === exchange {
            let last = self.running.removeLast()
            if last !== exchange {
                last.runningIndex = index
                self.running[index] = last
            }
        }
        self.recycle(exchange)
    }

    private func recycle(_ exchange: WireExchange) {
        exchange.rest()
        if self.resting.count < Self.restingMax { self.resting.append(exchange) }
    }

    private func list(_ exchange: WireExchange) {
        guard !exchange.isListed else { return }
        exchange.isListed = true
        self.listed.append(exchange)
    }

    // MARK: - Connections

    private func connection(_ descriptor: Int32) -> WireConnection? {
        guard descriptor >= 0, Int(descriptor) < self.connections.count else { return nil }
        return self.connections[Int(descriptor)]
    }

    private func takeIdle(of origin: WireOrigin) -> WireConnection? {
        while let connection = origin.idle.popLast() {
            self.idleCount -= 1
            if self.expiry(of: connection) > self.loop.now, connection.isQuiet {
                connection.isReused = true
                return connection
            }
            self.close(connection)
        }
        return nil
    }

    private func keep(_ connection: WireConnection) {
        connection.idleSince = self.loop.now
        let isKnown = self.targets.origins[connection.origin.key] === connection.origin
        guard isKnown, self.expiry(of: connection) > self.loop.now,
            self.idleCount < self.loop.options.idleConnectionsMax
        else {
            self.close(connection)
            return
        }
        // An exchange that still had something to send may have waited for more than reading.
        self.loop.sockets.want(EPOLLIN.rawValue, on: connection.descriptor, for: 0)
        connection.origin.idle.append(connection)
        self.idleCount += 1
        self.loop.watch(until: self.expiry(of: connection))
    }

    private func dropIdle(_ connection: WireConnection) {
        guard let index = connection.origin.idle.firstIndex(where: { $0 === connection }) else { return }
        connection.origin.idle.remove(at: index)
        self.idleCount -= 1
        self.close(connection)
    }

    /// When the connection is too old for another request.
    private func expiry(of connection: WireConnection) -> UInt64 {
        let options = self.loop.options
        return min(
            connection.idleSince &+ UInt64(max(0, options.idleSecondsMax)) &* 1_000_000_000,
            connection.openedAt &+ UInt64(max(0, options.connectionSecondsMax)) &* 1_000_000_000
        )
    }

    private func close(_ connection: WireConnection) {
        connection.exchange = nil
        guard self.connection(connection.descriptor) === connection else { return }
        self.connections[Int(connection.descriptor)] = nil
        self.loop.sockets.willClose(connection.descriptor)
        _ = Glibc.close(connection.descriptor)
    }
}
