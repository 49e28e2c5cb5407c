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
