/// The form of a key that Gatehouse issues: `gth_ID_SECRET`, 55 characters.
///
/// - `ID`: 12 characters of base62, drawn at random. It names the key and may be logged.
/// - `SECRET`: 32 characters of base62, drawn at random (190 bits), and 6 more that are a checksum.
/// - The checksum is the CRC-32 (IEEE 802.3) of the 49 characters before it, `gth_ID_` and the random part, as a number in
///   base62, the most significant digit first, with zeros in front. It is no secret: it lets a mistyped key be told from a
///   wrong one without looking anything up, and lets scanners of source code recognise a leaked key.
///
/// Base62 is `0`–`9`, `A`–`Z`, `a`–`z`, in this order.
package enum KeyFormat {
    package static let prefix = "gth_"
    package static let idLength = 12
    static let randomLength = 32
    static let checksumLength = 6
    static let length = prefix.utf8.count + idLength + 1 + randomLength + checksumLength

    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// What a credential looks like.
    package enum Shape: Sendable, Hashable {
        /// The form of an issued key, its checksum right.
        case issued
        /// It begins like an issued key but is none: a character is wrong, missing or too many.
        case mistyped
        /// Anything else.
        case foreign
    }

    package static func shape(of text: UnsafeRawBufferPointer) -> Shape {
        guard text.count >= 4, text.prefix(4).elementsEqual(Self.prefix.utf8) else { return .foreign }
        guard text.count == Self.length, text[4 + Self.idLength] == UInt8(ascii: "_"),
            text[4..<4 + Self.idLength].allSatisfy(Self.isDigit),
            text[(5 + Self.idLength)...].allSatisfy(Self.isDigit)
        else { return .mistyped }
        let payload = UnsafeRawBufferPointer(rebasing: text[..<(Self.length - Self.checksumLength)])
        // The checksum is no secret, so it may be compared digit by digit, the last one first.
        var rest = Int(CRC32.checksum(of: payload))
        for place in (payload.count..<Self.length).reversed() {
            guard text[place] == Self.digits[rest % Self.digits.count] else { return .mistyped }
            rest /= Self.digits.count
        }
        return .issued
    }

    /// The ID of an issued key; `nil` for any other text.
    package static func id(of text: String) -> String? {
        var text = text
        return text.withUTF8 { utf8 in
            let raw = UnsafeRawBufferPointer(utf8)
            guard Self.shape(of: raw) == .issued else { return nil }
            return String(decoding: raw[4..<4 + Self.idLength], as: UTF8.self)
        }
    }

    /// Whether a text could be an ID.
    package static func isID(_ text: String) -> Bool {
        text.utf8.count == Self.idLength && text.utf8.allSatisfy(Self.isDigit)
    }

    static func newID(using generator: inout some RandomNumberGenerator) -> String {
        String(decoding: Self.random(Self.idLength, using: &generator), as: UTF8.self)
    }

    /// A new key of this ID.
    static func newKey(id: String, using generator: inout some RandomNumberGenerator) -> String {
        var key = Array("\(Self.prefix)\(id)_".utf8)
        key += Self.random(Self.randomLength, using: &generator)
        key += key.withUnsafeBytes { Self.checksum(of: $0) }
        return String(decoding: key, as: UTF8.self)
    }

    private static func random(_ count: Int, using generator: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in Self.digits[Int.random(in: 0..<Self.digits.count, using: &generator)] }
    }

    private static func checksum(of payload: UnsafeRawBufferPointer) -> [UInt8] {
        var rest = Int(CRC32.checksum(of: payload))
        var checksum = [UInt8](repeating: Self.digits[0], count: Self.checksumLength)
        // Six digits of base62 hold any 32 bits.
        for place in (0..<Self.checksumLength).reversed() {
            checksum[place] = Self.digits[rest % Self.digits.count]
            rest /= Self.digits.count
        }
        return checksum
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
    }
}
