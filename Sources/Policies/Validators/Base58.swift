import Crypto

/// Numbers in base 58, and those among them that end in a checksum of their own: Bitcoin's addresses and their kin.
enum Base58 {
    static let bitcoin: StaticString = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    /// The same characters in another order.
    static let ripple: StaticString = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"

    /// Longer texts are no addresses, and decoding takes the square of the length.
    private static let charactersMax = 128

    /// The bytes, with one zero for each leading digit that is zero; `nil` for any other character.
    static func decode(_ text: UnsafeRawBufferPointer, alphabet: StaticString = Base58.bitcoin) -> [UInt8]? {
        guard text.count <= Base58.charactersMax else { return nil }
        let digits = UnsafeBufferPointer(start: alphabet.utf8Start, count: alphabet.utf8CodeUnitCount)
        // The least significant first.
        var bytes: [UInt8] = []
        var zeros = 0
        for character in text {
            guard let value = digits.firstIndex(of: character) else { return nil }
            if value == 0, bytes.isEmpty { zeros += 1 }
            var carry = value
            for index in bytes.indices {
                carry += Int(bytes[index]) * 58
                bytes[index] = UInt8(carry & 0xff)
                carry >>= 8
            }
            while carry > 0 {
                bytes.append(UInt8(carry & 0xff))
                carry >>= 8
            }
        }
        return [UInt8](repeating: 0, count: zeros) + bytes.reversed()
    }

    /// A version byte, 20 bytes of a hash, and the first 4 of SHA-256 twice over all that.
    static func versionOfAddress(
        _ text: UnsafeRawBufferPointer,
        alphabet: StaticString = Base58.bitcoin
    ) -> UInt8? {
        guard let bytes = Base58.decode(text, alphabet: alphabet), bytes.count == 25 else { return nil }
        let isWhole = Base58.checksum(of: bytes[..<21]).elementsEqual(bytes[21...])
        return isWhole ? bytes[0] : nil
    }

    static func checksum(of bytes: some Sequence<UInt8>) -> [UInt8] {
        Array(SHA256.hash(data: Array(SHA256.hash(data: Array(bytes)))).prefix(4))
    }
}
