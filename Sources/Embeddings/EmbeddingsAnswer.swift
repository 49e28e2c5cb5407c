internal import Exchange

/// The answer of an endpoint that speaks OpenAI's `/v1/embeddings`, to a request for one text.
package struct EmbeddingsAnswer: Sendable, Hashable {
    /// Made to be of length one.
    package var vector: [Float]
    /// What the endpoint says that it read; nil if it says nothing.
    package var promptTokens: Int?

    /// The largest body that is read.
    package static let bytesMax = 1 << 20
    /// No known model has more.
    package static let dimensionsMax = 16_384

    /// Why an answer gives no vector.
    package enum Fault: Error, Sendable, Hashable, CustomStringConvertible {
        case tooLarge(bytes: Int)
        case notJSON(String)
        /// A member that must be there is not, or is not what it must be.
        case unexpected(String)
        /// It has `error` in the place of an embedding.
        case refused
        case wrongDimensions(Int, expected: Int)
        /// A number that is too great for 32 bits.
        case notFinite
        /// All numbers are zero: it has no direction.
        case zero

        package var description: String {
            switch self {
            case .tooLarge(let bytes):
                "the embeddings answer has \(bytes) bytes, more than \(EmbeddingsAnswer.bytesMax)"
            case .notJSON(let why): "the embeddings answer is not JSON: \(why)"
            case .unexpected(let what): "the embeddings answer has no \(what)"
            case .refused: "the embeddings endpoint answered with an error"
            case .wrongDimensions(let found, let expected): "the embedding has \(found) numbers and not \(expected)"
            case .notFinite: "the embedding has a number that is too great"
            case .zero: "the embedding has only zeros"
            }
        }
    }

    /// Reads the body of an answer, strictly: one embedding, an array of numbers, with a direction.
    ///
    /// - Parameter dimensions: how many numbers it must have, as the stored vectors do; any number if it is nil.
    package init(_ body: UnsafeRawBufferPointer, dimensions: Int? = nil) throws(Fault) {
        guard body.count <= Self.bytesMax else { throw .tooLarge(bytes: body.count) }
        var tape = JSONTape()
        do throws(JSONFault) {
            try tape.scan(body)
        } catch {
            throw .notJSON(error.message)
        }
        guard tape.nodes[0].kind == .object else { throw .unexpected("object") }
        if let error = tape.child(of: 0, named: "error", in: body), tape.nodes[error].kind != .null { throw .refused }
        guard let data = tape.child(of: 0, named: "data", in: body), tape.nodes[data].kind == .array else {
            throw .unexpected("array data")
        }
        var elements = tape.elements(of: data)
        guard let element = elements.next(), elements.next() == nil, tape.nodes[element].kind == .object else {
            throw .unexpected("array data of one object")
        }
        guard let embedding = tape.child(of: element, named: "embedding", in: body),
            tape.nodes[embedding].kind == .array
        else {
            throw .unexpected("array data[0].embedding")
        }
        self.vector = try Self.normalized(Self.numbers(of: embedding, in: tape, body), dimensions: dimensions)
        self.promptTokens = Self.promptTokens(in: tape, body)
    }

    private static func numbers(
        of array: Int,
        in tape: borrowing JSONTape,
        _ body: UnsafeRawBufferPointer
    ) throws(Fault) -> [Float] {
        var numbers: [Float] = []
        for element in tape.elements(of: array) {
            guard tape.nodes[element].kind == .number, numbers.count < Self.dimensionsMax else {
                throw .unexpected("array data[0].embedding of at most \(Self.dimensionsMax) numbers")
            }
            let digits = String(decoding: tape.rawBytes(of: element, in: body), as: UTF8.self)
            guard let number = Float(digits), number.isFinite else { throw .notFinite }
            numbers.append(number)
        }
        return numbers
    }

    private static func normalized(_ vector: [Float], dimensions: Int?) throws(Fault) -> [Float] {
        guard !vector.isEmpty else { throw .unexpected("number in data[0].embedding") }
        if let dimensions, vector.count != dimensions {
            throw .wrongDimensions(vector.count, expected: dimensions)
        }
        let squares = vector.reduce(into: 0.0) { $0 += Double($1) * Double($1) }
        guard squares > 0 else { throw .zero }
        let length = squares.squareRoot()
        return vector.map { Float(Double($0) / length) }
    }

    private static func promptTokens(in tape: borrowing JSONTape, _ body: UnsafeRawBufferPointer) -> Int? {
        guard let usage = tape.child(of: 0, named: "usage", in: body), tape.nodes[usage].kind == .object,
            let tokens = tape.child(of: usage, named: "prompt_tokens", in: body),
            let count = tape.unsigned(at: tokens, in: body)
        else {
            return nil
        }
        return Int(clamping: count)
    }
}
