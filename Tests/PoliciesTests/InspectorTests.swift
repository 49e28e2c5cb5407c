import Exchange
import Testing

@testable import Policies

@Suite struct InspectorTests {
    private static let policies = """
        pack: p
        rules:
          - {id: a.key, entity: KEY, pattern: '\\bKEY([0-9]{4})\\b', keywords: [KEY], level: validated, severity: high}
          - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], level: contextual, severity: low}
          - {id: a.long, entity: LONG, pattern: 'BEGIN[ -~]{0,3000}END', keywords: [BEGIN], level: shape, severity: low}
          - id: a.near
            entity: NEAR
            pattern: '\\b[0-9]{6}\\b'
            digits: 6
            context: {near: [pin, "door code"], within: 20, need: true}
            severity: medium
          - {id: a.off, entity: OFF, pattern: 'KEY', enabled: false, severity: critical}
        ---
        policy: default
        request:
          - {rules: [a.mail, a.long], action: redact}
          - {rules: [a.near], min_level: contextual, action: redact}
          - {rules: [a.key], action: block}
        unscannable: block
        ---
        policy: redacts
        request:
          - {rules: ["*"], action: redact}
        response:
          - {rules: [a.mail], action: redact}
        unscannable: allow
        ---
        policy: shadow
        mode: shadow
        request:
          - {rules: ["*"], action: block}
        ---
        policy: flags
        unscannable: allow
        request:
          - {rules: [a.mail], min_level: validated, action: block}
          - {rules: [a.mail], action: allow}
          - {rules: ["*"], action: flag}
        """
    private let fixture: Fixture

    init() throws {
        self.fixture = try Fixture(Self.policies)
    }

    private func body(_ content: String) -> String {
        #"{"model":"m","messages":[{"role":"user","content":"\#(content)"}],"n":1.50}"#
    }

    @Test func redactsInPlaceAndLeavesEveryOtherByte() throws {
        let rewritten = try self.fixture.rewritten(json: self.body("mail joe@x.org, \\u0022now\\u0022"))
        #expect(rewritten == self.body("mail [MAIL], \\u0022now\\u0022"))
    }

