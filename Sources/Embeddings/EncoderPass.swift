internal import CEncoder

/// One text on its way through the layers. Each step reads what the one before left in the memory.
struct EncoderPass {
    let rows: Int
    let processor: EncoderProcessor
    let memory: EncoderMemory

    private var count: Int64 { Int64(self.rows) }
    private var width: Int64 { Int64(EncoderShape.width) }
    private var innerWidth: Int64 { Int64(EncoderShape.innerWidth) }
    private var kernel: encoder_processor { self.processor.kernel }

    /// The stream becomes the sum of word, position and segment, normalized.
    func embed(_ tokens: some Sequence<UInt32>, with weights: EncoderWeights) {
        for (row, token) in tokens.enumerated() where row < self.rows {
            let word = weights.words + Int(token) * EncoderShape.width
            (self.memory.stream + row * EncoderShape.width).update(from: word, count: EncoderShape.width)
        }
        self.normalize(weights.positions, bias: weights.segment, weights.embeddingNorm)
    }

    func attend(with layer: EncoderWeights.Layer) {
        self.product(of: self.memory.activations, layer.attention, outputs: 3 * self.width, inputs: self.width)
        encoder_attention(
            self.kernel,
            self.count,
            self.width,
            self.memory.results,
            layer.attention.bias,
            layer.valueBias,
            self.memory.attention,
            self.memory.activations
        )
        self.product(of: self.memory.activations, layer.attended, outputs: self.width, inputs: self.width)
        self.normalize(self.memory.results, bias: layer.attended.bias, layer.attendedNorm)
    }

    func feedForward(with layer: EncoderWeights.Layer) {
        self.product(of: self.memory.activations, layer.inner, outputs: self.innerWidth, inputs: self.width)
        encoder_activate(
            self.kernel,
            self.count,
            self.innerWidth,
            self.memory.results,
            layer.inner.bias,
            self.memory.innerActivations
        )
        self.product(of: self.memory.innerActivations, layer.outer, outputs: self.width, inputs: self.innerWidth)
        self.normalize(self.memory.results, bias: layer.outer.bias, layer.outerNorm)
    }

    /// The mean of the rows, of length one.
    func pooled() -> [Float] {
        [Float](unsafeUninitializedCapacity: EncoderShape.width) { vector, count in
            guard let start = vector.baseAddress else { return }
            encoder_pool(self.kernel, self.count, self.width, self.memory.stream, start)
            count = EncoderShape.width
        }
    }

    private func product(
        of activations: UnsafeMutableRawPointer,
        _ weights: EncoderWeights.Dense,
        outputs: Int64,
        inputs: Int64
    ) {
        encoder_product(self.kernel, self.count, outputs, inputs, activations, weights.packed, self.memory.results)
    }

    private func normalize(_ added: UnsafePointer<Float>, bias: UnsafePointer<Float>, _ norm: EncoderWeights.Norm) {
        encoder_normalize(
            self.kernel,
            self.count,
            self.width,
            added,
            bias,
            norm.scale,
            norm.shift,
            EncoderShape.epsilon,
            self.memory.stream,
            self.memory.activations
        )
    }
}
