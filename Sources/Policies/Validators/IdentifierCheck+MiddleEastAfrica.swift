/// Identifiers of the Middle East, Africa, Turkey and Pakistan.
extension IdentifierCheck {
    static let middleEastAfrica: [IdentifierCheck] = [
        IdentifierCheck("za-id", digits: 13) { number in
            number.isDateYYMMDD(at: 0) && number[10] <= 2 && number[11] >= 8 && Luhn.accepts(number)
        },
        IdentifierCheck("il-id", digits: 9, Luhn.accepts),
        IdentifierCheck("tr-tckn", digits: 11) { number in
            number[0] != 0 && turkish.allSatisfy { $0.accepts(number) }
        },
        IdentifierCheck("tr-vkn", digits: 10, isTurkishTaxNumber),
        IdentifierCheck("sa-national-id", digits: 10) { (1...2).contains($0[0]) && Luhn.accepts($0) },
        IdentifierCheck("ae-emirates-id", digits: 15) { number in
            number.number(0..<3) == 784 && CalendarDate.years.contains(number.number(3..<7)) && Luhn.accepts(number)
        },
        IdentifierCheck("eg-national-id", digits: 14) { number in
            let century = [2: 1900, 3: 2000][number[0]]
            let governorate = number.number(7..<9)
            return ((1...35).contains(governorate) || governorate == 88)
                && century.map {
                    CalendarDate.isValid($0 + number.number(1..<3), number.number(3..<5), number.number(5..<7))
                } == true
        },
        IdentifierCheck("pk-cnic", digits: 13) { (1...7).contains($0[0]) },
    ]

    private static let turkish = [
        WeightedSum([7, -1, 7, -1, 7, -1, 7, -1, 7, 0, 0], modulus: 10, .remainder(10, fromEnd: 1)),
        WeightedSum([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0], modulus: 10, .remainder(10)),
    ]

    /// Each digit is moved by its place and multiplied by a power of two, modulo 9, where 9 stays 9.
    private static func isTurkishTaxNumber(_ number: CharacterSpan) -> Bool {
        let sum = (0..<9).reduce(0) { sum, place in
            let moved = (number[place] + 9 - place) % 10
            let product = moved * (1 << (9 - place)) % 9
            return sum + (moved != 0 && product == 0 ? 9 : product)
        }
        return (10 - sum % 10) % 10 == number[9]
    }
}
