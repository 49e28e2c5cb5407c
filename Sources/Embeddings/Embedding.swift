/// What a sentence encoder made of one text.
package struct Embedding: Sendable, Hashable {
    /// The direction of the text: a vector of length one, of 384 numbers from `SentenceEncoder`. All zero, and so like no
    /// other, if the weights gave nothing that has a direction.
    package var vector: [Float]
    /// Tokens that were read, `[CLS]` and `[SEP]` among them.
    package var tokens: Int
    /// The text goes on behind what was read. Such a vector must not stand for the text.
    package var isTruncated: Bool

    package init(vector: [Float], tokens: Int, isTruncated: Bool) {
        self.vector = vector
        self.tokens = tokens
        self.isTruncated = isTruncated
    }

    /// The cosine of the angle between two vectors of length one: 1 for the same direction, 0 for nothing in common. 0 if
    /// they have not the same count of numbers.
    package func similarity(to other: Embedding) -> Float {
        guard self.vector.count == other.vector.count else { return 0 }
        var sum: Float = 0
        for (one, two) in zip(self.vector, other.vector) { sum += one * two }
        return sum
    }
}
