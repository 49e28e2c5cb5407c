internal import NIOCore

/// Where an exchange writes its answer: once whole, or as a head, bytes and an end.
///
/// HTTP/1.1 is one writer (`ConnectionHandler`); another framing is another writer and the same exchange. Calls come on
/// the loop of the connection.
protocol AnswerWriter: AnyObject {
    /// The whole answer in one write. The body is borrowed.
    func writeWhole(_ head: consuming AnswerHead, body: UnsafeRawBufferPointer)
    /// The head of a stream; its bytes follow.
    func beginStream(_ head: consuming AnswerHead)
    func writeStream(_ bytes: ByteBuffer)
    /// The stream is complete.
    func endStream()
    /// Whether the reader keeps up. An exchange pauses its upstream while it does not.
    var isWritable: Bool { get }
}

/// Where the answer of an exchange goes whose caller has left.
final class AbsentWriter: AnswerWriter {
    var isWritable: Bool { true }

    func writeWhole(_ head: consuming AnswerHead, body: UnsafeRawBufferPointer) {}

    func beginStream(_ head: consuming AnswerHead) {}

    func writeStream(_ bytes: ByteBuffer) {}

    func endStream() {}
}
