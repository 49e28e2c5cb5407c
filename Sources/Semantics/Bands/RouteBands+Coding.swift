/// The stored form: a version, then everything in a fixed order, integers in 8 little-endian bytes, floating-point numbers as their
/// bits. Read strictly: what this code could not have written is refused, and the route starts with nothing open. (Whether
/// the bytes are those that were written is the store's to check.)
extension RouteBands {
    private static let version: UInt64 = 1
    private static let countLimit = 1 << 53

    func encoded() -> [UInt8] {
        var bytes = StateWriter()
        bytes.add(Self.version)
        self.settings.encode(to: &bytes)
        for number in [self.generation, self.firstGeneration] { bytes.add(UInt64(number)) }
        bytes.add(self.looks)
        switch self.phase {
        case .learning(let sample):
            bytes.add(0)
            bytes.add(sample.count)
            for item in sample {
                bytes.add(Double(item.candidate.similarity))
                bytes.add(Double(item.candidate.score))
                bytes.add(item.wrong ? 1 : 0)
            }
        case .testing(let rank, let cuts, let alarm):
            bytes.add(1)
            for value in [
                rank.means.0, rank.means.1, rank.spreads.0, rank.spreads.1, rank.bias, rank.weights.0, rank.weights.1,
            ] + alarm.sums + self.watch.sums { bytes.add(value) }
            for count in [self.watch.doubtLabels, self.openBands, self.counted, cuts.count] { bytes.add(count) }
            for band in 0..<cuts.count {
                bytes.add(cuts.floors[band])
                bytes.add(cuts.shares[band])
                bytes.add(cuts.proven[band] ? 1 : 0)
                let tally = self.tallies[band]
                for count in [
                    cuts.counted[band].total, cuts.counted[band].wrong, tally.labels.total, tally.labels.wrong,
                    tally.served, tally.explored,
                ] { bytes.add(count) }
            }
        }
        return bytes.bytes
    }

    init?(decoding state: [UInt8]) {
        var bytes = StateReader(state)
        guard bytes.word() == Self.version, let settings = BandSettings(decoding: &bytes),
            let generation = bytes.word().flatMap({ UInt32(exactly: $0) }),
            let first = bytes.word().flatMap({ UInt32(exactly: $0) }), generation >= first,
            let looks = bytes.count(below: Self.countLimit), let phase = bytes.word()
        else { return nil }
        self.init(settings: settings, firstGeneration: first)
        self.generation = generation
        self.looks = looks
        guard phase == 0 ? self.decodeLearning(&bytes) : phase == 1 && self.decodeTesting(&bytes), bytes.isAtEnd
        else { return nil }
    }

    private mutating func decodeLearning(_ bytes: inout StateReader) -> Bool {
        guard let count = bytes.count(below: self.settings.learningLabels) else { return false }
        var sample: [LabelledCandidate] = []
        for _ in 0..<count {
            guard let similarity = bytes.number(in: -1...1), let score = bytes.number(in: 0...1),
                let wrong = bytes.flag()
            else { return false }
            let candidate = BandCandidate(similarity: Float(similarity), score: Float(score))
            sample.append(LabelledCandidate(candidate: candidate, wrong: wrong))
        }
        self.phase = .learning(sample)
        return true
    }

    private mutating func decodeTesting(_ bytes: inout StateReader) -> Bool {
        let finite = -1e300...1e300
        var rank = SafetyRank()
        var alarm = DriftAlarm()
        guard let mean0 = bytes.number(in: finite), let mean1 = bytes.number(in: finite),
            let spread0 = bytes.number(in: 1e-5...1e5), let spread1 = bytes.number(in: 1e-5...1e5),
            let bias = bytes.number(in: finite), let weight0 = bytes.number(in: 0...1e300),
            let weight1 = bytes.number(in: 0...1e300)
        else { return false }
        (rank.means, rank.spreads, rank.bias, rank.weights) = (
            (mean0, mean1), (spread0, spread1), bias, (weight0, weight1)
        )
        for index in alarm.sums.indices {
            guard let sum = bytes.number(in: 0...1e3) else { return false }
            alarm.sums[index] = sum
        }
        for index in self.watch.sums.indices {
            guard let sum = bytes.number(in: 0...1e3) else { return false }
            self.watch.sums[index] = sum
        }
        guard let doubt = bytes.count(below: 1_000),
            let open = bytes.count(below: self.settings.bands + 1), let counted = bytes.count(below: Self.countLimit),
            bytes.word() == UInt64(self.settings.bands)
        else { return false }
        self.watch.doubtLabels = doubt
        (self.openBands, self.counted) = (open, counted)
        guard let cuts = self.decodeCuts(&bytes), open <= cuts.provenBands else { return false }
        self.phase = .testing(rank, cuts, alarm)
        return true
    }

    private mutating func decodeCuts(_ bytes: inout StateReader) -> NestedCuts? {
        var cuts = NestedCuts(floors: [], shares: [], counted: [], proven: [])
        for _ in 0..<self.settings.bands {
            guard let floor = bytes.number(in: -Double.infinity...1e300), floor <= cuts.floors.last ?? .infinity,
                let share = bytes.number(in: 0...1), let proven = bytes.flag(), let counted = self.labels(&bytes),
                let seen = self.labels(&bytes), let served = bytes.count(below: Self.countLimit),
                let explored = bytes.count(below: Self.countLimit)
            else { return nil }
            cuts.floors.append(floor)
            cuts.shares.append(share)
            cuts.proven.append(proven)
            cuts.counted.append(counted)
            self.tallies.append(Tally(labels: seen, served: served, explored: explored))
        }
        // More risk than there is would prove what is not.
        return cuts.shares.reduce(0, +) <= self.settings.risk * 1.000_001 ? cuts : nil
    }

    private func labels(_ bytes: inout StateReader) -> LabelCount? {
        guard let total = bytes.count(below: Self.countLimit), let wrong = bytes.count(below: total + 1) else {
            return nil
        }
        return LabelCount(total: total, wrong: wrong)
    }
}

extension BandSettings {
    fileprivate func encode(to bytes: inout StateWriter) {
        for value in [self.maxError, self.risk, self.exploration, self.explorationInDoubt] { bytes.add(value) }
        for count in [self.bands, self.patience, self.learningLabels] { bytes.add(count) }
    }

    fileprivate init?(decoding bytes: inout StateReader) {
        guard let maxError = bytes.number(in: 0...1), let risk = bytes.number(in: 0...1),
            let exploration = bytes.number(in: 0...1), let inDoubt = bytes.number(in: 0...1),
            let bands = bytes.count(below: Self.bandsLimit + 1),
            let patience = bytes.count(below: Self.patienceLimit + 1),
            let labels = bytes.count(below: Self.learningLabelsLimit + 1)
        else { return nil }
        self.init(
            maxError: maxError,
            risk: risk,
            exploration: exploration,
            explorationInDoubt: inDoubt,
            bands: bands,
            patience: patience,
            learningLabels: labels
        )
    }
}
