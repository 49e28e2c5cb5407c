import Ledger
import Testing

@Suite struct StageClockTests {
    private func serverTiming(_ durations: StageDurations) -> String {
        var bytes: [UInt8] = []
        durations.appendServerTiming(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func measuresOneStageAtATime() {
        var clock = StageClock()
        clock.enter(.auth, at: 1_000)
        clock.enter(.limit, at: 13_000)
        clock.leave(at: 14_000)
        clock.enter(.upstream, at: 20_000)
        clock.leave(at: 5_020_000)
        clock.leave(at: 9_000_000)
        #expect(clock.durations[.auth] == 12_000)
        #expect(clock.durations[.limit] == 1_000)
        #expect(clock.durations[.cache] == nil)
        #expect(self.serverTiming(clock.durations) == "auth;dur=0.012, limit;dur=0.001, upstream;dur=5.000")
    }

    @Test func addsUpAStageThatIsComeToTwice() {
        var clock = StageClock()
        clock.enter(.upstream, at: 0)
        clock.enter(.route, at: 10)
        clock.enter(.upstream, at: 30)
        clock.leave(at: 35)
        #expect(clock.durations[.upstream] == 15)
        #expect(clock.durations[.route] == 20)
    }

    @Test func takesAClockThatGoesBackForNoTime() {
        var clock = StageClock()
        clock.enter(.auth, at: 10)
        clock.leave(at: 5)
        #expect(clock.durations[.auth] == 0)
    }

    @Test(
        arguments: [
            (0, "0.000"), (499, "0.000"), (500, "0.001"), (999_499, "0.999"), (999_500, "1.000"),
            (61_234_567_890, "61234.568"),
            (UInt64.max, "18446744073709.552"),
        ] as [(UInt64, String)]
    )
    func writesMilliseconds(nanoseconds: UInt64, text: String) {
        var durations = StageDurations()
        durations.add(nanoseconds, to: .dlp)
        #expect(self.serverTiming(durations) == "dlp;dur=" + text)
    }

    @Test func writesNothingForARequestThatCameToNoStage() {
        #expect(self.serverTiming(StageDurations()) == "")
    }
}
