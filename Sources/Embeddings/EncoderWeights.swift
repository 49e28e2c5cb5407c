internal import CEncoder

/// The numbers of the model as the kernels read them. What is looked up by row and the small vectors stay in the mapped
/// file; the dense layers are packed as bfloat16, which halves what each embedding must read and changes its direction by less
/// than one part in ten thousand.
///
/// `@unchecked Sendable`: nothing writes to the memory once it is made, and `file` and `packed` live as long as the pointers.
final class EncoderWeights: @unchecked Sendable {
    struct Norm {
        var scale: UnsafePointer<Float>
        var shift: UnsafePointer<Float>
    }

    struct Dense {
        var packed: UnsafePointer<UInt16>
        var bias: UnsafePointer<Float>
    }

    struct Layer {
        /// Queries, keys and values at once; its bias is that of the queries.
        var attention: Dense
        var valueBias: UnsafePointer<Float>
        var attended: Dense
        var attendedNorm: Norm
        var inner: Dense
        var outer: Dense
        var outerNorm: Norm
    }

    let words: UnsafePointer<Float>
    let positions: UnsafePointer<Float>
    /// Of the first of two texts, the only one there is.
    let segment: UnsafePointer<Float>
    let embeddingNorm: Norm
    let layers: [Layer]
    private let file: MappedFile
    private let packed: UnsafeMutablePointer<UInt16>

    init(_ file: MappedFile) throws(EmbeddingModelError) {
        let (width, inner) = (EncoderShape.width, EncoderShape.innerWidth)
        let count = EncoderShape.layers * (4 * width * width + 2 * width * inner)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 2, alignment: 64)
        let packed = memory.bindMemory(to: UInt16.self, capacity: count)
        do throws(EmbeddingModelError) {
            let tensors = try SafeTensors(file)
            var reader = Reader(tensors: tensors, path: file.path, free: packed)
            self.words = try reader.vector("embeddings.word_embeddings.weight", EncoderShape.words, width)
            self.positions = try reader.vector("embeddings.position_embeddings.weight", EncoderShape.positions, width)
            self.segment = try reader.vector("embeddings.token_type_embeddings.weight", 2, width)
            self.embeddingNorm = try reader.norm("embeddings.LayerNorm")
            var layers: [Layer] = []
            for layer in 0..<EncoderShape.layers {
                layers.append(try reader.layer("encoder.layer.\(layer)."))
            }
            self.layers = layers
        } catch {
            packed.deallocate()
            throw error
        }
        self.file = file
        self.packed = packed
        // What was packed is not read from the file again.
        file.releasePages()
    }

    deinit {
        self.packed.deallocate()
    }
}

extension EncoderWeights {
    /// Takes tensors by name, and packs matrices one behind the other.
    private struct Reader {
        let tensors: SafeTensors
        let path: String
        var free: UnsafeMutablePointer<UInt16>

        mutating func layer(_ name: String) throws(EmbeddingModelError) -> Layer {
            let (width, inner) = (EncoderShape.width, EncoderShape.innerWidth)
            let query = try self.dense(name + "attention.self.query", width, width)
            // Packed behind the queries, so that the three are one matrix.
            _ = try self.dense(name + "attention.self.key", width, width)
            let value = try self.dense(name + "attention.self.value", width, width)
            return Layer(
                attention: query,
                valueBias: value.bias,
                attended: try self.dense(name + "attention.output.dense", width, width),
                attendedNorm: try self.norm(name + "attention.output.LayerNorm"),
                inner: try self.dense(name + "intermediate.dense", inner, width),
                outer: try self.dense(name + "output.dense", width, inner),
                outerNorm: try self.norm(name + "output.LayerNorm")
            )
        }

        mutating func dense(_ name: String, _ outputs: Int, _ inputs: Int) throws(EmbeddingModelError) -> Dense {
            let weights = try self.start(self.tensors.floats(name + ".weight", outputs, inputs))
            guard encoder_pack(Int64(outputs), Int64(inputs), weights, self.free) != 0 else {
                throw EmbeddingModelError(.notFinite(tensor: name + ".weight"), path: self.path)
            }
            defer { self.free += outputs * inputs }
            return Dense(packed: UnsafePointer(self.free), bias: try self.vector(name + ".bias", outputs))
        }

        func norm(_ name: String) throws(EmbeddingModelError) -> Norm {
            Norm(
                scale: try self.vector(name + ".weight", EncoderShape.width),
                shift: try self.vector(name + ".bias", EncoderShape.width)
            )
        }

        func vector(_ name: String, _ count: Int) throws(EmbeddingModelError) -> UnsafePointer<Float> {
            try self.start(self.tensors.floats(name, count))
        }

        func vector(_ name: String, _ rows: Int, _ width: Int) throws(EmbeddingModelError) -> UnsafePointer<Float> {
            try self.start(self.tensors.floats(name, rows, width))
        }

        private func start(_ floats: UnsafeBufferPointer<Float>) throws(EmbeddingModelError) -> UnsafePointer<Float> {
            guard let start = floats.baseAddress else {
                throw EmbeddingModelError(.malformed("no numbers"), path: self.path)
            }
            return start
        }
    }
}
