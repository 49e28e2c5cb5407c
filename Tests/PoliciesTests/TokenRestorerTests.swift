import Exchange
import Testing

@testable import Policies

/// Values come back into an answer in whatever form a model writes their tokens, and nothing else does.
@Suite struct TokenRestorerTests {
    private static let map: TokenMap = {
        var map = TokenMap()
        map.add(Array("joe@x.org".utf8), entity: "EMAIL_ADDRESS", number: 1)
        map.add(Array("ann@y.org".utf8), entity: "EMAIL_ADDRESS", number: 2)
        map.add(Array("Ann \"A\" Lee\n".utf8), entity: "PERSON", number: 1)
        map.add(Array("zed".utf8), entity: "PERSON", number: 12)
        map.add(Array("m".utf8), entity: "EMAIL", number: 3)
        return map
    }()

    /// The text in pieces, each with what it held at most.
    private func restored(_ text: String, cut: [Int] = [], inJSON: Bool = false) -> String {
        var restorer = TokenRestorer(Self.map, inJSON: inJSON)
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        var start = 0
        for end in cut + [bytes.count] {
            bytes[start..<end].withUnsafeBytes { restorer.append($0, to: &output) }
            #expect(restorer.heldBytes < 128)
            start = end
        }
        restorer.end(to: &output)
        #expect(restorer.heldBytes == 0)
        return String(decoding: output, as: UTF8.self)
    }

    static let forms: [(String, String)] = [
        ("to <EMAIL_ADDRESS_1>.", "to joe@x.org."),
        ("<EMAIL_ADDRESS_1><EMAIL_ADDRESS_2>", "joe@x.organn@y.org"),
        ("<<EMAIL_ADDRESS_1>>", "<joe@x.org>"),
        ("**<EMAIL_ADDRESS_1>**", "**joe@x.org**"),
        ("<**EMAIL_ADDRESS_1**>", "joe@x.org"),
        ("<email_address_1> <Email_Address_2>", "joe@x.org ann@y.org"),
        ("<EMAIL ADDRESS 1> <EMAIL-ADDRESS-2> < EMAIL_ADDRESS_1 >", "joe@x.org ann@y.org joe@x.org"),
        ("<EMAIL\\_ADDRESS\\_1>", "joe@x.org"),
        ("\\<EMAIL_ADDRESS_1\\>", "joe@x.org"),
        ("C:\\<EMAIL_ADDRESS_1>\\", "C:\\joe@x.org\\"),
        ("\\u003cEMAIL_ADDRESS_1\\u003e", "joe@x.org"),
        ("\\u003CEMAIL_ADDRESS_1\\u003E", "joe@x.org"),
        ("\\\\\\u003cEMAIL_ADDRESS_1\\u003e", "\\\\joe@x.org"),
        ("&lt;EMAIL_ADDRESS_1&gt; &#60;EMAIL_ADDRESS_2&#62;", "joe@x.org ann@y.org"),
        ("mailto:%3CEMAIL_ADDRESS_1%3E", "mailto:joe@x.org"),
        ("<PERSON_12> <EMAIL_3>", "zed m"),
        ("<EMAIL_ADDRESS_1/>", "joe@x.org"),
    ]

