import BandStreams
import Semantics

/// One stream through one ledger.
struct Run {
    var candidates = 0
    var served = 0
    var servedWrong = 0
    var labels = 0
    var explored = 0
    /// How many candidates had passed when the first hit was served.
    var firstHit: Int?

    var error: Double { Double(self.servedWrong) / Double(max(self.served, 1)) }

    init(_ stream: [StreamCandidate], settings: BandSettings, seed: UInt64) {
        var random = SplitMix(seed: seed)
        var ledger = BandLedger()
        for item in stream {
            let candidate = BandCandidate(similarity: item.similarity, score: item.score)
            let ticket = ledger.decide(candidate, route: [], settings: settings, random: random.next())
            self.candidates += 1
            if ticket.decision == .serve {
                self.served += 1
                if item.wrong { self.servedWrong += 1 }
                if self.firstHit == nil { self.firstHit = self.candidates }
            } else {
                self.labels += 1
                if ticket.decision == .explore { self.explored += 1 }
                ledger.record(item.wrong ? .wrong : .right, for: ticket, of: [])
            }
        }
    }
}

/// What a threshold on the similarity would have done to the same streams.
struct FixedThreshold {
    /// The share of hits of the lowest threshold that keeps the promise on this very stream: it is chosen with every label known.
    static func hindsight(_ stream: [StreamCandidate], maxError: Double) -> Double {
        let sorted = stream.sorted { $0.similarity > $1.similarity }
        var wrong = 0
        var best = 0
        for (index, item) in sorted.enumerated() {
            if item.wrong { wrong += 1 }
            let isLastOfItsKind = index + 1 == sorted.count || sorted[index + 1].similarity < item.similarity
            if isLastOfItsKind, Double(wrong) <= maxError * Double(index + 1) { best = index + 1 }
        }
        return Double(best) / Double(max(stream.count, 1))
    }

    /// For each threshold from 0.5 to 1 in thousandths: share of hits, and whether the promise was kept.
    static func grid(_ stream: [StreamCandidate], maxError: Double) -> [(hits: Double, kept: Bool)] {
        var all = Array(repeating: 0, count: 502)
        var wrong = all
        for item in stream {
            let place = min(max(Int((Double(item.similarity) - 0.5) * 1000), -1), 500)
            guard place >= 0 else { continue }
            all[place] += 1
            if item.wrong { wrong[place] += 1 }
        }
        for place in stride(from: 500, through: 0, by: -1) {
            all[place] += all[place + 1]
            wrong[place] += wrong[place + 1]
        }
        return (0...500).map {
            (Double(all[$0]) / Double(max(stream.count, 1)), Double(wrong[$0]) <= maxError * Double(all[$0]))
        }
    }
}
