import BandStreams
import Glibc
import Semantics

/// Prints, for streams with known labels, what was served and how much of it was wrong, beside the best fixed threshold.
@main
struct BandSimulation {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let runs = arguments.first ?? 200
        let length = arguments.dropFirst().first ?? 20_000
        print("\(runs) runs of \(length) candidates each")
        print(
            "stream       promise  kept in  mean error  hits   hindsight  fixed 95%  first hit  labels"
        )
        for shape in StreamShape.allCases {
            for maxError in [0.01, 0.02, 0.05] {
                self.row(shape, maxError: maxError, runs: runs, length: length)
            }
        }
        self.peeking(runs: runs * 5)
    }

    static func row(_ shape: StreamShape, maxError: Double, runs: Int, length: Int) {
        func env(_ name: String) -> Double? { getenv(name).flatMap { Double(String(cString: $0)) } }
        guard
            let settings = BandSettings(
                maxError: maxError,
                exploration: env("X") ?? 0.03,
                bands: Int(env("B") ?? 32),
                patience: env("P").map { Int($0 / maxError) },
                learningLabels: env("W").map { Int($0) }
            )
        else { return }
        var results: [Run] = []
        var hindsight = 0.0
        var keptAt = Array(repeating: 0, count: 501)
        var hitsAt = Array(repeating: 0.0, count: 501)
        for run in 0..<runs {
            var random = SplitMix(seed: UInt64(run) &* 7919 &+ 17)
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
        let kept = results.count { $0.error <= maxError }
        let first = results.map { $0.firstHit ?? length }.sorted()[runs / 2]
        func percent(_ value: Double) -> String {
            let tenths = Int((value * 1000).rounded())
            return "\(tenths / 10).\(tenths % 10)%"
        }
        let cells = [
            shape.rawValue, percent(maxError), percent(Double(kept) / count),
            percent(results.reduce(0) { $0 + $1.error } / count * 10) + "o",
            percent(results.reduce(0) { $0 + $1.hitShare } / count), percent(hindsight / count),
            percent(best / count), "\(first)", "\(results.reduce(0) { $0 + $1.labels } / runs)",
        ]
        print(cells.map { $0 + String(repeating: " ", count: max(12 - $0.count, 0)) }.joined())
    }

    /// All candidates alike, and a little worse than the promise: how often does anything open?
    static func peeking(runs: Int) {
        guard let settings = BandSettings(maxError: 0.01) else { return }
        for error in [0.011, 0.012, 0.015] {
            var opened = 0
            for run in 0..<runs {
                var random = SplitMix(seed: UInt64(run) &+ 99_991)
                let stream = (0..<10_000).map { _ in
                    StreamCandidate(
                        similarity: Float(random.unit()),
                        score: Float(random.unit()),
                        wrong: random.unit() < error
                    )
                }
                if Run(stream, settings: settings, seed: UInt64(run)).served > 0 { opened += 1 }
            }
            print("true error \(error), promise 0.01: opened in \(opened) of \(runs) runs of 10000 labels")
        }
    }
}
