import Exchange
import Synchronization
import Testing

@testable import Policies

@Suite struct CleanTextsTests {
    private static let policies = """
        pack: p
        rules:
          - {id: a.key, entity: KEY, pattern: '\\bKEY([0-9]{4})\\b', keywords: [KEY], level: validated, severity: high}
          - {id: a.long, entity: LONG, pattern: 'BEGIN[ -~]{0,3000}END', keywords: [BEGIN], level: shape, severity: low}
          - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], level: contextual, severity: low}
        ---
        policy: default
        request:
          - {rules: [a.key, a.long], action: block}
        response:
          - {rules: [a.mail], action: redact}
        """

    /// Its clock stands still: how long a busy machine takes is no matter here.
    private let scratch = ScanScratch(clock: ScanClock(wall: { 0 }, cpu: { 0 }))
    private let policy: Policy

    init() throws {
        self.policy = try Fixture(Self.policies).policy("default")
    }

    private func rules(_ side: Policy.Side) -> RuleSet {
        self.policy.inspected(side).rules
    }

    private func isUnknown(_ text: String, _ side: Policy.Side = .request) -> Bool {
        Array(text.utf8).withUnsafeBytes { self.scratch.cleanTexts.unknown($0, under: self.rules(side)) } != nil
    }

    private func scan(_ text: String, _ side: Policy.Side = .request) -> Int {
        self.scratch.state.start(ScanBudget(bytes: text.utf8.count))
        Array(text.utf8).withUnsafeBytes { self.scratch.scan($0, for: self.rules(side)) }
        return self.scratch.state.matches.count
    }

    @Test(arguments: ["assistant", "a text of thirty-two bytes exactly", String(repeating: "word ", count: 3000)])
    func aTextIsKnownOnceItCameBackClean(_ text: String) {
        #expect(self.isUnknown(text))
        #expect(self.scan(text) == 0)
        // A short one is kept as it is, of a longer one a digest is made when it comes again.
        #expect(self.isUnknown(text) == (text.utf8.count > 32))
        #expect(self.scan(text) == 0)
        #expect(!self.isUnknown(text))
    }

    @Test(arguments: ["KEY1234", "a longer text in which the key KEY1234 stands somewhere"])
    func aTextWithAMatchNeverIs(_ text: String) {
        for _ in 0..<4 {
            #expect(self.scan(text) == 1)
            #expect(self.isUnknown(text))
        }
    }

    @Test func whatIsCleanUnderOneSetIsReadUnderAnother() {
        let text = "write to joe@example.org, whoever you are"
        for _ in 0..<3 { #expect(self.scan(text) == 0) }
        #expect(!self.isUnknown(text))
        #expect(self.scan(text, .response) == 1)
    }

    @Test func anotherByteAnywhereIsAnotherText() {
        // Longer than what the quick hash reads, so that only the digest can tell them apart.
        let clean = String(repeating: "plain prose ", count: 400)
        for _ in 0..<3 { #expect(self.scan(clean) == 0) }
        #expect(!self.isUnknown(clean))
        var bytes = Array(clean.utf8)
        bytes.replaceSubrange(2400..<2411, with: "KEY1234 abc".utf8)
        #expect(self.scan(String(decoding: bytes, as: UTF8.self)) == 1)
    }

    @Test func anUnfinishedScanProvesNothing() {
        let time = Atomic<UInt64>(0)
        let clock = ScanClock(
            wall: { time.wrappingAdd(1_000_000_000, ordering: .relaxed).newValue },
            cpu: { time.wrappingAdd(1_000_000_000, ordering: .relaxed).newValue }
        )
        let scratch = ScanScratch(clock: clock)
        let text = Array(String(repeating: "BEGIN without the other ", count: 400).utf8)
        for _ in 0..<3 {
            scratch.state.start(ScanBudget(nanoseconds: 1))
            text.withUnsafeBytes { scratch.scan($0, for: self.rules(.request)) }
            #expect(scratch.state.timer.isSpent)
            #expect(text.withUnsafeBytes { scratch.cleanTexts.unknown($0, under: self.rules(.request)) } != nil)
        }
    }

    @Test func textsThatNeverComeAgainPushOutNoneThatDoes() {
        let known = "You are a helpful assistant who answers in one sentence."
        for _ in 0..<2 { _ = self.scan(known) }
        for number in 0..<20_000 { _ = self.scan("text number \(number) that is seen a single time") }
        #expect(!self.isUnknown(known))
    }
}
