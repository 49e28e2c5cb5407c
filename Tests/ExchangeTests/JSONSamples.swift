import Exchange

/// A tape together with the bytes that it belongs to.
struct ScannedBody {
    let bytes: [UInt8]
    let tape: JSONTape

    init(_ text: String) throws {
        try self.init(bytes: Array(text.utf8))
    }

    init(bytes: [UInt8]) throws {
        var tape = JSONTape()
        try bytes.withUnsafeBytes { try tape.scan($0) }
        self.bytes = bytes
        self.tape = tape
    }

    func with<Result>(_ body: (JSONTape, UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try self.bytes.withUnsafeBytes { try body(self.tape, $0) }
    }
}

/// The fault of a text that is not the JSON we take; `nil` if it is.
func fault(of bytes: [UInt8]) -> JSONFault? {
    var tape = JSONTape()
    return bytes.withUnsafeBytes { raw in
        do throws(JSONFault) {
            try tape.scan(raw)
            return nil
        } catch {
            return error
        }
    }
}

func fault(of text: String) -> JSONFault? {
    fault(of: Array(text.utf8))
}

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

enum JSONSamples {
    static let chat = #"""
        {"model": "gpt-4o-mini", "stream": true, "temperature": 0.7, "n": 2, "max_tokens": 100,
         "messages": [{"role": "system", "content": "Be brief.\nAnd \"kind\"."},
                      {"role": "user", "content": [{"type": "text", "text": "Gr\u00fc\u00dfe \ud83d\ude00 aus K\u00f6ln, größer 😀 漢字"},
                                                   {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]}],
         "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}],
         "metadata": null, "seed": -12.5e+3, "logprobs": false, "stop": []}
        """#

    static let good: [String] = [
        "0", "-0", "1", "-1", "10", "0.5", "1e5", "1E+5", "1e-05", "123456789012345678901234567890", "-0.0e-0", "1.0E0",
        "true", "false", "null", #""""#, #""a""#, "[]", "{}", " [ ] ", " { } ", "\t\r\n 1 \t\r\n", "[1,2]", "[[],[]]",
        #"{"a":1}"#, #"{"":1}"#, #"{"a":{"a":{"a":[]}}}"#, #"["\"\\\/\b\f\n\r\t"]"#, #"["\u0000"]"#,
        #"["\uD83D\uDE00"]"#,
        #"["\ud83d\ude00"]"#, #"["\uFFFF"]"#, #"["\uFEFF"]"#, "[\"\u{7f}\"]", "[\"\u{80}\"]", "[\"\u{2028}\"]",
        "[\"\u{10FFFF}\"]", "[\"\u{FFFF}\"]", #"{"a":1,"A":1}"#, #"{"a":1,"b":{"a":1}}"#, #"[{"a":1},{"a":1}]"#,
        #"{"é":1,"e\u0301":2}"#, #""12345678""#, #""1234567""#, #""123456789""#, "[0,-0,0.0]",
        #"{"a":1,"aa":1,"aaa":1,"aaaaaaaa":1,"aaaaaaaaa":1}"#, chat,
    ]

