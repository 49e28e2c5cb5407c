import Exchange
import Synchronization
import Testing

@testable import Policies

/// What a policy does with what a channel holds.
@Suite struct StreamActionTests {
    private static let rules = """
          - {id: a.key, entity: KEY, pattern: '\\bKEY[0-9]{4}\\b', keywords: [KEY], severity: high}
          - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], severity: low}
          - {id: a.long, entity: LONG, pattern: 'BEGIN[ -~]{0,300}END', keywords: [BEGIN], severity: low}
        """
    private static let blocks = "[{rules: [a.key], action: block}, {rules: [\"*\"], action: redact}]"

    @Test(arguments: [1, 2, 5, 100])
    func aBlockLetsOutWhatStoodBeforeAndNothingElse(every: Int) throws {
        let fixture = try StreamFixture(rules: Self.rules, statements: Self.blocks)
        let result = fixture.run("mail joe@x.org then KEY1234 and more joe@x.org", every: every)
        #expect(result.text == "mail [MAIL] then ")
        #expect(result.block == Inspection.Block(reason: .finding, rule: "a.key", entity: "KEY", place: "c"))
        #expect(result.findings.map(\.rule) == ["a.mail", "a.key"])
    }

    @Test(arguments: [1, 2, 5, 100])
    func whatOverlapsABlockDoesNotGoOut(every: Int) throws {
        let fixture = try StreamFixture(rules: Self.rules, statements: Self.blocks)
        let result = fixture.run("a BEGIN x KEY1234 END b", every: every)
        #expect(result.text == "a " && result.block?.rule == "a.key")
    }

    @Test(arguments: [1, 2, 5, 100])
    func overlapsBecomeOneReplacement(every: Int) throws {
        let fixture = try StreamFixture(rules: Self.rules)
        let result = fixture.run("BEGIN x joe@x.org y END KEY1234", every: every)
        #expect(result.text == "[LONG] [KEY]")
        #expect(result.findings.map(\.rule) == ["a.long", "a.key"])
    }

    @Test func saysWhetherWhatWentOutIsWhatCameIn() throws {
        let fixture = try StreamFixture(rules: Self.rules)
        for (text, isChanged) in [("KEY123 a", false), ("KEY1234 a", true)] {
            var inspector = ChannelInspector(policy: fixture.policy, side: .response, place: "c")
            var output: [UInt8] = []
            Array(text.utf8).withUnsafeBytes { inspector.append($0, to: &output, using: fixture.scratch) }
            #expect(inspector.isChanged == isChanged)
        }
    }

    @Test(arguments: ["closed", "open"])
    func aPatternThatGivesUpFollowsThePolicy(onError: String) throws {
        let fixture = try StreamFixture(
            rules: Self.rules
                + "\n  - {id: a.bad, entity: BAD, pattern: 'key(?:a|aa)+$', keywords: [key], severity: high}",
            more: "on_error: \(onError)",
            vetsRules: false
        )
        let text = "joe@x.org key" + String(repeating: "a", count: 2_000) + " and joe@x.org"
        let result = fixture.run(text, every: 7)
        #expect(result.failures.map(\.rule) == ["a.bad"])
        if onError == "closed" {
            #expect(result.text == "[MAIL] " && result.block?.reason == .unfinished && result.block?.rule == "a.bad")
        } else {
            #expect(result.text == text.replacing("joe@x.org", with: "[MAIL]") && result.block == nil)
        }
    }

    private final class Tick: Sendable {
        private let value = Atomic<UInt64>(0)
        func next(_ step: UInt64) -> UInt64 { self.value.wrappingAdd(step, ordering: .relaxed).newValue }
    }

    /// 20 ms and 1 ms a KiB, however many deltas they are spread over.
    @Test(arguments: ["closed", "open"])
    func aChannelHasABudgetForAllItsDeltas(onError: String) throws {
        let time = Tick()
        let clock = ScanClock(wall: { time.next(1_000_000) }, cpu: { time.next(1_000_000) })
        let set = try StreamFixture(rules: Self.rules, more: "on_error: \(onError)")
        let fixture = StreamFixture(set.policy, scratch: ScanScratch(clock: clock))
        let result = fixture.run(String(repeating: "joe@x.org ", count: 200), every: 5)
        #expect(result.failures.map(\.reason) == [.deadline])
        #expect(result.text.hasPrefix("[MAIL] [MAIL] "))
        if onError == "closed" {
            #expect(result.block?.reason == .unfinished && !result.text.contains("joe"))
        } else {
            #expect(result.text.hasSuffix(" joe@x.org joe@x.org ") && result.block == nil)
        }
    }

    @Test func aBusyMachineIsNoReason() throws {
        let time = Tick()
        let clock = ScanClock(wall: { time.next(1_000_000_000) }, cpu: { time.next(1) })
        let set = try StreamFixture(rules: Self.rules)
        let fixture = StreamFixture(set.policy, scratch: ScanScratch(clock: clock))
        #expect(fixture.run(String(repeating: "joe@x.org ", count: 200), every: 4).failures.isEmpty)
    }
}
