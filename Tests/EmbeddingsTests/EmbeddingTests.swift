import Testing

@testable import Embeddings

@Suite struct EmbeddingTests {
    static func embedding(_ vector: [Float]) -> Embedding {
        Embedding(vector: vector, tokens: 3, isTruncated: false)
    }

    @Test func similarityIsTheCosine() {
        let one = Self.embedding([0.6, 0.8])
        #expect(abs(one.similarity(to: one) - 1) < 1e-6)
        #expect(abs(one.similarity(to: Self.embedding([1, 0])) - 0.6) < 1e-6)
        #expect(abs(one.similarity(to: Self.embedding([-0.8, 0.6]))) < 1e-6)
    }

    @Test func vectorsOfDifferentLengthsHaveNothingInCommon() {
        #expect(Self.embedding([1]).similarity(to: Self.embedding([1, 0])) == 0)
    }
}
