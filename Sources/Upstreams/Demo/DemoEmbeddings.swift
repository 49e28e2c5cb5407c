import Exchange

/// Embeddings without a model: each word stands for a few signed dimensions, so that texts with the same words lie close to
/// each other, and the same text always at the same place.
enum DemoEmbeddings {
    static let dimensionsDefault = 128
    static let dimensionsMax = 1024
    static let inputsMax = 2048

    static func answer(to view: DemoView) -> DemoAnswer {
        guard let input = view.child(0, "input") else {
            return .refusal(400, "invalid_request", "`input` is missing.", in: .openAI)
        }
        let dimensions = view.unsigned(0, "dimensions") ?? UInt64(Self.dimensionsDefault)
        guard (1...UInt64(Self.dimensionsMax)).contains(dimensions) else {
            return .refusal(
                400,
                "invalid_request",
                "`dimensions` must be from 1 to \(Self.dimensionsMax).",
                in: .openAI
            )
        }
        let texts = Self.texts(input, in: view)
        guard !texts.isEmpty, texts.count <= Self.inputsMax else {
            return .refusal(400, "invalid_request", "`input` must hold from 1 to \(Self.inputsMax) texts.", in: .openAI)
        }
        let isBase64 = view.child(0, "encoding_format").map { view.equals($0, "base64") } ?? false

        var output = Array("{\"object\":\"list\",\"data\":[".utf8)
        var bytes = 0
        for (index, text) in texts.enumerated() {
            bytes += text.count
            output.append(utf8: "\(index == 0 ? "" : ","){\"object\":\"embedding\",\"index\":\(index),\"embedding\":")
            let vector = Self.vector(of: text, dimensions: Int(dimensions))
            if isBase64 {
                output.append(0x22)
                Base64.append(vector, to: &output)
                output.append(0x22)
            } else {
                Self.append(vector, to: &output)
            }
            output.append(utf8: "}")
        }
        let tokens = DemoReply.tokens(bytes: bytes)
        output.append(utf8: "],\"model\":")
        output.append(quoted: view.text(0, "model") ?? "demo")
        output.append(utf8: ",\"usage\":{\"prompt_tokens\":\(tokens),\"total_tokens\":\(tokens)}}")
        return .json(output)
    }

    /// A text, a list of texts, a list of token numbers, or a list of such lists.
    private static func texts(_ input: Int, in view: DemoView) -> [[UInt8]] {
        if let text = view.string(input) { return [Array(text.utf8)] }
        guard view.kind(input) == .array else { return [] }
        var texts: [[UInt8]] = []
        for element in view.tape.elements(of: input) {
            guard texts.count <= Self.inputsMax else { break }
            if view.kind(element) == .number { return [view.written(input)] }
            texts.append(view.string(element).map { Array($0.utf8) } ?? view.written(element))
        }
        return texts
    }

    /// Of length one.
    static func vector(of text: [UInt8], dimensions: Int) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        let words = text.split { !($0 >= 0x30 && $0 <= 0x39 || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a || $0 >= 0x80) }
        for word in words.isEmpty ? [text[...]] : words {
            var bits = DemoHash.of(word.map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 })
            for _ in 0..<4 {
                bits = (bits ^ (bits &>> 29)) &* 0xbf58_476d_1ce4_e5b9
                vector[Int(truncatingIfNeeded: (bits &>> 8) % UInt64(dimensions))] += bits & 1 == 0 ? 1 : -1
            }
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else {
            vector[0] = 1
            return vector
        }
        return vector.map { $0 / length }
    }

    /// With six decimals, written from whole numbers: no locale and no shortest form to differ.
    private static func append(_ vector: [Float], to output: inout [UInt8]) {
        output.append(utf8: "[")
        for (index, value) in vector.enumerated() {
            if index > 0 { output.append(utf8: ",") }
            let millionths = Int((value * 1_000_000).rounded())
            if millionths < 0 { output.append(utf8: "-") }
            output.append(decimal: UInt64(millionths.magnitude / 1_000_000))
            output.append(utf8: ".")
            output.append(decimal: UInt64(millionths.magnitude % 1_000_000), width: 6)
        }
        output.append(utf8: "]")
    }

    /// OpenAI's `encoding_format: base64`: the vector's little-endian floats. The Python SDK asks for it by default.
    private enum Base64 {
        private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

        static func append(_ vector: [Float], to output: inout [UInt8]) {
            let bytes = vector.flatMap { value in
                withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
            }
            var index = 0
            while index < bytes.count {
                let group = bytes[index..<min(index + 3, bytes.count)]
                var bits: UInt32 = 0
                for offset in 0..<3 {
                    bits = bits &<< 8 | (offset < group.count ? UInt32(group[index + offset]) : 0)
                }
                for place in 0..<4 {
                    let shift = UInt32(18 - 6 * place)
                    output.append(place <= group.count ? Self.alphabet[Int(bits &>> shift & 0x3f)] : 0x3d)
                }
                index += 3
            }
        }
    }
}