    @Test func readsEscapesAsAReaderWould() throws {
        #expect(try self.fixture.rewritten(json: self.body("\\u006aoe\\u0040x.org!")) == self.body("[MAIL]!"))
        #expect(
            try self.fixture.rewritten(json: self.body("joe@x\\u002Eorg\\n\\uD83D\\uDE00"))
                == self.body("[MAIL]\\n\\uD83D\\uDE00")
        )
        #expect(
            try self.fixture.rewritten(json: self.body("\\n\\t\\\"joe@x.org\\\"")) == self.body("\\n\\t\\\"[MAIL]\\\"")
        )
    }

    @Test func onlyGroupOneIsRewritten() throws {
        #expect(try self.fixture.rewritten(json: self.body("KEY1234"), policy: "redacts") == self.body("KEY[KEY]"))
    }

    @Test func blocksAndSaysWhatAndWhereButNotTheText() throws {
        let inspection = try self.fixture.inspect(json: self.body("the KEY1234 and joe@x.org"))
        guard case .block(let block) = inspection.outcome else {
            Issue.record("not blocked")
            return
        }
        #expect(block.rule == "a.key" && block.place == "messages[0].content")
        let refusal = block.refusal(under: try self.fixture.policy())
        #expect(refusal.code == .contentPolicyViolation && refusal.shouldRetry == false)
        #expect(refusal.param == "messages[0].content")
        #expect(refusal.message.contains("default") && refusal.message.contains("a.key"))
        #expect(!refusal.message.contains("1234"))
        #expect(inspection.action == .block && inspection.ruleIDs == ["a.key", "a.mail"])
    }

    @Test func everyStringOfARequestIsRead() throws {
        let json =
            #"{"model":"m","tools":[{"function":{"name":"f","description":"ask joe@x.org"}}],"x":{"joe@x.org":[["a@bcd"]]}}"#
        let rewritten = try self.fixture.rewritten(json: json)
        #expect(
            rewritten
                == #"{"model":"m","tools":[{"function":{"name":"f","description":"ask [MAIL]"}}],"x":{"[MAIL]":[["[MAIL]"]]}}"#
        )
    }

    @Test func shadowFindsAndChangesNothing() throws {
        let inspection = try self.fixture.inspect(json: self.body("KEY1234 joe@x.org"), policy: "shadow")
        #expect(inspection.outcome == .pass)
        #expect(inspection.findings.map(\.action) == [.block, .block])
    }

    @Test func theFirstStatementThatAppliesActs() throws {
        let inspection = try self.fixture.inspect(json: self.body("KEY1234 joe@x.org"), policy: "flags")
        #expect(inspection.findings.map(\.rule) == ["a.key"])
        #expect(inspection.outcome == .pass && inspection.action == .flag)
        #expect(try self.fixture.policy("flags").ruleIDs(on: .request) == ["a.key", "a.mail", "a.long", "a.near"])
    }

    @Test func wordsNearByAreNeeded() throws {
        #expect(try self.fixture.rewritten(json: self.body("pin: 123456")) == self.body("pin: [NEAR]"))
        #expect(
            try self.fixture.rewritten(json: self.body("123456 is the Door Code"))
                == self.body("[NEAR] is the Door Code")
        )
        #expect(try self.fixture.rewritten(json: self.body("pinned 123456")) == self.body("pinned 123456"))
        #expect(try self.fixture.rewritten(json: self.body("myPin 123456")) == self.body("myPin [NEAR]"))
        #expect(try self.fixture.rewritten(json: self.body("pinは 123456")) == self.body("pinは [NEAR]"))
        #expect(try self.fixture.rewritten(json: self.body("我的pin 123456")) == self.body("我的pin [NEAR]"))
        #expect(try self.fixture.rewritten(json: self.body("épiné 123456")) == self.body("épiné 123456"))
        #expect(
            try self.fixture.rewritten(json: self.body("pin, but much further on, 123456"))
                == self.body("pin, but much further on, 123456")
        )
    }

    @Test func overlapsBecomeOneRewriteThatHidesAll() throws {
        let text = "BEGIN x joe@x.org y END KEY1234"
        #expect(try self.fixture.rewritten(text: text, policy: "redacts") == "[MAIL] KEY[KEY]")
        let findings = try self.fixture.inspect(text: text, policy: "redacts").findings
        #expect(findings.map(\.rule) == ["a.mail", "a.key"])
    }

    @Test func partsThatAreNoTextFollowThePolicy() throws {
        let json =
            #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]}"#
        let inspection = try self.fixture.inspect(json: json)
        #expect(inspection.unscannedParts == ["messages[0].content[0]"])
        guard case .block(let block) = inspection.outcome else {
            Issue.record("not blocked")
            return
        }
        #expect(block.reason == .unscannable && block.place == "messages[0].content[0]")
        #expect(block.refusal(under: try self.fixture.policy()).message.contains("messages[0].content[0]"))
        let allowed = try self.fixture.inspect(json: json, policy: "redacts")
        #expect(allowed.outcome == .pass && allowed.unscannedParts.count == 1)
        #expect(try self.fixture.inspect(json: json, policy: "shadow").outcome == .pass)
    }

    @Test func answersHaveStatementsOfTheirOwn() throws {
        let json = #"{"choices":[{"message":{"content":"joe@x.org KEY1234"}}]}"#
        let rewritten = try self.fixture.rewritten(json: json, policy: "redacts", side: .response)
        #expect(rewritten == #"{"choices":[{"message":{"content":"[MAIL] KEY1234"}}]}"#)
        #expect(try self.fixture.inspect(json: json, side: .response).outcome == .pass)
        #expect(try !self.fixture.policy().inspectsResponses)
    }

    /// A window, a segment and a range of starts all end somewhere; a match may lie across any of these borders.
    @Test func aMatchIsFoundAtEveryPlaceAroundABorder() throws {
        let borders = [RuleSet.startsPerCall, RuleSet.segmentBytes, CompiledRule.Bounds.tokenBytes]
        for border in borders {
            for place in stride(from: border - 24, through: border + 6, by: 1) {
                let text =
                    String(repeating: ".", count: place) + " joe@x.org KEY1234 " + String(repeating: ".", count: 70)
                let findings = try self.fixture.inspect(text: text, policy: "redacts").findings
                #expect(findings.map(\.rule) == ["a.mail", "a.key"], "at \(place)")
            }
        }
    }

    @Test func aLongMatchIsFoundWholeAroundABorder() throws {
        let long = "BEGIN" + String(repeating: "x", count: 2_900) + "END"
        for place in stride(from: RuleSet.segmentBytes - 2_950, through: RuleSet.segmentBytes + 20, by: 149) {
            let text = String(repeating: ".", count: place) + long + "."
            #expect(
                try self.fixture.inspect(text: text, policy: "redacts").findings.map(\.length) == [2_908],
                "at \(place)"
            )
        }
    }

    @Test func bytesThatAreNoUTF8AreSearchedAround() throws {
        for hostile: [UInt8] in [[0xff], [0xc3], [0xe2, 0x82], [0x80]] {
            let bytes = hostile + Array(" joe@x.org ".utf8) + hostile
            let inspection = try self.fixture.inspect(bytes: bytes, policy: "redacts")
            #expect(inspection.findings.map(\.rule) == ["a.mail"])
        }
    }

    @Test func onlyTheKeyOfAnObjectDiffers() throws {
        // A rewritten name stays inside its quotes.
        let json = #"{"a":{"joe@x.org":"x","n":"\u00e9 joe@x.org \u00e9"}}"#
        #expect(try self.fixture.rewritten(json: json) == #"{"a":{"[MAIL]":"x","n":"\u00e9 [MAIL] \u00e9"}}"#)
    }
}
