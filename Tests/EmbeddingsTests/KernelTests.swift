import CEncoder
import Foundation
import Testing

@testable import Embeddings

/// The kernels beside the formulas, written plainly, for each processor that this machine has the instructions of.
@Suite struct KernelTests {
    static let processors = EncoderProcessor.allCases.filter { $0 <= .best }

    static func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Few bits, so that each is a bfloat16 and a product rounds nothing but its sum.
            return (Float(state >> 58) / 32 - 1) * scale
        }
    }

    /// What the kernel wrote as activations, as numbers.
    static func decoded(_ bytes: [UInt8], _ processor: EncoderProcessor) -> [Float] {
        bytes.withUnsafeBytes { bytes in
            if processor == .avx512BF16 {
                return bytes.bindMemory(to: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
            }
            return Array(bytes.bindMemory(to: Float.self))
        }
    }

    static func encoded(_ numbers: [Float], _ processor: EncoderProcessor) -> [UInt8] {
        numbers.flatMap { number -> [UInt8] in
            let bits = number.bitPattern
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
            return processor == .avx512BF16 ? Array(bytes[2...]) : bytes
        }
    }

    static func activations(_ count: Int, _ processor: EncoderProcessor) -> [UInt8] {
        [UInt8](repeating: 0, count: count * Int(encoder_activation_bytes(processor.kernel)))
    }

    @Test(arguments: Self.processors, [1, 2, 3, 5, 8, 9, 17])
    func aProductIsTheSumsOfProducts(_ processor: EncoderProcessor, _ rows: Int) {
        let (outputs, inputs) = (96, 64)
        let left = Self.numbers(rows * inputs, seed: 1)
        let weights = Self.numbers(outputs * inputs, seed: 2)
        var packed = [UInt16](repeating: 0, count: weights.count)
        #expect(encoder_pack(Int64(outputs), Int64(inputs), weights, &packed) == 1)
        var results = [Float](repeating: .nan, count: rows * outputs)
        let activations = Self.encoded(left, processor)
        encoder_product(
            processor.kernel,
            Int64(rows),
            Int64(outputs),
            Int64(inputs),
            activations,
            packed,
            &results
        )
        for row in 0..<rows {
            for output in 0..<outputs {
                var sum: Float = 0
                for input in 0..<inputs { sum += left[row * inputs + input] * weights[output * inputs + input] }
                #expect(abs(results[row * outputs + output] - sum) < 1e-4)
            }
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude])
    func weightsThatAreNoNumbersAreFound(_ number: Float) {
        var weights = Self.numbers(48 * 2, seed: 3)
        weights[50] = number
        var packed = [UInt16](repeating: 0, count: weights.count)
        #expect(encoder_pack(48, 2, weights, &packed) == 0)
    }

    @Test(arguments: Self.processors)
    func activationIsTheGaussianErrorLinearUnit(_ processor: EncoderProcessor) {
        let inputs = (0..<640).map { Float($0 - 320) / 32 } + [-1e30, 1e30] + [Float](repeating: 0, count: 14)
        let bias = Self.numbers(inputs.count, seed: 4, scale: 0.5)
        var output = Self.activations(inputs.count, processor)
        encoder_activate(processor.kernel, 1, Int64(inputs.count), inputs, bias, &output)
        for (place, found) in Self.decoded(output, processor).enumerated() {
            let x = Double(inputs[place] + bias[place])
            let expected = x * (1 + erf(x / 2.0.squareRoot())) / 2
            let tolerance = processor == .avx512BF16 ? abs(expected) / 256 + 1e-6 : 1e-6 * max(1, abs(expected))
            #expect(abs(Double(found) - expected) <= tolerance, "\(x)")
        }
    }

    @Test(arguments: Self.processors)
    func normalizingGivesMeanAndSpread(_ processor: EncoderProcessor) {
        let (rows, width) = (3, 64)
        let results = Self.numbers(rows * width, seed: 5)
        let before = Self.numbers(rows * width, seed: 6, scale: 3)
        let (bias, scale, shift) = (
            Self.numbers(width, seed: 7), Self.numbers(width, seed: 8), Self.numbers(width, seed: 9)
        )
        var stream = before
        var output = Self.activations(rows * width, processor)
        encoder_normalize(processor.kernel, 3, 64, results, bias, scale, shift, 1e-12, &stream, &output)
        let activations = Self.decoded(output, processor)
        for row in 0..<rows {
            let sums = (0..<width).map { at -> Double in
                let place = row * width + at
                return Double(results[place] + bias[at] + before[place])
            }
            let mean = sums.reduce(0, +) / Double(width)
            let centred = sums.map { $0 - mean }
            let spread = (Self.product(centred, centred) / Double(width)).squareRoot()
            for at in 0..<width {
                let expected = (sums[at] - mean) / spread * Double(scale[at]) + Double(shift[at])
                #expect(abs(Double(stream[row * width + at]) - expected) < 1e-5)
                #expect(abs(Double(activations[row * width + at]) - expected) <= abs(expected) / 256 + 1e-5)
            }
        }
    }

    @Test(arguments: Self.processors, [1, 4, 7, 16, 19])
    func attentionIsTheWeightedMeanOfTheValues(_ processor: EncoderProcessor, _ rows: Int) {
        let width = 64
        // Added to the queries' bias, so that all scores are about zero, or far above or below.
        for offset: Float in [0, 40, -40] {
            let results = Self.numbers(rows * 3 * width, seed: 10).enumerated().map { place, number in
                // Keys with a common part make scores with a common part.
                place / width % 3 == 1 ? number + 1 : number
            }
            let queryBias = Self.numbers(width, seed: 11).map { $0 + offset }
            let valueBias = Self.numbers(width, seed: 12)
            var scratch = [Float](repeating: 0, count: Int(encoder_attention_scratch(Int64(rows))))
            var output = Self.activations(rows * width, processor)
            encoder_attention(
                processor.kernel,
                Int64(rows),
                Int64(width),
                results,
                queryBias,
                valueBias,
                &scratch,
                &output
            )
            let found = Self.decoded(output, processor)
            for head in stride(from: 0, to: width, by: 32) {
                let projections = (0..<rows).map { row -> (query: [Double], key: [Double], value: [Double]) in
                    let start = row * 3 * width + head
                    let query = (0..<32).map { Double(results[start + $0] + queryBias[head + $0]) }
                    let key = (0..<32).map { Double(results[start + width + $0]) }
                    let value = (0..<32).map { Double(results[start + 2 * width + $0] + valueBias[head + $0]) }
                    return (query, key, value)
                }
                for row in 0..<rows {
                    let scores = projections.map { Self.product(projections[row].query, $0.key) / 32.0.squareRoot() }
                    let most = scores.max() ?? 0
                    let shares = scores.map { exp($0 - most) }
                    let total = shares.reduce(0, +)
                    for at in 0..<32 {
                        let expected = Self.product(shares, projections.map { $0.value[at] }) / total
                        let tolerance = abs(expected) / 256 + 1e-4
                        #expect(abs(Double(found[row * width + head + at]) - expected) <= tolerance)
                    }
                }
            }
        }
    }

    static func product(_ one: [Double], _ two: [Double]) -> Double {
        zip(one, two).reduce(into: 0) { $0 += $1.0 * $1.1 }
    }

    @Test(arguments: Self.processors)
    func poolingGivesTheDirectionOfTheMean(_ processor: EncoderProcessor) {
        var vector = [Float](repeating: .nan, count: 16)
        encoder_pool(
            processor.kernel,
            2,
            16,
            [Float](repeating: 2, count: 16) + [Float](repeating: 4, count: 16),
            &vector
        )
        #expect(vector == [Float](repeating: 0.25, count: 16))
        for number: Float in [0, .nan, .infinity] {
            encoder_pool(processor.kernel, 1, 16, [Float](repeating: number, count: 16), &vector)
            #expect(vector == [Float](repeating: 0, count: 16))
        }
    }
}
