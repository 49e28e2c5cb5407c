import Exchange
import Limits
import Synchronization
import Testing

private let second: UInt64 = 1_000_000_000

private func rate(_ amount: UInt64, per period: UInt64 = second) -> LimitSettings.Rate {
    LimitSettings.Rate(amount: amount, period: period)
}

extension CallerLimits {
    /// Admits or records that it did not.
    fileprivate func reserve(_ tokens: UInt64, at now: UInt64) throws -> Reservation {
        switch self.admit(tokens: tokens, at: now) {
        case .admitted(let reservation): return reservation
        case .refused(let refusal): throw refusal
        }
    }

    fileprivate func refusal(_ tokens: UInt64, at now: UInt64) -> LimitRefusal? {
        guard case .refused(let refusal) = self.admit(tokens: tokens, at: now) else { return nil }
        return refusal
    }
}

@Suite struct CallerLimitsTests {
    @Test func takesFromAllOrFromNone() throws {
        let limits = CallerLimits(.init(requests: rate(10), tokens: rate(100), concurrent: 2), at: 0)
        _ = try limits.reserve(60, at: 0)
        #expect(limits.refusal(60, at: 0)?.which == .tokens(rate(100)))
        #expect(limits.status(at: 0).requests?.remaining == 9)
        _ = try limits.reserve(40, at: 0)
        #expect(limits.refusal(0, at: 0) == LimitRefusal(which: .concurrent(2), wait: LimitRefusal.concurrencyWait))
        #expect(limits.status(at: 0).requests?.remaining == 8)
        #expect(limits.status(at: 0).tokens?.remaining == 0)
        #expect(limits.inFlight == 2)
    }

    @Test func saysTheLongerWaitWhichIsExact() throws {
        let limits = CallerLimits(.init(requests: rate(1), tokens: rate(100)), at: 0)
        _ = try limits.reserve(100, at: 0)
        let short = try #require(limits.refusal(10, at: 0))
        #expect(short == LimitRefusal(which: .requests(rate(1)), wait: second))
        #expect(limits.refusal(10, at: short.wait - 1) != nil)
        _ = try limits.reserve(10, at: short.wait)
        let long = try #require(limits.refusal(300, at: second))
        #expect(long.which == .requests(rate(1)))
    }

    @Test(
        arguments: [
            (Settlement.served(tokens: 30), 9, 70),
            (.served(tokens: 90), 9, 10),
            (.served(tokens: nil), 9, 50),
            (.hit, 9, 100),
            (.blocked, 9, 100),
            (.failed, 9, 100),
            (.refused, 10, 100),
        ] as [(Settlement, UInt64, UInt64)]
    )
    func paysForTheOutcome(settlement: Settlement, requests: UInt64, tokens: UInt64) throws {
        let limits = CallerLimits(.init(requests: rate(10), tokens: rate(100), concurrent: 1), at: 0)
        let reservation = try limits.reserve(50, at: 0)
        #expect(reservation.settle(as: settlement, at: 0))
        #expect(limits.status(at: 0).requests?.remaining == requests)
        #expect(limits.status(at: 0).tokens?.remaining == tokens)
        #expect(limits.inFlight == 0)
    }

    @Test func owesWhatWasUsedAboveTheEstimate() throws {
        let limits = CallerLimits(.init(tokens: rate(100)), at: 0)
        try limits.reserve(10, at: 0).settle(as: .served(tokens: 400), at: 0)
        #expect(limits.status(at: 0).tokens?.remaining == 0)
        #expect(limits.refusal(1, at: 0)?.wait == 3 * second + second / 100)
    }

    @Test func survivesAnAbsurdReport() throws {
        let limits = CallerLimits(.init(tokens: rate(100)), at: 0)
        try limits.reserve(.max, at: 0).settle(as: .served(tokens: .max), at: 0)
        #expect(limits.refusal(1, at: 0).map { $0.wait <= 11 * second } == true)
    }

    @Test func settlesOnlyOnce() throws {
        let limits = CallerLimits(.init(requests: rate(10), tokens: rate(100), concurrent: 1), at: 0)
        let first = try limits.reserve(50, at: 0)
        let copy = first
        #expect(first.settle(as: .hit, at: 0))
        #expect(!copy.settle(as: .refused, at: 0))
        // The same slot, held by somebody else now.
        let second = try limits.reserve(50, at: 0)
        #expect(!first.settle(as: .hit, at: 0))
        #expect(limits.inFlight == 1)
        #expect(limits.status(at: 0).tokens?.remaining == 50)
        #expect(second.settle(as: .hit, at: 0))
    }

