import BandStreams
import Semantics

/// Prints what a search costs among 1,000 to 1,000,000 embeddings, beside the multiplication of them all.
///
/// The vectors come in clusters, as questions do: every one is a mixture of its cluster's centre and noise, so that vectors of one
/// cluster have a cosine of about 0.6. A query is a paraphrase (cosine about 0.93 to one vector) or a question that has
/// none.
@main
struct NeighbourSpeed {
    static let dimensions = 384

    static func main() {
        print("vectors   insert µs   paraphrase µs (median, 99 %)   nothing near µs (median, 99 %)   none excluded µs")
        for count in [1_000, 10_000, 100_000, 1_000_000] { self.row(count) }
    }

    static func row(_ count: Int) {
        var random = SplitMix(seed: UInt64(count))
        guard var index = NeighbourIndex(dimensions: self.dimensions, countMax: count) else { return }
        let centres = (0..<200).map { _ in self.noise(&random) }
        let clock = ContinuousClock()
        var spent = Duration.zero
        var samples: [[Float]] = []
        for id in 0..<count {
            let centre = centres[Int(random.next() % 200)]
            let components = zip(centre, self.noise(&random)).map { 1.2 * $0 + $1 }
            if id % (count / 100) == 0 { samples.append(components) }
            spent += clock.measure {
                if let vector = StoredVector(components) { _ = index.insert(vector, id: UInt64(id)) }
            }
        }
        let paraphrases = samples.map { sample in zip(sample, self.noise(&random)).map { $0 + 0.6 * $1 } }
        let strangers = (0..<100).map { _ in
            let centre = centres[Int(random.next() % 200)]
            return zip(centre, self.noise(&random)).map { 1.2 * $0 + $1 }
        }
        func times(_ queries: [[Float]], _ least: Float) -> [Double] {
            var found = 0
            let times = queries.map { query in
                Double(clock.measure { found += index.nearest(to: query, atLeast: least).count }.components.attoseconds)
                    / 1e12
            }
            // Every paraphrase has a neighbour and no stranger has one: else something else was measured.
            let wanted = least < 0 || queries == paraphrases ? queries.count : 0
            if found != wanted { print("\(found) neighbours, not \(wanted)") }
            return times.sorted()
        }
        func cell(_ times: [Double]) -> String { "\(Int(times[times.count / 2])), \(Int(times[times.count - 2]))" }
        let inserted = Double(spent.components.seconds) * 1e6 + Double(spent.components.attoseconds) / 1e12
        print(
            "\(count)   \((inserted / Double(count) * 10).rounded() / 10)   \(cell(times(paraphrases, 0.8)))   "
                + "\(cell(times(strangers, 0.8)))   \(cell(times(Array(strangers.prefix(20)).map { $0.map { -$0 } }, -1)))"
                + "   (\(index.byteCount / count) bytes each)"
        )
    }

    static func noise(_ random: inout SplitMix) -> [Float] {
        // Of uniform numbers: a normal one costs more than the rest of this.
        (0..<self.dimensions).map { _ in Float(random.unit() - 0.5) }
    }
}
