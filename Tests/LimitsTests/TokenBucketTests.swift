import Exchange
import Limits
import Testing

private let second: UInt64 = 1_000_000_000
private let day: UInt64 = 86_400 * second

/// Odd ones among them, and the largest that there are.
private let rates: [LimitSettings.Rate] = [
    .init(amount: 1, period: 1_000_000),
    .init(amount: 7, period: second),
    .init(amount: 60, period: 60 * second),
    .init(amount: 100_000, period: 60 * second),
    .init(amount: 999_983, period: 86_399_999_999_989),
    .init(amount: 1, period: 30 * day),
    .init(amount: 1 << 63, period: 1_000_000),
    .init(amount: 1 << 63, period: 30 * day),
    .init(amount: .max, period: .max),
]

@Suite struct TokenBucketTests {
    @Test(arguments: rates)
    func isFullAtFirstAndEmptyWhenAllIsTaken(rate: LimitSettings.Rate) {
        var bucket = TokenBucket(rate, at: 5)
        #expect(bucket.remaining(at: 5) == rate.amount)
        #expect(bucket.timeToFull(at: 5) == 0)
        #expect(bucket.charge(rate.amount, at: 5) == rate.amount)
        #expect(bucket.remaining(at: 5) == 0)
        #expect(bucket.timeToFull(at: 5) == bucket.rate.period)
    }

    @Test(arguments: rates)
    func refillsNoMoreThanItsCapacity(rate: LimitSettings.Rate) {
        var bucket = TokenBucket(rate, at: 0)
        #expect(bucket.remaining(at: .max) == rate.amount)
        _ = bucket.charge(.max, at: .max)
        bucket.giveBack(.max, at: .max)
        bucket.giveBack(.max, at: .max)
        #expect(bucket.remaining(at: .max) == rate.amount)
    }

    @Test(arguments: rates)
    func waitsExactlyAsLongAsItSays(rate: LimitSettings.Rate) {
        var random = SplitMix(state: 1)
        var bucket = TokenBucket(rate, at: 0)
        var now: UInt64 = 0
        for _ in 0..<2000 {
            now &+= random.next() % (bucket.rate.period / 8 + 2)
            let tokens = random.next() % max(rate.amount / 3, 1) + 1
            let wait = bucket.wait(for: tokens, at: now)
            if wait > 0 {
                #expect(bucket.wait(for: tokens, at: now + wait - 1) == 1)
            }
            now += wait
            #expect(bucket.wait(for: tokens, at: now) == 0)
            #expect(bucket.charge(tokens, at: now) == tokens)
        }
    }

    @Test(arguments: rates.prefix(6))
    func neverAdmitsMoreThanItsRate(rate: LimitSettings.Rate) {
        var random = SplitMix(state: 2)
        var bucket = TokenBucket(rate, at: 0)
        var now: UInt64 = 0
        var admitted: [(at: UInt64, tokens: UInt64)] = []
        for _ in 0..<400 {
            now += random.next() % (rate.period / 20 + 2)
            let tokens = random.next() % rate.amount + 1
            guard bucket.wait(for: tokens, at: now) == 0 else { continue }
            admitted.append((now, bucket.charge(tokens, at: now)))
        }
        #expect(!admitted.isEmpty)
        for first in admitted.indices {
            var sum: Int128 = 0
            for last in first..<admitted.endIndex {
                sum += Int128(admitted[last].tokens)
                let time = Int128(admitted[last].at - admitted[first].at)
                #expect(sum * Int128(rate.period) <= Int128(rate.amount) * (Int128(rate.period) + time))
            }
        }
    }

    @Test func doesNotDriftOverManySmallSteps() {
        // 7 a second, asked every 333 ns: a bucket that rounded each refill would lose or win hundreds of tokens.
        var bucket = TokenBucket(.init(amount: 7, period: second), at: 0)
        var admitted: UInt64 = 0
        var now: UInt64 = 0
        while now < 3 * second {
            if bucket.wait(for: 1, at: now) == 0 { admitted += bucket.charge(1, at: now) }
            now += 3333
        }
        #expect(admitted == 7 + 20)
    }

    @Test func letsARequestThatIsTooLargeWaitForAFullBucket() {
        var bucket = TokenBucket(.init(amount: 100, period: second), at: 0)
        #expect(bucket.wait(for: 500, at: 0) == 0)
        #expect(bucket.charge(500, at: 0) == 500)
        #expect(bucket.wait(for: 1, at: 0) == 4 * second + second / 100)
        #expect(bucket.wait(for: 500, at: 0) == 5 * second)
        #expect(bucket.wait(for: 500, at: 5 * second) == 0)
    }

    @Test func owesNoMoreThanItsDebtLimit() {
        var bucket = TokenBucket(.init(amount: 100, period: second), at: 0)
        #expect(bucket.charge(.max, at: 0) == 1100)
        #expect(bucket.charge(.max, at: 0) == 0)
        #expect(bucket.timeToFull(at: 0) == 11 * second)
        #expect(bucket.remaining(at: 0) == 0)
    }

    @Test func ignoresAClockThatGoesBack() {
        var bucket = TokenBucket(.init(amount: 10, period: second), at: second)
        _ = bucket.charge(10, at: second)
        #expect(bucket.remaining(at: 0) == 0)
        #expect(bucket.remaining(at: 2 * second) == 10)
    }

    @Test func staysAsFullAsItWasUnderAnotherRate() {
        var bucket = TokenBucket(.init(amount: 100, period: 60 * second), at: 0)
        _ = bucket.charge(75, at: 0)
        var larger = bucket.changed(to: .init(amount: 1000, period: second), at: 0)
        #expect(larger.remaining(at: 0) >= 249)
        #expect(larger.remaining(at: 0) <= 250)
        var smaller = bucket.changed(to: .init(amount: 4, period: second), at: 0)
        #expect(smaller.remaining(at: 0) <= 1)
        #expect(bucket.changed(to: bucket.rate, at: 0) == bucket)
    }

    @Test func keepsItsDebtUnderAnotherRate() {
        var bucket = TokenBucket(.init(amount: 100, period: second), at: 0)
        _ = bucket.charge(350, at: 0)
        var changed = bucket.changed(to: .init(amount: 50, period: second), at: 0)
        #expect(changed.wait(for: 1, at: 0) == 5 * second + second / 50)
        var tiny = bucket.changed(to: .init(amount: 1, period: second), at: 0)
        #expect(tiny.timeToFull(at: 0) == 11 * second)
    }

    @Test(arguments: rates, rates)
    func givesNothingAwayWhenItsRateGoesToAndFro(first: LimitSettings.Rate, second: LimitSettings.Rate) {
        var bucket = TokenBucket(first, at: 0)
        _ = bucket.charge(first.amount / 2 + 1, at: 0)
        let before = bucket.remaining(at: 0)
        for _ in 0..<20 {
            bucket = bucket.changed(to: second, at: 0).changed(to: first, at: 0)
        }
        #expect(bucket.remaining(at: 0) <= before)
    }
}

/// A small random number generator, the same numbers at every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
