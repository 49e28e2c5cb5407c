import Embeddings

/// Any text has tokens, and the same twice; an answer of any bytes gives a direction or a fault.
enum EncoderFuzz {
    static let tokensMax = 32

    static func wordPiece() throws -> WordPiece {
        let letters = (UInt8(ascii: "!")...UInt8(ascii: "~")).map { String(UnicodeScalar($0)) }
        let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "an", "##an", "é", "ο", "東"] + letters
        return try Array(words.joined(separator: "\n").utf8).withUnsafeBytes { bytes throws(EmbeddingModelError) in
            try WordPiece(vocabulary: bytes, path: "vocab.txt", tokensMax: self.tokensMax)
        }
    }

    static func run(_ input: UnsafeRawBufferPointer, on bench: FuzzBench) throws {
        var scratch = WordPiece.Scratch()
        bench.wordPiece.read(input, into: &scratch)
        let (tokens, isTruncated) = (scratch.tokens, scratch.isTruncated)
        try FuzzFault.unless(
            (2...self.tokensMax).contains(tokens.count) && tokens.first == 2 && tokens.last == 3,
            "the tokens are \(tokens)"
        )
        try FuzzFault.unless(
            !isTruncated || tokens.count == self.tokensMax || input.count > WordPiece.textBytesMax,
            "cut before it was full: \(tokens)"
        )
        bench.wordPiece.read(input, into: &scratch)
        try FuzzFault.unless(
            scratch.tokens == tokens && scratch.isTruncated == isTruncated,
            "the same text gave \(tokens) and then \(scratch.tokens)"
        )
        try self.readAnswer(input)
    }

    private static func readAnswer(_ input: UnsafeRawBufferPointer) throws {
        let answer: EmbeddingsAnswer
        do throws(EmbeddingsAnswer.Fault) {
            answer = try EmbeddingsAnswer(input)
        } catch {
            return
        }
        let length = answer.vector.reduce(into: 0.0) { $0 += Double($1) * Double($1) }
        try FuzzFault.unless(abs(length - 1) < 1e-3, "a vector of the length \(length)")
    }
}
