import Foundation
import Semantics

/// Fits the weights of the verifier's score to a corpus of pairs, and prints them with what they do.
///
/// Every fifth pair of questions is kept out of the fit, and the figures are about those.
@main
struct VerifierFit {
    struct Pair {
        var right: Bool
        var features: [Double]
        var verdict: Verifier.Verdict
        var texts: String
    }

    static func main() throws {
        guard let path = CommandLine.arguments.dropFirst().first else {
            FileHandle.standardError.write(Data("VerifierFit: needs the corpus' path\n".utf8))
            exit(64)
        }
        let corpus = try String(contentsOfFile: path, encoding: .utf8)
        let pairs = corpus.split(separator: "\n").compactMap { line -> Pair? in
            let cells = line.split(separator: "\t")
            guard cells.count == 3, let features = Verifier.features(Array(cells[1].utf8), Array(cells[2].utf8)) else {
                return nil
            }
            let verdict = Verifier.verdict(Array(cells[1].utf8), Array(cells[2].utf8))
            return Pair(
                right: cells[0] == "right",
                features: features,
                verdict: verdict,
                texts: "\(cells[1]) | \(cells[2])"
            )
        }
        let passed = pairs.filter { $0.verdict.vetoes.isEmpty }
        for right in [true, false] {
            let all = pairs.filter { $0.right == right }
            let vetoed = all.filter { !$0.verdict.vetoes.isEmpty }
            print("\(right ? "right" : "wrong"): \(all.count) pairs, \(vetoed.count) vetoed")
            if right { for pair in vetoed { print("    \(pair.verdict.vetoes): \(pair.texts)") } }
        }
        let kept = passed.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
        let fitted = self.fit(passed.enumerated().filter { $0.offset % 5 != 0 }.map(\.element))
        print("kept out: \(kept.count) pairs, right before wrong in \(self.order(kept, fitted)) of pairs of pairs")
        print("with the weights in the source: \(self.order(kept, nil))")
        let weights = self.fit(passed)
        print("weights: [" + weights.map { String(format: "%.2f", $0) }.joined(separator: ", ") + "]")
        for pair in passed where !pair.right && self.score(pair.features, weights) > 0.6 {
            print("    wrong, score \(self.score(pair.features, weights)): \(pair.texts)")
        }
    }

    /// Of the weights, in the order of the features; 0 for any.
    static let signs = [0, 1, -1, -1, -1, -1, 1, 1, 1, -1, 1]

    /// What one would take without a corpus.
    static let expected: [Double] = [0, 2, -2, -2, -1, -1, 1, 1, 0.5, -2, 0.5]

    static func score(_ features: [Double], _ weights: [Double]) -> Double {
        1 / (1 + exp(-zip(features, weights).reduce(0) { $0 + $1.0 * $1.1 }))
    }

    static func order(_ pairs: [Pair], _ weights: [Double]?) -> Double {
        func score(_ pair: Pair) -> Double {
            weights.map { self.score(pair.features, $0) } ?? Double(pair.verdict.score)
        }
        let (right, wrong) = (pairs.filter(\.right).map(score), pairs.filter { !$0.right }.map(score))
        let ordered = right.reduce(0.0) { sum, one in
            sum + wrong.reduce(0) { $0 + ($1 < one ? 1 : $1 == one ? 0.5 : 0) }
        }
        return ordered / Double(max(right.count * wrong.count, 1))
    }

    /// Gradient ascent of the likelihood, with a penalty on what is far from the expected; the features lie around 0 to 1.
    static func fit(_ pairs: [Pair]) -> [Double] {
        var weights = Array(repeating: 0.0, count: pairs.first?.features.count ?? 0)
        for _ in 0..<20_000 {
            var gradient = weights.enumerated().map {
                $0.offset == 0 ? 0 : 8 * (self.expected[$0.offset] - $0.element) / Double(pairs.count)
            }
            for pair in pairs {
                let rest = (pair.right ? 1 : 0) - self.score(pair.features, weights)
                for index in weights.indices { gradient[index] += rest * pair.features[index] / Double(pairs.count) }
            }
            for index in weights.indices {
                weights[index] += gradient[index]
                // What is more alike is never less safe, whatever a corpus of near-misses says.
                if self.signs[index] > 0 { weights[index] = max(weights[index], 0) }
                if self.signs[index] < 0 { weights[index] = min(weights[index], 0) }
            }
        }
        return weights
    }
}
