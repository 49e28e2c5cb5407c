import Testing

@testable import Semantics

@Suite struct NormalizerTests {
    @Test(arguments: [
        "", " ", "?", "```swift\nlet a = 1\n```", "`a`", "\"quoted\"", "123",
        "for (i = 0; i < n; i++) { sum += a[i]; }",
        "a\u{0}b is what", "what is \u{1}ask",
    ])
    func whatIsNoQuestionInProseHasNoForm(_ text: String) {
        #expect(Normalizer.shared.form(text) == nil)
    }

    @Test func theLongestMessageHasAFormAndALongerOneHasNone() {
        let words = String(repeating: "word ", count: 500)
        #expect(Normalizer.shared.form(String(words.prefix(Normalizer.bytesMax))) != nil)
        #expect(Normalizer.shared.form(String(words.prefix(Normalizer.bytesMax + 1))) == nil)
    }

    @Test(arguments: [
        [0xFF], [0x61, 0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0x62, 0xE2, 0x82],
    ])
    func bytesThatAreNoTextHaveNoForm(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { #expect(Normalizer.shared.normalForm(of: $0) == nil) }
    }

    @Test func everyCutAndEveryChangedByteOfHostileTextIsSurvived() {
        let text =
            "Hi! “What’s” `x` 1,000 5km U.S. isn't 'a b' — tell me if a's capital is?! «é» ¿qué? 東京。 \u{1F600} I'd"
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            bytes[..<index].withUnsafeBytes { _ = Normalizer.shared.normalForm(of: $0) }
            bytes[index...].withUnsafeBytes { _ = Normalizer.shared.normalForm(of: $0) }
            for byte: UInt8 in [0x00, 0x20, 0x22, 0x27, 0x2E, 0x60, 0x7F, 0xC3, 0xE2, 0xFF] {
                var changed = bytes
                changed[index] = byte
                changed.withUnsafeBytes { _ = Normalizer.shared.normalForm(of: $0) }
            }
        }
    }

    @Test(arguments: [
        "how many a 's ", "tell me if what is ", "please ", "`", "\"", "'a ", "in which ", ", ", "? ", "i ",
    ])
    func aMessageOfOneThingRepeatedIsSurvived(_ unit: String) {
        let text = String(String(repeating: unit, count: 2_048).prefix(2_048))
        #expect(Normalizer.shared.form(text) == Normalizer.shared.form(text))
    }

    @Test func composedAndDecomposedLettersAreOne() {
        for (one, other) in [
            ("é", "e\u{301}"), ("ấ", "a\u{302}\u{301}"), ("й", "и\u{306}"), ("が", "か\u{3099}"),
            ("각", "\u{1100}\u{1161}\u{11A8}"),
        ] {
            #expect(Normalizer.shared.form("xx \(one)") == Normalizer.shared.form("xx \(other)"))
        }
        #expect(Normalizer.shared.form("xx é") != Normalizer.shared.form("xx e"))
    }

    @Test func scriptsAreNeverTreatedAlike() {
        for (latin, other) in [("a", "а"), ("o", "ο"), ("A", "Α"), ("p", "р"), ("1", "١"), ("1", "１")] {
            #expect(Normalizer.shared.form("what is \(latin)") != Normalizer.shared.form("what is \(other)"))
        }
    }

    @Test func lettersKeepTheirCaseWhereTheLanguageIsNotEnglish() {
        #expect(Normalizer.shared.form("Wo ist das Essen?") != Normalizer.shared.form("Wo ist das essen?"))
        #expect(Normalizer.shared.form("Was kostet Essen?") != Normalizer.shared.form("Was kostet essen?"))
        #expect(Normalizer.shared.form("Hi, kommen Sie?") != Normalizer.shared.form("Hi, kommen sie?"))
    }
}
