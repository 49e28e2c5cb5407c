/// The CRC-32 of IEEE 802.3 (zlib, PNG), a byte at a time: keys are short.
enum CRC32 {
    /// The remainder of each byte, for the reflected polynomial.
    private static let table: [UInt32] = (0..<256).map { byte in
        var remainder = UInt32(byte)
        for _ in 0..<8 {
            remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
        }
        return remainder
    }

    static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        Self.table.withUnsafeBufferPointer { table in
            var remainder = UInt32.max
            for byte in bytes {
                remainder = remainder >> 8 ^ table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)]
            }
            return ~remainder
        }
    }
}
