/// The checksum of BIP 173 and BIP 350 over 32 letters and digits, behind a readable part and a `1`.
enum Bech32 {
    static let alphabet: StaticString = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    private static let generators: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]

    enum Variant: Hashable {
        case bech32
        case bech32m

        var constant: UInt32 { self == .bech32 ? 1 : 0x2bc8_30a3 }
    }

    /// Which of the two the text is, and the first value behind its readable part.
    static func read(_ text: UnsafeRawBufferPointer) -> (variant: Variant, first: UInt8)? {
        let isLower = !text.contains(where: ASCII.isUppercase)
        let isUpper = !text.contains { ASCII.isLetter($0) && !ASCII.isUppercase($0) }
        guard isLower || isUpper, let one = text.lastIndex(of: UInt8(ascii: "1")), one > 0, text.count - one > 7 else {
            return nil
        }
        let prefix = text[..<one].map(ASCII.lowercased)
        let digits = UnsafeBufferPointer(start: Bech32.alphabet.utf8Start, count: Bech32.alphabet.utf8CodeUnitCount)
        var values: [UInt8] = []
        for byte in text[(one + 1)...] {
            guard let value = digits.firstIndex(of: ASCII.lowercased(byte)) else { return nil }
            values.append(UInt8(value))
        }
        let sum = Bech32.polynomial(Bech32.expanded(prefix) + values)
        for variant in [Variant.bech32, .bech32m] where sum == variant.constant { return (variant, values[0]) }
        return nil
    }

    /// The six values that make a text whole.
    static func checksum(of prefix: [UInt8], _ values: [UInt8], _ variant: Variant) -> [UInt8] {
        let sum = Bech32.polynomial(Bech32.expanded(prefix) + values + [0, 0, 0, 0, 0, 0]) ^ variant.constant
        return (0..<6).map { UInt8(sum >> UInt32(5 * (5 - $0)) & 31) }
    }

    private static func expanded(_ prefix: [UInt8]) -> [UInt8] {
        prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    }

    private static func polynomial(_ values: [UInt8]) -> UInt32 {
        values.reduce(1) { sum, value in
            let top = sum >> 25
            let shifted = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
            return Bech32.generators.indices.reduce(shifted) {
                top >> UInt32($1) & 1 == 1 ? $0 ^ Bech32.generators[$1] : $0
            }
        }
    }
}
