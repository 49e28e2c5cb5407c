import Exchange
import Testing

@Suite struct NearestNameTests {
    private static let names = ["listen", "hosts", "targets", "strategy", "base_url", "api_key", "first_byte"]

    @Test(
        arguments: [
            ("taregts", "targets"), ("target", "targets"), ("Listen", "listen"), ("listne", "listen"),
            ("baseurl", "base_url"),
            ("base-url", "base_url"), ("stratgy", "strategy"), ("host", "hosts"), ("api", nil), ("zzz", nil), ("", nil),
            ("firstbyte", "first_byte"),
        ] as [(String, String?)]
    )
    func guessesASlipAndNothingElse(word: String, name: String?) {
        #expect(NearestName.nearest(to: word, among: NearestNameTests.names) == name)
    }

    @Test func doesNotCompareWhatIsTooLongToBeAName() {
        let word = String(repeating: "a", count: 1_000_000)
        #expect(NearestName.nearest(to: word, among: [word]) == nil)
    }
}
