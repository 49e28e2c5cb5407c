import BandStreams
import Semantics

/// Prints, for streams with known labels, what was served and how much of it was wrong, beside the best fixed threshold.
@main
struct BandSimulation {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
        let runs = max(arguments.first ?? 200, 1)
        let length = max(arguments.dropFirst().first ?? 20_000, 100)
        print("\(runs) runs of \(length) candidates each")
        let heads = [
            "stream", "promise", "kept in", "error", "hits", "hindsight", "fixed", "first hit", "labels", "of hits",
        ]
        print(Self.line(heads))
        for shape in StreamShape.allCases {
            for maxError in [0.01, 0.02, 0.05] { self.row(shape, maxError: maxError, runs: runs, length: length) }
        }
        print(
            """
            kept in: runs in which no more of the hits was wrong than promised; error: of all hits of all runs
            hindsight: hits of the lowest threshold on the similarity that keeps the promise, chosen a run with every label known
            fixed: the same threshold for all runs, the best of those that keep the promise in 95 % of them
            labels: answers that were compared; of hits: the part of them that exploration took from what was open
            """
        )
        self.peeking(runs: runs * 5)
    }

    static func row(_ shape: StreamShape, maxError: Double, runs: Int, length: Int) {
        guard let settings = BandSettings(maxError: maxError) else { return }
        var results: [Run] = []
        var hindsight = 0.0
        var keptAt = Array(repeating: 0, count: 501)
        var hitsAt = Array(repeating: 0.0, count: 501)
        for run in 0..<runs {
            var random = SplitMix(seed: UInt64(run) &* 7_919 &+ 17)
            let stream = (0..<length).map { shape.candidate(at: Double($0) / Double(length), &random) }
            results.append(Run(stream, settings: settings, seed: UInt64(run) &* 104_729 &+ 5))
            hindsight += FixedThreshold.hindsight(stream, maxError: maxError)
            for (place, outcome) in FixedThreshold.grid(stream, maxError: maxError).enumerated() {
                hitsAt[place] += outcome.hits
                if outcome.kept { keptAt[place] += 1 }
            }
        }
        let count = Double(runs)
        let best = (0...500).filter { Double(keptAt[$0]) >= 0.95 * count }.map { hitsAt[$0] }.max() ?? 0
        let served = results.reduce(0) { $0 + $1.served }
        let wrong = results.reduce(0) { $0 + $1.servedWrong }
        let explored = results.reduce(0) { $0 + $1.explored }
        let first = results.map { $0.firstHit ?? length }.sorted()[runs / 2]
        let cells = [
            shape.rawValue, self.percent(maxError),
            self.percent(Double(results.count { $0.error <= maxError }) / count),
            self.percent(Double(wrong) / Double(max(served, 1))), self.percent(Double(served) / count / Double(length)),
            self.percent(hindsight / count), self.percent(best / count), "\(first)",
            "\(results.reduce(0) { $0 + $1.labels } / runs)",
            self.percent(Double(explored) / Double(max(explored + served, 1))),
        ]
        print(self.line(cells))
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { $0 + String(repeating: " ", count: max(13 - $0.count, 1)) }.joined()
    }

    private static func percent(_ value: Double) -> String {
        let hundredths = Int((value * 10_000).rounded())
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10) %"
    }

    /// All candidates alike, and a little worse than the promise: how often does anything open?
    static func peeking(runs: Int) {
        guard let settings = BandSettings(maxError: 0.01) else { return }
        for error in [0.011, 0.012, 0.015] {
            var opened = 0
            for run in 0..<runs {
                var random = SplitMix(seed: UInt64(run) &+ 99_991)
                let stream = (0..<10_000).map { _ in
                    let (similarity, score) = (Float(random.unit()), Float(random.unit()))
                    return StreamCandidate(similarity: similarity, score: score, wrong: random.unit() < error)
                }
                if Run(stream, settings: settings, seed: UInt64(run)).served > 0 { opened += 1 }
            }
            print("true error \(error) everywhere, promise 0.01: opened in \(opened) of \(runs) runs of 10000 labels")
        }
    }
}
