import Exchange
import Testing

@testable import Policies

@Suite struct TokenizerTests {
    private let fixture: Fixture

    init() throws {
        self.fixture = try Fixture(
            """
            pack: p
            rules:
              - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], level: contextual, severity: low}
              - {id: a.card, entity: CARD, pattern: '\\b[0-9]{16}\\b', digits: 16, level: validated, severity: high}
              - {id: a.key, entity: MAIL_KEY, pattern: 'KEY[0-9]{4}', keywords: [KEY], severity: low}
            ---
            policy: default
            unscannable: allow
            request:
              - {rules: ["*"], action: tokenize}
            ---
            policy: shadow
            mode: shadow
            unscannable: allow
            request:
              - {rules: ["*"], action: tokenize}
            """
        )
    }

    private func body(_ first: String, _ second: String = "") -> String {
        #"{"messages":[{"role":"system","content":"\#(first)"},{"role":"user","content":"\#(second)"}]}"#
    }

    @Test func numbersByFirstAppearanceAndTheSameValueIsTheSameToken() throws {
        let rewritten = try self.fixture.rewritten(
            json: self.body("a@x.org 4111111111111111 b@x.org", "b@x.org c@x.org a\\u0040x.org")
        )
        #expect(rewritten == self.body("<MAIL_1> <CARD_1> <MAIL_2>", "<MAIL_2> <MAIL_3> <MAIL_1>"))
    }

    @Test(arguments: [
        "<MAIL_1>", "<mail_1>", "MAIL_1", "\\u003cMAIL_1\\u003e", "&lt;MAIL 1&gt;", "<MY_MAIL_1>", "<MAIL\\\\_1>",
        "<**MAIL_1**>",
    ])
    func whatLooksLikeATokenIsLeftAloneAndItsNumberSkipped(text: String) throws {
        for (first, second) in [("a@x.org b@x.org", text), (text, "a@x.org b@x.org")] {
            let rewritten = try self.fixture.rewritten(json: self.body(first, second))
            #expect(
                rewritten
                    == self.body(first, second).replacing("a@x.org", with: "<MAIL_2>")
                    .replacing("b@x.org", with: "<MAIL_3>")
            )
        }
    }

    @Test func anotherEntityKeepsItsNumber() throws {
        let rewritten = try self.fixture.rewritten(json: self.body("<MAIL_KEY_1> <CARD_1>", "a@x.org"))
        // What ends in the same word is skipped too, because a reader of `KEY_1` could mean either.
        #expect(rewritten == self.body("<MAIL_KEY_1> <CARD_1>", "<MAIL_1>"))
    }

    @Test func theMapGivesTheValuesBackAndNothingElse() throws {
        let inspection = try self.fixture.inspect(json: self.body("a@x.org KEY1234", "a@x.org"))
        #expect(inspection.tokens.count == 2)
        #expect(inspection.action == .tokenize)
        var restorer = TokenRestorer(inspection.tokens)
        var output: [UInt8] = []
        Array("<MAIL_1>, <MAIL_2>, <MAIL_KEY_1>".utf8).withUnsafeBytes { restorer.append($0, to: &output) }
        restorer.end(to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "a@x.org, <MAIL_2>, KEY1234")
    }

    @Test func withHistoryThatTheProviderHoldsItRedactsAndSaysSo() throws {
        let subject = Inspector.Subject(hasHeldHistory: true)
        let inspection = try self.fixture.inspect(json: self.body("a@x.org"), subject: subject)
        #expect(inspection.redactsTokens && inspection.tokens.isEmpty)
        #expect(inspection.findings.map(\.action) == [.redact])
        #expect(try !self.fixture.inspect(json: self.body("a@x.org")).redactsTokens)
    }

    @Test func inShadowNoTokenIsMade() throws {
        let inspection = try self.fixture.inspect(json: self.body("a@x.org"), policy: "shadow")
        #expect(inspection.outcome == .pass && inspection.tokens.isEmpty)
        #expect(inspection.findings.map(\.action) == [.tokenize])
    }
}
