internal import Exchange

/// The request for the embedding of one text at an endpoint that speaks OpenAI's `/v1/embeddings`. Only its bytes: who
/// sends it has the deadline.
package struct EmbeddingsRequest: Sendable, Hashable {
    package var model: String
    /// How many numbers are asked for; what the model has if it is nil.
    package var dimensions: Int?

    package init(model: String, dimensions: Int? = nil) {
        self.model = model
        self.dimensions = dimensions
    }

    /// The body, of type `application/json`. Bytes of the text that are not UTF-8 become U+FFFD.
    package func body(for text: UnsafeRawBufferPointer) -> [UInt8] {
        var body = Array(#"{"model":""#.utf8)
        JSONEscape.append(self.model, to: &body)
        body.append(contentsOf: #"","input":""#.utf8)
        JSONEscape.append(String(decoding: text, as: UTF8.self), to: &body)
        body.append(contentsOf: #"","encoding_format":"float""#.utf8)
        if let dimensions = self.dimensions { body.append(contentsOf: ",\"dimensions\":\(dimensions)".utf8) }
        body.append(UInt8(ascii: "}"))
        return body
    }
}
