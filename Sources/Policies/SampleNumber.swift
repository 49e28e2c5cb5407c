/// Numbers with checksums, for samples.
enum SampleNumber {
    /// The weakest of the checks passes about one number in ten; those with a date inside want the date written out.
    private static let attemptsMax = 20_000

    /// `{{digits:N}}`, `{{digits:N:CHECK}}`, `{{digits:N:CHECK:PREFIX}}`, `{{digits:N:CHECK:PREFIX:LAYOUT}}`; the check may
    /// be empty. In a layout each `#` is a digit.
    static func digits(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count <= 5 else { throw SampleText.Fault(message: "`{{digits:…}}` takes at most four arguments") }
        let count = try SampleText.count(parts[1])
        let check = parts.count > 2 ? parts[2] : ""
        let prefix = parts.count > 3 ? Array(parts[3].utf8) : []
        guard prefix.allSatisfy(ASCII.isDigit), prefix.count <= count else {
            throw SampleText.Fault(message: "`\(parts[3])` is no beginning of \(count) digits")
        }
        let validator = check.isEmpty ? nil : try SampleNumber.validator(check)
        for _ in 0..<SampleNumber.attemptsMax {
            let number = prefix + (prefix.count..<count).map { _ in UInt8(ascii: "0") + random.digit() }
            if validator.map({ validator in number.withUnsafeBytes { validator.accepts($0) } }) ?? true {
                return try SampleNumber.laid(out: number, as: parts.count > 4 ? parts[4] : "")
            }
        }
        throw SampleText.Fault(message: "no such \(count) digits pass `\(check)`")
    }

    /// `{{number:CHECK:TEMPLATE}}`: in the template `#` is a digit, `@` a capital letter, `*` one of both, and the rest is
    /// as it stands: `{{number:br-cpf:###.###.###-##}}`. With `!` before the check it must fail: `{{number:!br-cpf:…}}`.
    static func number(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard parts.count > 2 else {
            throw SampleText.Fault(message: "`{{number:CHECK:TEMPLATE}}` takes a check and a template")
        }
        let isWanted = !parts[1].hasPrefix("!")
        let validator = try SampleNumber.validator(isWanted ? parts[1] : String(parts[1].dropFirst()))
        let template = Array(parts[2...].joined(separator: ":").utf8)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        for _ in 0..<SampleNumber.attemptsMax {
            let text = template.map { place in
                switch place {
                case UInt8(ascii: "#"): UInt8(ascii: "0") + random.digit()
                case UInt8(ascii: "@"): letters[Int(random.next() % 26)]
                case UInt8(ascii: "*"):
                    random.next() % 2 == 0 ? UInt8(ascii: "0") + random.digit() : letters[Int(random.next() % 26)]
                default: place
                }
            }
            if text.withUnsafeBytes({ validator.accepts($0) }) == isWanted {
                return String(decoding: text, as: UTF8.self)
            }
        }
        throw SampleText.Fault(message: "nothing like `\(parts[2...].joined(separator: ":"))` passes `\(parts[1])`")
    }

    private static func validator(_ name: String) throws(SampleText.Fault) -> Validator {
        guard let validator = Validator(name) else {
            let known = Validator.names.sorted().map { "`\($0)`" }.joined(separator: ", ")
            throw SampleText.Fault(message: "there are no digits for `\(name)`; there are \(known)")
        }
        return validator
    }

    private static func laid(out digits: [UInt8], as layout: String) throws(SampleText.Fault) -> String {
        guard !layout.isEmpty else { return String(decoding: digits, as: UTF8.self) }
        let places = Array(layout.utf8)
        guard places.count(where: { $0 == UInt8(ascii: "#") }) == digits.count else {
            throw SampleText.Fault(message: "the layout `\(layout)` has not \(digits.count) `#`")
        }
        var next = 0
        let bytes = places.map { place in
            guard place == UInt8(ascii: "#") else { return place }
            defer { next += 1 }
            return digits[next]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `{{iban:DE}}`, `{{iban:DE:grouped}}`: the country's length, made of digits.
    static func iban(_ parts: [String], using random: inout SampleRandom) throws(SampleText.Fault) -> String {
        guard let length = IBAN.lengths[parts[1]] else {
            throw SampleText.Fault(message: "no length of an IBAN is known for the country `\(parts[1])`")
        }
        guard parts.count == 2 || (parts.count == 3 && parts[2] == "grouped") else {
            throw SampleText.Fault(message: "`{{iban:COUNTRY}}` takes `grouped` and nothing else")
        }
        let account = (0..<(length - 4)).map { _ in UInt8(ascii: "0") + random.digit() }
        let unchecked = Array(parts[1].utf8) + Array("00".utf8) + account
        let values = unchecked.compactMap(CharacterSpan.value(of:))
        let check = 98 - values.withUnsafeBufferPointer { IBAN.remainder(of: $0[...]) }
        let number = Array("\(parts[1])\(check < 10 ? "0" : "")\(check)".utf8) + account
        guard parts.count == 3 else { return String(decoding: number, as: UTF8.self) }
        let grouped = number.indices.flatMap { place in
            place > 0 && place % 4 == 0 ? [UInt8(ascii: " "), number[place]] : [number[place]]
        }
        return String(decoding: grouped, as: UTF8.self)
    }
}
