import Exchange
import Testing

@Suite struct DataURLTests {
    private func url(_ text: String) -> DataURL? {
        Array(text.utf8).withUnsafeBytes { DataURL($0) }
    }

    @Test(arguments: [
        ("data:text/plain;base64,YWJj", true), ("data:;base64,YWJj", true),
        ("DATA:Text/CSV;charset=utf-8;BASE64,YWJj", true),
        ("data:application/json;base64,e30=", true), ("data:application/ld+json;base64,e30=", true),
        ("data:image/png;base64,iVBO", false), ("data:application/jsonx;base64,e30=", false),
    ])
    func knowsWhatCarriesText(text: String, declaresText: Bool) {
        #expect(self.url(text)?.declaresText == declaresText)
        #expect(self.url(text)?.payload.upperBound == text.utf8.count)
    }

    @Test(arguments: [
        "data:text/plain,abc", "data:text/plain;base64", "https://a/b;base64,YWJj", "", "data:", "data:base64x,YWJj",
    ])
    func leavesOtherTexts(text: String) {
        #expect(self.url(text) == nil)
    }

    @Test func decodesWhatItEncodes() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
            #expect(Base64.encode(bytes).withUnsafeBytes { Base64.decode($0) } == bytes)
        }
    }

    @Test(arguments: [
        ("YW Jj\\nZA", nil), ("YWJj\nZA==", "abcd"), ("_-8", "\u{fffd}\u{fffd}"), ("YWJjZ", nil), ("YQ==YQ==", nil),
        ("", ""),
        ("YWI", "ab"),
    ])
    func readsWhatOthersWrite(text: String, expected: String?) {
        let decoded = Array(text.utf8).withUnsafeBytes { Base64.decode($0) }
        #expect(decoded.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test func tellsTextFromOtherBytes() {
        #expect(Array("grün\n\t".utf8).isReadableText)
        #expect(![UInt8](arrayLiteral: 0x89, 0x50, 0x4E, 0x47).isReadableText)
        #expect(!Array("a\u{0}b".utf8).isReadableText)
        #expect([UInt8]().isReadableText)
    }
}
