import Testing

@testable import Policies

/// A way to write a value so that it looks like something else, and a reader or a program still makes the value of it.
struct Evasion: Sendable, CustomTestStringConvertible {
    var name: String
    var subjects: Set<Subject>
    var writing: Writing

    enum Subject: String, CaseIterable, Sendable {
        case token, accessKey, github, stripe, email, iban, card, bareCard, ssn
    }

    enum Writing: Sendable {
        /// The text of a message.
        case text(@Sendable (String) -> String)
        /// What stands between the quotes of a string of JSON.
        case raw(@Sendable (String) -> String)
        /// The same, and it is read where it comes whole only: what says how it is to be read stands behind it.
        case whole(@Sendable (String) -> String)
        /// A whole content: a string, parts, an object.
        case content(@Sendable (String) -> String)
    }

    var testDescription: String { self.name }

    /// The value that is to be found, made up anew for each subject and always the same.
    static func value(_ subject: Subject) -> String {
        let sample =
            switch subject {
            case .token: "sk-ant-api03-{{base64url:93}}AA"
            case .accessKey: "AKIA{{base32:16}}"
            case .github: "{{checked:github:ghp_:30}}"
            case .stripe: "sk_live_{{base62:24}}"
            case .email: "jane.doe@example.org"
            case .iban: "{{iban:DE}}"
            case .card: "{{digits:16:luhn:4:#### #### #### ####}}"
            case .bareCard: "{{digits:16:luhn:4}}"
            case .ssn: "536-22-8726"
            }
        return (try? SampleText.expand(sample)) ?? ""
    }

    static let all = Set(Subject.allCases)
    private static let numbers: Set<Subject> = [.card, .bareCard, .ssn]

    static func text(
        _ name: String,
        _ subjects: Set<Subject> = Evasion.all,
        _ write: @escaping @Sendable (String) -> String
    ) -> Evasion {
        Evasion(name: name, subjects: subjects, writing: .text(write))
    }

    static func raw(
        _ name: String,
        _ subjects: Set<Subject> = Evasion.all,
        _ write: @escaping @Sendable (String) -> String
    ) -> Evasion {
        Evasion(name: name, subjects: subjects, writing: .raw(write))
    }

    static func whole(
        _ name: String,
        _ subjects: Set<Subject> = Evasion.all,
        _ write: @escaping @Sendable (String) -> String
    ) -> Evasion {
        Evasion(name: name, subjects: subjects, writing: .whole(write))
    }

    static func content(
        _ name: String,
        _ subjects: Set<Subject> = Evasion.all,
        _ write: @escaping @Sendable (String) -> String
    ) -> Evasion {
        Evasion(name: name, subjects: subjects, writing: .content(write))
    }

    // MARK: Parts of which the writings are made

    /// Each character by itself.
    static func each(_ value: String, _ write: (UInt32) -> String) -> String {
        value.unicodeScalars.map { write($0.value) }.joined()
    }

    static func code(_ value: UInt32, _ count: Int, radix: Int = 16, uppercase: Bool = false) -> String {
        let digits = String(value, radix: radix, uppercase: uppercase)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    static func scalar(_ value: UInt32) -> String {
        Unicode.Scalar(value).map { String($0) } ?? ""
    }

    /// Something between all characters.
    static func spread(_ value: String, _ between: String) -> String {
        value.map(String.init).joined(separator: between)
    }

    /// Something in the middle.
    static func middle(_ value: String, _ inside: String) -> String {
        value.prefix(value.count / 2) + inside + value.dropFirst(value.count / 2)
    }

    /// Something around the middle.
    static func around(_ value: String, _ open: String, _ close: String) -> String {
        let third = value.count / 3
        return value.prefix(third) + open + value.dropFirst(third).prefix(third) + close + value.dropFirst(2 * third)
    }

    /// ASCII letters and digits of another alphabet: where its capitals, small letters and digits begin.
    static func dressed(_ value: String, _ capitals: UInt32?, _ small: UInt32?, _ digits: UInt32?) -> String {
        Evasion.each(value) { character in
            switch character {
            case 0x30...0x39: digits.map { Evasion.scalar($0 + character - 0x30) } ?? Evasion.scalar(character)
            case 0x41...0x5a: capitals.map { Evasion.scalar($0 + character - 0x41) } ?? Evasion.scalar(character)
            case 0x61...0x7a: small.map { Evasion.scalar($0 + character - 0x61) } ?? Evasion.scalar(character)
            default: Evasion.scalar(character)
            }
        }
    }

    static func replaced(_ value: String, _ replacements: [Character: Character]) -> String {
        String(value.map { replacements[$0] ?? $0 })
    }

    private static let cyrillic: [Character: Character] = [
        "a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у", "i": "і", "s": "ѕ", "j": "ј", "A": "А",
        "B": "В", "C": "С",
        "E": "Е", "H": "Н", "I": "І", "K": "К", "M": "М", "O": "О", "P": "Р", "S": "Ѕ", "T": "Т", "X": "Х",
    ]
    private static let greek: [Character: Character] = [
        "A": "Α", "B": "Β", "E": "Ε", "H": "Η", "I": "Ι", "K": "Κ", "M": "Μ", "N": "Ν", "O": "Ο", "P": "Ρ", "T": "Τ",
        "X": "Χ", "Z": "Ζ",
        "o": "ο", "v": "ν",
    ]

    static func lines(_ text: String, _ width: Int, _ end: String) -> String {
        stride(from: 0, to: text.count, by: width).map { String(text.dropFirst($0).prefix(width)) }.joined(
            separator: end
        )
    }

    /// The digits of a number in the groups that it has, or in fours.
    static func groups(_ value: String, _ separator: String) -> String {
        if value.contains(" ") { return value.split(separator: " ").joined(separator: separator) }
        if value.contains("-") { return value.split(separator: "-").joined(separator: separator) }
        return Evasion.lines(value, 4, separator)
    }

    static func json(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0 == "\n" ? "\\n" : String($0) }.joined() + "\""
    }

