/// A telephone number with its country code.
enum InternationalPhone {
    /// Codes that belong to no country.
    private static let spare = [210...210, 214...215, 217...217, 219...219, 259...259, 280...289, 830...839, 890...899]

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let digits = InternationalPhone.digits(of: span) else { return false }
        let code = digits.number(0..<3)
        guard (8...15).contains(digits.count), digits[0] != 0, !digits.isOneDigitRepeated else { return false }
        return !InternationalPhone.spare.contains { $0.contains(code) }
    }

    /// Without the `+`, `00` or `011` before the country code.
    private static func digits(of span: UnsafeRawBufferPointer) -> CharacterSpan? {
        guard let digits = CharacterSpan(span), digits.isNumber else { return nil }
        if span.first == UInt8(ascii: "+") { return digits }
        return digits.dropping(digits[1] == 0 ? 2 : 3)
    }
}

/// A number of the North American plan: ten digits, or eleven that begin with 1.
enum NorthAmericanPhone {
    /// The largest numbers of 32 bits, which programs are full of.
    private static let limits = [2_147_483_647, 2_147_483_648, 4_294_967_295, 4_294_967_296]

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        // What stands behind a letter is an extension.
        let number = UnsafeRawBufferPointer(rebasing: span.prefix { !ASCII.isLetter($0) && $0 != UInt8(ascii: ",") })
        guard var digits = CharacterSpan(number), digits.isNumber else { return false }
        if digits.count == 11, digits[0] == 1 { digits = digits.dropping(1) }
        guard digits.count == 10, digits[0] >= 2, digits[3] >= 2, digits[1] != 9 else { return false }
        let area = digits.number(0..<3)
        let isService = digits[4] == 1 && digits[5] == 1
        return area / 10 != 37 && area / 10 != 96 && !isService && !digits.isOneDigitRepeated
            && !NorthAmericanPhone.limits.contains(digits.number(0..<10))
    }
}
