import Glibc

/// An upstream made of a socket and a thread a connection, so that a test says byte for byte what comes over the wire.
final class WireServer: Sendable {
    let port: Int
    private let listener: Int32
    private let serve: @Sendable (WireConnection) -> Void

    /// `serve` runs once a connection; the connection is closed when it returns.
    init(_ serve: @escaping @Sendable (WireConnection) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 512) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard listener >= 0, isListening else { throw WireError() }
        self.listener = listener
        self.port = Int(UInt16(bigEndian: address.sin_port))
        self.serve = serve
        Self.thread { self.accept() }
    }

    /// Wakes the accepting thread, which alone closes the descriptor: its number may be another's right afterwards.
    func stop() {
        _ = shutdown(self.listener, Int32(SHUT_RDWR))
    }

    var url: String { "http://127.0.0.1:\(self.port)/v1/chat/completions" }

    private func accept() {
        defer { _ = close(self.listener) }
        while true {
            let descriptor = Glibc.accept(self.listener, nil, nil)
            guard descriptor >= 0 else { return }
            Self.thread {
                let connection = WireConnection(descriptor)
                self.serve(connection)
                connection.close()
            }
        }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Box(body))
        pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            context.toOpaque()
        )
        pthread_detach(thread)
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

struct WireError: Error {}

/// One connection that a `WireServer` took; it belongs to that connection's thread.
final class WireConnection {
    private var descriptor: Int32
    private var unread: [UInt8] = []

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    struct Request {
        var head: String
        var body: [UInt8]
    }

    /// The next request on the connection, or nil when the peer has closed it.
    func read() -> Request? {
        let blank = Array("\r\n\r\n".utf8)
        while true {
            if let end = self.unread.firstRange(of: blank) {
                let head = String(decoding: self.unread[..<end.lowerBound], as: UTF8.self)
                let length = Self.contentLength(of: head)
                while self.unread.count < end.upperBound + length {
                    guard self.fill() else { return nil }
                }
                let body = Array(self.unread[end.upperBound..<(end.upperBound + length)])
                self.unread.removeFirst(end.upperBound + length)
                return Request(head: head, body: body)
            }
            guard self.fill() else { return nil }
        }
    }

    @discardableResult
    func write(_ text: String) -> Bool {
        self.write(Array(text.utf8))
    }

    /// False once the peer takes nothing any more.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                send(self.descriptor, raw.baseAddress! + sent, raw.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Says nothing until the peer closes.
    func hang() {
        while self.fill() {}
    }

    /// Ends the connection with a reset.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        self.close()
    }

    func close() {
        if self.descriptor >= 0 { _ = Glibc.close(self.descriptor) }
        self.descriptor = -1
    }

    private func fill() -> Bool {
        guard self.descriptor >= 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(self.descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        self.unread.append(contentsOf: chunk[..<count])
        return true
    }

    private static func contentLength(of head: String) -> Int {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            return Int(line.dropFirst(15).trimmingPrefix(while: { $0 == " " })) ?? 0
        }
        return 0
    }
}

/// A whole answer with a length.
func answer(_ body: [UInt8], status: String = "200 OK", extra: String = "") -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\ncontent-length: \(body.count)\r\n\(extra)\r\n".utf8) + body
}

func answer(_ body: String, status: String = "200 OK", extra: String = "") -> [UInt8] {
    answer(Array(body.utf8), status: status, extra: extra)
}
