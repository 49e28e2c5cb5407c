internal import CEncoder

/// One allocation, and what lies where in it. Whoever made it frees it.
struct EncoderMemory {
    let start: UnsafeMutableRawPointer
    /// For how many rows it is large enough.
    let rows: Int
    /// The rows between the layers, `width` floats each.
    let stream: UnsafeMutablePointer<Float>
    /// What a product gives, up to `innerWidth` floats a row.
    let results: UnsafeMutablePointer<Float>
    let attention: UnsafeMutablePointer<Float>
    /// What a product reads, `width` numbers a row, and within the feed-forward part `innerWidth` numbers a row.
    let activations: UnsafeMutableRawPointer
    let innerActivations: UnsafeMutableRawPointer

    init(rows: Int) {
        // Rounded up, so that texts of slightly different lengths use the same.
        let rows = (rows + 63) / 64 * 64
        let (width, inner) = (EncoderShape.width, EncoderShape.innerWidth)
        let attention = Int(encoder_attention_scratch(Int64(rows)))
        let floats = rows * (width + inner + width + inner) + attention
        let start = UnsafeMutableRawPointer.allocate(byteCount: floats * 4, alignment: 64)
        let numbers = start.initializeMemory(as: Float.self, repeating: 0, count: floats)
        self.start = start
        self.rows = rows
        self.stream = numbers
        self.results = self.stream + rows * width
        self.activations = UnsafeMutableRawPointer(self.results + rows * inner)
        self.innerActivations = UnsafeMutableRawPointer(self.results + rows * (inner + width))
        self.attention = self.results + rows * (inner + width + inner)
    }
}
