/// A sample of a rule with its generators filled in, so that no live-looking secret stands in a file.
///
/// `{{base62:36}}` `{{base64:40}}` `{{base64url:43}}` `{{base32:16}}` `{{hex:40}}` `{{letters:34}}` `{{digits:10}}`
/// `{{digits:16:luhn}}` `{{digits:16:luhn:4}}` (begins with 4) `{{digits:16:luhn:4:#### #### #### ####}}` (grouped)
/// `{{chars:A-Z2-7:16}}` `{{iban:DE}}` `{{iban:DE:grouped}}` `{{number:br-cpf:###.###.###-##}}` `{{wallet:btc}}`
/// `{{mrz:td3}}` `{{uuid:4}}` `{{checked:github:ghp_:30}}` `{{jwt:HS256}}` `{{basic:USER:16}}` `{{mnemonic:12}}`. A
/// sample gives the same text at every run, because its own
/// text is the seed. Doubled braces around anything else are left as they are.
enum SampleText {
    struct Fault: Error, Hashable {
        var message: String
    }

    /// The longest text that one generator writes.
    static let countMax = 100_000

    static func expand(_ sample: String) throws(Fault) -> String {
        var random = SampleRandom(seed: sample)
        var expanded = ""
        var rest = sample[...]
        while let open = SampleText.index(of: "{{", in: rest) {
            expanded += rest[..<open]
            rest = rest[open...]
            guard let close = SampleText.index(of: "}}", in: rest),
                let parts = SampleText.parts(rest[rest.index(open, offsetBy: 2)..<close])
            else {
                expanded += rest.prefix(2)
                rest = rest.dropFirst(2)
                continue
            }
            expanded += try SampleText.generate(parts, using: &random)
            rest = rest[rest.index(close, offsetBy: 2)...]
        }
        return expanded + rest
    }

    private static func index(of marker: String, in text: Substring) -> Substring.Index? {
        var place = text.startIndex
        while place < text.endIndex {
            if text[place...].hasPrefix(marker) { return place }
            place = text.index(after: place)
        }
        return nil
    }

    /// `nil` for what is no generator: there is no colon, or something other than a word before it.
    private static func parts(_ inside: Substring) -> [String]? {
        let parts = inside.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, !parts[0].isEmpty, parts[0].utf8.allSatisfy(ASCII.isWord) else { return nil }
        return parts
    }

    private static let alphabets: [String: String] = [
        "base62": "A-Za-z0-9", "base64": "A-Za-z0-9+/", "base64url": "A-Za-z0-9_-", "base32": "A-Z2-7",
        "hex": "0-9a-f", "letters": "A-Za-z",
    ]
    private static let generators =
        SampleText.alphabets.keys.sorted() + ["chars", "digits", "iban", "mrz", "number", "wallet"] + [
            "basic", "checked", "jwt", "mnemonic", "uuid",
        ]

    private static func generate(_ parts: [String], using random: inout SampleRandom) throws(Fault) -> String {
        switch parts[0] {
        case "chars":
            guard parts.count == 3 else { throw Fault(message: "`{{chars:SET:N}}` takes a set and a number") }
            return random.text(of: try SampleText.characters(parts[1]), count: try SampleText.count(parts[2]))
        case "digits":
            return try SampleNumber.digits(parts, using: &random)
        case "number":
            return try SampleNumber.number(parts, using: &random)
        case "iban":
            return try SampleNumber.iban(parts, using: &random)
        case "wallet":
            return try SampleWallet.address(parts, using: &random)
        case "mrz":
            return try SampleDocument.zone(parts, using: &random)
        case "basic": return try SampleSecret.basic(parts, using: &random)
        case "checked": return try SampleSecret.checked(parts, using: &random)
        case "jwt": return try SampleSecret.jwt(parts, using: &random)
        case "mnemonic": return try SampleSecret.mnemonic(parts, using: &random)
        case "uuid": return try SampleSecret.uuid(parts, using: &random)
        default:
            guard let set = SampleText.alphabets[parts[0]] else {
                let known = SampleText.generators.map { "`\($0)`" }.joined(separator: ", ")
                throw Fault(message: "there is no generator `\(parts[0])`; there are \(known)")
            }
            guard parts.count == 2 else { throw Fault(message: "`{{\(parts[0]):N}}` takes one number") }
            return random.text(of: try SampleText.characters(set), count: try SampleText.count(parts[1]))
        }
    }

    static func count(_ text: String) throws(Fault) -> Int {
        guard let count = Int(text), (1...SampleText.countMax).contains(count) else {
            throw Fault(message: "a generator's length is a number from 1 to \(SampleText.countMax), not `\(text)`")
        }
        return count
    }

    /// `A-Z2-7`: characters and ranges of them, as inside the brackets of a pattern.
    static func characters(_ set: String) throws(Fault) -> [UInt8] {
        let bytes = Array(set.utf8)
        var characters: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if place + 2 < bytes.count, bytes[place + 1] == UInt8(ascii: "-") {
                guard bytes[place] <= bytes[place + 2] else {
                    throw Fault(message: "the range in `\(set)` goes backwards")
                }
                characters += bytes[place]...bytes[place + 2]
                place += 3
            } else {
                characters.append(bytes[place])
                place += 1
            }
        }
        guard !characters.isEmpty, characters.allSatisfy({ $0 < 0x80 }) else {
            throw Fault(message: "`\(set)` is no set of ASCII characters")
        }
        return characters
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64 on an FNV-1a hash).
struct SampleRandom {
    private var state: UInt64

    init(seed: String) {
        self.state = seed.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func digit() -> UInt8 { UInt8(self.next() % 10) }

    mutating func text(of characters: [UInt8], count: Int) -> String {
        let bytes = (0..<count).map { _ in characters[Int(self.next() % UInt64(characters.count))] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
