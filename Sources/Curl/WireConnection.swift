import CCurl
import Glibc

/// A connection that libcurl made and then left to us.
final class WireConnection {
    let descriptor: Int32
    let origin: WireOrigin
    let openedAt: UInt64
    /// Since when it waits for a request.
    var idleSince: UInt64 = 0
    /// Has served a request before the present one.
    var isReused = false
    /// Who uses it; nil while it is idle.
    var exchange: WireExchange?

    init(descriptor: Int32, origin: WireOrigin, openedAt: UInt64) {
        self.descriptor = descriptor
        self.origin = origin
        self.openedAt = openedAt
    }

    enum Reading {
        case bytes(Int)
        case nothingYet
        case closed
        case broken
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
        while true {
            let count = recv(self.descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { return .bytes(count) }
            if count == 0 { return .closed }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothingYet
            default: return .broken
            }
        }
    }

    enum Sending {
        case sent(Int)
        case full
        case broken
    }

    /// Sends two pieces as one.
    func send(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Sending {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { pieces in
            pieces.initializeElement(at: 0, to: Self.piece(first))
            pieces.initializeElement(at: 1, to: Self.piece(second))
            var message = msghdr()
            message.msg_iov = pieces.baseAddress
            message.msg_iovlen = 2
            while true {
                let count = sendmsg(self.descriptor, &message, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                if count >= 0 { return .sent(count) }
                switch errno {
                case EINTR: continue
                case EAGAIN: return .full
                default: return .broken
                }
            }
        }
    }

    private static func piece(_ bytes: UnsafeRawBufferPointer) -> iovec {
        iovec(iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
    }

    /// While it is idle the peer has nothing to say: whatever can be read then, an end included, means that it is over.
    var isQuiet: Bool {
        var byte: UInt8 = 0
        while true {
            let count = recv(self.descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
            guard count < 0, errno == EINTR else { return count < 0 && errno == EAGAIN }
        }
    }
}
