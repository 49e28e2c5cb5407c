/// The checksum of payment cards and many other numbers: from the right every second digit is doubled, the digits of all
/// are added, and the sum ends in 0.
enum Luhn {
    private static let digitsMax = 32

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        CharacterSpan(span).map(Luhn.accepts) ?? false
    }

    static func accepts(_ digits: CharacterSpan) -> Bool {
        guard (2...Luhn.digitsMax).contains(digits.count), digits.isNumber, !digits.isOneDigitRepeated else {
            return false
        }
        return Luhn.sum(digits) % 10 == 0
    }

    /// Letters count as A = 10 to Z = 35; a doubled value above 9 loses 9.
    static func sum(_ characters: CharacterSpan) -> Int {
        (0..<characters.count).reduce(0) { sum, place in
            let isDoubled = (characters.count - place) % 2 == 0
            let value = isDoubled ? characters[place] * 2 : characters[place]
            return sum + (isDoubled && value > 9 ? value - 9 : value)
        }
    }
}
