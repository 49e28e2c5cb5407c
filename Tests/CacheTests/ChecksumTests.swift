import Testing

@testable import Cache

@Suite struct ChecksumTests {
    static func sum(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
        var checksum = Checksum(seed: seed)
        bytes.withUnsafeBytes { checksum.add($0) }
        return checksum.value
    }

    static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
    }

    /// What lies on disks depends on these.
    @Test(
        arguments: [
            (0, 0, 14_353_601_802_125_789_474),
            (1, 0, 5_850_772_357_215_357_593),
            (63, 0, 13_094_482_302_800_677_976),
            (64, 0, 14_787_142_034_394_063_285),
            (65, 1, 8_293_717_218_062_228_773),
            (1000, 42, 5_660_994_754_015_601_011),
        ] as [(Int, UInt64, UInt64)]
    )
    func staysWhatItIs(count: Int, seed: UInt64, sum: UInt64) {
        #expect(ChecksumTests.sum(ChecksumTests.bytes(count), seed: seed) == sum)
    }

    @Test func everyBitMatters() {
        let bytes = ChecksumTests.bytes(200)
        var seen: Set<UInt64> = [ChecksumTests.sum(bytes)]
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << UInt8(bit)
                seen.insert(ChecksumTests.sum(changed))
            }
        }
        #expect(seen.count == 200 * 8 + 1)
    }

    @Test func zerosOfEachLengthDiffer() {
        let seen = Set((0..<500).map { ChecksumTests.sum([UInt8](repeating: 0, count: $0)) })
        #expect(seen.count == 500)
    }

    @Test func everySeedGivesAnotherSum() {
        let bytes = ChecksumTests.bytes(100)
        #expect(Set((0..<1000).map { ChecksumTests.sum(bytes, seed: UInt64($0)) }).count == 1000)
    }

    @Test func theCutBetweenTwoRunsMatters() {
        let bytes = ChecksumTests.bytes(200)
        let seen = Set(
            (0...200).map { cut in
                var checksum = Checksum(seed: 1)
                bytes.withUnsafeBytes { bytes in
                    checksum.add(UnsafeRawBufferPointer(rebasing: bytes[..<cut]))
                    checksum.add(UnsafeRawBufferPointer(rebasing: bytes[cut...]))
                }
                return checksum.value
            }
        )
        #expect(seen.count == 201)
    }

    /// A word that equals the key of its lane makes a product of zero: what it meets must still count.
    @Test func aZeroFactorHidesNothing() {
        let keys: [UInt64] = [
            0xa3b1_95f4_9d1c_e807, 0x7c4d_2e0b_51f6_8a3d, 0xd8e6_37a9_0c52_b14f, 0x519a_c87e_f3d0_642b,
        ]
        for (lane, key) in keys.enumerated() {
            var bytes = ChecksumTests.bytes(64)
            bytes.withUnsafeMutableBytes {
                $0.storeBytes(of: key.littleEndian, toByteOffset: lane * 16 + 8, as: UInt64.self)
            }
            var seen: Set<UInt64> = []
            for value in 0..<256 {
                bytes[lane * 16] = UInt8(value)
                seen.insert(ChecksumTests.sum(bytes))
            }
            #expect(seen.count == 256)
        }
    }
}
