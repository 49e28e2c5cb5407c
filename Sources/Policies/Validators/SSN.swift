/// A US social security number has no checksum, but areas, groups and serials that were never issued.
enum SSN {
    /// Printed on a wallet's specimen card and in a leaflet; void since.
    private static let specimens = [078_05_1120, 219_09_9999]

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let digits = CharacterSpan(span), digits.count == 9, digits.isNumber else { return false }
        let area = digits.number(0..<3)
        let group = digits.number(3..<5)
        let serial = digits.number(5..<9)
        return area != 0 && area != 666 && area < 900 && group != 0 && serial != 0
            && !SSN.specimens.contains(digits.number(0..<9)) && !digits.isOneDigitRepeated
    }
}
