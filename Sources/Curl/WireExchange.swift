import CCurl
import NIOCore

/// One request and its answer over a connection of our own. It serves many exchanges, one after the other.
final class WireExchange {
    enum State {
        case resting
        /// libcurl makes the connection.
        case connecting(WireConnector)
        /// What is unsent is sent, and the answer is read as it comes.
        case speaking(WireConnection)
        /// The delegate will be told in the next turn.
        case failed(TransferFailure)
    }

    var state = State.resting
    /// Changes with every exchange, so a ticket of an earlier one is known as such.
    private(set) var serial: UInt64 = 0
    private(set) var delegate: (any TransferDelegate)?
    private(set) var origin: WireOrigin?
    /// Its place in the list of running exchanges.
    var runningIndex = 0
    /// Is already in the list of those with something to do.
    var isListed = false
    /// The delegate wants nothing now.
    var isPaused = false
    /// Was begun anew once, because a kept connection had died.
    var wasRepeated = false

    private var head = RequestHead()
    private var body = ByteBuffer()
    private var bytesSent = 0
    private var bytesToSend = 0
    /// The peer takes nothing any more; it may have said why.
    private(set) var sendingBroke = false

    var parser = AnswerParser()
    var headIsComplete = false
    private var answerBytesLeft = 0
    private var answerBytesMax = 0
    /// What had come when the delegate paused and was not parsed yet, nothing included: at most what is read at once.
    private var held: [UInt8]?

    private(set) var deadlines = TransferDeadlines(connect: 0, firstByte: 0, idle: 0, total: 0)
    private var startedAt: UInt64 = 0
    var lastActivity: UInt64 = 0

    func prepare(
        _ request: TransferRequest,
        to target: WireTarget,
        serial: UInt64,
        delegate: any TransferDelegate,
        at now: UInt64
    ) throws(TransferFailure) {
        try self.head.write(request, to: target)
        self.body = request.body
        self.serial = serial
        self.delegate = delegate
        self.origin = target.origin
        self.isPaused = false
        self.wasRepeated = false
        self.answerBytesMax = max(0, request.answerBytesMax)
        self.deadlines = request.deadlines
        self.startedAt = now
        self.beginAgain(at: now)
    }

    /// Nothing is sent and nothing is read: as before the first try.
    func beginAgain(at now: UInt64) {
        self.bytesSent = 0
        self.bytesToSend = self.head.bytes.count + self.body.readableBytes
        self.sendingBroke = false
        self.parser.restart()
        self.headIsComplete = false
        self.answerBytesLeft = self.answerBytesMax
        self.lastActivity = now
    }

    /// Lets go of all that belongs to the exchange.
    func rest() {
        self.state = .resting
        self.delegate = nil
        self.origin = nil
        self.body = ByteBuffer()
        self.held = nil
    }

    var nextDeadline: (at: UInt64, TransferDeadlines.Deadline) {
        self.deadlines.next(
            startedAt: self.startedAt,
            lastActivity: self.lastActivity,
            headIsComplete: self.headIsComplete,
            isPaused: self.isPaused
        )
    }

    // MARK: - Sending

    var hasUnsent: Bool {
        self.bytesSent < self.bytesToSend && !self.sendingBroke
    }

    var wasSentWhole: Bool {
        self.bytesSent == self.bytesToSend
    }

    /// Sends as much as the connection takes, head and body together and without copying either.
    func send(on connection: WireConnection) {
        while self.hasUnsent {
            let sending = self.head.bytes.withUnsafeBytes { head in
                self.body.withUnsafeReadableBytes { body in
                    let headSent = min(self.bytesSent, head.count)
                    let bodySent = min(self.bytesSent - headSent, body.count)
                    return connection.send(
                        UnsafeRawBufferPointer(rebasing: head[headSent...]),
                        UnsafeRawBufferPointer(rebasing: body[bodySent...])
                    )
                }
            }
            switch sending {
            case .sent(let count): self.bytesSent += count
            case .full: return
            case .broken: self.sendingBroke = true
            }
        }
    }

    // MARK: - Reading

    /// False when the answer has become larger than it may be.
    func admit(_ count: Int) -> Bool {
        guard count <= self.answerBytesLeft else { return false }
        self.answerBytesLeft -= count
        return true
    }

    func hold(_ bytes: UnsafeRawBufferPointer.SubSequence) {
        self.held = Array(bytes)
    }

    func takeHeld() -> [UInt8]? {
        defer { self.held = nil }
        return self.held
    }

    // MARK: - Failures

    var tooLarge: TransferFailure {
        TransferFailure(.tooLarge, "the upstream's answer is larger than \(self.answerBytesMax) bytes")
    }

    func failure(for fault: AnswerParser.Fault) -> TransferFailure {
        switch fault {
        case .headTooLarge:
            TransferFailure(.tooLarge, "the head of the upstream's answer is larger than \(HeadReader.bytesMax) bytes")
        case .badHead(let reason):
            TransferFailure(.badAnswer, "the upstream's answer cannot be used: \(reason)")
        case .badChunks:
            TransferFailure(.cut, "the upstream's answer cannot be read on: its chunks are not well formed")
        }
    }

    /// The connection is gone and the answer is not complete.
    func failure(afterReset: Bool) -> TransferFailure {
        let code =
            if self.headIsComplete {
                afterReset ? CURLE_RECV_ERROR : CURLE_PARTIAL_FILE
            } else if self.sendingBroke {
                CURLE_SEND_ERROR
            } else {
                afterReset || self.parser.hasBegun ? CURLE_RECV_ERROR : CURLE_GOT_NOTHING
            }
        let progress = TransferFailure.Progress(requestWasSent: true, headIsComplete: self.headIsComplete)
        return TransferFailure(code, after: progress, detail: "")
    }
}
