import Exchange
import Testing

@Suite struct CallerTests {
    static let patterns: [([String], String, Bool)] = [
        (["*"], "anything", true), ([], "anything", false), (["gpt-4o"], "gpt-4o", true),
        (["gpt-4o"], "gpt-4o-mini", false),
        (["gpt-*"], "gpt-4o", true), (["gpt-*"], "gpt-", true), (["gpt-*"], "xgpt-4", false),
        (["openai/*"], "openai/gpt", true),
        (["openai/*"], "openai", false), (["*-mini"], "gpt-4o-mini", true), (["*-mini"], "gpt-4o-mini2", false),
        (["a*b*c"], "a-b-b-c", true), (["a*b*c"], "a-c-b", false), (["x", "y"], "y", true), (["**"], "", true),
        (["a"], "A", false),
        (["*a*a*a*a*a*a*a*b"], String(repeating: "a", count: 256), false),
    ]

    @Test(arguments: patterns)
    func usesTheModelsThatItsPatternsName(patterns: [String], model: String, allowed: Bool) {
        #expect(Caller(keyID: "k", name: "n", models: patterns).mayUse(model: model) == allowed)
    }

    @Test func theOpenCallerMayUseAll() {
        #expect(Caller.open.isOpen && Caller.open.mayUse(model: "m"))
    }
}

@Suite struct LimitSettingsTests {
    static let rates: [(String, UInt64, UInt64)] = [
        ("60/min", 60, 60_000_000_000), ("5000/s", 5000, 1_000_000_000), ("100k/min", 100_000, 60_000_000_000),
        ("2M/d", 2_000_000, 86_400_000_000_000), ("1/h", 1, 3_600_000_000_000),
    ]

    @Test(arguments: rates)
    func readsRates(text: String, amount: UInt64, period: UInt64) throws {
        let rate = try LimitSettings.Rate(parsing: text)
        #expect(rate == LimitSettings.Rate(amount: amount, period: period))
        #expect(try LimitSettings.Rate(parsing: rate.description) == rate)
    }

    @Test(arguments: [
        "", "60", "60/", "/min", "60/minute", "0/s", "-1/s", "+1/s", "1.5/s", "k/s", "60 /min", "60/ min", "60/s/s",
        "1m/s",
        "99999999999999999999/s", "18446744073709551615M/s", "1000001M/s",
    ])
    func refusesWhatIsNoRate(text: String) {
        let error = #expect(throws: LimitSettings.Rate.Unreadable.self) { try LimitSettings.Rate(parsing: text) }
        #expect(error?.description.contains("60/min") == true)
    }
}
