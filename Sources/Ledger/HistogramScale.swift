/// The borders of a histogram's buckets, and where its counters lie in a row: one a bucket, one for what is larger than
/// every border, and the sum in nanoseconds.
struct HistogramScale: Sendable {
    /// In nanoseconds, ascending.
    let borders: [UInt64]

    /// How many counters of a row it takes.
    var width: Int { self.borders.count + 2 }

    var sumOffset: Int { self.borders.count + 1 }

    /// The bucket of a value; a value on a border is in the bucket below it.
    func bucket(of nanoseconds: UInt64) -> Int {
        var low = 0
        var high = self.borders.count
        while low < high {
            let middle = (low + high) / 2
            if nanoseconds <= self.borders[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// What a stage of ours takes, from a microsecond on.
    static let stages = HistogramScale(borders: [
        1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000, 25_000_000,
        100_000_000, 500_000_000, 1_000_000_000, 5_000_000_000, 30_000_000_000,
    ])

    /// What a whole request or an upstream takes.
    static let requests = HistogramScale(borders: [
        100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
        250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 30_000_000_000,
        60_000_000_000, 120_000_000_000, 300_000_000_000,
    ])
}
