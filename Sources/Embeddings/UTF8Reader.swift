/// The characters of bytes that should be UTF-8. Bytes that are none are passed over, as the reference passes over U+FFFD.
struct UTF8Reader {
    private let bytes: UnsafeRawBufferPointer
    /// The next byte that has not been read.
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func next() -> UInt32? {
        while self.offset < self.bytes.count {
            let first = UInt32(self.bytes[self.offset])
            self.offset += 1
            if first < 0x80 { return first }
            // The least scalar that needs so many bytes; a smaller one is not UTF-8 (RFC 3629).
            let (more, least): (Int, UInt32) =
                switch first {
                case 0xC2...0xDF: (1, 0x80)
                case 0xE0...0xEF: (2, 0x800)
                case 0xF0...0xF4: (3, 0x10000)
                default: (0, 0)
                }
            guard more > 0, self.offset + more <= self.bytes.count else { continue }
            var scalar = first & (0x3F >> UInt32(more))
            var isWhole = true
            for place in self.offset..<self.offset + more {
                let byte = UInt32(self.bytes[place])
                isWhole = isWhole && byte & 0xC0 == 0x80
                scalar = scalar << 6 | byte & 0x3F
            }
            guard isWhole, scalar >= least, scalar <= 0x10FFFF, scalar & 0xFFFF_F800 != 0xD800 else { continue }
            self.offset += more
            return scalar
        }
        return nil
    }

    /// Steps over a literal if it stands here.
    mutating func skip(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard self.bytes.count - self.offset >= count else { return false }
        for place in 0..<count where self.bytes[self.offset + place] != literal.utf8Start[place] { return false }
        self.offset += count
        return true
    }
}
