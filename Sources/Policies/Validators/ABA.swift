/// A US bank's routing number: nine digits, weights 3 7 1, and a first pair that the Federal Reserve gives out.
enum ABA {
    private static let weights = [3, 7, 1]

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let digits = DigitSpan(span), digits.count == 9, !digits.isOneDigitRepeated else { return false }
        switch digits.number(0..<2) {
        case 0...12, 21...32, 61...72, 80: break
        default: return false
        }
        return (0..<9).reduce(0) { $0 + digits[$1] * ABA.weights[$1 % 3] } % 10 == 0
    }
}
