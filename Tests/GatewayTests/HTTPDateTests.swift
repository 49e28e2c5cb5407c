import Testing

@testable import Gateway

@Suite struct HTTPDateTests {
    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777_999, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_798_761_599_000, "Thu, 31 Dec 2026 23:59:59 GMT"),
        ] as [(UInt64, String)]
    )
    func writesTheFormOfTheStandard(milliseconds: UInt64, text: String) {
        var date = HTTPDate()
        #expect(String(decoding: date.text(at: milliseconds), as: UTF8.self) == text)
        #expect(String(decoding: date.text(at: milliseconds), as: UTF8.self) == text)
    }
}
