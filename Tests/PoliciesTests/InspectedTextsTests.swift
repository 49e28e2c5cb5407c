import Exchange
import Testing

@testable import Policies

/// Wherever a text stands in a body, it is read, and what is rewritten stays JSON at each depth.
@Suite struct InspectedTextsTests {
    private let fixture: Fixture

    init() throws {
        self.fixture = try Fixture(
            """
            pack: p
            rules:
              - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], level: contextual, severity: low}
              - {id: a.card, entity: CARD, pattern: '\\b[0-9]{16}\\b', digits: 16, level: validated, severity: high}
              - {id: a.two, entity: TWO, pattern: 'from .{1,40} to', keywords: ["from "], severity: low}
              - id: a.ssn
                entity: SSN
                pattern: '\\b[0-9]{9}\\b'
                digits: 9
                context: {near: [ssn], need: true}
                level: shape
                severity: high
              - {id: a.word, entity: WORD, pattern: '"password": "([^"]+)"', keywords: [password], severity: high}
              - {id: a.name, entity: NAME, pattern: '\\bMax\\b', keywords: [Max], severity: low}
            ---
            policy: default
            unscannable: allow
            request:
              - {rules: [a.name], action: tokenize}
              - {rules: ["*"], action: redact}
            response:
              - {rules: [a.mail, a.card], action: redact}
            ---
            policy: roles
            unscannable: allow
            request:
              - {rules: [a.mail], roles: [tool], action: block}
              - {rules: [a.mail], roles: [user], action: redact}
              - {rules: [a.mail], roles: [system], action: flag}
            """,
            // The largest of these bodies are no test of how fast this machine is.
            clock: ScanClock(wall: { 0 }, cpu: { 0 })
        )
    }

    private func isJSON(_ text: String) -> Bool {
        var tape = JSONTape()
        return Array(text.utf8).withUnsafeBytes { bytes in
            do { try tape.scan(bytes) } catch { return false }
            return true
        }
    }

