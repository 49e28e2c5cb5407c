/// The checksum of Aadhaar numbers: products in the dihedral group D5, which notice every swap of neighbours.
enum Verhoeff {
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        CharacterSpan(span).map(Verhoeff.accepts) ?? false
    }

    static func accepts(_ digits: CharacterSpan) -> Bool {
        guard digits.count >= 2, digits.isNumber, !digits.isOneDigitRepeated else { return false }
        let product = (0..<digits.count).reduce(0) { product, place in
            Verhoeff.multiply(product, Verhoeff.permute(digits[digits.count - 1 - place], times: place % 8))
        }
        return product == 0
    }

    /// The elements 0 to 4 are rotations, 5 to 9 are reflections.
    private static func multiply(_ a: Int, _ b: Int) -> Int {
        switch (a < 5, b < 5) {
        case (true, true): (a + b) % 5
        case (true, false): 5 + (a + b - 5) % 5
        case (false, true): 5 + (a - 5 - b + 5) % 5
        case (false, false): (a - b + 5) % 5
        }
    }

    private static let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

    private static func permute(_ digit: Int, times: Int) -> Int {
        (0..<times).reduce(digit) { value, _ in Verhoeff.permutation[value] }
    }
}
