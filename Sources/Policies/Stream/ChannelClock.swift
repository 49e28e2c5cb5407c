/// The time that the scan of one channel takes, over all of its deltas: 20 ms and 1 ms for each KiB that has come.
///
/// Deltas are short and many, so what is added up is the wall clock, which costs a tenth of the thread's. Only a channel
/// that seems to have used up its time is measured exactly from then on, and gets it once more: a busy machine must not turn
/// into blocked answers.
struct ChannelClock {
    private var spent: UInt64 = 0
    private var isExact = false
    private var started: UInt64?
    private var allowance: UInt64 = 0

    /// Starts the state's timer too; does nothing if it runs.
    mutating func start(_ state: inout ScanState, bytes: Int) {
        guard self.started == nil else { return }
        self.allowance = ScanBudget(bytes: bytes).allowance
        let rest = self.isExact ? self.allowance - min(self.spent, self.allowance) : self.allowance
        state.start(ScanBudget(nanoseconds: rest))
        self.started = self.isExact ? state.clock.cpu() : state.clock.wall()
    }

    /// Returns whether it was running: whether the state's failures are of this scan.
    mutating func stop(_ state: inout ScanState) -> Bool {
        guard let started = self.started else { return false }
        self.started = nil
        let now = self.isExact ? state.clock.cpu() : state.clock.wall()
        self.spent = self.spent &+ (now >= started ? now - started : 0)
        if self.spent >= self.allowance {
            if self.isExact, !state.timer.isSpent { state.fail(nil, .deadline) }
            if !self.isExact { self.spent = 0 }
            self.isExact = true
        }
        return true
    }
}
