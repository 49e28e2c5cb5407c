/// A message as scalars: well-formed, composed, with one kind of space and one kind of line end.
struct ScalarText {
    static let space: UInt32 = 0x20
    static let lineBreak: UInt32 = 0x0A

    static let tab: UInt32 = 0x09

    private(set) var scalars: [UInt32]
    /// Whether something was taken away or composed that cannot be seen: in prose it means nothing, in code it may.
    private(set) var hidesDifference = false

    /// Nil when the bytes are no UTF-8 or hold control characters, which the forms need for themselves.
    init?(utf8: UnsafeRawBufferPointer) {
        var index = 0
        var hasMarks = false
        var isSound = true
        var isPlain = true
        self.scalars = [UInt32](unsafeUninitializedCapacity: utf8.count) { scalars, count in
            while index < utf8.count {
                guard let scalar = Self.scalar(of: utf8, at: &index) else {
                    isSound = false
                    return
                }
                guard let plain = Self.plain(scalar) else {
                    isSound = isSound && Self.isInvisible(scalar)
                    isPlain = false
                    continue
                }
                isPlain = isPlain && (plain == scalar || plain == Self.lineBreak)
                if plain == Self.lineBreak, scalar == 0x0D, index < utf8.count, utf8[index] == 0x0A { index += 1 }
                hasMarks = hasMarks || CanonicalComposition.concerns(plain)
                scalars[count] = plain
                count += 1
            }
        }
        guard isSound else { return nil }
        self.hidesDifference = !isPlain
        if hasMarks {
            let count = self.scalars.count
            self.scalars = CanonicalComposition.composed(self.scalars)
            self.hidesDifference = self.hidesDifference || self.scalars.count != count
        }
    }

    /// Letters and the marks that belong to them, in any script.
    static func isLetter(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x61...0x7A, 0x41...0x5A: return true
        case 0..<0xAA, 0xD7, 0xF7, 0x2000...0x206F: return false
        case 0xC0...0x24F: return true
        default:
            guard let properties = Unicode.Scalar(scalar)?.properties else { return false }
            switch properties.generalCategory {
            case .nonspacingMark, .spacingMark: return true
            default: return properties.isAlphabetic
            }
        }
    }

    static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }
    static func isUpper(_ scalar: UInt32) -> Bool { scalar >= 0x41 && scalar <= 0x5A }
    static func isLower(_ scalar: UInt32) -> Bool { scalar >= 0x61 && scalar <= 0x7A }

    /// Appends a scalar as UTF-8.
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        switch scalar {
        case 0..<0x80:
            bytes.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case 0x800..<0x1_0000:
            bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }

    /// The next scalar: Unicode 16, table 3-7 (no overlong forms, no surrogates).
    private static func scalar(of utf8: UnsafeRawBufferPointer, at index: inout Int) -> UInt32? {
        let first = utf8[index]
        index += 1
        if first < 0x80 { return UInt32(first) }
        let length = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
        guard first >= 0xC2, first <= 0xF4, utf8.count - index >= length else { return nil }
        var scalar = UInt32(first) & (0x3F >> UInt32(length))
        for offset in 0..<length {
            let byte = utf8[index + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        index += length
        let least: UInt32 = length == 1 ? 0x80 : length == 2 ? 0x800 : 0x1_0000
        return scalar >= least && Unicode.Scalar(scalar) != nil ? scalar : nil
    }

    /// Spaces as one space (a tab stays: behind a line break it may be code), line ends as one line end; nil for what cannot be seen and for control characters.
    private static func plain(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x20..<0x7F, Self.tab: scalar
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: Self.space
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: Self.lineBreak
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x200B, 0x2060, 0xFEFF: nil
        default: scalar
        }
    }

    private static func isInvisible(_ scalar: UInt32) -> Bool {
        scalar == 0xAD || scalar == 0x200B || scalar == 0x2060 || scalar == 0xFEFF
    }
}
