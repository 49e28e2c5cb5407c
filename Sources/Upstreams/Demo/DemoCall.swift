import NIOCore

/// Delivers a demo answer a piece at a time.
final class DemoCall: UpstreamCall {
    enum Answer {
        case pieces(DemoAnswer)
        case failure(UpstreamFailure)
    }

    private let eventLoop: any EventLoop
    private let answer: Answer
    private var receiver: (any UpstreamReceiver)?
    private var hasSentHead = false
    private var sent = 0
    private var isPaused = false
    private var isPlanned = false

    /// A task that plans itself at once would run again before the loop looks at its sockets; with a time, however short, it
    /// does not.
    private static let pace = TimeAmount.milliseconds(1)

    init(eventLoop: any EventLoop, answer: Answer, receiver: any UpstreamReceiver) {
        self.eventLoop = eventLoop
        self.answer = answer
        self.receiver = receiver
    }

    func pause() {
        self.isPaused = true
    }

    func resume() {
        guard self.isPaused else { return }
        self.isPaused = false
        self.deliverLater()
    }

    func cancel() {
        self.receiver = nil
    }

    func deliverLater(in time: TimeAmount = .zero) {
        guard !self.isPlanned, self.receiver != nil else { return }
        self.isPlanned = true
        self.eventLoop.assumeIsolated().scheduleTask(in: time) {
            self.isPlanned = false
            self.deliver()
        }
    }

    private func deliver() {
        guard !self.isPaused, let receiver = self.receiver else { return }
        switch self.answer {
        case .failure(let failure):
            self.receiver = nil
            receiver.upstreamFailed(failure)
        case .pieces(let answer):
            if !self.hasSentHead {
                self.hasSentHead = true
                receiver.upstreamHead(
                    UpstreamHead(
                        status: answer.status,
                        headers: [("content-type", answer.contentType), ("x-demo", "true")]
                    )
                )
                guard !self.isPaused, self.receiver != nil else { return }
            }
            if self.sent < answer.pieces.count {
                let piece = answer.pieces[self.sent]
                self.sent += 1
                piece.withUnsafeBytes { receiver.upstreamBytes($0) }
            }
            guard self.sent >= answer.pieces.count else { return self.deliverLater(in: Self.pace) }
            guard self.receiver != nil else { return }
            self.receiver = nil
            receiver.upstreamEnded()
        }
    }
}
