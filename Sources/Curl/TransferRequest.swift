package import NIOCore

/// What one transfer sends, and what it may cost.
package struct TransferRequest: Sendable {
    package var url: String
    /// In capitals; POST is told a body also when it is empty.
    package var method: String
    package var headers: [(name: String, value: String)]
    package var body: ByteBuffer
    package var deadlines: TransferDeadlines
    package var answerBytesMax: Int
    package var allowsHTTP2: Bool
    package var allowsPlainHTTP: Bool

    package init(
        url: String,
        method: String,
        headers: [(name: String, value: String)],
        body: ByteBuffer,
        deadlines: TransferDeadlines,
        answerBytesMax: Int,
        allowsHTTP2: Bool,
        allowsPlainHTTP: Bool
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
        self.deadlines = deadlines
        self.answerBytesMax = answerBytesMax
        self.allowsHTTP2 = allowsHTTP2
        self.allowsPlainHTTP = allowsPlainHTTP
    }
}

/// How long the parts of a transfer may take, in nanoseconds.
package struct TransferDeadlines: Sendable, Hashable {
    package enum Deadline: Sendable, Hashable {
        case connect
        case firstByte
        case idle
        case total
    }

    package var connect: UInt64
    package var firstByte: UInt64
    package var idle: UInt64
    package var total: UInt64

    package init(connect: UInt64, firstByte: UInt64, idle: UInt64, total: UInt64) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
    }
}

/// Whoever a transfer delivers to. Called on the event loop, never from inside libcurl.
package protocol TransferDelegate: AnyObject {
    func transferHead(_ head: AnswerHead)
    func transferBytes(_ bytes: UnsafeRawBufferPointer)
    func transferEnded()
    func transferFailed(_ failure: TransferFailure)
}

/// Names one exchange on a handle that many exchanges use one after the other.
package struct TransferTicket {
    enum Subject {
        case transfer(Transfer)
        case wire(WireExchange)
    }

    let subject: Subject
    let serial: UInt64
}
