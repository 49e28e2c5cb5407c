import Limits
import Testing

@Suite struct LimitStatusTests {
    @Test(
        arguments: [
            (0, "0s"), (1, "1ms"), (999_000_000, "999ms"), (999_000_001, "1s"), (1_000_000_000, "1s"),
            (1_500_000_000, "1.5s"),
            (1_010_000_000, "1.01s"), (59_999_999_999, "1m0s"), (360_000_000_000, "6m0s"),
            (3_600_000_000_000, "1h0m0s"),
            (90_061_001_000_000, "25h1m1.001s"), (UInt64.max, "5124095h34m33.71s"),
        ] as [(UInt64, String)]
    )
    func writesDurationsRoundedUp(nanoseconds: UInt64, text: String) {
        #expect(WaitText.duration(nanoseconds) == text)
    }

    @Test(
        arguments: [
            (0, 1, 0), (1, 1, 1), (1_000_000_000, 1, 1000), (1_000_000_001, 2, 1001), (59_000_000_000, 59, 59_000),
        ] as [(UInt64, UInt64, UInt64)]
    )
    func asksToWaitWholeSecondsAndMilliseconds(nanoseconds: UInt64, seconds: UInt64, milliseconds: UInt64) {
        #expect(WaitText.seconds(nanoseconds) == seconds)
        #expect(WaitText.milliseconds(nanoseconds) == milliseconds)
    }

    @Test func writesTheHeadersOfBothSurfaces() {
        let status = LimitStatus(
            requests: .init(limit: 60, remaining: 59, reset: 1_000_000_000),
            tokens: .init(limit: 100_000, remaining: 7, reset: 360_000_000_000)
        )
        var bytes: [UInt8] = []
        status.appendHeaders(to: &bytes)
        let openAI = """
            x-ratelimit-limit-requests: 60\r
            x-ratelimit-remaining-requests: 59\r
            x-ratelimit-reset-requests: 1s\r
            x-ratelimit-limit-tokens: 100000\r
            x-ratelimit-remaining-tokens: 7\r
            x-ratelimit-reset-tokens: 6m0s\r

            """
        #expect(String(decoding: bytes, as: UTF8.self) == openAI)
        bytes.removeAll()
        status.appendAnthropicHeaders(to: &bytes, wallClock: 1_735_689_600_001)
        let anthropic = """
            anthropic-ratelimit-requests-limit: 60\r
            anthropic-ratelimit-requests-remaining: 59\r
            anthropic-ratelimit-requests-reset: 2025-01-01T00:00:02Z\r
            anthropic-ratelimit-tokens-limit: 100000\r
            anthropic-ratelimit-tokens-remaining: 7\r
            anthropic-ratelimit-tokens-reset: 2025-01-01T00:06:01Z\r

            """
        #expect(String(decoding: bytes, as: UTF8.self) == anthropic)
    }

    @Test func writesNothingWithoutLimits() {
        var bytes: [UInt8] = []
        LimitStatus().appendHeaders(to: &bytes)
        LimitStatus().appendAnthropicHeaders(to: &bytes, wallClock: 0)
        #expect(bytes.isEmpty)
    }
}
