internal import NIOCore

/// What is due, and the turns in which it is done.
extension TransferLoop {
    /// Makes sure that a deadline is looked at in time.
    func watch(until deadline: UInt64) {
        self.sweepAt = min(self.sweepAt, deadline)
    }

    /// Ends what has taken too long. Deadlines move with each byte, so they are compared when the earliest may have passed
    /// and not kept in order.
    func sweep() {
        var next = UInt64.max
        for transfer in self.running.reversed() {
            let (at, deadline) = transfer.nextDeadline
            if at <= self.now {
                self.end(transfer, with: TransferFailure(.timeout(deadline), deadline.message))
            } else {
                next = min(next, at)
            }
        }
        self.sweepAt = min(next, self.wire?.sweep() ?? .max)
    }

    func alarmRang() {
        self.alarm = nil
        self.alarmAt = .max
        guard !self.isClosed else { return }
        self.now = NIODeadline.now().uptimeNanosecondsUnsigned
        if self.curlDeadline <= self.now {
            self.curlDeadline = .max
            self.isKicked = true
        }
        self.isBusy = true
        // What has come is looked at before anything is called late: this loop may have been.
        self.takeEvents()
        self.settle()
        if self.sweepAt <= self.now {
            self.sweep()
            self.settle()
        }
        self.isBusy = false
        self.rearm()
    }

    /// Sets the alarm only when something is due earlier than it stands: a deadline that moved away is noticed when it
    /// rings, which costs less than setting it anew at each request.
    func rearm() {
        guard !self.isClosed else { return }
        self.bell?.arm()
        let next = min(self.curlDeadline, self.sweepAt)
        guard next < self.alarmAt else { return }
        self.alarm?.cancel()
        self.alarmAt = next
        let deadline = NIODeadline.uptimeNanoseconds(next)
        self.alarm = self.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.alarmRang() }
    }

    func planTurnIfNeeded() {
        if self.isKicked || self.hasNews { self.planTurn() }
    }

    func planTurn(in time: TimeAmount = .zero) {
        guard !self.isTurnPlanned, !self.isClosed else { return }
        self.isTurnPlanned = true
        self.eventLoop.assumeIsolated().scheduleTask(in: time) {
            self.isTurnPlanned = false
            self.pump()
        }
    }
}

extension TransferDeadlines.Deadline {
    var message: String {
        switch self {
        case .connect: "the upstream accepted no connection in time"
        case .firstByte: "the upstream sent no answer in time"
        case .idle: "the upstream fell silent in the middle of its answer"
        case .total: "the upstream's answer took too long as a whole"
        }
    }
}

extension NIODeadline {
    /// Since the machine started, so never negative.
    var uptimeNanosecondsUnsigned: UInt64 {
        UInt64(clamping: self.uptimeNanoseconds)
    }
}
