/// One pass over a text that finds every literal of a set of rules, in any case, and every cluster of digits.
///
/// Most texts hold nothing that any rule looks for, so what counts is how fast nothing is found. Every second position is
/// tested with one bit of an 8 KiB table, which is indexed by a hash of three bytes with their case folded away: the table
/// knows the three bytes from the first and those from the second of each literal, one of which stands at an even place.
/// Eight positions share two loads and one branch. Only where a bit is set are literals compared byte by byte.
struct LiteralSweep: Sendable {
    struct Hit: Hashable {
        /// The index of the literal in the list that the sweep was made from.
        var literal: Int
        var offset: Int
    }

    /// Digits that stand at most ``gapMax`` bytes apart.
    struct DigitCluster: Hashable {
        var start: Int
        var end: Int
        var digits: Int
    }

    /// What a sweep found, and the cluster of digits that it was in when its range ended.
    struct Found {
        var hits: [Hit] = []
        var clusters: [DigitCluster] = []
        var open = DigitCluster(start: 0, end: 0, digits: 0)

        mutating func removeAll() {
            self.hits.removeAll(keepingCapacity: true)
            self.clusters.removeAll(keepingCapacity: true)
        }
    }

    /// The most bytes between two digits of one cluster.
    static let gapMax = 7
    /// A cluster that grows beyond this is told in pieces.
    private static let clusterBytesMax = 4 * 1024

    private struct Entry {
        var literal: Int
        var first: Int
        var count: Int
    }

    /// Lower-cased literals, one after another.
    private let bytes: [UInt8]
    private let entries: [Entry]
    /// Where the entries of each bucket begin in `entries`; a bucket is a hash of two bytes.
    private let buckets: [UInt16]
    private let bitmap: [UInt64]
    /// Literals of one byte: the byte in all eight places of a word, and the literal.
    private let singles: [(pattern: UInt64, literal: Int)]
    private let digitsMin: Int

    private static let bucketBits = 12

