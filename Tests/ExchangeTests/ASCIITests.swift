import Exchange
import Testing

@Suite struct ASCIITests {
    @Test(
        arguments: [
            (0, 1, "0"), (0, 3, "000"), (7, 3, "007"), (1234, 3, "1234"), (UInt64.max, 1, "18446744073709551615"),
            (5, 25, "00000000000000000005"), (0, 20, "00000000000000000000"), (9, 1, "9"), (10, 0, "10"),
        ] as [(UInt64, Int, String)]
    )
    func writesDecimals(number: UInt64, width: Int, text: String) {
        var bytes: [UInt8] = []
        bytes.append(decimal: number, width: width)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(
        arguments: [
            (0, 16, "0000000000000000"), (0xabc_def0, 4, "def0"), (UInt64.max, 20, "ffffffffffffffff"),
        ] as [(UInt64, Int, String)]
    )
    func writesHexadecimals(number: UInt64, digits: Int, text: String) {
        var bytes: [UInt8] = []
        bytes.append(hex: number, digits: digits)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (1_709_164_800_007, "2024-02-29T00:00:00.007Z"),
            (1_735_689_599_999, "2024-12-31T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (UInt64.max, "9999-12-31T23:59:59.999Z"),
        ] as [(UInt64, String)]
    )
    func writesMoments(milliseconds: UInt64, text: String) {
        var bytes: [UInt8] = []
        bytes.append(timestamp: Timestamp(milliseconds: milliseconds))
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}
