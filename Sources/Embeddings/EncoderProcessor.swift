internal import CEncoder

/// For which kind of processor the encoder's kernels are taken, the slowest first. Vectors of two kinds differ by rounding
/// (cosine above 0.9999), so they may be compared.
package enum EncoderProcessor: Int, Sendable, CaseIterable, Comparable {
    /// What every processor of the architecture has.
    case portable
    case avx2
    case avx512
    /// AVX-512 with products of bfloat16.
    case avx512BF16

    /// The best that this machine has.
    package static let best: EncoderProcessor =
        switch encoder_best_processor() {
        case encoder_avx512_bf16: .avx512BF16
        case encoder_avx512: .avx512
        case encoder_avx2: .avx2
        default: .portable
        }

    package static func < (one: EncoderProcessor, two: EncoderProcessor) -> Bool {
        one.rawValue < two.rawValue
    }

    var kernel: encoder_processor {
        switch self {
        case .portable: encoder_portable
        case .avx2: encoder_avx2
        case .avx512: encoder_avx512
        case .avx512BF16: encoder_avx512_bf16
        }
    }
}
