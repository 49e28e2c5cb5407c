import Testing

@testable import Embeddings

@Suite(.enabled(if: ReferenceModel.isThere, ReferenceModel.whyNot)) struct SentenceEncoderTests {
    let model: EmbeddingModel

    init() throws {
        self.model = try ReferenceModel.model.get()
    }

    func encode(_ text: [UInt8], _ encoder: SentenceEncoder, _ scratch: inout SentenceEncoder.Scratch) -> Embedding {
        text.withUnsafeBytes { encoder.encode($0, using: &scratch) }
    }

    @Test func tokensAreThoseOfTheReference() throws {
        let tokenizer = WordPiece(self.model.vocabulary, tokensMax: 256)
        var scratch = WordPiece.Scratch()
        for row in try ReferenceModel.rows() {
            Array(row.text.utf8).withUnsafeBytes { tokenizer.read($0, into: &scratch) }
            #expect(scratch.tokens == row.tokens, "\(row.text.debugDescription)")
        }
    }

    @Test(arguments: EncoderProcessor.allCases.filter { $0 <= .best })
    func vectorsAreThoseOfTheReference(_ processor: EncoderProcessor) throws {
        let encoder = SentenceEncoder(self.model, processor: processor)
        var scratch = SentenceEncoder.Scratch()
        var least: Float = 1
        // In a build without optimisation the longest take seconds.
        for row in try ReferenceModel.rows() where processor == .best || row.tokens.count <= 64 {
            let embedding = self.encode(Array(row.text.utf8), encoder, &scratch)
            let reference = Embedding(vector: row.numbers, tokens: row.tokens.count, isTruncated: false)
            let length = reference.similarity(to: reference).squareRoot()
            let cosine = embedding.similarity(to: reference) / length
            #expect(cosine >= 0.9999, "\(row.text.debugDescription)")
            #expect(abs(embedding.similarity(to: embedding) - 1) < 1e-5)
            #expect(embedding.tokens == row.tokens.count)
            least = min(least, cosine)
        }
        print("the least cosine to the reference, \(processor): \(least)")
    }

    @Test func vectorsDependOnTheTextAlone() throws {
        let encoder = SentenceEncoder(self.model)
        let texts = ["one", "a longer text, so that the memory grows", "one", "two"]
        var shared = SentenceEncoder.Scratch()
        for text in texts {
            var own = SentenceEncoder.Scratch()
            let embedding = self.encode(Array(text.utf8), encoder, &shared)
            #expect(embedding == self.encode(Array(text.utf8), encoder, &own))
            #expect(embedding.vector.count == EmbeddingModel.dimensions)
        }
    }

    @Test func saysWhichTextsWereCut() throws {
        let encoder = SentenceEncoder(self.model)
        var scratch = SentenceEncoder.Scratch()
        let fits = self.encode(Array(String(repeating: "word ", count: 254).utf8), encoder, &scratch)
        #expect(!fits.isTruncated)
        let cut = self.encode(Array(String(repeating: "word ", count: 255).utf8), encoder, &scratch)
        #expect(cut.isTruncated)
        #expect(cut.vector == fits.vector)
    }

    @Test func anyBytesHaveADirection() throws {
        let encoder = SentenceEncoder(self.model)
        var scratch = SentenceEncoder.Scratch()
        var random = SystemRandomNumberGenerator()
        for count in [0, 1, 2, 15, 64] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let embedding = self.encode(bytes, encoder, &scratch)
            #expect(abs(embedding.similarity(to: embedding) - 1) < 1e-5, "\(bytes)")
        }
    }

    @Test func tokensThatTheModelDoesNotHaveAreLeftOut() throws {
        let encoder = SentenceEncoder(self.model)
        var scratch = SentenceEncoder.Scratch()
        let vector = encoder.vector(of: [101, 7592, 102], using: &scratch)
        #expect(encoder.vector(of: [101, 30_522, 7592, .max, 102], using: &scratch) == vector)
        #expect(encoder.vector(of: [], using: &scratch) == [Float](repeating: 0, count: EmbeddingModel.dimensions))
    }

    @Test func encodesOnItsThread() async throws {
        let encoder = SentenceEncoder(self.model)
        let thread = try EncoderThread(encoder)
        let text = Array("on a thread of its own".utf8)
        let result = await withCheckedContinuation { continuation in
            if !thread.submit(text, deadline: .max, completion: { continuation.resume(returning: $0) }) {
                continuation.resume(returning: .failure(.stopped))
            }
        }
        var scratch = SentenceEncoder.Scratch()
        #expect(result == .success(self.encode(text, encoder, &scratch)))
        thread.stop()
    }
}