    // MARK: The table

    static let table: [Evasion] =
        Evasion.plain + Evasion.escapes + Evasion.percent + Evasion.entities + Evasion.runs + Evasion.invisible
        + Evasion.dresses
        + Evasion.lookalikes + Evasion.markup + Evasion.breaks + Evasion.separators + Evasion.code + Evasion.places
        + Evasion.further

    private static let plain = [
        text("plain") { $0 }, text("in quotes") { "\"\($0)\"" }, text("in brackets") { "(\($0))" },
        text("after an equals sign") { "value=\($0)" }, text("in a table") { "| \($0) |" },
        text("upper case", [.email, .iban]) { $0.uppercased() }, text("lower case", [.iban]) { $0.lowercased() },
    ]

    private static let escapes = [
        raw("JSON escapes") { each($0) { "\\u" + code($0, 4) } },
        raw("JSON escapes in capitals") { each($0) { "\\u" + code($0, 4, uppercase: true) } },
        raw("one JSON escape") { "\\u" + code($0.unicodeScalars.first?.value ?? 0, 4) + $0.dropFirst() },
        text("JSON escapes inside JSON") { "{\"v\":\"" + each($0) { "\\u" + code($0, 4) } + "\"}" },
        text("JSON escapes of a third level") { each($0) { "\\\\\\u" + code($0, 4) } },
        text("JSON inside JSON") { json("{\"v\":\(json($0))}") },
        text("JSON inside JSON inside JSON") { json(json("{\"v\":\(json($0))}")) },
        text("behind a written line end") { "one\\n\($0)\\ntwo" },
        text("hexadecimal escapes") { each($0) { "\\x" + code($0, 2) } },
        text("escapes in braces") { each($0) { "\\u{" + code($0, 1) + "}" } },
        text("long escapes") { each($0) { "\\U" + code($0, 8) } },
        text("octal escapes") { each($0) { $0 == 0x20 ? " " : "\\" + code($0, 3, radix: 8) } },
        text("Perl escapes") { each($0) { "\\x{" + code($0, 4) + "}" } },
        text("Markdown escapes", [.token, .email, .ssn]) {
            each($0) { [0x2d, 0x2e, 0x40, 0x5f].contains($0) ? "\\" + scalar($0) : scalar($0) }
        },
    ]

    private static let percent = [
        text("percent") { each($0) { "%" + code($0, 2) } },
        text("percent in capitals") { each($0) { "%" + code($0, 2, uppercase: true) } },
        text("percent in a URL") { "https://host.test/?q=" + each($0) { "%" + code($0, 2) } + "&n=1" },
        text("one percent") { "%" + code($0.unicodeScalars.first?.value ?? 0, 2) + $0.dropFirst() },
        text("percent twice") { each($0) { "%25" + code($0, 2) } },
        text("percent three times") { each($0) { "%2525" + code($0, 2) } },
        text("percent of UTF-16") { each($0) { "%u" + code($0, 4) } },
        text("quoted-printable") { each($0) { "=" + code($0, 2, uppercase: true) } },
        text("quoted-printable sign", [.email]) { $0.split(separator: "@").joined(separator: "=40") },
        text("percent of escapes") { each($0) { "%5Cu" + code($0, 4) } },
        text("percent of entities") { each($0) { "%26%23\($0)%3B" } },
    ]