    static let bad: [(String, JSONFault.Reason)] = [
        ("", .empty), ("   ", .empty), ("\n", .empty),
        ("[", .truncated), ("{", .truncated), ("[1", .truncated), ("[1,", .truncated), (#"{"a""#, .truncated),
        (#"{"a":"#, .truncated), (#"{"a":1"#, .truncated), (#"{"a":1,"#, .truncated), (#"""#, .truncated),
        (#""a"#, .truncated),
        (#""\"#, .truncated), (#""\u"#, .truncated), (#""\u12"#, .truncated), (#""\ud83d"#, .truncated),
        ("t", .truncated),
        ("tru", .truncated), ("-", .truncated), ("1.", .truncated), ("1e", .truncated), ("1e+", .truncated),
        ("1 2", .trailingBytes), ("{}{}", .trailingBytes), ("[]]", .trailingBytes), ("1,", .trailingBytes),
        ("nullx", .trailingBytes), ("{} //", .trailingBytes), ("\"a\"\u{0}", .trailingBytes),
        ("\u{FEFF}{}", .byteOrderMark), ("\u{FEFF}", .byteOrderMark),
        ("]", .expectedValue), ("}", .expectedValue), ("[,1]", .expectedValue), ("[1,]", .expectedValue),
        ("[1,,2]", .expectedValue), (#"{"a":}"#, .expectedValue), ("NaN", .expectedValue), ("nan", .expectedValue),
        ("[Infinity]", .expectedValue), ("+1", .expectedValue), (".5", .expectedValue), ("True", .expectedValue),
        ("nulL", .expectedValue), ("'a'", .expectedValue), ("[a]", .expectedValue), ("é", .expectedValue),
        ("\u{0}", .expectedValue), ("\u{a0}1", .expectedValue), ("\u{b}1", .expectedValue), ("/**/1", .expectedValue),
        ("{a:1}", .expectedName), ("{1:1}", .expectedName), (#"{"a":1,}"#, .expectedName), ("{,}", .expectedName),
        ("{'a':1}", .expectedName), ("{[]:1}", .expectedName), (#"{"a":1 "b":2}"#, .expectedCommaOrBrace),
        (#"{"a" 1}"#, .expectedColon), (#"{"a"}"#, .expectedColon), (#"{"a",1}"#, .expectedColon),
        (#"{"a":1]"#, .expectedCommaOrBrace), (#"{"a":1:2}"#, .expectedCommaOrBrace), (#"{"a"::1}"#, .expectedValue),
        ("[1 2]", .expectedCommaOrBracket), ("[1}", .expectedCommaOrBracket), ("[1:2]", .expectedCommaOrBracket),
        (#"["a" "b"]"#, .expectedCommaOrBracket), ("[1e5x]", .expectedCommaOrBracket),
        ("01", .badNumber), ("-01", .badNumber), ("00", .badNumber), ("1.2.3", .badNumber), ("[1.]", .badNumber),
        ("[-]", .badNumber), ("[1e]", .badNumber), ("[1e+]", .badNumber), ("-Infinity", .badNumber),
        ("[-a]", .badNumber),
        ("[1..2]", .badNumber), ("0x10", .trailingBytes), ("[--1]", .badNumber),
        ("\"\u{0}\"", .controlCharacter), ("\"\n\"", .controlCharacter), ("\"12345678\t\"", .controlCharacter),
        ("\"\u{1f}\"", .controlCharacter), ("{\"a\n\":1}", .controlCharacter),
        (#""\a""#, .badEscape), (#""\x41""#, .badEscape), (#""\u12g4""#, .badEscape), (#""\u""#, .truncated),
        (#""\u       ""#, .badEscape), (#""\'""#, .badEscape), (#""\U0041""#, .badEscape),
        (#"["\u00"]        "#, .badEscape),
        (#""\ud800""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate), (#""\ud800x      ""#, .loneSurrogate),
        (#""\ud800\n     ""#, .loneSurrogate), (#""\ud800\u0041""#, .loneSurrogate),
        (#""\ud800\ud800""#, .loneSurrogate),
        (#""\ude00\ud83d""#, .loneSurrogate), (#"{"\ud800":1}"#, .loneSurrogate),
        (#"{"a":1,"a":1}"#, .duplicateName), (#"{"a":1,"\u0061":1}"#, .duplicateName),
        (#"{"\u0061":1,"a":1}"#, .duplicateName), (#"{"":1,"":1}"#, .duplicateName),
        (#"{"12345678":1,"x":2,"1234567\u0038":1}"#, .duplicateName), (#"[{"b":{"a":1,"a":2}}]"#, .duplicateName),
        (#"{"é":1,"\u00e9":2}"#, .duplicateName), (#"{"😀":1,"\ud83d\ude00":2}"#, .duplicateName),
    ]

    /// What stands inside the quotes of `"…"` and is not UTF-8.
    static let notUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2, 0x41], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
        [0xED, 0xA0, 0x80],
        [0xED, 0xBF, 0xBF], [0xE1, 0x80, 0x41], [0xE1, 0x41, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0xF1, 0x80, 0x80, 0x41],
        [0xF8, 0x88, 0x80, 0x80, 0x80], [0xC3, 0xA9, 0xA9],
    ]
}