    static let rewrites: [(String, String)] = [
        // Numbers.
        (
            #"{"n":4111111111111111,"m":[4111111111111111,-4111111111111111]}"#,
            #"{"n":"[CARD]","m":["[CARD]","[CARD]"]}"#
        ),
        (#"{"n":4.111111111111111e15,"m":4111111111111111.0}"#, #"{"n":"[CARD]","m":"[CARD]"}"#),
        (#"{"ssn":219099999,"id":219099999}"#, #"{"ssn":"[SSN]","id":219099999}"#),
        // A value is read with its name.
        (#"{"SSN":"219099999","other":"219099999"}"#, #"{"SSN":"[SSN]","other":"219099999"}"#),
        (#"{"password":"x\u0041yz"}"#, #"{"password":"[WORD]"}"#),
        // JSON in a string.
        (
            #"{"arguments":"{\"card\":4111111111111111,\"to\":\"joe@x.org\"}"}"#,
            #"{"arguments":"{\"card\":\"[CARD]\",\"to\":\"[MAIL]\"}"}"#
        ),
        (
            #"{"arguments":"{\"a\":\"{\\\"card\\\":4111111111111111}\",\"b\":[4111111111111111]}"}"#,
            #"{"arguments":"{\"a\":\"{\\\"card\\\":\\\"[CARD]\\\"}\",\"b\":[\"[CARD]\"]}"}"#
        ),
        (
            #"{"arguments":"{\"a\":\"from me\",\"b\":\"and you to\"}"}"#,
            #"{"arguments":"{\"a\":\"[TWO]\",\"[TWO]\":\"[TWO]\"}"}"#
        ),
        (#"{"text":"{not json: 4111111111111111}"}"#, #"{"text":"{not json: [CARD]}"}"#),
        // Names.
        (#"{"joe@x.org":1,"ann@y.org":2,"x":{"joe@x.org":3}}"#, #"{"[MAIL]":1,"[MAIL] (2)":2,"x":{"[MAIL]":3}}"#),
        (#"{"[MAIL]":0,"[MAIL] (2)":0,"joe@x.org":1}"#, #"{"[MAIL]":0,"[MAIL] (2)":0,"[MAIL] (3)":1}"#),
        (#"{"Max":"Max","n":"Max Max"}"#, #"{"<NAME_1>":"<NAME_1>","n":"<NAME_1> <NAME_1>"}"#),
        // Data URLs: "mail joe@x.org" becomes "mail [MAIL]".
        (
            #"{"file_data":"data:text/plain;base64,bWFpbCBqb2VAeC5vcmc="}"#,
            #"{"file_data":"data:text/plain;base64,bWFpbCBbTUFJTF0="}"#
        ),
        (#"{"u":"data:text\/plain;base64,bWFpbCBqb2VAeC5vcmc"}"#, #"{"u":"data:text\/plain;base64,bWFpbCBbTUFJTF0="}"#),
        (#"{"u":"data:image/png;base64,bWFpbCBqb2VAeC5vcmc="}"#, #"{"u":"data:image/png;base64,bWFpbCBbTUFJTF0="}"#),
        (#"{"u":"data:text/plain,joe@x.org"}"#, #"{"u":"data:text/plain,[MAIL]"}"#),
        // As a reader would read it: escapes, full width, parts of one message.
        (#"{"text":"card ４１１１１１１１１１１１１１１１ now"}"#, #"{"text":"card [CARD] now"}"#),
        (#"{"text":"joe%40x.org &#106;oe&#64;x.org"}"#, #"{"text":"[MAIL] [MAIL]"}"#),
        (
            #"{"arguments":"{\"to\":\"joe\\u0040x.org\",\"n\":1}"}"#,
            #"{"arguments":"{\"to\":\"[MAIL]\",\"n\":1}"}"#
        ),
        (
            #"{"messages":[{"content":[{"text":"pay 41111111"},{"text":"\u00311111111 now"}],"role":"user"}]}"#,
            #"{"messages":[{"content":[{"text":"pay [CARD]"},{"text":" now"}],"role":"user"}]}"#
        ),
        // Any field.
        (
            #"{"model":"m","tools":[{"function":{"name":"joe@x.org","parameters":{"enum":["joe@x.org"]}}}],"zzz":{"a":["joe@x.org"]}}"#,
            #"{"model":"m","tools":[{"function":{"name":"[MAIL]","parameters":{"enum":["[MAIL]"]}}}],"zzz":{"a":["[MAIL]"]}}"#
        ),
    ]

    @Test(arguments: rewrites)
    func rewritesInPlace(body: String, expected: String) throws {
        let rewritten = try self.fixture.rewritten(json: body)
        #expect(rewritten == expected)
        #expect(self.isJSON(rewritten ?? ""))
    }

    @Test func aCardInAnAnswersNumberIsRewrittenToo() throws {
        let rewritten = try self.fixture.rewritten(json: #"{"n":4111111111111111}"#, side: .response)
        #expect(rewritten == #"{"n":"[CARD]"}"#)
    }

    @Test(arguments: [
        (#"{"messages":[{"role":"user","content":"joe@x.org"}]}"#, "[MAIL]"),
        (#"{"messages":[{"role":"system","content":"joe@x.org"}]}"#, "joe@x.org"),
        (#"{"messages":[{"role":"assistant","content":"joe@x.org"}]}"#, "joe@x.org"),
        (#"{"messages":[{"role":"tool","content":"joe@x.org"}]}"#, nil),
        (#"{"messages":[{"role":"user","content":[{"type":"tool_result","content":"joe@x.org"}]}]}"#, nil),
        (#"{"prompt":"joe@x.org"}"#, "[MAIL]"), (#"{"documents":[{"text":"joe@x.org"}]}"#, "[MAIL]"),
    ])
    func aStatementIsAboutItsRoles(body: String, expected: String?) throws {
        let rewritten = try self.fixture.rewritten(json: body, policy: "roles")
        #expect(rewritten == expected.map { body.replacing("joe@x.org", with: $0) })
    }

    @Test func aDataURLThatIsNoTextIsAPartThatWasNotRead() throws {
        let body =
            #"{"u":"data:image/png;base64,iVBORw0KGgo=","m":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}"#
        let inspection = try self.fixture.inspect(json: body)
        #expect(Set(inspection.unscannedParts) == ["u", "m[0]"])
        #expect(inspection.outcome == .pass)
    }

    @Test func aPlaceDoesNotTellTheNameInWhichSomethingWasFound() throws {
        let body = #"{"Max":{"x":"joe@x.org","y":[{"type":"image"}]},"z":{"Min":"joe@x.org"}}"#
        let inspection = try self.fixture.inspect(json: body)
        #expect(inspection.findings.map(\.place) == ["(name)", "?.x", "z.Min"])
        #expect(inspection.unscannedParts == ["?.y[0]"])
    }

    @Test func ofManyPartsThatAreNoTextTheFirstAreTold() throws {
        let parts = Array(repeating: #"{"type":"image"}"#, count: 50_000).joined(separator: ",")
        let inspection = try self.fixture.inspect(json: #"{"messages":[{"role":"user","content":[\#(parts)]}]}"#)
        #expect(inspection.unscannedParts.count == Inspection.unscannedPartsMax)
        #expect(inspection.unscannedParts[1] == "messages[0].content[1]")
    }

    @Test func manyNamesThatBecomeTheSameStayManyMembers() throws {
        let count = 5_000
        let members = (0..<count).map { #""\#(Self.word($0))@x.org":\#($0 % 10)"# }.joined(separator: ",")
        let rewritten = try self.fixture.rewritten(json: "{\(members)}")
        #expect(self.isJSON(rewritten ?? ""))
        #expect(rewritten?.contains("\"[MAIL] (\(count))\"") == true)
    }

    /// Another word of letters for each number.
    private static func word(_ number: Int) -> String {
        let letters = Array("abcdefghij")
        return String("\(number)".compactMap { $0.wholeNumberValue.map { letters[$0] } })
    }

    @Test func aTraceNamesEachText() throws {
        let body = Array(#"{"messages":[{"role":"user","content":"joe@x.org"}]}"#.utf8)
        let trace = InspectionTrace()
        let policy = try self.fixture.policy()
        try body.withUnsafeBytes { bytes in
            var tape = JSONTape()
            try tape.scan(bytes)
            _ = Inspector.inspect(
                bytes,
                tape: tape,
                side: .request,
                under: policy,
                using: self.fixture.scratch,
                trace: trace
            )
        }
        #expect(trace.texts.map(\.place) == ["messages[0].content"])
        #expect(trace.texts.map(\.findings) == [1])
    }
}

/// What only looks like a picture is read.
@Suite struct DisguisedDataURLTests {
    private let fixture = Result {
        try Fixture(
            """
            pack: p
            rules: [{id: a.key, entity: KEY, pattern: 'KEY[0-9]{4}', keywords: [KEY], level: validated, severity: high}]
            ---
            policy: default
            request: [{rules: [a.key], action: redact}]
            unscannable: allow
            """
        )
    }

    @Test(arguments: [
        ("data:image/png;base64,KEY1234", "data:image/png;base64,[KEY]"),
        ("data:image/png;base64, KEY1234 and words", "data:image/png;base64, [KEY] and words"),
        ("data:image/png;base64,\\u00e9 KEY1234", "data:image/png;base64,\\u00e9 [KEY]"),
        ("data:text/plain;name=KEY1234;base64,aGVsbG8gd29ybGQ=", "data:text/plain;name=[KEY];base64,aGVsbG8gd29ybGQ="),
        ("data:image/png;KEY1234;base64,iVBORw0KGgo=", "data:image/png;[KEY];base64,iVBORw0KGgo="),
    ])
    func aValueInOneIsFound(text: String, expected: String) throws {
        let body = { (text: String) in #"{"messages":[{"role":"user","content":"\#(text)"}]}"# }
        #expect(try self.fixture.get().rewritten(json: body(text)) == body(expected))
    }

    @Test func theLettersOfAPictureAreNot() throws {
        let picture = "data:image/png;base64,iVBORw0KGgo" + String(repeating: "AAAA/KEY1234/AAA", count: 300) + "A"
        let body = #"{"messages":[{"role":"user","content":"\#(picture)"}]}"#
        let inspection = try self.fixture.get().inspect(json: body)
        #expect(inspection.findings.isEmpty && inspection.unscannedParts.count == 1)
    }
}