    private static let entities = [
        text("decimal entities") { each($0) { "&#\($0);" } },
        text("hexadecimal entities") { each($0) { "&#x" + code($0, 2) + ";" } },
        text("entities in capitals") { each($0) { "&#X" + code($0, 2, uppercase: true) + ";" } },
        text("entities with zeros") { each($0) { "&#x" + code($0, 8) + ";" } },
        text("entities with decimal zeros") { each($0) { "&#" + code($0, 7, radix: 10) + ";" } },
        text("entities without semicolon") { each($0) { "&#\($0)" } },
        text("entities twice") { each($0) { "&amp;#\($0);" } },
        text("entities three times") { each($0) { "&amp;amp;#\($0);" } },
        text("named entities", [.email]) {
            each($0) { $0 == 0x40 ? "&commat;" : $0 == 0x2e ? "&period;" : scalar($0) }
        },
        text("named dashes", [.ssn, .token]) {
            $0.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "&hyphen;")
        },
        text("named spaces", [.card]) { $0.split(separator: " ").joined(separator: "&nbsp;") },
        text("entities of percent") { each($0) { "&#37;" + code($0, 2) } },
        text("soft hyphen entities") { spread($0, "&shy;") }, text("zero-width entities") { spread($0, "&#8203;") },
    ]

    private static let runs = [
        text("base64") { base64($0) }, text("base64 without padding") { base64($0, padded: false) },
        text("base64 for URLs") { base64($0, url: true, padded: false) },
        text("base64 of a sentence") { base64("Our customer says: \($0) is what it should be.") },
        text("base64 in lines") {
            lines(base64("The value is \($0) and no other, says the customer who knows."), 40, "\n")
        },
        text("base64 in a data URL") { "data:text/plain;base64," + base64("here: \($0)") },
        text("base64 twice") { base64(base64($0)) },
        text("base64 in JSON") { "{\"data\":\"" + base64("v=\($0)") + "\"}" },
        text("percent of base64") { "q=" + base64("v: \($0)..").split(separator: "=").joined() + "%3D%3D&n=1" },
        text("base64 of percent") { base64(each($0) { "%" + code($0, 2) }) },
        text("base64 of JSON escapes") { base64("{\"v\":\"" + each($0) { "\\u" + code($0, 4) } + "\"}") },
        text("base64 of entities") { base64(each($0) { "&#\($0);" }) },
        text("base64 in a header", [.token, .accessKey, .email]) { "Authorization: Basic " + base64("user:\($0)") },
        text("base64 in a path") { "https://host.test/files/" + base64("v \($0)", url: true, padded: false) },
        text("base64 of fullwidth") { base64(dressed($0, 0xff21, 0xff41, 0xff10)) },
        text("hex") { hex($0) }, text("hex in capitals") { hex($0, uppercase: true) },
        text("hex with 0x") { "0x" + hex($0) }, text("hex bytes") { hex($0, separator: " ") },
        text("hex with colons") { hex($0, separator: ":") },
        text("hex with dashes", [.card, .ssn, .email]) { hex($0, separator: "-") },
        text("hex of base64") { hex(base64($0)) }, text("base64 of hex") { base64(hex($0)) },
    ]

    private static let invisible = [
        text("zero-width spaces") { spread($0, "\u{200b}") },
        text("a zero-width non-joiner") { middle($0, "\u{200c}") },
        text("a zero-width joiner") { middle($0, "\u{200d}") },
        text("byte order marks") { spread($0, "\u{feff}") }, text("word joiners") { spread($0, "\u{2060}") },
        text("soft hyphens") { spread($0, "\u{ad}") },
        text("a right-to-left override") { middle($0, "\u{202e}") }, text("direction marks") { spread($0, "\u{200e}") },
        text("isolates") { around($0, "\u{2066}", "\u{2069}") },
        text("variation selectors") { spread($0, "\u{fe0f}") }, text("Mongolian separators") { spread($0, "\u{180e}") },
        text("grapheme joiners") { spread($0, "\u{34f}") },
        text("invisible operators") { spread($0, "\u{2063}") }, text("Hangul fillers") { middle($0, "\u{3164}") },
        text("several invisible characters") { spread($0, "\u{200b}\u{2060}\u{feff}") },
        text("tag characters") { "hello" + each($0) { scalar($0 + 0xe0000) } },
        text("tag characters between") { spread($0, "\u{e0041}") },
        raw("escaped zero-width spaces") { spread($0, "\\u200b") },
        text("zero-width spaces, escaped inside JSON") { spread($0, "\\u200b") },
    ]

    private static let dresses = [
        text("fullwidth") { each($0) { $0 == 0x20 ? "\u{3000}" : scalar($0 + 0xfee0) } },
        text("fullwidth digits", numbers) { dressed($0, nil, nil, 0xff10) },
        text("mathematical bold") { dressed($0, 0x1d400, 0x1d41a, 0x1d7ce) },
        text("mathematical sans-serif") { dressed($0, 0x1d5d4, 0x1d5ee, 0x1d7ec) },
        text("mathematical monospace") { dressed($0, 0x1d670, 0x1d68a, 0x1d7f6) },
        text("mathematical Fraktur") { dressed($0, 0x1d56c, 0x1d586, nil) },
        text("double-struck digits", numbers) { dressed($0, nil, nil, 0x1d7d8) },
        text("circled") { dressed($0, 0x24b6, 0x24d0, nil) },
        text("squared", [.accessKey]) { dressed($0, 0x1f130, nil, nil) },
        text("negative squared", [.accessKey]) { dressed($0, 0x1f170, nil, nil) },
        text("circled digits", numbers) {
            each($0) { $0 == 0x30 ? "\u{24ea}" : ASCII.isDigit(UInt8($0)) ? scalar(0x2460 + $0 - 0x31) : scalar($0) }
        },
        text("superscript", numbers) {
            each($0) {
                $0 == 0x31
                    ? "\u{b9}"
                    : $0 == 0x32
                        ? "\u{b2}"
                        : $0 == 0x33 ? "\u{b3}" : ASCII.isDigit(UInt8($0)) ? scalar(0x2070 + $0 - 0x30) : scalar($0)
            }
        },
        text("subscript", numbers) { dressed($0, nil, nil, 0x2080) },
        text("keycaps", numbers) {
            each($0) { ASCII.isDigit(UInt8($0)) ? scalar($0) + "\u{fe0f}\u{20e3}" : scalar($0) }
        },
        text("Arabic digits", numbers) { dressed($0, nil, nil, 0x660) },
        text("Persian digits", numbers) { dressed($0, nil, nil, 0x6f0) },
        text("Devanagari digits", numbers) { dressed($0, nil, nil, 0x966) },
        text("Thai digits", numbers) { dressed($0, nil, nil, 0xe50) },
        text("Bengali digits", numbers) { dressed($0, nil, nil, 0x9e6) },
        raw("escaped fullwidth") { each($0) { $0 == 0x20 ? " " : "\\u" + code($0 + 0xfee0, 4) } },
        text("percent of fullwidth", numbers) {
            each($0) { ASCII.isDigit(UInt8($0)) ? "%EF%BC%" + code($0 + 0x60, 2, uppercase: true) : scalar($0) }
        },
    ]

    private static let lookalikes = [
        text("Cyrillic letters", [.token, .accessKey, .email, .iban]) { replaced($0, cyrillic) },
        text("one Cyrillic letter", [.token, .email]) { middle($0, "").replacing("a", with: "а", maxReplacements: 1) },
        text("Greek letters", [.token, .accessKey, .email, .iban]) { replaced($0, greek) },
        text("Cyrillic and Greek letters", [.accessKey, .email]) { replaced(replaced($0, greek), cyrillic) },
        text("struck through") { each($0) { $0 == 0x20 ? " " : scalar($0) + "\u{336}" } },
        text("underlined by marks") { each($0) { $0 == 0x20 ? " " : scalar($0) + "\u{332}" } },
        text("accents", [.token, .accessKey, .iban]) { each($0) { scalar($0) + "\u{301}" } },
        text("circled by marks", numbers) {
            each($0) { ASCII.isDigit(UInt8($0)) ? scalar($0) + "\u{20dd}" : scalar($0) }
        },
        text("another at sign", [.email]) { replaced($0, ["@": "＠"]) },
        text("an ideographic full stop", [.email]) { replaced($0, [".": "。"]) },
    ]

    private static let markup = [
        text("bold") { around($0, "**", "**") },
        text("bold with underscores", [.token, .accessKey, .iban, .bareCard]) { around($0, "__", "__") },
        text("code") { around($0, "`", "`") },
        text("struck by markup") { around($0, "~~", "~~") },
        text("italic", [.token, .accessKey, .iban, .bareCard]) { around($0, "*", "*") },
        text("HTML bold") { around($0, "<b>", "</b>") },
        text("HTML spans") { around($0, "<span class=\"x\">", "</span>") },
        text("HTML comment", [.token, .accessKey, .iban, .bareCard, .email]) { middle($0, "<!-- x -->") },
        text("word break", [.token, .accessKey, .iban, .bareCard, .email]) { middle($0, "<wbr>") },
        text("HTML in entities", [.token, .accessKey, .iban, .bareCard]) { around($0, "&lt;b&gt;", "&lt;/b&gt;") },
    ]

    private static let breaks = [
        text("line end") { middle($0, "\n") }, text("line end of Windows") { middle($0, "\r\n") },
        text("indented lines") { middle($0, "\n    ") }, text("quoted lines") { "> " + middle($0, "\n> ") },
        text("continued line") { middle($0, "\\\n") },
        text("written line end inside JSON", [.token, .accessKey]) { "{\"v\":\"" + middle($0, "\\n") + "\"}" },
        text("three lines", [.token, .accessKey, .iban, .bareCard]) { around($0, "\n", "\n") },
        text("a character a line", [.token, .accessKey, .email, .iban, .bareCard, .ssn]) { spread($0, "\n") },
    ]

    private static let separators = [
        text("a space behind each", [.token, .accessKey, .email, .iban, .bareCard, .ssn]) { spread($0, " ") },
        text("a dash behind each", [.accessKey, .iban, .bareCard]) { spread($0, "-") },
        text("a dot behind each", [.accessKey, .iban, .bareCard]) { spread($0, ".") },
        text("an underscore behind each", [.bareCard, .iban]) { spread($0, "_") },
        text("a thin space behind each", [.accessKey, .iban, .bareCard]) { spread($0, "\u{2009}") },
        text("spaces", [.bareCard]) { groups($0, " ") }, text("dashes", [.card, .bareCard]) { groups($0, "-") },
        text("dots", numbers) { groups($0, ".") }, text("slashes", numbers) { groups($0, "/") },
        text("underscores", numbers) { groups($0, "_") }, text("two spaces", numbers) { groups($0, "  ") },
        text("spaced dashes", numbers) { groups($0, " - ") }, text("spaced slashes", numbers) { groups($0, " / ") },
        text("hard spaces", [.card, .bareCard]) { groups($0, "\u{a0}") },
        text("narrow hard spaces", [.card, .bareCard]) { groups($0, "\u{202f}") },
        text("en dashes", numbers) { groups($0, "–") }, text("em dashes", numbers) { groups($0, "—") },
        text("minus signs", numbers) { groups($0, "−") }, text("hard hyphens", numbers) { groups($0, "\u{2011}") },
        text("middle dots", numbers) { groups($0, "·") }, text("bullets", numbers) { groups($0, "•") },
        text("odd groups, with the word", [.bareCard]) {
            "card number " + $0.prefix(2) + " " + $0.dropFirst(2).prefix(5) + " " + $0.dropFirst(7)
        },
    ]

    private static let code = [
        text("concatenation") { "k = \"" + middle($0, "\" + \"") + "\"" },
        text("concatenation over lines") { "k = '" + middle($0, "' +\n    '") + "'" },
        text("strings side by side", [.token, .accessKey, .iban, .bareCard, .email]) {
            "k = (\"" + middle($0, "\"\n     \"") + "\")"
        }, text("concatenation inside JSON") { "{\"src\":\"k = \\\"" + middle($0, "\\\" + \\\"") + "\\\"\"}" },
        text("Visual Basic", [.token, .accessKey, .iban, .bareCard]) { "k = \"" + middle($0, "\" & \"") + "\"" },
    ]

    private static let places = [
        content("two parts") {
            "[{\"type\":\"text\",\"text\":\"see \($0.prefix($0.count / 2))\"},{\"type\":\"text\",\"text\":\"\($0.dropFirst($0.count / 2)) ok\"}]"
        },
        content("a part for each character", [.token, .accessKey, .email, .iban, .bareCard]) {
            "[" + $0.map { "{\"type\":\"text\",\"text\":\"\($0)\"}" }.joined(separator: ",") + "]"
        },
        content("elements of an array") { "[\"\($0.prefix($0.count / 2))\",\"\($0.dropFirst($0.count / 2))\"]" },
        content("a name") { "{\"\($0)\":1}" }, content("a number", [.bareCard]) { $0 },
        content("deep inside") { "{\"a\":[{\"b\":[[{\"c\":\"\($0)\"}]]}]}" },
        content("escaped parts", [.token, .email, .bareCard]) {
            "[{\"type\":\"text\",\"text\":\"\($0.dropLast($0.count / 2))\"},{\"type\":\"text\",\"text\":\""
                + each(String($0.suffix($0.count / 2))) { "\\u" + code($0, 4) } + "\"}]"
        },
    ]
}
