/// Finds whether the end of a text may be the beginning of a literal that is more than one word, such as
/// `-----BEGIN ` or a phrase.
///
/// Literals of one word need no such search: as long as they are incomplete, they stand in the word that is held anyway.
struct PhrasePrefixes: Sendable {
    private struct Entry {
        /// Where the literal's bytes begin.
        var first: Int
        /// How many of them the text has so far.
        var count: Int
        var reach: Int
    }

    /// Lower-cased literals, one after another.
    private var bytes: [UInt8] = []
    /// By the last two bytes of the prefix.
    private var buckets: [[Entry]] = []
    /// By the first byte of a literal: how far before it a match may begin; negative for none.
    private var firstReach = [Int](repeating: -1, count: 256)

    private static let bucketBits = 10

    mutating func add(_ literal: [UInt8], reach: Int) {
        guard literal.count > 1 else { return }
        let first = self.bytes.count
        self.bytes += literal.map(ASCII.lowercased)
        if self.buckets.isEmpty { self.buckets = Array(repeating: [], count: 1 << PhrasePrefixes.bucketBits) }
        let letter = self.bytes[first]
        for byte in ByteSet([letter]).bothCases.members {
            self.firstReach[Int(byte)] = max(self.firstReach[Int(byte)], reach)
        }
        for count in 2..<max(2, literal.count) {
            let bucket = PhrasePrefixes.bucket(self.bytes[first + count - 2], self.bytes[first + count - 1])
            self.buckets[bucket].append(Entry(first: first, count: count, reach: reach))
        }
    }

    var isEmpty: Bool { self.buckets.isEmpty }

    /// Where the earliest literal may have begun, and how far back a match with one of them may begin.
    func find(atEndOf text: UnsafeRawBufferPointer) -> (literal: Int, match: Int)? {
        guard !self.isEmpty, let last = text.last else { return nil }
        var found: (literal: Int, match: Int)?
        let end = text.count
        if self.firstReach[Int(last)] >= 0 {
            found = (end - 1, end - 1 - self.firstReach[Int(last)])
        }
        guard end >= 2 else { return found }
        for entry in self.buckets[PhrasePrefixes.bucket(ASCII.lowercased(text[end - 2]), ASCII.lowercased(last))] {
            let start = end - entry.count
            guard start >= 0, self.isEqual(entry, at: start, in: text) else { continue }
            let match = start - entry.reach
            found = (min(found?.literal ?? start, start), min(found?.match ?? match, match))
        }
        return found
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