    @Test func keepsWhatIsInFlightOverAReload() throws {
        let limits = CallerLimits(.init(requests: rate(10)), at: 0)
        let reservation = try limits.reserve(50, at: 0)
        limits.update(.init(requests: rate(100), tokens: rate(100), concurrent: 1), at: 0)
        #expect(limits.refusal(1, at: 0)?.which == .concurrent(1))
        #expect(limits.status(at: 0).requests?.limit == 100)
        #expect(limits.status(at: 0).requests.map { $0.remaining <= 90 } == true)
        #expect(reservation.settle(as: .served(tokens: 30), at: 0))
        #expect(limits.status(at: 0).tokens?.remaining == 70)
        limits.update(.init(), at: 0)
        #expect(limits.status(at: 0) == LimitStatus())
    }

    @Test func refusesNobodyWhereThereIsNoLimit() throws {
        let limits = CallerLimits(.init(), at: 0)
        for _ in 0..<1000 { _ = try limits.reserve(.max, at: 0) }
        #expect(limits.inFlight == 1000)
    }

    @Test func neverAdmitsMoreThanItsLimitsFromManyThreads() async {
        let limits = CallerLimits(.init(requests: rate(500), tokens: rate(20_000), concurrent: 3), at: 0)
        let shared = Shared()
        let totals = await withTaskGroup(of: (requests: UInt64, tokens: UInt64).self) { group in
            for seed in 0..<8 {
                group.addTask {
                    var random = SplitMix(state: UInt64(seed))
                    var sum: (requests: UInt64, tokens: UInt64) = (0, 0)
                    for _ in 0..<5000 {
                        let now = shared.clock.wrappingAdd(random.next() % 100_000, ordering: .relaxed).newValue
                        let estimate = random.next() % 200
                        guard case .admitted(let reservation) = limits.admit(tokens: estimate, at: now) else {
                            continue
                        }
                        shared.most.max(
                            shared.running.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue,
                            ordering: .relaxed
                        )
                        shared.running.wrappingSubtract(1, ordering: .sequentiallyConsistent)
                        sum.requests += 1
                        if random.next() % 4 == 0 {
                            reservation.settle(as: .hit, at: now)
                        } else {
                            let actual = random.next() % (estimate + 1)
                            reservation.settle(as: .served(tokens: actual), at: now)
                            sum.tokens += actual
                        }
                    }
                    return sum
                }
            }
            return await group.reduce((requests: UInt64(0), tokens: UInt64(0))) {
                ($0.requests + $1.requests, $0.tokens + $1.tokens)
            }
        }
        let time = shared.clock.load(ordering: .relaxed)
        #expect(shared.most.load(ordering: .relaxed) <= 3)
        #expect(totals.requests <= 500 + 500 * time / second)
        #expect(totals.tokens <= 20_000 + 20_000 * time / second)
        #expect(totals.requests > 0)
        #expect(limits.inFlight == 0)
    }

    @Test func namesTheLimitAndWhenItRefills() {
        let refusal = LimitRefusal(which: .requests(rate(60, per: 60 * second)), wait: 1_500_000_001).refusal
        #expect(refusal.code == .rateLimitExceeded)
        #expect(refusal.retryAfter == 1_500_000_001)
        #expect(refusal.message == "This key may send 60/min requests; the next one is free in 1.501s.")
    }
}

/// What the threads of a test share.
private final class Shared: Sendable {
    let clock = Atomic<UInt64>(0)
    let running = Atomic<Int>(0)
    let most = Atomic<Int>(0)
}

@Suite struct LimiterTests {
    @Test func keepsACallersLimitsOverReloads() throws {
        let limiter = Limiter()
        let first = try #require(limiter.limits(of: "a", .init(requests: rate(10)), at: 0))
        _ = try first.reserve(0, at: 0)
        let again = try #require(limiter.limits(of: "a", .init(requests: rate(20)), at: 0))
        #expect(first === again)
        #expect(again.status(at: 0).requests?.limit == 20)
        #expect(again.status(at: 0).requests.map { $0.remaining <= 18 } == true)
        #expect(limiter.limits(of: "b", .init(requests: rate(10)), at: 0) !== first)
    }

    @Test func costsNothingForACallerWithoutLimits() {
        let limiter = Limiter()
        #expect(limiter.limits(of: "a", .init(), at: 0) == nil)
        #expect(limiter.count == 0)
    }

    @Test func forgetsOnlyCallersThatAreAsGoodAsNew() throws {
        let limiter = Limiter()
        let settings = LimitSettings(requests: rate(10))
        let held = try #require(limiter.limits(of: "held", settings, at: 0))
        _ = try #require(limiter.limits(of: "busy", settings, at: 0)).reserve(0, at: 0)
        _ = try #require(limiter.limits(of: "used", settings, at: 0)).reserve(0, at: 0).settle(as: .hit, at: 0)
        for caller in 0..<10_000 { _ = limiter.limits(of: "\(caller)", settings, at: 0) }
        #expect(limiter.count < 7000)
        #expect(limiter.limits(of: "held", settings, at: 0) === held)
        #expect(limiter.limits(of: "busy", settings, at: 0)?.inFlight == 1)
        #expect(limiter.limits(of: "used", settings, at: 0)?.status(at: 0).requests?.remaining == 9)
    }
}
