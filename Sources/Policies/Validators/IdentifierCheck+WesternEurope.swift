/// Identifiers of Germany, Austria, Switzerland, France, Belgium, the Netherlands and Luxembourg.
extension IdentifierCheck {
    static let westernEurope: [IdentifierCheck] = [
        IdentifierCheck("de-steuer-id", digits: 11) { number in
            number[0] != 0 && hasGermanTaxPattern(number) && ISO7064.acceptsHybrid(number, modulus: 10)
        },
        IdentifierCheck("de-vat", 9...11) { number in
            let digits = number.isLetter(0) ? number.dropping(2) : number
            return digits.count == 9 && digits.isNumber && digits[0] != 0 && ISO7064.acceptsHybrid(digits, modulus: 10)
        },
        IdentifierCheck("de-document", 10...10) { icaoDocument.accepts($0) },
        IdentifierCheck("de-rvnr", 12...12) { number in
            guard number.isNumber(0..<8), number.isLetter(8), number.isNumber(9..<12) else { return false }
            return number.isDateDDMMYY(at: 2, dayOffsets: [0, 50]) && pension.accepts(number.expandingLetters(from: 1))
        },
        IdentifierCheck("de-kvnr", 10...10) { number in
            number.isLetter(0) && number.isNumber(1..<10) && healthInsurance.accepts(number.expandingLetters(from: 1))
        },
        IdentifierCheck("at-svnr", digits: 10) { number in
            let (day, month) = (number.number(4..<6), number.number(6..<8))
            return number[0] != 0 && (1...31).contains(day) && (1...15).contains(month)
                && austrianInsurance.accepts(number)
        },
        IdentifierCheck("ch-ahv", digits: 13) { $0.number(0..<3) == 756 && articleNumber.accepts($0) },
        IdentifierCheck("fr-nir", 15...15, isFrenchInsuranceNumber),
        IdentifierCheck("fr-siren", digits: 9, Luhn.accepts),
        IdentifierCheck("fr-siret", digits: 14) { number in
            // La Poste has more places of business than numbers that pass.
            let isPost = number.number(0..<9) == 356_000_000
            let sum = (0..<14).reduce(0) { $0 + number[$1] }
            return (isPost && sum % 5 == 0) || (Luhn.accepts(number) && Luhn.accepts(number.slice(0..<9)))
        },
        IdentifierCheck("fr-tax-number", digits: 13) { number in
            number[0] <= 3 && number.number(0..<10) % 511 == number.number(10..<13)
        },
        IdentifierCheck("nl-bsn", digits: 8...9) { bsn.accepts($0) },
        IdentifierCheck("nl-vat", 14...14) { number in
            ISO7064.remainder97(of: number) == 1 || bsn.accepts(number.slice(2..<11))
        },
        IdentifierCheck("be-nrn", digits: 11) { number in
            let check = number.number(9..<11)
            let (before, since) = (number.number(0..<9), 2_000_000_000 + number.number(0..<9))
            return number.number(2..<4) <= 52 && number.number(4..<6) <= 31
                && (check == 97 - before % 97 || check == 97 - since % 97)
        },
        IdentifierCheck("be-id-card", digits: 12) { number in
            let remainder = number.number(0..<10) % 97
            return number.number(10..<12) == (remainder == 0 ? 97 : remainder)
        },
        IdentifierCheck("lu-national-id", digits: 13) { number in
            number.isDateYYYYMMDD(at: 0) && Luhn.accepts(number.slice(0..<12))
        },
    ]

    /// Among the first ten digits one stands twice or three times, never three in a row, and no other more than once.
    private static func hasGermanTaxPattern(_ number: CharacterSpan) -> Bool {
        let counts = (0...9).map { digit in (0..<10).count { number[$0] == digit } }
        let repeated = counts.filter { $0 > 1 }
        let hasThreeInARow = (0..<8).contains { number[$0] == number[$0 + 1] && number[$0] == number[$0 + 2] }
        return repeated.count == 1 && (2...3).contains(repeated[0]) && !hasThreeInARow
    }

    /// Sex, year, month, place and order, and 97 less their remainder. Corsica's places 2A and 2B count as 19 and 18.
    private static func isFrenchInsuranceNumber(_ number: CharacterSpan) -> Bool {
        guard number.isNumber(0..<6), number.isNumber(7..<15), [1, 2, 3, 4, 7, 8].contains(number[0]) else {
            return false
        }
        switch number.number(3..<5) {
        case 1...12, 20...42, 50...99: break
        default: return false
        }
        let beforeLetter = number.number(0..<6) * 10_000_000
        let behindLetter = number.number(7..<13)
        let body: Int
        switch number[6] {
        case 0...9: body = beforeLetter + number[6] * 1_000_000 + behindLetter
        // 2A becomes 19, 2B becomes 18.
        case 10 where number[5] == 2: body = beforeLetter - 10_000_000 + 9_000_000 + behindLetter
        case 11 where number[5] == 2: body = beforeLetter - 10_000_000 + 8_000_000 + behindLetter
        default: return false
        }
        return number.number(13..<15) == 97 - body % 97
    }

    private static let icaoDocument = WeightedSum([7, 3, 1, 7, 3, 1, 7, 3, 1, 0], modulus: 10, .remainder(10))
    private static let pension = WeightedSum(
        [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1, 0],
        modulus: 10,
        .remainder(10),
        product: .digitSum(base: 10)
    )
    private static let healthInsurance = WeightedSum(
        [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 0],
        modulus: 10,
        .remainder(10),
        product: .digitSum(base: 10)
    )
    private static let austrianInsurance = WeightedSum(
        [3, 7, 9, 0, 5, 8, 4, 2, 1, 6],
        modulus: 11,
        .remainder(11, fromEnd: 6)
    )
    static let articleNumber = WeightedSum([1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], modulus: 10)
    static let bsn = WeightedSum([9, 8, 7, 6, 5, 4, 3, 2, -1], modulus: 11)
}
