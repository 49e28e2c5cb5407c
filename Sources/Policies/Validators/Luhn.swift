/// The checksum of payment cards and many other numbers: from the right every second digit is doubled, the digits of all
/// are added, and the sum ends in 0.
enum Luhn {
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let digits = DigitSpan(span), digits.count >= 2, !digits.isOneDigitRepeated else { return false }
        return (0..<digits.count).reduce(0) { sum, place in
            let isDoubled = (digits.count - place) % 2 == 0
            return sum + (isDoubled ? Luhn.doubled(digits[place]) : digits[place])
        } % 10 == 0
    }

    private static func doubled(_ digit: Int) -> Int {
        digit > 4 ? digit * 2 - 9 : digit * 2
    }
}
