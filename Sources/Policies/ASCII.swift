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

    static func lowercased(_ byte: UInt8) -> UInt8 {
        ASCII.isUppercase(byte) ? byte | 0x20 : byte
    }
}
