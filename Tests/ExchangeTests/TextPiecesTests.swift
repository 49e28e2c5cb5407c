import Testing

@testable import Exchange

@Suite struct TextPiecesTests {
    static func pieces(_ text: String) -> [String] {
        Array(text.utf8).withUnsafeBytes { bytes in TextPieces(bytes).map { Wire.string($0) } }
    }

    @Test(arguments: ["", "a", "short text"]) func leavesAShortTextWhole(_ text: String) {
        #expect(Self.pieces(text) == (text.isEmpty ? [] : [text]))
    }

    @Test func endsAPieceBeforeASpace() {
        let pieces = Self.pieces(Array(repeating: "words", count: 40).joined(separator: " "))
        #expect(pieces.count > 3)
        #expect(pieces.dropFirst().allSatisfy { $0.hasPrefix(" ") })
    }

    /// Units that no cut may divide, repeated behind 0 to 12 letters so that each of their bytes meets a border.
    @Test(arguments: [#"\n"#, #"\\"#, #"\""#, #"\u00e9"#, #"\ud83d\ude00"#, #"\uD83D\uDE00"#, "é", "€", "😀"])
    func cutsNoCharacter(_ unit: String) {
        for letters in 0...12 {
            let text = String(repeating: "x", count: letters) + String(repeating: unit, count: 60)
            let pieces = Self.pieces(text)
            #expect(pieces.joined() == text)
            #expect(pieces.count > 1)
            for piece in pieces {
                #expect(Wire.value("\"\(piece)\"".utf8) != nil, "\(piece)")
            }
        }
    }
}