    @Test(arguments: forms)
    func aTokenIsKnownInEveryForm(text: String, expected: String) {
        #expect(self.restored(text) == expected)
        for cut in 0...text.utf8.count { #expect(self.restored(text, cut: [cut]) == expected, "cut at \(cut)") }
        #expect(self.restored(text, cut: Array(0...text.utf8.count)) == expected, "byte by byte")
    }

    @Test(arguments: [
        "<PERSON_2>", "<PERSON_123>", "<PERSON_01>", "<PERSON_1", "PERSON_1", "<PERSON_1 and>", "<PERSON1>",
        "<PERSONS_1>",
        "<PERSON_>", "[PERSON_1]", "<PERSON_1_2>", "<EMAIL_ADDRESS_3>", "<EMAIL_1>", "a < b & c > d % e \\",
        "<div class=\"x\">",
        "&lt", "<", "<EMAIL_ADDRESS_", "\\", "\\u003", "<PERSON_99999999999999999999>", "<PERSON_\u{661}>", "\\\\\"",
    ])
    func whatIsNoTokenOfThisRequestStays(text: String) {
        #expect(self.restored(text) == text)
        #expect(self.restored(text, cut: Array(0...text.utf8.count)) == text, "byte by byte")
        #expect(self.restored("{\"a\":\"\(text)\"}", cut: Array(0...text.utf8.count)).contains(text))
    }

    static let arguments: [(String, String)] = [
        (#"{"to":"<PERSON_1>"}"#, #"{"to":"Ann \"A\" Lee\n"}"#),
        (#"{"to":"a \"quoted\" <PERSON_1>"}"#, #"{"to":"a \"quoted\" Ann \"A\" Lee\n"}"#),
        (#"{"a":"x\\","to":"\u003cPERSON_1\u003e"}"#, #"{"a":"x\\","to":"Ann \"A\" Lee\n"}"#),
        (
            #"{"body":"{\"to\":\"<PERSON_1>\"}","n":"<PERSON_1>"}"#,
            #"{"body":"{\"to\":\"Ann \\\"A\\\" Lee\\n\"}","n":"Ann \"A\" Lee\n"}"#
        ),
        (
            #"{"b":"\n [{\"c\":\"{\\\"d\\\":\\\"\\u003cPERSON_1\\u003e\\\"}\"}]"}"#,
            #"{"b":"\n [{\"c\":\"{\\\"d\\\":\\\"Ann \\\\\\\"A\\\\\\\" Lee\\\\n\\\"}\"}]"}"#
        ),
        (#"[ "<EMAIL_ADDRESS_1>", 1 ]"#, #"[ "joe@x.org", 1 ]"#),
    ]

    @Test(arguments: arguments)
    func inJSONAValueIsEscapedForTheStringInWhichItStands(text: String, expected: String) throws {
        for inJSON in [true, false] {
            #expect(self.restored(text, inJSON: inJSON) == expected)
            for cut in 0...text.utf8.count {
                #expect(self.restored(text, cut: [cut], inJSON: inJSON) == expected, "cut at \(cut)")
            }
            #expect(self.restored(text, cut: Array(0...text.utf8.count), inJSON: inJSON) == expected)
        }
        var tape = JSONTape()
        try Array(expected.utf8).withUnsafeBytes { try tape.scan($0) }
    }

    @Test func plainTextTakesAValueAsItIs() {
        #expect(self.restored("Dear <PERSON_1>, \"<PERSON_1>\"") == "Dear Ann \"A\" Lee\n, \"Ann \"A\" Lee\n\"")
    }

    @Test func holdsNoMoreThanTheBeginningOfAToken() {
        var restorer = TokenRestorer(Self.map)
        var output: [UInt8] = []
        func held(_ text: String) -> Int {
            Array(text.utf8).withUnsafeBytes { restorer.append($0, to: &output) }
            return restorer.heldBytes
        }
        #expect(held("a <EM") == 3)
        #expect(held("ERALD") == 0)
        #expect(held(" <EMAIL_ADDRESS_7") == 16)
        #expect(held(" x") == 0)
        #expect(held(String(repeating: "\\", count: 1_000_001)) < 64)
        #expect(!restorer.isChanged)
    }

    @Test func aWholeAnswerIsRestoredInEveryString() throws {
        let body = #"""
            {"choices":[{"message":{"content":"Hi \u003cPERSON_1\u003e, <person_2>","reasoning":"&lt;PERSON_1&gt;","tool_calls":
            [{"function":{"arguments":"{\"to\":\"<PERSON_1>\",\"cc\":[\"<EMAIL_ADDRESS_1>\"]}"}}]}}],"n":1,"x":{"<EMAIL_3>":[]}}
            """#
        let expected = #"""
            {"choices":[{"message":{"content":"Hi Ann \"A\" Lee\n, <person_2>","reasoning":"Ann \"A\" Lee\n","tool_calls":
            [{"function":{"arguments":"{\"to\":\"Ann \\\"A\\\" Lee\\n\",\"cc\":[\"joe@x.org\"]}"}}]}}],"n":1,"x":{"m":[]}}
            """#
        try Array(body.utf8).withUnsafeBytes { bytes in
            var tape = JSONTape()
            try tape.scan(bytes)
            var output: [UInt8] = []
            Splice.apply(Self.map.replacements(in: bytes, tape: tape), to: bytes, into: &output)
            #expect(String(decoding: output, as: UTF8.self) == expected)
        }
    }

    @Test func aMapTellsNoValue() {
        var dumped = ""
        dump(Self.map, to: &dumped)
        for text in ["\(Self.map)", String(reflecting: Self.map), dumped] {
            #expect(!text.contains("joe") && text.contains("5"))
        }
    }

    @Test func anEmptyMapPassesEverything() {
        var restorer = TokenRestorer(TokenMap())
        var output: [UInt8] = []
        Array("<EMAIL_ADDRESS_1".utf8).withUnsafeBytes { restorer.append($0, to: &output) }
        #expect(restorer.heldBytes == 0 && output.count == 16)
    }
}
