import Testing

@testable import Policies

@Suite struct ViewsFoldingTests {
    @Test(arguments: [
        // invisible
        ("4111", "⟦4\u{200b}1\u{200b}1\u{200b}1⟧"), ("AKIA", "⟦AK\u{ad}IA⟧"), ("AKIA", "⟦A\u{feff}KI\u{2060}A⟧"),
        ("joe@x", "⟦joe\u{200d}@\u{202e}x⟧"), ("4111", "\u{200b}⟦4\u{fe0f}11\u{e0041}1⟧\u{200b}"),
        // other dresses
        ("4111", "⟦４１１１⟧"), ("joe@x.org", "⟦ｊｏｅ＠ｘ．ｏｒｇ⟧"), ("sk-Ab1", "⟦𝐬𝐤-𝓐𝒷𝟙⟧"), ("4111", "⟦④①①①⟧"),
        ("4111", "⟦⁴¹¹¹⟧"), ("4111", "⟦₄₁₁₁⟧"), ("AKIA", "⟦🄰🄺🄸🄰⟧"), ("AKIA", "⟦ⒶⓀⒾⒶ⟧"), ("AKIA", "⟦🅰🅺🅸🅰⟧"),
        ("4111", "⟦4️⃣1️⃣1️⃣1️⃣⟧"), ("fi1", "⟦ﬁ1⟧"), ("ha1", "⟦ℎ𝑎1⟧"),
        // digits of other scripts
        ("4111", "⟦٤١١١⟧"), ("4111", "⟦۴۱۱۱⟧"), ("4111", "⟦४१११⟧"), ("4111", "⟦๔๑๑๑⟧"), ("4111", "⟦𝟜𝟏𝟭𝟷⟧"),
        // look-alikes
        ("AKIA7", "⟦АKIА7⟧"), ("AKIA7", "⟦ΑΚΙΑ7⟧"), ("sk-ant", "⟦ѕk-аnt⟧"), ("joe@x.org", "⟦jоe@х.оrg⟧"),
        ("IBAN7", "⟦ІΒΑN7⟧"),
        ("sk-p1", "⟦ꜱᴋ-p1⟧"),
        // signs
        ("4111-1111", "⟦4111–1111⟧"), ("4111-1111", "⟦4111‑1111⟧"), ("4111-1111", "⟦4111−1111⟧"),
        ("4111 1111", "⟦4111\u{a0}1111⟧"),
        ("4111 1111", "⟦4111\u{2009}1111⟧"), ("joe@x.org", "⟦joe＠x。org⟧"), ("password:x", "⟦password：x⟧"),
        // marks
        ("4111", "⟦4\u{336}1\u{336}1\u{336}1\u{336}⟧"), ("sk-a", "⟦s\u{301}k-a⟧"), ("4111", "⟦4\u{20dd}111⟧"),
        // quotes around a value
        (#"password: "x1y2""#, "⟦password: “x1y2”⟧"),
        // folded after decoding
        ("4111", "⟦%EF%BC%94111⟧"), ("4111", #"⟦\uff14111⟧"#), ("4111", "⟦&#65300;111⟧"),
        ("4111", #"⟦\ud835\udfdc111⟧"#),
        ("AKIA", "⟦AK&shy;IA⟧"), ("AKIA", "⟦AK&#8203;IA⟧"),
    ])
    func foldsWhatLooksLikeASCII(value: String, text: String) {
        let (text, part) = marked(text)
        let sources = ViewFixture(text).sources(of: value)
        #expect(sources.contains(part), "\(text) gave \(sources)")
    }

    @Test(arguments: [
        "Ein schöner Tag in München, naïve Café-Gäste, «déjà vu»: été — l’hiver…", "Привет, как дела? Москва и Киев.",
        "Ελληνικά γράμματα και λέξεις", "日本語の文章です。今日は、良い天気！「はい」", "我的卡号是什么？请告诉我，谢谢。",
        "👨‍👩‍👧‍👦 family 👍🏽 ❤️ done ✅", "مرحبا بالعالم كيف حالك", "שלום עולם", "नमस्ते दुनिया",
        "“Quoted” prose — with ‘all’ the signs…",
        "Zoë’s naïve façade", "5 € or 10 £", "Bonjour\u{a0}: ça va\u{a0}?", "한국어 문장입니다", "🇩🇪 🇫🇷 🇬🇧",
    ])
    func proseOfTheWorldGivesNoView(text: String) {
        let views = ViewFixture(text).views
        #expect(views.isEmpty, "\(views.map { String(decoding: $0.bytes, as: UTF8.self) })")
    }

    @Test func tagCharactersAreATextOfTheirOwn() {
        let hidden = String(
            String.UnicodeScalarView("mail joe@x.org".unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xe0000) })
        )
        let fixture = ViewFixture("A plain question.\(hidden) Really")
        #expect(fixture.sources(of: "mail joe@x.org", in: .hidden) == [hidden])
        #expect(fixture.sources(of: "joe@x.org", in: .hidden) == [String(hidden.unicodeScalars.dropFirst(5))])
    }

    @Test func bytesThatAreNoUTF8AreLeftAlone() {
        for hostile: [UInt8] in [
            [0xff], [0xc3], [0xe2, 0x82], [0x80], [0xf4, 0x90, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xc0, 0xaf],
        ] {
            let bytes = hostile + Array(#"joe\u0040x"#.utf8) + hostile
            let ranges = ViewFixture(bytes: bytes).ranges(of: Array("joe@x".utf8))
            #expect(ranges == [hostile.count..<(hostile.count + 10)])
        }
    }
}
