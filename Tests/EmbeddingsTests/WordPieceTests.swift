import Testing

@testable import Embeddings

@Suite struct WordPieceTests {
    @Test(arguments: [
        ("unwanted", ["un", "##want", "##ed"]),
        ("wanted running", ["want", "##ed", "runn", "##ing"]),
        ("UNwantéd,Running?", ["un", "##want", "##ed", ",", "runn", "##ing", "?"]),
        ("", []),
        (" \t\r\n\u{A0}\u{3000}\u{2028} ", []),
        ("unwantedX running", ["[UNK]", "runn", "##ing"]),
        ("wanted\u{0}\u{7}\u{200B}\u{AD} wan\u{0}ted", ["want", "##ed", "want", "##ed"]),
        ("CAFÉ cafe\u{301} cafè", ["cafe", "cafe", "cafe"]),
        // The capital at the end of a word becomes the common small letter.
        ("ΟΔΟΣ ὁδόσ", ["ο", "##δ", "##οσ", "ο", "##δ", "##οσ"]),
        ("東京low", ["東", "京", "low"]),
        ("한", ["ᄒ", "##ᅡ", "##ᆫ"]),
        ("low\u{37E}", ["low", "[UNK]"]),
        ("\u{212A}", ["[UNK]"]),
    ])
    func splitsAsTheReferenceDoes(_ text: String, _ pieces: [String]) throws {
        #expect(try MiniVocabulary.pieces(of: text) == pieces)
    }

    @Test func specialTokensMayBeSpelledOutAndNothingLikeThem() throws {
        #expect(
            try MiniVocabulary.pieces(of: "low[SEP]low [cls] [MASK][UNK][PAD][CLS] [CLS")
                == ["low", "[SEP]", "low", "[", "cls", "]", "[MASK]", "[UNK]", "[PAD]", "[CLS]", "[", "cls"]
        )
    }

    @Test func aWordOfMoreThanAHundredCharactersIsUnknown() throws {
        #expect(try MiniVocabulary.pieces(of: String(repeating: "a", count: 100)).count == 100)
        #expect(try MiniVocabulary.pieces(of: String(repeating: "a", count: 101)) == ["[UNK]"])
        #expect(try MiniVocabulary.pieces(of: String(repeating: "ä", count: 100)).count == 100)
    }

    @Test func whatIsNotUTF8IsPassedOver() throws {
        let hostile: [[UInt8]] = [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ]
        for bytes in hostile {
            let text = Array("lo".utf8) + bytes + Array("w".utf8)
            #expect(try MiniVocabulary.pieces(of: text) == ["low"], "\(bytes)")
            #expect(try MiniVocabulary.pieces(of: Array("low ".utf8) + bytes) == ["low"], "\(bytes)")
        }
    }

    @Test func firstAndLastTokensAreThoseOfTheModel() throws {
        let tokenizer = WordPiece(try MiniVocabulary.make(), tokensMax: 256)
        var scratch = WordPiece.Scratch()
        for text in ["", "low"] {
            Array(text.utf8).withUnsafeBytes { tokenizer.read($0, into: &scratch) }
            #expect(scratch.tokens.first == 2)
            #expect(scratch.tokens.last == 3)
            #expect(!scratch.isTruncated)
        }
    }

    @Test(arguments: [
        ("low low", false), ("low low ", false), ("low low low", true), ("low wanted", true), ("low low [SEP]", true),
    ])
    func saysWhatDidNotFit(_ text: String, _ isTruncated: Bool) throws {
        let tokenizer = WordPiece(try MiniVocabulary.make(), tokensMax: 4)
        var scratch = WordPiece.Scratch()
        // A scratch is used again and again.
        for _ in 0..<2 {
            Array(text.utf8).withUnsafeBytes { tokenizer.read($0, into: &scratch) }
            #expect(scratch.tokens.count == 4)
            #expect(scratch.tokens.last == 3)
            #expect(scratch.isTruncated == isTruncated)
        }
    }

    @Test func whatStandsBehindTheBoundOfBytesIsTruncated() throws {
        let tokenizer = WordPiece(try MiniVocabulary.make(), tokensMax: 256)
        var scratch = WordPiece.Scratch()
        let spaces = [UInt8](repeating: 0x20, count: WordPiece.textBytesMax)
        spaces.withUnsafeBytes { tokenizer.read($0, into: &scratch) }
        #expect(!scratch.isTruncated)
        (spaces + Array("low".utf8)).withUnsafeBytes { tokenizer.read($0, into: &scratch) }
        #expect(scratch.isTruncated)
    }

    @Test func anyBytesBecomeTokens() throws {
        let tokenizer = WordPiece(try MiniVocabulary.make(), tokensMax: 64)
        var scratch = WordPiece.Scratch()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            bytes.withUnsafeBytes { tokenizer.read($0, into: &scratch) }
            #expect((2...64).contains(scratch.tokens.count), "\(bytes)")
        }
    }
}
