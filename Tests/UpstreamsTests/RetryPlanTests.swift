import Exchange
import Testing
import Upstreams

struct RetryPlanTests {
    private static let second: UInt64 = 1_000_000_000

    private static func targets(_ count: Int, retries: Int = 2, total: UInt64 = 600 * second) -> [Target] {
        let provider = Provider(name: "p", kind: .openAI, baseURL: "https://p.example/v1", key: nil)
        return (0..<count).map { index in
            Target(provider: provider, model: "m\(index)", retries: retries, timeouts: UpstreamTimeouts(total: total))
        }
    }

    @Test func doublesItsBackoffWithJitter() {
        var plan = RetryPlan(targets: Self.targets(1, retries: 7), startedAt: 0)
        var most: [UInt64] = []
        for _ in 0..<7 {
            // The highest jitter, and no time passes.
            guard case .retry(let wait) = plan.after(.status(503, retryAfter: nil), at: 0, random: .max) else { break }
            most.append(wait)
        }
        #expect(most.count == 7)
        for (wait, backoff) in zip(most, [500, 1000, 2000, 4000, 8000, 8000, 8000] as [UInt64]) {
            #expect(wait >= backoff * 500_000 && wait <= backoff * 1_000_000)
        }
    }

    @Test func triesEachTargetAgainAndThenTheNext() {
        var plan = RetryPlan(targets: Self.targets(3), startedAt: 0)
        var steps: [String] = []
        loop: for _ in 0..<20 {
            switch plan.after(.transport(.reset), at: 0, random: 0) {
            case .retry: steps.append("again")
            case .nextTarget: steps.append("\(plan.targetIndex)")
            case .giveUp: break loop
            }
        }
        #expect(steps == ["again", "again", "1", "again", "again", "2", "again", "again"])
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504, 529])
    func triesAgainAfterStatus(status: Int) {
        var plan = RetryPlan(targets: Self.targets(2), startedAt: 0)
        #expect(plan.after(.status(status, retryAfter: nil), at: 0, random: 0) == .retry(after: Self.second / 4))
    }

    @Test(arguments: [401, 402, 403, 301, 302, 307, 204, 599])
    func goesElsewhereAfterStatus(status: Int) {
        var plan = RetryPlan(targets: Self.targets(2), startedAt: 0)
        #expect(plan.after(.status(status, retryAfter: nil), at: 0, random: 0) == .nextTarget)
        #expect(plan.after(.status(status, retryAfter: nil), at: 0, random: 0) == .giveUp)
    }

    @Test(arguments: [400, 404, 409, 413, 422])
    func leavesACallersFaultAlone(status: Int) {
        var plan = RetryPlan(targets: Self.targets(2), startedAt: 0)
        #expect(plan.after(.status(status, retryAfter: nil), at: 0, random: 0) == .giveUp)
    }

    @Test(arguments: [
        UpstreamFailure.Kind.timeout(.connect), .timeout(.firstByte), .timeout(.idle), .timeout(.total), .tls,
        .tooLarge,
        .badAnswer, .unusable,
    ])
    func goesElsewhereAfter(kind: UpstreamFailure.Kind) {
        var plan = RetryPlan(targets: Self.targets(2), startedAt: 0)
        #expect(plan.after(.transport(kind), at: 0, random: 0) == .nextTarget)
    }

    @Test func givesUpWhenTheGatewayCloses() {
        var plan = RetryPlan(targets: Self.targets(2), startedAt: 0)
        #expect(plan.after(.transport(.closed), at: 0, random: 0) == .giveUp)
    }

    @Test func obeysRetryAfter() {
        var plan = RetryPlan(targets: Self.targets(2), startedAt: 0)
        let asked = 3 * Self.second
        #expect(plan.after(.status(429, retryAfter: asked), at: 0, random: 0) == .retry(after: asked))
        // Less than the backoff is no reason to hurry.
        #expect(plan.after(.status(429, retryAfter: 0), at: 0, random: 0) == .retry(after: Self.second / 2))
    }

    @Test(arguments: [11 * second, 3600 * second, UInt64.max])
    func waitsNoLongerThanTenSeconds(asked: UInt64) {
        var plan = RetryPlan(targets: Self.targets(2), startedAt: 0)
        #expect(plan.after(.status(429, retryAfter: asked), at: 5, random: 0) == .nextTarget)
        #expect(plan.after(.status(429, retryAfter: asked), at: 5, random: 0) == .giveUp)
    }

    @Test func doesNothingBehindItsDeadline() {
        var plan = RetryPlan(targets: Self.targets(2, total: Self.second), startedAt: 100)
        #expect(plan.after(.status(503, retryAfter: nil), at: Self.second, random: 0) == .nextTarget)
        #expect(plan.after(.status(503, retryAfter: nil), at: 2 * Self.second, random: 0) == .giveUp)
    }

    @Test func survivesAnyNumbers() {
        for (start, now) in [(UInt64.max, UInt64.max), (0, .max), (.max, 0)] {
            var plan = RetryPlan(targets: Self.targets(3, total: .max), startedAt: start)
            for _ in 0..<12 { _ = plan.after(.status(503, retryAfter: .max), at: now, random: .max) }
        }
        var empty = RetryPlan(targets: [], startedAt: 0)
        #expect(empty.after(.transport(.reset), at: 0, random: 0) == .giveUp)
    }
}

struct RetryAfterTests {
    /// 1994-11-06 08:49:37.
    private static let now: UInt64 = 784_111_777_000

    @Test(arguments: [
        ("0", 0), ("1", 1), ("120", 120), ("007", 7), ("999999999", 999_999_999),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
        ("Sun, 06 Nov 1994 08:49:00 GMT", 0),
        ("Mon, 07 Nov 1994 08:49:37 GMT", 86_400), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 1996 08:49:37 GMT", 41_472_000), ("Fri, 31 Dec 9999 23:59:60 GMT", 999_999_999),
    ])
    func readsSecondsAndDates(text: String, seconds: UInt64) {
        #expect(RetryAfter.nanoseconds(text, wallClock: Self.now) == seconds * 1_000_000_000)
    }

    @Test(arguments: [
        "", " ", "-1", "-1e9", "1.5", "1 ", "+1", "1000000000", "99999999999999999999999", "soon", "Sun, 06 Nov 1994",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "\u{0}", "١٢",
    ])
    func ignoresWhatIsNeither(text: String) {
        #expect(RetryAfter.nanoseconds(text, wallClock: Self.now) == nil)
    }
}
