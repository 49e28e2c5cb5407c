internal import CEncoder

/// Sentence embeddings with all-MiniLM-L6-v2, computed here: the tokens' rows, six layers of attention and feed-forward, the
/// mean of the last rows, of length one. The same as `SentenceTransformer("all-MiniLM-L6-v2").encode`, to a cosine of 0.9999.
///
/// A text takes milliseconds of one processor and must not be encoded on an event loop; `EncoderThread` is the place.
package struct SentenceEncoder: Sendable {
    let model: EmbeddingModel
    let tokenizer: WordPiece
    let processor: EncoderProcessor

    package init(_ model: EmbeddingModel) {
        self.init(model, processor: .best)
    }

    /// - Parameter processor: at most the best there is; a greater one becomes that.
    package init(_ model: EmbeddingModel, processor: EncoderProcessor) {
        self.model = model
        self.tokenizer = WordPiece(model.vocabulary, tokensMax: EncoderShape.tokensMax)
        self.processor = min(processor, .best)
    }

    /// The embedding of a text in UTF-8; bytes that are not are passed over. Any bytes will do.
    package func encode(_ text: UnsafeRawBufferPointer, using scratch: inout Scratch) -> Embedding {
        self.tokenizer.read(text, into: &scratch.words)
        return Embedding(
            vector: self.vector(of: scratch.words.tokens, using: &scratch),
            tokens: scratch.words.tokens.count,
            isTruncated: scratch.words.isTruncated
        )
    }

    /// The vector of tokens; those that the model does not have or has no position for are left out.
    package func vector(of tokens: [UInt32], using scratch: inout Scratch) -> [Float] {
        let tokens = tokens.lazy.filter { $0 < UInt32(EncoderShape.words) }.prefix(EncoderShape.positions)
        let rows = tokens.count
        guard rows > 0 else { return [Float](repeating: 0, count: EncoderShape.width) }
        let pass = EncoderPass(rows: rows, processor: self.processor, memory: scratch.memory(rows: rows))
        pass.embed(tokens, with: self.model.weights)
        for layer in self.model.weights.layers {
            pass.attend(with: layer)
            pass.feedForward(with: layer)
        }
        return pass.pooled()
    }
}

extension SentenceEncoder {
    /// The memory that encoding wants: one for each thread, at most 8 MB.
    package struct Scratch: ~Copyable {
        fileprivate var words = WordPiece.Scratch()
        private var memory: EncoderMemory?

        package init() {}

        deinit {
            self.memory?.start.deallocate()
        }

        fileprivate mutating func memory(rows: Int) -> EncoderMemory {
            if let memory = self.memory {
                if memory.rows >= rows { return memory }
                memory.start.deallocate()
            }
            let memory = EncoderMemory(rows: rows)
            self.memory = memory
            return memory
        }
    }
}
