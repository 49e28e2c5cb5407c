/// The checksums that some services write into their tokens, so that a leaked one can be told from a text that only looks
/// like one. All are the CRC-32 of IEEE 802.3; what they are taken of and how they are written differs.
package enum TokenChecksum: Sendable, Hashable, CaseIterable {
    /// `ghp_BODYcccccc`, also npm's: of the body without prefix, as six digits of base62.
    case github
    /// `gth_ID_BODYcccccc`: of everything before it, as six digits of base62.
    case gatehouse
    /// `glsa_BODY_cccccccc`: of everything before the underscore, as hexadecimal of its bytes, the lowest first.
    case grafana

    /// What a rule writes under `validate`.
    var name: String {
        switch self {
        case .github: "crc32-github"
        case .gatehouse: "crc32-gatehouse"
        case .grafana: "crc32-grafana"
        }
    }

    private static let base62 = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let hex = Array("0123456789abcdef".utf8)
    private static let base62Digits = 6
    private static let hexDigits = 8
    /// `ghp_`, `npm_`.
    private static let prefixBytes = 4

    func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let payload = self.payload(of: span) else { return false }
        let checksum = TokenChecksum.crc32(of: UnsafeRawBufferPointer(rebasing: span[payload]))
        let digits = span.suffix(self.digits)
        return digits.elementsEqual(self.written(checksum))
    }

    /// The range of the bytes that the checksum is of; `nil` for a text that is too short to hold one.
    private func payload(of span: UnsafeRawBufferPointer) -> Range<Int>? {
        let end: Int
        switch self {
        case .github, .gatehouse: end = span.count - TokenChecksum.base62Digits
        case .grafana:
            end = span.count - TokenChecksum.hexDigits - 1
            guard end > 0, span[end] == UInt8(ascii: "_") else { return nil }
        }
        let start = self == .github ? TokenChecksum.prefixBytes : 0
        return start < end ? start..<end : nil
    }

    private var digits: Int { self == .grafana ? TokenChecksum.hexDigits : TokenChecksum.base62Digits }

    /// A checksum as it stands in the token.
    func written(_ checksum: UInt32) -> [UInt8] {
        switch self {
        case .github, .gatehouse:
            var rest = checksum
            var digits = [UInt8](repeating: TokenChecksum.base62[0], count: TokenChecksum.base62Digits)
            for place in digits.indices.reversed() {
                digits[place] = TokenChecksum.base62[Int(rest % 62)]
                rest /= 62
            }
            return digits
        case .grafana:
            return (0..<4).flatMap { byte in
                let value = Int(checksum >> UInt32(8 * byte) & 0xff)
                return [TokenChecksum.hex[value >> 4], TokenChecksum.hex[value & 15]]
            }
        }
    }

    /// The remainder of each byte, for the reflected polynomial.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1
        }
    }

    static func crc32(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        ~bytes.reduce(UInt32.max) { remainder, byte in
            remainder >> 8 ^ TokenChecksum.table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)]
        }
    }
}
