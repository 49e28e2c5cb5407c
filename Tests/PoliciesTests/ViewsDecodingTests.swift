import Testing

@testable import Policies

@Suite struct ViewsDecodingTests {
    /// The value that a reader sees, and a text whose marked part stands for it.
    @Test(arguments: [
        // JSON inside JSON, at several depths
        (#"say "joe@x.org""#, #"a: ⟦say \"joe@x.org\"⟧"#),
        ("joe@x.org", #"mail ⟦joe\u0040x.org⟧ now"#),
        ("joe@x.org", #"mail ⟦\u006a\u006f\u0065\u0040\u0078\u002e\u006f\u0072\u0067⟧!"#),
        ("joe@x.org", #"{\"a\":\"⟦joe\\u0040x.org⟧\"}"#),
        ("joe@x.org", #"⟦joe\\\\\\u0040x.org⟧"#),
        ("\nKEY", #"first⟦\nKEY⟧1"#),
        ("\tKEY", #"first⟦\\tKEY⟧1"#),
        ("a/b", #"⟦a\/b⟧"#),
        // other languages
        ("joe@x", #"⟦joe\x40x⟧"#), ("joe@x", #"⟦joe\u{40}x⟧"#), ("joe@x", #"⟦joe\U00000040x⟧"#),
        ("joe@x", #"⟦joe\100x⟧"#), ("joe@x", #"⟦joe\x{40}x⟧"#), ("sk_live_a", #"⟦sk\_live\_a⟧"#),
        ("AKIA12", "⟦AKIA\\\n12⟧"), ("AKIA12", "⟦AKIA\\\r\n12⟧"),
        // percent
        ("joe@x.org", "mail=⟦joe%40x.org⟧&n=1"), ("joe@x.org", "⟦joe%2540x.org⟧"), ("joe@x.org", "⟦joe%252540x%2Eorg⟧"),
        ("joe@x", "⟦joe%u0040x⟧"), ("4 1", "⟦4%201⟧"),
        // entities
        ("joe@x.org", "⟦joe&#64;x.org⟧"), ("joe@x.org", "⟦joe&#x40;x.org⟧"), ("joe@x.org", "⟦joe&#X0000040;x&#46;org⟧"),
        ("joe@x.org", "⟦joe&#64x.org⟧"), ("joe@x.org", "⟦joe&commat;x&period;org⟧"), ("joe@x", "⟦joe&amp;#64;x⟧"),
        ("joe@x", "⟦joe&amp;amp;commat;x⟧"), (#"k":"v"#, "⟦k&quot;:&quot;v⟧"), ("4 1", "⟦4&nbsp;1⟧"),
        // mail
        ("joe@x.org", "⟦joe=40x.org⟧"), ("4111", "⟦=34=31=31=31⟧"),
        // more than one
        ("joe@x", #"⟦joe\u002540x⟧"#), ("joe@x", "⟦joe&#37;40x⟧"), ("joe@x", "⟦joe%26%2364%3Bx⟧"),
        ("joe@x.org", #"⟦j\u006fe%40x&#46;org⟧"#),
    ])
    func readsWhatAReaderWouldRead(value: String, text: String) {
        let (text, part) = marked(text)
        let sources = ViewFixture(text).sources(of: value)
        #expect(sources.contains(part), "\(text) gave \(sources)")
    }

    @Test(arguments: [
        "The quick brown fox jumps over the lazy dog, again and again.", "50% of 100 %d %s 5 % 20", "AT&T & Co. & R&D",
        #"C:\Users\joe\Documents"#, #"^\d{3}-\w+\s*$"#, "a = b + c; x == y; width=40; height=400", "a & b && c; f(&x)",
        #"printf("%d items\n", n);"#, "{\"a\": [1, 2, 3], \"b\": null}",
        "- one\n- two\n- three\n\n# Title\n**bold** and `code`\n",
        "let value = self.items[index]\n    return value\n", "2024-01-15 10:20:30 INFO started in 1.25 s\n",
        "550e8400-e29b-41d4-a716-446655440000", "4f9c2a1de0b7a6c3958d7e1f2a3b4c5d6e7f8091",
        "getUserConfigurationByIdentifierOrNull", "https://example.org/a/b/c?page=2&size=50",
        "in the year 2019\nthe war ended and in 1945\neverything", "x = 12\ny = 13\nz = 14\n",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        "192.168.100.200 and 10.0.0.1, v1.2.3", "un**believ**able", "<p>one</p><p>two</p><b>three</b> four",
        #""Hello, " + name + "!""#, "a b c of d e f",
    ])
    func plainTextAsksForNothing(text: String) {
        let reasons = Array(text.utf8).withUnsafeBytes { ViewReasons.of($0) }
        #expect(reasons.isEmpty, "\(reasons)")
    }

    @Test func aReasonIsSeenAtEveryPlaceOfAText() {
        for reason in [
            #"a\u0040b"#, "a%40b", "a&#64;b", "é", base64("some text in base64 here"), "s k - a n t - a p i 0 3",
            hex("joe@example"), "34 31 31 31 31 31 31 31 31",
        ] {
            for before in 0..<20 {
                let text = String(repeating: ".", count: before) + " " + reason
                #expect(!Array(text.utf8).withUnsafeBytes { ViewReasons.of($0) }.isEmpty, "\(text)")
                #expect(!Array((text + " and so on").utf8).withUnsafeBytes { ViewReasons.of($0) }.isEmpty, "\(text)")
            }
        }
    }

    @Test(arguments: [
        "joe@example.org has the card", "a text of some length", "key: ghp_aB3dE5fG7hI9jK1lM3nO5pQ7",
        "für Zoë: joe@example.org",
        "123-45-6789",
    ])
    func encodedRunsAreReadInTheirPlace(value: String) {
        for run in [
            base64(value), base64(value, url: true, padded: false), base64(value, padded: false), hex(value),
            hex(value, uppercase: true), hex(value, separator: " "), hex(value, separator: ":"),
            hex(value, separator: "-"),
        ] {
            for text in [
                "⟦\(run)⟧", "data:text/plain;base64,⟦\(run)⟧\"", "see (⟦\(run)⟧), please", "x=⟦\(run)⟧\nNext line",
            ] {
                let (text, part) = marked(text)
                let sources = ViewFixture(text).sources(of: value, in: .unpacked)
                #expect(sources == [part], "\(text)")
            }
        }
    }

    @Test func base64IsReadOverLineEnds() {
        let value = "the card of joe@example.org is on file, and so is that of ann@example.org and of others"
        let run = base64(value)
        for width in [20, 32, 64, 76] {
            for end in ["\n", "\r\n", "\n    "] {
                let lines = stride(from: 0, to: run.count, by: width).map { start in
                    String(run.dropFirst(start).prefix(width))
                }
                let text = "see:\n" + lines.joined(separator: end) + "\nThanks a lot"
                #expect(ViewFixture(text).sources(of: value) == [lines.joined(separator: end)])
            }
        }
    }

    @Test func twoLevelsOfBase64AreReadAndAThirdIsReported() {
        let value = "mail joe@example.org now"
        #expect(ViewFixture(base64(base64(value))).sources(of: value) == [base64(base64(value))])
        #expect(ViewFixture(base64(base64(value))).isComplete)
        #expect(!ViewFixture(base64(base64(base64(value)))).isComplete)
        #expect(ViewFixture(base64("mail joe%40example.org now")).sources(of: value).count == 1)
        #expect(ViewFixture(base64(#"{"m":"mail \u006aoe@example.org now"}"#)).sources(of: value).count == 1)
    }

    @Test(arguments: [
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk", "/9j/4AAQSkZJRgABAQEASABIAAD",
        "d41d8cd98f00b204e9800998ecf8427e", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "00:1a:2b:3c:4d:5e", "src/main/java/com/example/service/impl/UserServiceImpl",
    ])
    func whatIsNoTextIsNotDecoded(run: String) {
        #expect(ViewFixture(bytes: Array("x \(run) y".utf8), reasons: .encodedRuns).views.isEmpty)
    }
}
