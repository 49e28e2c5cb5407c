@testable import Policies

/// Writings that take a value apart: control characters, joints of strings, lists of codes, prefixes of lines.
extension Evasion {
    private static let tokens: Set<Subject> = [.token, .accessKey]
    private static let solid: Set<Subject> = [.token, .accessKey, .iban, .bareCard]
    private static let words: Set<Subject> = [.token, .accessKey, .email, .iban, .bareCard]

    static let further =
        Evasion.controls + Evasion.borders + Evasion.otherBytes + Evasion.singles + Evasion.joints + Evasion.codes
        + Evasion.prefixes + Evasion.tags + Evasion.glue

    private static let controls = [
        text("NULs") { spread($0, "\u{0}") }, text("bells") { spread($0, "\u{7}") },
        text("backspaces") { spread($0, "\u{8}") }, text("deletes") { spread($0, "\u{7f}") },
        text("unit separators") { spread($0, "\u{1f}") }, text("a control character") { middle($0, "\u{1}") },
        text("form feeds") { middle($0, "\u{c}") }, text("vertical tabs") { middle($0, "\u{b}") },
        text("escape characters") { middle($0, "\u{1b}") },
        text("colours of a terminal") { "\u{1b}[31m" + around($0, "\u{1b}[1;32m", "\u{1b}[0m") + "\u{1b}[0m" },
        text("a colour before it", tokens) { "\u{1b}[32m\($0)\u{1b}[0m" },
        raw("escaped control characters") { spread($0, "\\u0001") },
        text("object replacement characters") { spread($0, "\u{fffc}") },
        text("replacement characters") { middle($0, "\u{fffd}") },
        text("line separators", words) { middle($0, "\u{2028}") },
        text("paragraph separators", words) { middle($0, "\u{2029}") },
        text("ideographic variation selectors") { spread($0, "\u{e0100}") },
        text("combining enclosures") { each($0) { $0 == 0x20 ? " " : scalar($0) + "\u{20e3}" } },
        text("C1 control characters") { middle($0, "\u{90}") },
        text("carriage returns", words) { middle($0, "\r") },
    ]

    private static func parts(_ left: String, _ right: String) -> String {
        "[{\"type\":\"text\",\"text\":\"see \(left)\"},{\"type\":\"text\",\"text\":\"\(right) ok\"}]"
    }

    private static func halves(_ value: String) -> (String, String) {
        (String(value.prefix(value.count / 2)), String(value.dropFirst(value.count / 2)))
    }

    private static let borders = [
        content("a space at the end of a part", words) { parts(halves($0).0 + " ", halves($0).1) },
        content("a space at the beginning of a part", words) { parts(halves($0).0, " " + halves($0).1) },
        content("a line end at the end of a part", words) { parts(halves($0).0 + "\\n", halves($0).1) },
        content("a line end at the beginning of a part", words) { parts(halves($0).0, "\\n" + halves($0).1) },
        content("spaces on both sides of a border", words) { parts(halves($0).0 + " \\n", "  " + halves($0).1) },
        content("two messages of one role", words) {
            "\"see \(halves($0).0)\"},{\"role\":\"user\",\"content\":\"\(halves($0).1) ok\""
        },
        content("two messages of one role with a space", words) {
            "\"see \(halves($0).0) \"},{\"role\":\"user\",\"content\":\"\(halves($0).1) ok\""
        },
    ]

    private static func utf16(_ text: String, isBig: Bool, hasMark: Bool) -> [UInt8] {
        let units = (hasMark ? [0xfeff] : []) + Array(text.utf16)
        return units.flatMap { unit in
            let bytes = [UInt8(unit & 0xff), UInt8(unit >> 8)]
            return isBig ? Array(bytes.reversed()) : bytes
        }
    }

    private static let junk: [UInt8] = [0x0a, 0x9c, 0x01, 0xff, 0x00, 0x08, 0xe3, 0x80]

