/// The sizes of all-MiniLM-L6-v2: a BERT encoder (arXiv 1810.04805) that was distilled to six layers (arXiv 2002.10957).
enum EncoderShape {
    static let layers = 6
    /// The numbers of a row between the layers, and of an embedding.
    static let width = 384
    /// The numbers of a row within the feed-forward part of a layer.
    static let innerWidth = 1536
    static let words = 30_522
    static let positions = 512
    /// The most tokens that the model was trained to read at once; what follows is not read.
    static let tokensMax = 256
    static let epsilon: Float = 1e-12
}
