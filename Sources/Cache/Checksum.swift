/// A 64-bit checksum for what lies on a disk: fast, and with no collision that damage would find; not a defence against
/// who can write the file.
///
/// Four lanes each fold the 128-bit product of two words into 64 bits, at 32 bytes a step for two of them, so that the
/// multiplications overlap. What a product could lose (one factor is zero) is added back to its lane.
struct Checksum {
    private static let key0: UInt64 = 0xa3b1_95f4_9d1c_e807
    private static let key1: UInt64 = 0x7c4d_2e0b_51f6_8a3d
    private static let key2: UInt64 = 0xd8e6_37a9_0c52_b14f
    private static let key3: UInt64 = 0x519a_c87e_f3d0_642b

    private var lane0: UInt64
    private var lane1: UInt64
    private var lane2: UInt64
    private var lane3: UInt64

    init(seed: UInt64) {
        self.lane0 = seed ^ Checksum.key3
        self.lane1 = seed &+ Checksum.key2
        self.lane2 = ~seed ^ Checksum.key1
        self.lane3 = seed &* Checksum.key0 | 1
    }

    /// Takes in a run of bytes and its length: the same bytes cut elsewhere give another sum.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let count = bytes.count
        var offset = 0
        if let base = bytes.baseAddress {
            while offset &+ 64 <= count {
                self.step(base + offset)
                offset &+= 64
            }
        }
        // The rest, filled up with zeros: the length tells it from a longer run that ends in them.
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { rest in
            rest.initializeMemory(as: UInt8.self, repeating: 0)
            if offset < count {
                rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            }
            if let base = rest.baseAddress {
                self.step(UnsafeRawPointer(base))
            }
        }
        self.lane0 = Checksum.fold(self.lane0 ^ UInt64(count), Checksum.key1, self.lane2)
    }

    var value: UInt64 {
        let left = Checksum.fold(self.lane0 ^ Checksum.key0, self.lane1 ^ Checksum.key1, self.lane2)
        let right = Checksum.fold(self.lane2 ^ Checksum.key2, self.lane3 ^ Checksum.key3, self.lane0)
        return Checksum.fold(left ^ Checksum.key3, right ^ Checksum.key2, left &+ right)
    }

    /// 64 bytes.
    @inline(__always)
    private mutating func step(_ base: UnsafeRawPointer) {
        self.lane0 = Checksum.absorb(self.lane0, Checksum.key0, base)
        self.lane1 = Checksum.absorb(self.lane1, Checksum.key1, base + 16)
        self.lane2 = Checksum.absorb(self.lane2, Checksum.key2, base + 32)
        self.lane3 = Checksum.absorb(self.lane3, Checksum.key3, base + 48)
    }

    @inline(__always)
    private static func absorb(_ lane: UInt64, _ key: UInt64, _ base: UnsafeRawPointer) -> UInt64 {
        let first = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
        let second = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return Checksum.fold(first ^ lane, second ^ key, (first ^ lane) &<< 29 | (first ^ lane) &>> 35) &+ second
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64, _ kept: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        return (high ^ low) &+ kept
    }
}
