import Exchange
import Testing

@testable import Policies

/// What the fields of a statement and of a rule do to what is found.
@Suite struct StatementTests {
    private static let rules = """
        pack: p
        rules:
          - {id: a.card, entity: CARD, pattern: '\\b[0-9]{16}\\b', digits: 16, level: validated, severity: high}
          - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], level: contextual, severity: low}
          - {id: a.any, entity: ANY, pattern: 'value=(\\S+)', keywords: [value=], level: contextual, severity: high, generic: true}
          - {id: a.tried, entity: TRIED, pattern: '[a-z]+@x', keywords: ["@x"], severity: low, mode: shadow}
        ---
        policy: default
        unscannable: allow
        request:

        """

    private func fixture(_ statements: String...) throws -> Fixture {
        try Fixture(Self.rules + statements.map { "  - \($0)" }.joined(separator: "\n"))
    }

    @Test(arguments: [
        ("4111111111111111", "[CARD …1111]"), ("pay 5555555555554444 now", "pay [CARD …4444] now"),
        ("value=abcdefghi", "value=[ANY …hi]"), ("value=abc", "value=[ANY]"),
        ("value=abcdefg\"hijkl", "value=[ANY …jkl]"),
        ("value=abcdefghijkl\"", "value=[ANY]"),
    ])
    func keepsTheEndButNeverMoreThanAQuarter(text: String, expected: String) throws {
        let fixture = try self.fixture("{rules: [\"*\"], action: redact, keep: 4}")
        #expect(try fixture.rewritten(text: text) == expected)
    }

    @Test func whatOverlapsKeepsNothingThatOneOfThemHides() throws {
        let fixture = try self.fixture(
            "{rules: [a.card], action: redact, keep: 4}",
            "{rules: [a.any], action: redact}"
        )
        // The same range twice: one of its statements keeps nothing.
        #expect(try fixture.rewritten(text: "value=4111111111111111") == "value=[CARD]")
        #expect(try fixture.rewritten(text: "value=4111111111111111-x") == "value=[CARD]")
    }

    @Test func aStatementMayBeAboutSomeKeysOnly() throws {
        let fixture = try self.fixture(
            "{rules: [a.mail], keys: [ci, \"batch-*\"], action: flag}",
            "{rules: [a.mail], action: redact}"
        )
        for (caller, expected) in [("ci", "joe@z.org"), ("batch-7", "joe@z.org"), ("cid", "[MAIL]"), ("", "[MAIL]")] {
            #expect(try fixture.rewritten(text: "joe@z.org", caller: caller) == expected, "\(caller)")
        }
    }

    @Test func aRuleThatKnowsTheKindSpeaksBeforeAGenericOne() throws {
        let fixture = try self.fixture("{rules: [\"*\"], action: redact}")
        #expect(try fixture.rewritten(text: "value=joe@z.org,x") == "value=[MAIL]")
        #expect(try fixture.inspect(text: "value=joe@z.org,x").findings.map(\.rule) == ["a.mail"])
    }

    @Test func aLenientStatementHidesNothingFromAStrictOne() throws {
        let lenient = "{rules: [a.card], action: flag}"
        let strict = try self.fixture(lenient, "{rules: [a.any], action: redact}")
        #expect(try strict.rewritten(text: "value=4111111111111111") == "value=[ANY]")
        let tokens = try self.fixture("{rules: [a.card], action: tokenize}", "{rules: [a.any], action: redact}")
        #expect(try tokens.rewritten(text: "value=4111111111111111-x") == "value=[ANY]")
    }

    @Test func aRuleInShadowIsRecordedAndChangesNothing() throws {
        let fixture = try self.fixture("{rules: [a.tried], action: block}", "{rules: [a.mail], action: redact}")
        let inspection = try fixture.inspect(text: "joe@x.org")
        #expect(inspection.findings.map(\.rule) == ["a.tried", "a.mail"])
        #expect(inspection.findings.map(\.isShadow) == [true, false])
        #expect(inspection.action == .redact)
        #expect(try fixture.rewritten(text: "joe@x.org") == "[MAIL]")
        #expect(try fixture.rewritten(text: "joe@x") == "joe@x")
    }

    @Test func aListOfHashesMeansItsValuesAlone() throws {
        let salt = "0123456789abcdef"
        let entry = try #require(ValueHashes.entry(for: "CUST 12-34", salt: salt))
        let fixture = try Fixture(
            """
            pack: p
            rules:
              - id: a.ours
                entity: OURS
                pattern: '(?i)\\bcust[ -]?\\d\\d-?\\d\\d\\b'
                keywords: [cust]
                severity: low
                match_hashes: {salt: \(salt), values: [\(entry), \(entry)0123]}
            ---
            policy: default
            unscannable: allow
            request: [{rules: [a.ours], action: redact}]
            """
        )
        #expect(try fixture.rewritten(text: "cust 12-34, CUST1234, cust 12-35") == "[OURS], [OURS], cust 12-35")
        #expect(ValueHashes.entry(for: "1-2 3", salt: salt) == nil)
        #expect(ValueHashes.entry(for: "CUST 12-34", salt: "another salt") != entry)
    }

    @Test func findingsTellWhereAndAFingerprintThatNeedsTheKey() throws {
        let text = Array("mail joe@z.org or joe@z.org, not jim@z.org".utf8)
        let policy = try self.fixture("{rules: [a.mail], action: redact}").policy()
        func prints(_ key: UInt8) -> [UInt64?] {
            let scratch = ScanScratch(findings: KeyedHash(key: [UInt8](repeating: key, count: 32)))
            return text.withUnsafeBytes {
                let inspection = Inspector.inspect(text: $0, side: .request, under: policy, using: scratch)
                #expect(inspection.findings.map(\.offset) == [5, 18, 33])
                return inspection.findings.map(\.fingerprint)
            }
        }
        let first = prints(1)
        #expect(first[0] != nil && first[0] == first[1] && first[0] != first[2])
        #expect(prints(2)[0] != first[0])
    }
}
