import Embeddings
import Foundation

/// Prints what an embedding costs by its count of tokens: for each a line with the count and the median of milliseconds of
/// this thread. `EmbeddingSpeed FOLDER COUNTS ROUNDS [PROCESSOR]`; `bench/embedding/run` puts it beside ONNX Runtime.
@main
struct EmbeddingSpeed {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 3, let rounds = Int(arguments[3]), rounds > 0 else {
            FileHandle.standardError.write(Data("usage: EmbeddingSpeed FOLDER COUNTS ROUNDS [PROCESSOR]\n".utf8))
            exit(64)
        }
        let counts = arguments[2].split(separator: ",").compactMap { Int($0) }.filter { 2...256 ~= $0 }
        let named = EncoderProcessor.allCases.first { arguments.count > 3 && "\($0)" == arguments[4] }
        do {
            let model = try EmbeddingModel(folder: arguments[1])
            let encoder = SentenceEncoder(model, processor: named ?? .best)
            var scratch = SentenceEncoder.Scratch()
            for count in counts {
                // The same tokens as bench/embedding/reference.py has.
                let tokens = [101] + (0..<UInt32(count - 2)).map { 2000 + 37 * $0 % 20_000 } + [102]
                var times: [Double] = []
                for _ in 0..<rounds + 3 {
                    let start = Self.threadMilliseconds()
                    let vector = encoder.vector(of: tokens, using: &scratch)
                    times.append(Self.threadMilliseconds() - start)
                    guard vector.contains(where: { $0 != 0 }) else {
                        FileHandle.standardError.write(Data("EmbeddingSpeed: the vector is zero\n".utf8))
                        exit(1)
                    }
                }
                print(count, String(format: "%.4f", times.dropFirst(3).sorted()[rounds / 2]))
            }
        } catch {
            FileHandle.standardError.write(Data("EmbeddingSpeed: \(error)\n".utf8))
            exit(1)
        }
    }

    static func threadMilliseconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) / 1e6
    }
}
