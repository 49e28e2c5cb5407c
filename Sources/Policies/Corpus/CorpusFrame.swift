/// Puts a value into a template: `{{value}}`, or in a disguise, `{{value|base64}}`; and what it is called, `{{label}}`.
enum CorpusFrame {
    static func fill(
        _ template: String,
        with value: String,
        named label: String,
        at origin: String
    ) throws(CorpusFault) -> String {
        var filled = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            filled += rest[..<open]
            rest = rest[open...]
            guard rest.hasPrefix("{{"), let close = rest.firstIndex(of: "}"), rest[close...].hasPrefix("}}") else {
                filled += rest.prefix(1)
                rest = rest.dropFirst()
                continue
            }
            let words = rest[..<close].dropFirst(2).split(separator: "|").map(String.init)
            rest = rest[close...].dropFirst(2)
            switch words.first {
            case "value": filled += try disguised(value, words.dropFirst(), at: origin)
            case "label": filled += try disguised(label, words.dropFirst(), at: origin)
            default: filled += "{{\(words.joined(separator: "|"))}}"
            }
        }
        return filled + rest
    }

    private static func disguised(
        _ text: String,
        _ names: ArraySlice<String>,
        at origin: String
    ) throws(CorpusFault) -> String {
        var text = text
        for name in names {
            guard let disguise = CorpusDisguise(rawValue: name) else {
                let known = CorpusDisguise.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
                throw CorpusFault(origin, "there is no disguise `\(name)`; there are \(known)")
            }
            text = disguise.applied(to: text)
        }
        return text
    }
}

/// Other ways to write a text that a reader, or a program, still reads as the same.
enum CorpusDisguise: String, CaseIterable {
    case base64
    case base64url
    case hex
    /// Every byte as `%41`.
    case percent
    /// Every character as `&#65;`.
    case entities
    /// Every character as `\u0041`.
    case unicode
    /// A zero-width space behind every character.
    case zeroWidth = "zero-width"
    /// A soft hyphen behind every fourth character.
    case softHyphen = "soft-hyphen"
    /// Letters, digits and signs of the fullwidth block.
    case fullwidth
    /// As Unicode tag characters, which nobody sees.
    case tags
    /// A newline in the middle.
    case lines
    /// A space between all characters.
    case spaced
    /// `AWS secret key` as `AWS_SECRET_KEY`.
    case variable

    func applied(to text: String) -> String {
        let bytes = Array(text.utf8)
        switch self {
        case .base64: return CorpusDisguise.base64(bytes, last: "+/", padded: true)
        case .base64url: return CorpusDisguise.base64(bytes, last: "-_", padded: false)
        case .hex: return bytes.map(CorpusDisguise.hex).joined()
        case .percent: return bytes.map { "%" + CorpusDisguise.hex($0).uppercased() }.joined()
        case .entities: return text.unicodeScalars.map { "&#\($0.value);" }.joined()
        case .unicode:
            return text.utf16.map { "\\u" + CorpusDisguise.hex(UInt8($0 >> 8)) + CorpusDisguise.hex(UInt8($0 & 0xFF)) }
                .joined()
        case .zeroWidth: return text.map { "\($0)\u{200B}" }.joined()
        case .softHyphen:
            return text.enumerated().map { $0.offset % 4 == 3 ? "\($0.element)\u{AD}" : "\($0.element)" }.joined()
        case .fullwidth: return CorpusDisguise.moved(text, by: 0xFEE0, from: 0x21...0x7E)
        case .tags: return CorpusDisguise.moved(text, by: 0xE0000, from: 0x20...0x7E)
        case .lines: return "\(text.prefix(text.count / 2))\n\(text.dropFirst(text.count / 2))"
        case .spaced: return text.map(String.init).joined(separator: " ")
        case .variable: return text.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private static func moved(_ text: String, by distance: UInt32, from range: ClosedRange<UInt32>) -> String {
        var moved = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let other = range.contains(scalar.value) ? Unicode.Scalar(scalar.value + distance) : nil
            moved.append(other ?? scalar)
        }
        return String(moved)
    }

    private static func base64(_ bytes: [UInt8], last: String, padded: Bool) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { text.append(alphabet[bits >> (18 - 6 * place) & 63]) }
            if padded { text += Array(repeating: UInt8(ascii: "="), count: 3 - group.count) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
