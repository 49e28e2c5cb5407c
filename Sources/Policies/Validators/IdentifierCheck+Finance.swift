/// Numbers of banks and payment cards.
extension IdentifierCheck {
    static let finance: [IdentifierCheck] = [
        IdentifierCheck("card", digits: 12...19) { Luhn.accepts($0) && CardBrand.of($0) != nil },
        IdentifierCheck("card-large", digits: 14...19) { Luhn.accepts($0) && CardBrand.of($0)?.reach == .large },
        IdentifierCheck("card-national", digits: 16...19) { Luhn.accepts($0) && CardBrand.of($0)?.reach == .national },
        IdentifierCheck("card-track", bytes: CardBrand.acceptsTrack),
        IdentifierCheck("aba", digits: 9, isRoutingNumber),
        IdentifierCheck("mx-clabe", digits: 18) { clabe.accepts($0) },
        IdentifierCheck(
            "micr",
            bytes: { bytes in
                // The routing number is what stands between the first two transit symbols.
                let digits = bytes.drop { !ASCII.isDigit($0) }.prefix { ASCII.isDigit($0) }
                guard let number = CharacterSpan(UnsafeRawBufferPointer(rebasing: digits)) else { return false }
                return number.count == 9 && number.isNumber && isRoutingNumber(number)
            }
        ),
    ]

    /// The first pair of digits is one that the Federal Reserve gives out.
    private static func isRoutingNumber(_ number: CharacterSpan) -> Bool {
        switch number.number(0..<2) {
        case 0...12, 21...32, 61...72, 80: aba.accepts(number)
        default: false
        }
    }

    private static let aba = WeightedSum([3, 7, 1, 3, 7, 1, 3, 7, 1], modulus: 10)
    private static let clabe = WeightedSum(
        [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1],
        modulus: 10,
        product: .lastDigit
    )
}
