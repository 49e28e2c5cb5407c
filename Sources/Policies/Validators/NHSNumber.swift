/// An NHS number: ten digits, weights 10 to 2, modulo 11.
enum NHSNumber {
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let digits = DigitSpan(span), digits.count == 10, !digits.isOneDigitRepeated else { return false }
        let sum = (0..<9).reduce(0) { $0 + digits[$1] * (10 - $1) }
        let check = (11 - sum % 11) % 11
        // A check of 10 has no digit; such numbers are not issued.
        return check == digits[9]
    }
}
