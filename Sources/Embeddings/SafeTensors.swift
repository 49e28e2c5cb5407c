internal import Exchange

/// The tensors of a safetensors file, found and checked, not copied.
///
/// The format (huggingface.co/docs/safetensors): the length of a header in 8 bytes, little-endian; the header, a JSON object
/// with the type, the shape and the place of each tensor; then their numbers, in row-major order.
struct SafeTensors {
    /// More than the header of any such model has.
    static let headerBytesMax = 1 << 20

    private let file: MappedFile
    /// The place in the file of each tensor of 32-bit floats, and its shape.
    private var entries: [String: (range: Range<Int>, shape: [Int])] = [:]

    init(_ file: MappedFile) throws(EmbeddingModelError) {
        self.file = file
        let bytes = file.bytes
        guard bytes.count >= 8 else { throw self.malformed("it ends within its first 8 bytes") }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(Self.headerBytesMax), length <= UInt64(bytes.count - 8) else {
            throw self.malformed("its header would have \(length) bytes")
        }
        let start = 8 + Int(length)
        let header = UnsafeRawBufferPointer(rebasing: bytes[8..<start])
        var tape = JSONTape()
        do throws(JSONFault) {
            try tape.scan(header)
        } catch {
            throw self.malformed("its header is not JSON: \(error.message)")
        }
        guard tape.nodes[0].kind == .object else { throw self.malformed("its header is not an object") }
        for (name, value) in tape.members(of: 0) {
            let name = tape.string(at: name, in: header)
            guard name != "__metadata__" else { continue }
            guard let type = tape.child(of: value, named: "dtype", in: header),
                let shape = tape.child(of: value, named: "shape", in: header),
                let offsets = tape.child(of: value, named: "data_offsets", in: header)
            else {
                throw self.malformed("its header does not describe \(name)")
            }
            // Numbers of other types are positions and the like, which nothing here reads.
            guard tape.equals(type, "F32", in: header) else { continue }
            let sizes = Self.counts(at: shape, of: tape, in: header)
            let places = Self.counts(at: offsets, of: tape, in: header)
            guard let sizes, let places, places.count == 2, places[0] <= places[1],
                places[1] <= bytes.count - start, let size = Self.product(sizes), places[1] - places[0] == size * 4,
                (start + places[0]).isMultiple(of: 4)
            else {
                throw self.malformed("the place of \(name) is not in the file, or has not its size")
            }
            self.entries[name] = (start + places[0]..<start + places[1], sizes)
        }
    }

    /// The numbers of a tensor that must be there and have this shape.
    func floats(_ name: String, _ shape: Int...) throws(EmbeddingModelError) -> UnsafeBufferPointer<Float> {
        guard let entry = self.entries[name] else {
            throw EmbeddingModelError(.missingTensor(name), path: self.file.path)
        }
        guard entry.shape == shape else {
            let reason = EmbeddingModelError.Reason.wrongShape(
                tensor: name,
                found: Self.text(entry.shape),
                expected: Self.text(shape)
            )
            throw EmbeddingModelError(reason, path: self.file.path)
        }
        return UnsafeRawBufferPointer(rebasing: self.file.bytes[entry.range]).assumingMemoryBound(to: Float.self)
    }

    private func malformed(_ what: String) -> EmbeddingModelError {
        EmbeddingModelError(.malformed(what), path: self.file.path)
    }

    private static func text(_ shape: [Int]) -> String {
        shape.isEmpty ? "one number" : shape.map(String.init).joined(separator: " × ")
    }

    private static func counts(at node: Int, of tape: borrowing JSONTape, in bytes: UnsafeRawBufferPointer) -> [Int]? {
        guard tape.nodes[node].kind == .array else { return nil }
        var counts: [Int] = []
        for element in tape.elements(of: node) {
            guard let count = tape.unsigned(at: element, in: bytes), count <= UInt64(Int32.max) else { return nil }
            counts.append(Int(count))
        }
        return counts
    }

    /// At most what a file can hold, so that four times as much is a number too.
    private static func product(_ sizes: [Int]) -> Int? {
        var product = 1
        for size in sizes {
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            guard !overflow, next <= Int(Int32.max) else { return nil }
            product = next
        }
        return product
    }
}
