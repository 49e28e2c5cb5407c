import Exchange
internal import NIOCore

/// The answers of its exchanges, written as HTTP/1 straight into one buffer.
extension ConnectionHandler: AnswerWriter {
    var isWritable: Bool {
        self.context?.channel.isWritable ?? false
    }

    func writeWhole(_ head: consuming AnswerHead, body: UnsafeRawBufferPointer) {
        guard self.context != nil else { return }
        // Answered before its body was read: what follows on the connection is no request.
        if self.phase == .body { self.closesAfterAnswer = true }
        var head = head
        head.addLines { lines in
            if self.closesAfterAnswer { lines.append(ascii: "connection: close\r\n") }
            lines.append(ascii: "content-length: ")
            lines.append(decimal: UInt64(body.count))
            lines.append(ascii: "\r\n\r\n")
        }
        var buffer = self.loop.takeAnswerSpace(bytes: head.lines.count + 64 + body.count)
        self.writeStatusLine(head, into: &buffer)
        if !self.isHead { buffer.writeBytes(body) }
        self.loop.giveBack(headSpace: head.takeSpace())
        self.write(buffer)
        self.loop.giveBack(answerSpace: buffer)
        self.answered()
    }

    func beginStream(_ head: consuming AnswerHead) {
        guard let context = self.context else { return }
        var buffer = context.channel.allocator.buffer(capacity: head.lines.count + 128)
        if self.isHTTP10 { self.closesAfterAnswer = true }
        self.writeStatusLine(head, into: &buffer)
        if self.closesAfterAnswer { buffer.writeStaticString("connection: close\r\n") }
        buffer.writeStaticString(self.isHTTP10 ? "\r\n" : "transfer-encoding: chunked\r\n\r\n")
        self.loop.giveBack(headSpace: head.takeSpace())
        context.write(Self.wrapOutboundOut(buffer), promise: nil)
    }

    func writeStream(_ bytes: ByteBuffer) {
        guard let context = self.context, bytes.readableBytes > 0 else { return }
        if self.isHTTP10 {
            self.write(bytes)
            return
        }
        var buffer = context.channel.allocator.buffer(capacity: bytes.readableBytes + 16)
        buffer.writeString(String(bytes.readableBytes, radix: 16))
        buffer.writeStaticString("\r\n")
        buffer.writeImmutableBuffer(bytes)
        buffer.writeStaticString("\r\n")
        self.write(buffer)
    }

    func endStream() {
        if !self.isHTTP10 { self.write(ByteBuffer(staticString: "0\r\n\r\n")) }
        self.answered()
    }

    private func writeStatusLine(_ head: borrowing AnswerHead, into buffer: inout ByteBuffer) {
        if head.status == 200 {
            buffer.writeStaticString("HTTP/1.1 200 OK\r\n")
        } else {
            buffer.writeStaticString("HTTP/1.1 ")
            buffer.writeString(String(head.status))
            buffer.writeStaticString(" ")
            buffer.writeStaticString(StatusLine.reason(head.status))
            buffer.writeStaticString("\r\n")
        }
        buffer.writeBytes(head.lines)
    }

    /// One flush for all that one read of the socket led to.
    func write(_ buffer: ByteBuffer) {
        guard let context = self.context else { return }
        if self.inChannelRead {
            self.needsFlush = true
            context.write(Self.wrapOutboundOut(buffer), promise: nil)
        } else {
            context.writeAndFlush(Self.wrapOutboundOut(buffer), promise: nil)
        }
    }
}