    private static let otherBytes = [
        text("base64 of UTF-16") { base64(utf16("v: \($0)", isBig: false, hasMark: false)) },
        text("base64 of UTF-16 with a mark") { base64(utf16($0, isBig: false, hasMark: true)) },
        text("base64 of big-endian UTF-16") { base64(utf16($0, isBig: true, hasMark: false)) },
        text("base64 of big-endian UTF-16 with a mark") { base64(utf16($0, isBig: true, hasMark: true)) },
        text("an encoded command") {
            "powershell -EncodedCommand "
                + base64(utf16("$env:KEY = '\($0)'; Invoke-It -As now", isBig: false, hasMark: false))
        },
        text("base64 behind other bytes") { base64(junk + Array("the value is \($0)".utf8)) },
        text("base64 before other bytes") { base64(Array("the value is \($0)".utf8) + junk + junk) },
        text("base64 between other bytes") { base64(junk + Array("the value is \($0)".utf8) + junk) },
        text("base64 of a record") {
            base64(
                [0x08, 0x96, 0x01, 0x12, 0xff] + Array("the owner".utf8) + [0x1a, 0xfe] + Array("value: \($0)".utf8)
            )
        },
        text("base64 in lines of 76") {
            lines(base64("The value is \($0) and no other, says the customer who knows it."), 76, "\n")
        },
        text("base64 for URLs in lines of 64") {
            lines(base64("The value is \($0) and no other; so it is.", url: true, padded: false), 64, "\r\n")
        },
    ]

    private static let singles = [
        text("tabs", solid) { spread($0, "\t") }, text("hard spaces between all", words) { spread($0, "\u{a0}") },
        text("em spaces between all", words) { spread($0, "\u{2003}") },
        text("narrow hard spaces between all", words) { spread($0, "\u{202f}") },
        text("ideographic spaces between all", words) { spread($0, "\u{3000}") },
        text("bars between all", solid) { spread($0, "|") }, text("commas between all", solid) { spread($0, ",") },
        text("slashes between all", [.accessKey, .iban, .bareCard]) { spread($0, "/") },
        text("bullets between all", solid) { spread($0, "•") },
        text("middle dots between all", solid) { spread($0, "·") },
        text("semicolons between all", solid) { spread($0, ";") }, text("stars between all", solid) { spread($0, "*") },
        text("plus signs between all", [.accessKey, .iban, .bareCard]) { spread($0, "+") },
        text("thin spaces between groups", [.card, .bareCard]) { groups($0, "\u{2009}") },
        text("ideographic spaces between groups", [.card, .bareCard]) { groups($0, "\u{3000}") },
    ]

    private static func joined(_ value: String, by joint: String) -> String {
        "k = \"" + lines(value, max(3, value.count / 4), "\"\(joint)\"") + "\""
    }

    private static let joints = [
        text("PHP", words) { joined($0, by: " . ") }, text("PHP without spaces", words) { joined($0, by: ".") },
        text("Lua", words) { joined($0, by: " .. ") }, text("SQL", words) { joined($0, by: " || ") },
        text("Haskell", words) { joined($0, by: " ++ ") }, text("Elixir", words) { joined($0, by: " <> ") },
        text("D", words) { joined($0, by: " ~ ") }, text("literals side by side", words) { joined($0, by: " ") },
        text("literals without anything between", words) { joined($0, by: "") },
        text("concatenation of short pieces", words) { "k = '" + lines($0, 3, "' + '") + "'" },
        text("single quotes of a shell", words) { "k='" + lines($0, 6, "''") + "'" },
        whole("a joined array", tokens) { "[\"" + lines($0, 5, "\", \"") + "\"].join(\"\")" },
        whole("a joined array without spaces", words) { "[\"" + lines($0, 5, "\",\"") + "\"].join('')" },
        whole("a joined list of Python", words) { "''.join(['" + lines($0, 7, "', '") + "'])" },
        text("an array of characters", solid) { "['" + spread($0, "', '") + "'].join('')" },
        text("an array of characters without spaces", solid) { "[\"" + spread($0, "\",\"") + "\"]" },
        text("characters in a row", words) { "\"" + spread($0, "\" + \"") + "\"" },
        text("raw literals", words) { joined($0, by: " r").replacing("k =", with: "k = r") },
        text("concatenation with the operator first", words) { "k = \"" + lines($0, 8, "\"\n    + \"") + "\"" },
        text("concatenation of PHP over lines", words) { "k = '" + lines($0, 8, "'\n    . '") + "'" },
        text("a continued line with indentation", words) { "k = \"" + middle($0, "\\\n    ") + "\"" },
        text("a soft line break", solid) { middle($0, "=\n") },
        text("a soft line break of Windows", solid) { middle($0, "=\r\n") },
    ]

    private static func bytes(_ value: String, _ separator: String, _ write: (UInt8) -> String) -> String {
        value.utf8.map(write).joined(separator: separator)
    }

    private static func pair(_ byte: UInt8) -> String { code(UInt32(byte), 2) }

