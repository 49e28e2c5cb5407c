/// Identifiers of Italy, Spain, Portugal and Greece.
extension IdentifierCheck {
    static let southernEurope: [IdentifierCheck] = [
        IdentifierCheck("it-codice-fiscale", 16...16, ItalianFiscalCode.accepts),
        IdentifierCheck("it-vat", 11...13) { number in
            let digits = number.isLetter(0) ? number.dropping(2) : number
            guard digits.count == 11, Luhn.accepts(digits), digits.number(0..<7) != 0 else { return false }
            let office = digits.number(7..<10)
            return (1...100).contains(office) || [120, 121, 888, 999].contains(office)
        },
        IdentifierCheck("es-dni", 9...9) { number in
            number.isNumber(0..<8) && number.number(0..<8) != 0 && spanishLetter(number.number(0..<8), number, at: 8)
        },
        // X, Y and Z stand for 0, 1 and 2.
        IdentifierCheck("es-nie", 9...9) { number in
            number.isNumber(1..<8) && (33...35).contains(number[0])
                && spanishLetter((number[0] - 33) * 10_000_000 + number.number(1..<8), number, at: 8)
        },
        IdentifierCheck("es-nss", digits: 12) { number in
            let (province, member) = (number.number(0..<2), number.number(2..<10))
            let whole = member < 10_000_000 ? province * 10_000_000 + member : number.number(0..<10)
            let check = number.number(10..<12)
            return ((1...53).contains(province) || province == 66)
                && (check == whole % 97 || check == number.number(0..<10) % 97)
        },
        IdentifierCheck("pt-nif", 9...11) { number in
            let digits = number.isLetter(0) ? number.dropping(2) : number
            guard digits.count == 9, digits.isNumber, !digits.isOneDigitRepeated, nif.accepts(digits) else {
                return false
            }
            return [1, 2, 3, 5, 6, 8, 9].contains(digits[0])
                || [45, 70, 71, 72, 74, 75, 77, 79].contains(digits.number(0..<2))
        },
        IdentifierCheck("pt-cc", 12...12) { number in
            number.isNumber(0..<9) && number.isNumber(11..<12) && Luhn.sum(number) % 10 == 0
        },
        IdentifierCheck("gr-amka", digits: 11) { $0.isDateDDMMYY(at: 0) && Luhn.accepts($0) },
        IdentifierCheck("gr-afm", 9...11) { number in
            let digits = number.isLetter(0) ? number.dropping(2) : number
            return digits.count == 9 && digits.isNumber && !digits.isOneDigitRepeated && afm.accepts(digits)
        },
    ]

    private static let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)

    private static func spanishLetter(_ value: Int, _ number: CharacterSpan, at place: Int) -> Bool {
        number.holds(letters[value % 23], at: place)
    }

    private static let nif = WeightedSum([9, 8, 7, 6, 5, 4, 3, 2, 0], modulus: 11, .complement(11, ten: 0))
    private static let afm = WeightedSum([256, 128, 64, 32, 16, 8, 4, 2, 0], modulus: 11, .remainder(11, ten: 0))
}
