/// Bytes that are written as pairs of hexadecimal digits: `34 31 31 31`, `34:31:31:31`.
enum ByteDump {
    /// - Parameter start: of the first pair.
    /// - Returns: the end of the dump, if it begins here and stands for text.
    static func end(in text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        guard !ASCII.isAlphanumeric(text.byte(at: start - 1)) else { return nil }
        let separator = text.byte(at: start + 2)
        guard ByteDump.separates(separator) else { return nil }
        var check = TextCheck()
        var pairs = 0
        var at = start
        while let value = DigitReader.hex(text, at: at, count: 2), !ASCII.isAlphanumeric(text.byte(at: at + 2)),
            check.accepts(UInt8(truncatingIfNeeded: value))
        {
            pairs += 1
            at += 3
            guard text.byte(at: at - 1) == separator || text.byte(at: at - 1) == UInt8(ascii: "\n") else { break }
        }
        return pairs >= EncodedRun.dumpPairsMin ? at - 1 : nil
    }

    static func bytes(in text: UnsafeRawBufferPointer, _ range: Range<Int>) -> [UInt8] {
        stride(from: range.lowerBound, to: range.upperBound, by: 3).compactMap { place in
            DigitReader.hex(text, at: place, count: 2).flatMap { $0 == 0 ? nil : UInt8(truncatingIfNeeded: $0) }
        }
    }

    static func separates(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: "."),
            UInt8(ascii: "\n"):
            true
        default: false
        }
    }
}
