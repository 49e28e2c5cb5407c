import Exchange
import Synchronization
import Testing

@testable import Policies

@Suite struct HostileTextTests {
    private static func policies(pattern: String, keywords: String, onError: String) -> String {
        """
        pack: p
        rules:
          - {id: a.bad, entity: BAD, pattern: '\(pattern)', keywords: [\(keywords)], severity: high}
        ---
        policy: default
        request:
          - {rules: ["*"], action: redact}
        on_error: \(onError)
        """
    }

    @Test(arguments: ["(a+)+b", "key(a|aa)+$", "(key.*)*!", "^(([a-z])+.)+[A-Z]([a-z])+$"], ["closed", "open"])
    func aCatastrophicPatternEndsByItsLimits(pattern: String, onError: String) throws {
        let policies = Self.policies(pattern: pattern, keywords: "key", onError: onError)
        // Such a rule is refused when it is loaded; this is about the one that is not known for what it is.
        let fixture = try Fixture(policies, vetsRules: false)
        let text = "key" + String(repeating: "a", count: 50_000) + "key"
        let inspection = try fixture.inspect(text: text)
        guard !inspection.failures.isEmpty else { return }
        #expect(inspection.failures.map(\.rule) == ["a.bad"])
        switch inspection.outcome {
        case .block(let block):
            #expect(onError == "closed" && block.reason == .unfinished && block.rule == "a.bad")
            #expect(block.refusal(under: try fixture.policy()).message.contains("a.bad"))
        case .pass, .rewrite:
            #expect(onError == "open")
        }
    }

    /// A clock that goes on by one millisecond each time that it is read: the deadline without the time.
    private static func tickingClock() -> ScanClock {
        let time = Tick()
        return ScanClock(wall: { time.next() }, cpu: { time.next() })
    }

    private final class Tick: Sendable {
        private let value = Atomic<UInt64>(0)
        func next() -> UInt64 { self.value.wrappingAdd(1_000_000, ordering: .relaxed).newValue }
    }

    @Test func aScanEndsWhenItsTimeIsOver() throws {
        let policies = Self.policies(pattern: "[a-z]+[0-9]", keywords: "key", onError: "closed")
        let fixture = try Fixture(policies, clock: Self.tickingClock())
        let text = "key " + String(repeating: "abc ", count: 100_000)
        let inspection = try fixture.inspect(text: text, budget: ScanBudget(nanoseconds: 20_000_000))
        #expect(inspection.failures == [ScanFailure(rule: "a.bad", reason: .deadline)])
        guard case .block(let block) = inspection.outcome else {
            Issue.record("not blocked")
            return
        }
        #expect(block.reason == .unfinished)
        // The next request has its own time.
        #expect(try fixture.inspect(text: "key abc1").findings.count == 1)
        #expect(try fixture.inspect(text: "key").failures.isEmpty)
    }

    @Test func aWallClockThatRunsAheadOfTheThreadIsNoReason() throws {
        let time = Tick()
        let clock = ScanClock(wall: { time.next() }, cpu: { 7 })
        let policies = Self.policies(pattern: "[a-z]+[0-9]", keywords: "key", onError: "closed")
        let fixture = try Fixture(policies, clock: clock)
        let text = "key " + String(repeating: "abc ", count: 100_000)
        #expect(try fixture.inspect(text: text, budget: ScanBudget(nanoseconds: 2_000_000)).failures.isEmpty)
    }

    @Test func aTextFullOfKeywordsIsTriedOnceAtEachPlace() throws {
        let policies = Self.policies(pattern: "[a-z ]{0,64}key[0-9]", keywords: "key", onError: "closed")
        let fixture = try Fixture(policies)
        let inspection = try fixture.inspect(text: String(repeating: "key ", count: 50_000) + "key1")
        #expect(inspection.failures.isEmpty)
        #expect(inspection.findings.count == 1)
    }

    @Test func moreMatchesThanAnybodyCanActOnAreAFailure() throws {
        let policies = Self.policies(pattern: "key", keywords: "key", onError: "closed")
        let fixture = try Fixture(policies)
        let inspection = try fixture.inspect(text: String(repeating: "key ", count: RuleSet.matchesMax + 1))
        #expect(inspection.failures.map(\.reason) == [.tooManyMatches])
        #expect(inspection.findings.count == RuleSet.matchesMax)
    }

    @Test(arguments: [0, 1, 1023, 1024, 1_000_000, Int.max])
    func theBudgetGrowsWithTheBody(bytes: Int) {
        let expected = 20_000_000 + UInt64(bytes / 1024).multipliedReportingOverflow(by: 1_000_000).partialValue
        let overflows = UInt64(bytes / 1024).multipliedReportingOverflow(by: 1_000_000).overflow
        #expect(ScanBudget(bytes: bytes).allowance == (overflows ? .max : expected))
    }
}
