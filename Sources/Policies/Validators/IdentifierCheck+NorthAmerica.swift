/// Identifiers of the United States and Canada.
extension IdentifierCheck {
    static let northAmerica: [IdentifierCheck] = [
        IdentifierCheck("us-itin", digits: 9) { number in
            switch number.number(3..<5) {
            case 50...65, 70...88, 90...92, 94...99: number[0] == 9
            default: false
            }
        },
        IdentifierCheck("us-ein", digits: 9) { !IdentifierCheck.prefixesWithoutEIN.contains($0.number(0..<2)) },
        // The check digit is computed with 80840 in front of the number, which adds 24.
        IdentifierCheck("us-npi", digits: 10) { (1...2).contains($0[0]) && (Luhn.sum($0) + 24) % 10 == 0 },
        IdentifierCheck("us-dea", 9...9) { number in
            number.isNumber(2..<9) && number.isLetter(0) && IdentifierCheck.dea.accepts(number.dropping(2))
        },
        IdentifierCheck("us-zip", digits: 5...9) { $0.number(0..<5) >= 501 },
        IdentifierCheck("ca-sin", digits: 9) { $0[0] != 0 && $0[0] != 8 && Luhn.accepts($0) },
        IdentifierCheck("ca-health-on", 10...12) { number in
            number.isNumber(0..<10) && (10..<number.count).allSatisfy(number.isLetter)
                && Luhn.accepts(number.slice(0..<10))
        },
    ]

    private static let prefixesWithoutEIN: Set<Int> = [
        0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97,
    ]
    private static let dea = WeightedSum([1, 2, 1, 2, 1, 2, 0], modulus: 10, .remainder(10))
}
