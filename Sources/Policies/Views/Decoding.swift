/// What a few bytes of a text stand for.
struct Decoding: Hashable {
    /// Behind the bytes in the text.
    var end: Int
    /// At most four bytes, the first in the lowest bits.
    var utf8: UInt32
    var count: Int
    /// Worth a view of its own. What is not (a line end before a quote) is decoded only beside something that is.
    var isStrong = true

    /// Nothing: the bytes are to be left out.
    init(end: Int) {
        self.end = end
        self.utf8 = 0
        self.count = 0
    }

    init(byte: UInt8, end: Int, isStrong: Bool = true) {
        self.end = end
        self.utf8 = UInt32(byte)
        self.count = 1
        self.isStrong = isStrong
    }

    init?(scalar value: UInt32, end: Int) {
        guard let scalar = Unicode.Scalar(value) else { return nil }
        self.init(end: end)
        for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
            self.utf8 |= UInt32(unit) << (8 * UInt32(self.count))
            self.count += 1
        }
    }

    /// The only byte, if there is one and it is ASCII.
    var ascii: UInt8? {
        self.count == 1 && self.utf8 < 0x80 ? UInt8(truncatingIfNeeded: self.utf8) : nil
    }
}

/// The number that digits of a base stand for.
enum DigitReader {
    /// Exactly so many hexadecimal digits.
    static func hex(_ text: UnsafeRawBufferPointer, at start: Int, count: Int) -> UInt32? {
        guard start >= 0, count <= 8, start + count <= text.count else { return nil }
        var value: UInt32 = 0
        for offset in start..<(start + count) {
            guard let digit = ASCII.hexDigit(text[offset]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Digits as far as they go, and where they end; `nil` if there is none or the number is no scalar's.
    static func run(_ text: UnsafeRawBufferPointer, at start: Int, isHex: Bool) -> (value: UInt32, end: Int)? {
        var value: UInt32 = 0
        var end = start
        while let digit = isHex ? ASCII.hexDigit(text.byte(at: end)) : ASCII.digit(text.byte(at: end)) {
            value = value * (isHex ? 16 : 10) + UInt32(digit)
            guard value <= 0x10_ffff else { return nil }
            end += 1
        }
        return end > start ? (value, end) : nil
    }
}
