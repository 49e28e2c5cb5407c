import Glibc

/// The clocks by which a scan knows how long it has run; tests bring their own.
package struct ScanClock: Sendable {
    /// Nanoseconds of a monotonic clock; cheap to read.
    package var wall: @Sendable () -> UInt64
    /// Nanoseconds that this thread has computed; a system call.
    package var cpu: @Sendable () -> UInt64

    package init(wall: @escaping @Sendable () -> UInt64, cpu: @escaping @Sendable () -> UInt64) {
        self.wall = wall
        self.cpu = cpu
    }

    package static let system = ScanClock(
        wall: { ScanClock.read(CLOCK_MONOTONIC) },
        cpu: { ScanClock.read(CLOCK_THREAD_CPUTIME_ID) }
    )

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { return 0 }
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}

/// How much time the patterns of one request may take, so that no text can hold up a loop.
///
/// What counts is the time that the thread computes: a busy machine must not turn into blocked requests. The wall clock is
/// read first, because it costs a tenth; as long as it is within the allowance, so is the thread.
package struct ScanBudget: Sendable, Hashable {
    /// What every request gets.
    package static let nanosecondsAtLeast: UInt64 = 20_000_000
    /// And for each KiB of its body.
    package static let nanosecondsPerKilobyte: UInt64 = 1_000_000

    /// In nanoseconds.
    package var allowance: UInt64

    package init(nanoseconds: UInt64) {
        self.allowance = nanoseconds
    }

    /// What a body of this size gets.
    package init(bytes: Int) {
        let kilobytes = UInt64(clamping: bytes) / 1024
        let share = kilobytes.multipliedReportingOverflow(by: ScanBudget.nanosecondsPerKilobyte)
        let sum = share.partialValue.addingReportingOverflow(ScanBudget.nanosecondsAtLeast)
        self.allowance = share.overflow || sum.overflow ? .max : sum.partialValue
    }
}

/// A budget that runs. It starts with the first question, so a request without any candidate reads no clock.
struct ScanTimer {
    private let clock: ScanClock
    private var allowance: UInt64 = .max
    private var cpuAtStart: UInt64?
    /// Until then of the wall clock the thread cannot have spent the allowance.
    private var wallCheck: UInt64 = 0
    private(set) var isSpent = false

    init(clock: ScanClock) {
        self.clock = clock
    }

    mutating func restart(_ budget: ScanBudget) {
        self.allowance = budget.allowance
        self.cpuAtStart = nil
        self.isSpent = false
    }

    /// Whether the time is over; once over, it stays so.
    mutating func check() -> Bool {
        guard !self.isSpent else { return true }
        let wall = self.clock.wall()
        guard let cpuAtStart = self.cpuAtStart else {
            self.cpuAtStart = self.clock.cpu()
            self.wallCheck = wall.addingReportingOverflow(self.allowance).overflow ? .max : wall &+ self.allowance
            return false
        }
        guard wall >= self.wallCheck else { return false }
        let spent = self.clock.cpu() &- cpuAtStart
        guard spent < self.allowance else {
            self.isSpent = true
            return true
        }
        self.wallCheck = wall &+ (self.allowance &- spent)
        return false
    }
}
