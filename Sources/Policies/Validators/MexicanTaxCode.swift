/// An RFC: three letters of a company or four of a person (Ñ and & are letters here), a date, two characters that tell
/// people with the same ones apart, and a check.
enum MexicanTaxCode {
    private static let lengths = 12...13
    private static let values: StaticString = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ "
    private static let valueOfEnye = 38
    /// What everybody writes who has none: the public in general, and foreigners.
    private static let generic = ["XAXX010101000", "XEXX010101000"]

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        let characters = span.split(separator: UInt8(ascii: "-")).joined()
        let text = String(decoding: characters, as: UTF8.self).uppercased()
        guard lengths.contains(text.unicodeScalars.count), !generic.contains(text) else { return false }
        // A company's code is one letter shorter; a space stands in its place.
        let scalars = Array((text.unicodeScalars.count == 12 ? " " + text : text).unicodeScalars)
        let known = UnsafeBufferPointer(start: values.utf8Start, count: values.utf8CodeUnitCount)
        var sum = 0
        for (place, scalar) in scalars.dropLast().enumerated() {
            let value =
                scalar == "\u{d1}" ? valueOfEnye : known.firstIndex { Unicode.Scalar($0) == scalar }
            guard let value else { return false }
            sum += value * (13 - place)
        }
        let check: Unicode.Scalar =
            switch (11 - sum % 11) % 11 {
            case 10: "A"
            case let digit: Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit))
            }
        return scalars.last == check && MexicanTaxCode.isDate(scalars[4..<10])
    }

    private static func isDate(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        let digits = scalars.compactMap { ("0"..."9").contains($0) ? Int($0.value) - 48 : nil }
        guard digits.count == 6 else { return false }
        return CalendarDate.isValid(
            yearOfCentury: digits[0] * 10 + digits[1],
            digits[2] * 10 + digits[3],
            digits[4] * 10 + digits[5]
        )
    }
}
