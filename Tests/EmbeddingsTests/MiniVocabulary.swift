@testable import Embeddings

/// A vocabulary of a few words. The number of a word is its place.
enum MiniVocabulary {
    static let words =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        + [
            "un", "##aff", "##able", "want", "##want", "##ed", "wa", "runn", "##ing", ",", "?", "cafe", "ο", "##δ",
            "##οσ",
        ]
        + ["東", "京", "ᄒ", "##ᅡ", "##ᆫ", "low", "[", "cls", "]", "ss", "a", "##a", "é"]

    static func make(_ words: [String] = MiniVocabulary.words, separator: String = "\n") throws -> Vocabulary {
        try Array(words.map { $0 + separator }.joined().utf8).withUnsafeBytes { bytes throws(EmbeddingModelError) in
            try Vocabulary(bytes, path: "vocab.txt")
        }
    }

    /// The words that a text becomes, without the first and the last token.
    static func pieces(of text: [UInt8], tokensMax: Int = 256) throws -> [String] {
        var scratch = WordPiece.Scratch()
        let tokenizer = WordPiece(try self.make(), tokensMax: tokensMax)
        text.withUnsafeBytes { tokenizer.read($0, into: &scratch) }
        return scratch.tokens.dropFirst().dropLast().map { self.words[Int($0)] }
    }

    static func pieces(of text: String) throws -> [String] {
        try self.pieces(of: Array(text.utf8))
    }
}
