import Testing

@testable import Settings

@Suite struct QuantityTextTests {
    @Test(
        arguments: [
            ("0s", 0), ("250ms", 250_000_000), ("10s", 10_000_000_000), ("2m", 120_000_000_000),
            ("1h", 3_600_000_000_000),
            ("1h30m", 5_400_000_000_000), ("1d", 86_400_000_000_000), ("1s500ms", 1_500_000_000),
            ("36500d", 36_500 * 86_400_000_000_000),
        ] as [(String, UInt64)]
    )
    func readsDurations(text: String, nanoseconds: UInt64) {
        #expect(DurationText.nanoseconds(text) == nanoseconds)
    }

    @Test(arguments: [
        "", "1", "s", "1x", "1 s", "-1s", "+1s", "1.5s", "1s1s", "1m1h", "1S", "36501d", "99999999999999999999s",
        "18446744073709551615d", "１s", "1s ", "1min",
    ])
    func refusesWhatIsNoDuration(text: String) {
        #expect(DurationText.nanoseconds(text) == nil)
    }

    @Test(arguments: [
        ("1B", 1), ("64KB", 64_000), ("10MiB", 10 << 20), ("2GiB", 2 << 30), ("1TiB", 1 << 40), ("5MB", 5_000_000),
        ("1KiB", 1024),
    ])
    func readsSizes(text: String, bytes: Int) {
        #expect(SizeText.bytes(text) == bytes)
    }

    @Test(arguments: ["", "1", "KB", "1kb", "1 KB", "-1KB", "1.5GiB", "9999999999TiB", "99999999999999999999B", "1PB"])
    func refusesWhatIsNoSize(text: String) {
        #expect(SizeText.bytes(text) == nil)
    }
}
