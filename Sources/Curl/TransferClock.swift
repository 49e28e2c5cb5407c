extension TransferDeadlines {
    /// The next moment at which an exchange may have taken too long, and in what.
    func next(
        startedAt: UInt64,
        lastActivity: UInt64,
        headIsComplete: Bool,
        isPaused: Bool
    ) -> (at: UInt64, Deadline) {
        let total = (Self.add(startedAt, self.total), Deadline.total)
        let step: (UInt64, Deadline)
        if !headIsComplete {
            step = (Self.add(startedAt, self.firstByte), .firstByte)
        } else if !isPaused {
            step = (Self.add(lastActivity, self.idle), .idle)
        } else {
            return total
        }
        return step.0 < total.0 ? step : total
    }

    private static func add(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }
}
