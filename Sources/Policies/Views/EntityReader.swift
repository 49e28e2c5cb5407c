/// Character references of HTML: `&#64;` `&#x40;` `&commat;`, also without the semicolon and escaped again (`&amp;#64;`).
enum EntityReader {
    /// - Parameter start: of the ampersand.
    static func read(_ text: UnsafeRawBufferPointer, at start: Int) -> Decoding? {
        var name = start + 1
        while text.has("amp;", at: name) { name += 4 }
        if text.byte(at: name) == UInt8(ascii: "#") { return EntityReader.number(text, at: name + 1) }
        guard let decoding = EntityReader.named(text, at: name) else {
            return name > start + 1 ? EntityReader.ampersand(text, end: name) : nil
        }
        return decoding
    }

    private static func number(_ text: UnsafeRawBufferPointer, at start: Int) -> Decoding? {
        let isHex = text.byte(at: start) | 0x20 == UInt8(ascii: "x")
        guard let (value, end) = DigitReader.run(text, at: isHex ? start + 1 : start, isHex: isHex),
            value >= 0x20 || value == 9 || value == 10 || value == 13
        else { return nil }
        return Decoding(scalar: value, end: text.byte(at: end) == UInt8(ascii: ";") ? end + 1 : end)
    }

    /// `&amp;` is in every page of HTML; it is of interest inside a word only.
    private static func ampersand(_ text: UnsafeRawBufferPointer, end: Int) -> Decoding {
        Decoding(byte: UInt8(ascii: "&"), end: end, isStrong: false)
    }

    private static func named(_ text: UnsafeRawBufferPointer, at start: Int) -> Decoding? {
        var key: UInt128 = 0
        var end = start
        while ASCII.isLetter(text.byte(at: end)) {
            guard end - start < 16 else { return nil }
            key = key << 8 | UInt128(text[end])
            end += 1
        }
        guard end > start else { return nil }
        let isClosed = text.byte(at: end) == UInt8(ascii: ";")
        guard let character = EntityReader.names[key], isClosed || EntityReader.isKnownOpen(character),
            var decoding = Decoding(scalar: character == 0xa0 ? 0x20 : character, end: isClosed ? end + 1 : end)
        else { return nil }
        switch character {
        case UInt32(UInt8(ascii: "<")), UInt32(UInt8(ascii: ">")), 0xa0:
            decoding.isStrong = ASCII.isWord(text.byte(at: start - 2)) && ASCII.isWord(text.byte(at: decoding.end))
        default: break
        }
        return decoding
    }

    /// HTML still knows a few without the semicolon.
    private static func isKnownOpen(_ character: UInt32) -> Bool {
        switch character {
        case 0x22, 0x3c, 0x3e, 0xa0, 0xad: true
        default: false
        }
    }

    /// The names of ASCII signs, and of characters that fold into one or are not seen: a part of the list of the HTML
    /// standard, section 13.5.
    private static let names: [UInt128: UInt32] = {
        let names: [(String, UInt32)] = [
            ("commat", 0x40), ("period", 0x2e), ("comma", 0x2c), ("colon", 0x3a), ("semi", 0x3b), ("num", 0x23),
            ("dollar", 0x24), ("percnt", 0x25), ("lt", 0x3c), ("LT", 0x3c), ("gt", 0x3e), ("GT", 0x3e),
            ("quot", 0x22), ("QUOT", 0x22), ("apos", 0x27), ("lowbar", 0x5f), ("UnderBar", 0x5f), ("plus", 0x2b),
            ("equals", 0x3d), ("sol", 0x2f), ("bsol", 0x5c), ("lpar", 0x28), ("rpar", 0x29), ("lsqb", 0x5b),
            ("lbrack", 0x5b), ("rsqb", 0x5d), ("rbrack", 0x5d), ("lcub", 0x7b), ("lbrace", 0x7b), ("rcub", 0x7d),
            ("rbrace", 0x7d), ("verbar", 0x7c), ("vert", 0x7c), ("VerticalLine", 0x7c), ("ast", 0x2a),
            ("midast", 0x2a), ("excl", 0x21), ("quest", 0x3f), ("grave", 0x60), ("Hat", 0x5e), ("Tab", 0x09),
            ("NewLine", 0x0a), ("nbsp", 0xa0), ("shy", 0xad), ("hyphen", 0x2010), ("dash", 0x2010),
            ("ndash", 0x2013), ("mdash", 0x2014), ("minus", 0x2212), ("ensp", 0x2002), ("emsp", 0x2003),
            ("thinsp", 0x2009), ("hairsp", 0x200a), ("numsp", 0x2007), ("puncsp", 0x2008), ("zwj", 0x200d),
            ("zwnj", 0x200c), ("lrm", 0x200e), ("rlm", 0x200f), ("ZeroWidthSpace", 0x200b), ("NoBreak", 0x2060),
            ("fflig", 0xfb00), ("filig", 0xfb01), ("fllig", 0xfb02), ("middot", 0xb7), ("bull", 0x2022),
        ]
        let keys = names.map { ($0.utf8.reduce(0 as UInt128) { $0 << 8 | UInt128($1) }, $1) }
        return Dictionary(keys, uniquingKeysWith: { first, _ in first })
    }()
}
