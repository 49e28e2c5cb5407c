/// A MAC address that some device has: not a group's, and not one that texts give as an example.
enum HardwareAddress {
    /// Octets of one digit twice that make it an example: `00:AA:BB:CC:DD:EE`.
    private static let repeatedMax = 3

    static func isOfOneDevice(_ span: UnsafeRawBufferPointer) -> Bool {
        var octets: (UInt64, count: Int) = (0, 0)
        for byte in span {
            guard let value = CharacterSpan.value(of: byte) else { continue }
            guard value < 16, octets.count < 12 else { return false }
            octets = (octets.0 << 4 | UInt64(value), octets.count + 1)
        }
        guard octets.count == 12 else { return false }
        let address = octets.0
        let bytes = (0..<6).map { UInt8(truncatingIfNeeded: address >> UInt64(8 * (5 - $0))) }
        let repeated = bytes.count { $0 >> 4 == $0 & 15 }
        let isDocumentation = address >> 8 == 0x0000_5e00_53
        let isCount = bytes.indices.dropFirst().allSatisfy { bytes[$0] &- bytes[$0 - 1] == bytes[1] &- bytes[0] }
        let isGroup = bytes[0] & 1 == 1
        return repeated <= HardwareAddress.repeatedMax && !isDocumentation && !isCount && !isGroup
            && address >> 16 != 0xdead_beef
    }
}
