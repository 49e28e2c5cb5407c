import Glibc

/// Takes the times of two operations in turns, so that a busy minute falls on both.
enum Stopwatch {
    private static let nanosecondsOfRound: Double = 12_000_000

    /// Microseconds of one operation, the median of the rounds.
    static func inTurns(rounds: Int, _ first: () -> Void, _ second: () -> Void) -> (Double, Double) {
        let times = [Stopwatch.repetitions(of: first), Stopwatch.repetitions(of: second)]
        var taken: [[Double]] = [[], []]
        for _ in 0..<rounds {
            taken[0].append(Stopwatch.microseconds(of: first, times[0]))
            taken[1].append(Stopwatch.microseconds(of: second, times[1]))
        }
        return (taken[0].sorted()[rounds / 2], taken[1].sorted()[rounds / 2])
    }

    private static func repetitions(of operation: () -> Void) -> Int {
        _ = Stopwatch.microseconds(of: operation, 1)
        let once = max(Stopwatch.microseconds(of: operation, 1), 0.05)
        return max(1, Int(Stopwatch.nanosecondsOfRound / 1000 / once))
    }

    private static func microseconds(of operation: () -> Void, _ times: Int) -> Double {
        let start = Stopwatch.now()
        for _ in 0..<times { operation() }
        return Double(Stopwatch.now() - start) / 1000 / Double(times)
    }

    /// Nanoseconds of the thread, so that another program's share is not counted.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
