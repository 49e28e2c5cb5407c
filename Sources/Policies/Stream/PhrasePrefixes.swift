/// Finds whether the end of a text may be the beginning of a literal that is more than one word, such as
/// `-----BEGIN ` or a phrase.
///
/// Literals of one word need no such search: as long as they are incomplete, they stand in the word that is held anyway.
final class PhrasePrefixes: Sendable {
    private struct Entry {
        /// Where the literal's bytes begin.
        var first: Int
        /// How many of them the text has so far.
        var count: Int
        var reach: Int
    }

    /// Lower-cased literals, one after another.
    private let bytes: [UInt8]
    private let entries: [Entry]
    /// Where the entries of each bucket begin; a bucket is a hash of the last two bytes of a prefix.
    private let buckets: [Int]
    /// By the first byte of a literal: how far before it a match may begin; negative for none.
    private let firstReach: [Int]

    private static let bucketBits = 10

    /// - Parameter literals: each with how far before it a match may begin.
    init(_ literals: [(bytes: [UInt8], reach: Int)]) {
        var bytes: [UInt8] = []
        var byBucket: [[Entry]] = Array(repeating: [], count: 1 << PhrasePrefixes.bucketBits)
        var firstReach = [Int](repeating: -1, count: 256)
        for (literal, reach) in literals where literal.count > 1 {
            let first = bytes.count
            bytes += literal.map(ASCII.lowercased)
            for byte in ByteSet([literal[0]]).bothCases.members {
                firstReach[Int(byte)] = max(firstReach[Int(byte)], reach)
            }
            for count in 2..<max(2, literal.count) {
                let bucket = PhrasePrefixes.bucket(bytes[first + count - 2], bytes[first + count - 1])
                byBucket[bucket].append(Entry(first: first, count: count, reach: reach))
            }
        }
        var entries: [Entry] = []
        var buckets: [Int] = []
        for bucket in byBucket {
            buckets.append(entries.count)
            entries += bucket
        }
        self.bytes = bytes
        self.entries = entries
        self.buckets = buckets + [entries.count]
        self.firstReach = firstReach
    }

    /// Where the earliest literal may have begun, and how far back a match with one of them may begin.
    func find(atEndOf text: UnsafeRawBufferPointer) -> (literal: Int, match: Int)? {
        guard !self.bytes.isEmpty, let last = text.last else { return nil }
        let end = text.count
        var (literal, match) = (Int.max, Int.max)
        let reach = self.firstReach[Int(last)]
        if reach >= 0 { (literal, match) = (end - 1, end - 1 - reach) }
        if end >= 2 {
            let bucket = PhrasePrefixes.bucket(ASCII.lowercased(text[end - 2]), ASCII.lowercased(last))
            for index in self.buckets[bucket]..<self.buckets[bucket + 1] {
                let entry = self.entries[index]
                let start = end - entry.count
                guard start >= 0, self.isEqual(entry, at: start, in: text) else { continue }
                literal = min(literal, start)
                match = min(match, start - entry.reach)
            }
        }
        return literal == .max ? nil : (literal, match)
    }

    /// From the end, where differences show sooner.
    private func isEqual(_ entry: Entry, at start: Int, in text: UnsafeRawBufferPointer) -> Bool {
        var place = entry.count - 1
        while place >= 0 {
            guard ASCII.lowercased(text[start + place]) == self.bytes[entry.first + place] else { return false }
            place -= 1
        }
        return true
    }

    private static func bucket(_ first: UInt8, _ second: UInt8) -> Int {
        let key = UInt32(first) | UInt32(second) << 8
        return Int((key &* 0x9e37_79b1) >> (32 - UInt32(PhrasePrefixes.bucketBits)))
    }
}