    private static let codes = [
        text("bytes of C") { "{" + bytes($0, ", ") { "0x" + pair($0) } + "}" },
        text("bytes of C without spaces") { bytes($0, ",") { "0x" + pair($0) } },
        text("bytes with 0x and spaces") { bytes($0, " ") { "0x" + pair($0) } },
        text("bytes of C in lines") {
            let all = $0.utf8.map { "0x" + pair($0) }
            return stride(from: 0, to: all.count, by: 8).map { all[$0...].prefix(8).joined(separator: ", ") }
                .joined(separator: ",\n    ")
        },
        text("decimal codes") { "[" + bytes($0, ", ") { "\($0)" } + "]" },
        text("decimal codes without spaces") { "[" + bytes($0, ",") { "\($0)" } + "]" },
        text("decimal codes with spaces") { bytes($0, " ") { "\($0)" } },
        text("decimal codes in lines") { bytes($0, "\n") { "\($0)" } },
        text("codes of JavaScript", words) { "String.fromCharCode(" + bytes($0, ", ") { "\($0)" } + ")" },
        text("codes of PHP") { bytes($0, " . ") { "chr(\($0))" } },
        text("codes of PHP without spaces") { bytes($0, ".") { "chr(\($0))" } },
        text("codes of Python") { bytes($0, " + ") { "chr(\($0))" } },
        text("hexadecimal codes of Python") { bytes($0, "+") { "chr(0x" + pair($0) + ")" } },
        text("codes of Visual Basic") { bytes($0, " & ") { "Chr(\($0))" } },
        text("codes of SQL") { bytes($0, "||") { "CHR(\($0))" } },
        text("hex bytes with commas") { bytes($0, ", ", pair) },
        text("hex bytes in lines of 16") { lines(hex($0, separator: " "), 48, "\n") },
    ]

    private static func numbered(_ value: String, _ write: (Int) -> String) -> String {
        let pieces = lines(value, (value.count + 1) / 2, "\n").split(separator: "\n")
        return pieces.enumerated().map { write(41 + $0.offset) + $0.element }.joined(separator: "\n")
    }

    private static let prefixes = [
        text("a comment", solid) { "// " + middle($0, "\n// ") },
        text("a comment of a shell", solid) { "# " + middle($0, "\n# ") },
        text("a comment of SQL", solid) { "-- " + middle($0, "\n-- ") },
        text("a comment of Lisp", solid) { ";; " + middle($0, "\n;; ") },
        text("a comment of C", solid) { "/*\n * " + middle($0, "\n * ") + "\n */" },
        text("added lines", solid) { "\n+" + middle($0, "\n+") },
        text("removed lines", [.token, .accessKey, .github]) { "\n-" + middle($0, "\n-") },
        text("quoted twice", solid) { ">> " + middle($0, "\n>> ") },
        text("a bar before each line", solid) { "| " + middle($0, "\n| ") },
        text("numbered lines", tokens) { "\n" + numbered($0) { "\($0): " } },
        text("numbers of lines with bars", tokens) { "\n" + numbered($0) { "\($0) | " } },
        text("numbers of lines with tabs", tokens) { "\n" + numbered($0) { "    \($0)\t" } },
    ]

    private static let tags = [
        text("a tag around each", solid) { each($0) { "<b>" + scalar($0) + "</b>" } },
        text("a span around each", words) { each($0) { "<span class=\"c\">" + scalar($0) + "</span>" } },
        text("other tags around each", words) { each($0) { "<b><i>" + scalar($0) + "</i></b>" } },
        text("comments between all", words) { spread($0, "<!-- -->") },
        text("word breaks between all", words) { spread($0, "<wbr>") },
        text("bold and code", solid) { around($0, "**`", "`**") },
        text("backquotes around each", solid) { each($0) { "`" + scalar($0) + "`" } },
    ]

    private static let glue = [
        text("glued to letters", [.github, .stripe]) { "abc\($0)" },
        text("glued to a name", [.github, .stripe]) { "key\($0)" },
        text("glued to a digit", [.github, .stripe]) { "7\($0)" },
        text("glued to a name with a sign", [.token, .github, .stripe, .accessKey]) { "key_\($0)" },
    ]
}

/// Base64 of bytes that need be no text.
func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    return stride(from: 0, to: bytes.count, by: 3).map { start in
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = (0..<3).reduce(0 as UInt32) { $0 << 8 | (start + $1 < bytes.count ? UInt32(bytes[start + $1]) : 0) }
        let text = (0...group.count).map { String(digits[Int(bits >> UInt32(18 - 6 * $0) & 63)]) }.joined()
        return text + String(repeating: "=", count: 3 - group.count)
    }.joined()
}
