import Testing

@testable import Policies

/// What is read is counted, not timed: the bytes of all views of a text are at most a few times its own.
@Suite struct ViewsHostileTests {
    private static func soups(_ count: Int) -> [(name: String, text: String)] {
        let bits: [(String, String)] = [
            ("zero-width", "\u{200b}"), ("zero-width in digits", "4\u{200b}"), ("tags", "\u{e0041}"), ("percent", "%"),
            ("percent 25", "%25"),
            ("25", "25"), ("escaped percent", "%2541"), ("ampersand", "&"), ("amp", "&amp;"), ("open entity", "&#"),
            ("zeros", "&#x0"),
            ("names", "&commat;"), ("backslash", "\\"), ("escapes", "\\u0041"), ("open escape", "\\u{0"), ("run", "A"),
            ("base64", "QUFB"),
            ("hex", "41"), ("dump", "41 "), ("dump end", "41 41 41 x"), ("singles", "4 "), ("lines", "4\n"),
            ("digits", "4111.1111."), ("groups", "41 1 "),
            ("joints", "a1\" + \""), ("markup", "a1**"), ("tags of HTML", "<b>"), ("open tags", "<b"),
            ("comments", "<!--"), ("quoted", "=41"), ("equals", "="),
            ("marks", "\u{301}"), ("marks on a letter", "a\u{301}\u{301}"), ("look-alikes", "а"),
            ("mixed look-alikes", "аb"), ("fullwidth", "４"),
            ("keycaps", "4\u{fe0f}\u{20e3}"), ("quotes", "=“"), ("wrapped", "ghp_a1\n"),
            ("mixed", "%41&#65;\\u0041４\u{200b}QUFBQUFBQUFBQUFB "),
            ("CJK", "漢"), ("surrogates", "\\ud835\\udfdc"), ("half surrogates", "\\ud835"),
            ("soft breaks", String(repeating: "x", count: 75) + "=\n"),
            ("underscores", "__"), ("spaces", " "), ("quote lines", "\"a1\"\n"), ("base64 lines", "QUFBQUFBQUFB\n"),
            ("controls", "4\u{1}"), ("open commands", "\u{1b}[3"), ("codes", "103, "), ("open calls", "chr("),
            ("calls", "chr(52)+"),
            ("bytes", "0x34, "), ("joined quotes", "a1\"\""), ("characters of a list", "'a','"),
            ("comments in lines", "a1\n// "),
            ("numbered lines", "a1\n1: "), ("added lines", "a1\n+"), ("carriage returns", "a1\r"), ("soft", "a1=\n"),
            ("slashes", "QUFBQUFBQUFBQUFBQUFB/"),
        ]
        return bits.map { ($0.0, String(repeating: $0.1, count: count / $0.1.utf8.count)) }
    }

    @Test(arguments: Self.soups(30_000).map(\.name))
    func theViewsOfASoupAreBounded(name: String) throws {
        let text = try #require(Self.soups(30_000).first { $0.name == name }).text
        let fixture = ViewFixture(text)
        #expect(fixture.viewBytes <= ViewScratch.growthMax * text.utf8.count)
        #expect(fixture.views.count < 40)
        for view in fixture.views { #expect(view.bytes.count <= 3 * text.utf8.count) }
        // The reasons alone would make the same views.
        let all = ViewFixture(bytes: Array(text.utf8), reasons: .all)
        #expect(all.viewBytes <= ViewScratch.growthMax * text.utf8.count)
    }

    @Test func aBombOfBase64IsReported() {
        var text = "the secret of joe@example.org"
        for _ in 0..<6 { text = base64(text) }
        let fixture = ViewFixture(text)
        #expect(!fixture.isComplete)
        #expect(fixture.viewBytes <= 2 * text.utf8.count)
    }

    @Test func encodingsInsideEncodingsAreReported() {
        // Each level hides the next one's sign in another way.
        #expect(ViewFixture("joe&#37;40x").isComplete)
        let levels = ["%26%2337%3B2537%2526%252337%253B40", "&#38;&#35;37;&#50;&#54;%2526%252364%253B"]
        for text in levels { #expect(ViewFixture("joe" + text + "x").views.count > 1) }
        // An escape of a percent sign of an entity of an escape of a letter.
        #expect(!ViewFixture(#"a%5Cu0026#92;x2541b"#).isComplete)
    }
}
