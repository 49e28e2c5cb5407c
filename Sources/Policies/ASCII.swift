/// What a byte is, without locale or Unicode tables.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26
    }

    /// `a` to `f`, in either case.
    static func isHexLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 6
    }

    static func isUppercase(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "A") < 26
    }

    /// A letter, a digit or an underscore.
    static func isWord(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "_")
    }

    static func uppercased(_ byte: UInt8) -> UInt8 {
        ASCII.isLetter(byte) ? byte & 0xDF : byte
    }

    static func isHex(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        ASCII.isUppercase(byte) ? byte | 0x20 : byte
    }

    static func isLowercase(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "a") < 26
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte)
    }

    /// A character that is seen.
    static func isGraphic(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "!") < 94
    }

    /// A control character that no program shows: neither a tab nor one of the ends of lines.
    static func isUnseen(_ byte: UInt8) -> Bool {
        byte < 0x20 && 0x2600 >> UInt32(byte) & 1 == 0 || byte == 0x7f
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte &- UInt8(ascii: "\t") < 5
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        ASCII.isDigit(byte) ? byte &- UInt8(ascii: "0") : nil
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        if ASCII.isDigit(byte) { return byte &- UInt8(ascii: "0") }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter + 10 : nil
    }
}
