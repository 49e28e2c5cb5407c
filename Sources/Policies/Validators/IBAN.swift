/// An international bank account number: a country's length, and modulo 97 over digits and letters (A is 10, Z is 35)
/// with the first four characters moved to the end.
enum IBAN {
    /// The whole length in each country that issues them.
    static let lengths: [String: Int] = [
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
        "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
        "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
        "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
        "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
        "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
        "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
        "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
        "YE": 30,
    ]
    /// By the two letters as a number in base 36, so that looking one up makes no text.
    private static let lengthsByValue: [Int: Int] = Dictionary(
        IBAN.lengths.map { country, length in
            (country.utf8.reduce(0) { $0 * 36 + Int(CharacterSpan.value(of: $1) ?? 0) }, length)
        },
        uniquingKeysWith: { first, _ in first }
    )
    private static let lengthMax = 34

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        IBAN.acceptedBytes(of: span) == span.count
    }

    /// The bytes of the number that the span begins with, if a separator or nothing follows it.
    static func acceptedBytes(of span: UnsafeRawBufferPointer) -> Int? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: IBAN.lengthMax) { characters in
            var count = 0
            var length = IBAN.lengthMax
            var place = 0
            while place < span.count, count < length {
                let byte = span[place]
                place += 1
                if IBAN.isSeparator(byte) { continue }
                guard let value = CharacterSpan.value(of: byte) else { return nil }
                characters[count] = value
                count += 1
                if count == 2 {
                    guard let known = IBAN.length(characters[0], characters[1]) else { return nil }
                    length = known
                }
            }
            guard count == length, count > 4, characters[2] < 10, characters[3] < 10 else { return nil }
            switch characters[2] * 10 + characters[3] {
            case 2...98: break
            default: return nil
            }
            guard place == span.count || IBAN.isSeparator(span[place]) else { return nil }
            return IBAN.remainder(of: UnsafeBufferPointer(characters)[0..<count]) == 1 ? place : nil
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
    }

    /// Of the country with these two letters, given as their values.
    private static func length(_ first: UInt8, _ second: UInt8) -> Int? {
        guard first >= 10, second >= 10 else { return nil }
        return IBAN.lengthsByValue[Int(first) * 36 + Int(second)]
    }

    /// Modulo 97 of the characters from the fifth on, followed by the first four.
    static func remainder(of values: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var remainder = 0
        for part in [values.dropFirst(4), values.prefix(4)] {
            for value in part {
                let shifted = remainder * (value < 10 ? 10 : 100)
                remainder = (shifted + Int(value)) % 97
            }
        }
        return remainder
    }
}
