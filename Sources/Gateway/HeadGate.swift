internal import NIOCore

/// Stands before NIO's decoder and does what the decoder cannot: it sees the first byte of a head (from which the head's
/// total deadline runs), bounds the request line, and drops what comes after the last message of a connection.
final class HeadGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler
    /// Bytes of the request line that came so far; counted only until its line end.
    private var lineBytes = 0

    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.connection.intake {
        case .discard:
            return
        case .newHead:
            self.lineBytes = 0
            self.connection.headBegan()
        case .insideHead, .message:
            break
        }
        if self.connection.isInRequestLine {
            let buffer = Self.unwrapInboundIn(data)
            let lineEnds = buffer.withUnsafeReadableBytes { bytes -> Bool in
                // Empty lines before a request line are ignored by the decoder (RFC 9112, 2.2), and counted here.
                var index = 0
                if self.lineBytes == 0 {
                    while index < bytes.count, bytes[index] == 0x0D || bytes[index] == 0x0A { index += 1 }
                }
                let line = bytes[index...].prefix(HeadFacts.requestLineBytesMax + 1)
                if let end = line.firstIndex(of: 0x0A) {
                    self.lineBytes += end - index
                    return true
                }
                self.lineBytes += bytes.count
                return false
            }
            if self.lineBytes > HeadFacts.requestLineBytesMax {
                self.connection.requestLineTooLong(context: context)
                return
            }
            if lineEnds { self.connection.requestLineEnded() }
        }
        context.fireChannelRead(data)
    }
}