    /// - Parameters:
    ///   - literals: none is empty; letters of one byte are not allowed, because they stand everywhere.
    ///   - digitsMin: the smallest cluster of digits worth telling; `.max` for none.
    init(literals: [String], digitsMin: Int) {
        let lowered = literals.map { $0.utf8.map(ASCII.lowercased) }
        var bitmap = [UInt64](repeating: 0, count: 1 << 10)
        var byBucket: [[Int]] = Array(repeating: [], count: 1 << LiteralSweep.bucketBits)
        var singles: [(pattern: UInt64, literal: Int)] = []
        for (index, literal) in lowered.enumerated() {
            switch literal.count {
            case 0:
                continue
            case 1:
                singles.append((UInt64(literal[0]) &* LiteralSweep.ones, index))
            default:
                for start in 0...1 { LiteralSweep.mark(literal[start...], in: &bitmap) }
                byBucket[LiteralSweep.bucket(literal[0], literal[1])].append(index)
            }
        }

        var bytes: [UInt8] = []
        var entries: [Entry] = []
        var buckets: [UInt16] = []
        for bucket in byBucket {
            buckets.append(UInt16(clamping: entries.count))
            for index in bucket {
                entries.append(Entry(literal: index, first: bytes.count, count: lowered[index].count))
                bytes += lowered[index]
            }
        }
        buckets.append(UInt16(clamping: entries.count))

        self.bytes = bytes
        self.entries = entries
        self.buckets = buckets
        self.bitmap = bitmap
        self.singles = singles
        self.digitsMin = digitsMin
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Notes the first three bytes; where there are fewer, the rest may be anything.
    private static func mark(_ literal: ArraySlice<UInt8>, in bitmap: inout [UInt64]) {
        var keys: [UInt32] = [0]
        for place in 0..<3 {
            let index = literal.startIndex + place
            // A folded byte has this bit.
            let bytes = index < literal.endIndex ? [literal[index]] : (0...0xff).filter { $0 & 0x20 != 0 }
            keys = keys.flatMap { key in bytes.map { key | UInt32($0 | 0x20) << UInt32(8 * place) } }
        }
        for key in keys {
            let hash = LiteralSweep.hash(key)
            bitmap[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
        }
    }

    /// Sixteen bits of three folded bytes.
    @inline(__always)
    private static func hash(_ key: UInt32) -> UInt32 {
        (key &* 0x9e37_79b1) >> 16
    }

    @inline(__always)
    private static func bucket(_ first: UInt8, _ second: UInt8) -> Int {
        let key = UInt32(first | 0x20) | UInt32(second | 0x20) << 8
        return Int((key &* 0x9e37_79b1) >> (32 - UInt32(LiteralSweep.bucketBits)))
    }
}

extension LiteralSweep {
    /// Appends what begins in `range`, give or take one byte; a literal may end behind it. Ranges of one text are swept in
    /// order, and begin at even places.
    func run(over text: UnsafeRawBufferPointer, in range: Range<Int>, into found: inout Found) {
        let end = min(range.upperBound, text.count)
        self.bitmap.withUnsafeBufferPointer { bitmap in
            var position = range.lowerBound
            // Two loads reach ten bytes; the last few positions of a text are read byte by byte into the same words.
            while position + 10 <= text.count, position < end {
                let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                let next = text.loadUnaligned(fromByteOffset: position + 2, as: UInt64.self)
                self.examine(
                    UInt64(littleEndian: word),
                    UInt64(littleEndian: next),
                    position,
                    end,
                    text,
                    bitmap,
                    &found
                )
                position += 8
            }
            while position < end {
                let word = LiteralSweep.padded(text, position)
                let next = LiteralSweep.padded(text, position + 2)
                self.examine(word, next, position, end, text, bitmap, &found)
                position += 8
            }
        }
        if end == text.count {
            self.closeCluster(&found)
        } else if found.open.digits >= self.digitsMin, end - found.open.start > LiteralSweep.clusterBytesMax {
            found.clusters.append(found.open)
            found.open.start = found.open.end
        }
    }

    private static func padded(_ text: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
        var word: UInt64 = 0
        for place in 0..<max(0, min(8, text.count - position)) {
            word |= UInt64(text[position + place]) << UInt64(8 * place)
        }
        return word
    }

    /// Eight positions.
    @inline(__always)
    private func examine(
        _ word: UInt64,
        _ next: UInt64,
        _ position: Int,
        _ end: Int,
        _ text: UnsafeRawBufferPointer,
        _ bitmap: UnsafeBufferPointer<UInt64>,
        _ found: inout Found
    ) {
        // A byte is a digit if it is below 10 once '0' is taken out; the sum then leaves the high bit alone.
        let zeroed = word ^ (LiteralSweep.ones &* 0x30)
        let digits = ~(((zeroed & ~LiteralSweep.highs) &+ (LiteralSweep.ones &* 0x76)) | zeroed) & LiteralSweep.highs
        if digits != 0 { self.note(digits, at: position, end, &found) }

        for single in self.singles {
            let zeroed = word ^ single.pattern
            let equal = ~(((zeroed & ~LiteralSweep.highs) &+ ~LiteralSweep.highs) | zeroed) & LiteralSweep.highs
            if equal != 0 { self.note(equal, of: single.literal, at: position, end, &found) }
        }

        let folded = word | (LiteralSweep.ones &* 0x20)
        let foldedNext = next | (LiteralSweep.ones &* 0x20)
        var candidates: UInt64 = 0
        candidates |= LiteralSweep.test(folded, bitmap)
        candidates |= LiteralSweep.test(folded >> 16, bitmap) << 2
        candidates |= LiteralSweep.test(folded >> 32, bitmap) << 4
        candidates |= LiteralSweep.test(foldedNext >> 32, bitmap) << 6
        while candidates != 0 {
            let place = position + candidates.trailingZeroBitCount
            candidates &= candidates &- 1
            guard place < end else { break }
            if place > 0 { self.compare(at: place - 1, in: text, &found) }
            self.compare(at: place, in: text, &found)
        }
    }

    @inline(__always)
    private static func test(_ word: UInt64, _ bitmap: UnsafeBufferPointer<UInt64>) -> UInt64 {
        let hash = LiteralSweep.hash(UInt32(truncatingIfNeeded: word) & 0xff_ffff)
        // `hash` has 16 bits, so its upper ten are an index of the 1024 words.
        return bitmap[Int(hash >> 6)] >> UInt64(hash & 63) & 1
    }

    @inline(never)
    private func compare(at place: Int, in text: UnsafeRawBufferPointer, _ found: inout Found) {
        guard place + 1 < text.count else { return }
        let bucket = LiteralSweep.bucket(text[place], text[place + 1])
        for index in Int(self.buckets[bucket])..<Int(self.buckets[bucket + 1]) {
            let entry = self.entries[index]
            guard entry.count <= text.count - place else { continue }
            let isEqual = (0..<entry.count).allSatisfy {
                ASCII.lowercased(text[place + $0]) == self.bytes[entry.first + $0]
            }
            if isEqual { found.hits.append(Hit(literal: entry.literal, offset: place)) }
        }
    }

    private func note(_ mask: UInt64, of literal: Int, at position: Int, _ end: Int, _ found: inout Found) {
        var mask = mask
        while mask != 0 {
            let place = position + mask.trailingZeroBitCount / 8
            mask &= mask &- 1
            if place < end { found.hits.append(Hit(literal: literal, offset: place)) }
        }
    }

    /// - Parameter mask: the high bit of each byte that is a digit.
    private func note(_ mask: UInt64, at position: Int, _ end: Int, _ found: inout Found) {
        guard self.digitsMin < .max else { return }
        var mask = mask
        if end - position < 8 { mask &= (1 << UInt64(8 * (end - position))) - 1 }
        guard mask != 0 else { return }
        let first = position + mask.trailingZeroBitCount / 8
        if found.open.digits == 0 || first - found.open.end > LiteralSweep.gapMax {
            self.closeCluster(&found)
            found.open.start = first
        }
        found.open.digits += Int(((mask >> 7) &* LiteralSweep.ones) >> 56)
        found.open.end = position + 8 - mask.leadingZeroBitCount / 8
    }

    private func closeCluster(_ found: inout Found) {
        if found.open.digits >= self.digitsMin { found.clusters.append(found.open) }
        found.open = DigitCluster(start: 0, end: 0, digits: 0)
    }
}
