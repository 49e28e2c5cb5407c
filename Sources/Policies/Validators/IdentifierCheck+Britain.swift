/// Identifiers of the United Kingdom and Ireland.
extension IdentifierCheck {
    static let britain: [IdentifierCheck] = [
        IdentifierCheck("nhs", digits: 10) { nhs.accepts($0) },
        // Some systems write a K before or behind it.
        IdentifierCheck("uk-utr", 10...11) { number in
            let digits = number.isLetter(0) ? number.dropping(1) : number.slice(0..<10)
            return digits.count == 10 && digits.isNumber && !digits.isOneDigitRepeated && utr.accepts(digits)
        },
        IdentifierCheck("uk-nino", 8...9) { !pairsWithoutNINO.contains($0[0] * 36 + $0[1]) },
        IdentifierCheck("uk-vat", 9...14) { number in
            let digits = number.isLetter(0) ? number.dropping(2) : number
            return (digits.count == 9 || digits.count == 12) && digits.isNumber && !digits.isOneDigitRepeated
                && [0, 42, 55].contains(vatOfBritain.remainder(of: digits.slice(0..<9)))
        },
        IdentifierCheck("uk-driving-licence", 16...18) { number in
            let (month, day) = (number.number(6..<8) % 50, number.number(8..<10))
            return (1...12).contains(month) && number.number(6..<8) < 63 && (1...31).contains(day)
        },
        IdentifierCheck("ie-pps", 8...9) { number in
            guard number.isNumber(0..<7), number.isLetter(7) else { return false }
            // The ninth letter counts A = 1 to I = 9, W nothing.
            guard number.count == 9 else { return pps.accepts(number) }
            let last = number[8] == 32 ? 0 : number[8] - 9
            guard (0...9).contains(last) else { return false }
            let sum = pps.remainder(of: number.slice(0..<8)) + 9 * last
            return number[7] == (sum % 23 == 0 ? 32 : sum % 23 + 9)
        },
    ]

    private static let nhs = WeightedSum([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], modulus: 11)
    private static let utr = WeightedSum(
        [0, 6, 7, 8, 9, 10, 5, 4, 3, 2],
        modulus: 11,
        .characters("21987654321", fromEnd: 9)
    )
    private static let vatOfBritain = WeightedSum([8, 7, 6, 5, 4, 3, 2, 10, 1], modulus: 97)
    private static let pps = WeightedSum([8, 7, 6, 5, 4, 3, 2, 0], modulus: 23, .characters("WABCDEFGHIJKLMNOPQRSTUV"))
    /// Two letters each, as one number in base 36.
    private static let pairsWithoutNINO: Set<Int> = Set(
        ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].map { pair in
            pair.utf8.reduce(0) { $0 * 36 + Int(CharacterSpan.value(of: $1) ?? 0) }
        }
    )
}
