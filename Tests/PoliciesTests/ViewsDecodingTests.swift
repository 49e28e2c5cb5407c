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
        ("AKIA1234", "⟦AKIA12=\n34⟧"), ("AKIA1234", "⟦AKIA=\n1234⟧"), ("AKIA12", "⟦AKIA\\\n    12⟧"),
        // control characters, and commands to a terminal
        ("AKIA12", "⟦AK\u{0}IA\u{7f}12⟧"), ("AKIA12", "⟦AK\u{1b}[1;32mIA\u{1b}[0m12⟧"),
        ("AKIA12", "⟦AK\u{fffc}IA\u{ad}12⟧"),
        ("AK\nIA12", "⟦AK\rIA12⟧"), ("AK\nIA12", "⟦AK\u{2028}IA12⟧"), ("AKIA12", #"⟦AK\u0001IA12⟧"#),
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
        #""Hello, " + name + "!""#, "a b c of d e f", "\u{c}Chapter two\n\u{c}\r\n", "one\r\ntwo\r\n",
        #"{"a": "one", "b": ["two", "three"], "c": "four"}"#, #"He said "yes" and 'no', didn't he?"#,
        "f(10) + g(12), max(40, 50)", "sizes 12, 14, 18, 24, 36, 48, 60, 72 and 96",
        "1001, 1002, 1003, 1004, 1005, 1006",
        "chr(10) + chr(13)", "x, y, z = 1, 2, 3",
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

    @Test(arguments: [
        ("0x%", ", "), ("0x%", ","), ("0x%", " "), ("%", ", "), ("chr(0x%)", "."), ("Chr(0x%)", " & "),
    ])
    func listsOfCodesAreRead(element: String, separator: String) {
        let value = "joe@example.org"
        let list = value.utf8.map { element.replacing("%", with: hex(String(UnicodeScalar($0)))) }
        #expect(
            ViewFixture("{\(list.joined(separator: separator))}").sources(of: value) == [
                list.joined(separator: separator)
            ]
        )
    }

    @Test(arguments: [
        ("#", ", "), ("#", ","), ("#", " "), ("#", "\n"), ("chr(#)", " . "), ("CHAR(#)", "+"), ("CHR(#)", "||"),
    ])
    func listsOfDecimalCodesAreRead(element: String, separator: String) {
        for value in ["joe@example.org", "4111 1111 1111 1111"] {
            let list = value.utf8.map { element.replacing("#", with: "\($0)") }.joined(separator: separator)
            #expect(ViewFixture("[\(list)]").sources(of: value).contains(list))
        }
    }

    @Test func textIsReadInsideOtherBytesOfBase64() {
        let value = "the card of joe@example.org"
        let junk: [UInt8] = [0x08, 0x96, 0x01, 0xff, 0x80]
        let plain = Array(value.utf8)
        let little: [UInt8] = plain.flatMap { [$0, 0] as [UInt8] }
        let big: [UInt8] = plain.flatMap { [0, $0] as [UInt8] }
        let record: [UInt8] = Array("another text of a record".utf8) + junk + plain
        let all: [[UInt8]] = [
            junk + plain, plain + junk, junk + plain + junk, record, little, big, [0xff, 0xfe] + little,
            [0xfe, 0xff] + big,
        ]
        for bytes in all {
            let run = base64(bytes)
            #expect(ViewFixture("see \(run) please").sources(of: value) == [run], "\(bytes)")
        }
        // Behind more of them nobody looks.
        let run = base64([UInt8](repeating: 0xff, count: 40) + Array(value.utf8))
        #expect(ViewFixture(bytes: Array(run.utf8), reasons: .encodedRuns).views.isEmpty)
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
