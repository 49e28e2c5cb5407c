/// One pass over a text that finds every literal of a set of rules, in any case, and every cluster of digits.
///
/// Most texts hold nothing that any rule looks for, so what counts is how fast nothing is found. Every second position is
/// tested with one bit of a 16 KiB table, which is indexed by a hash of three bytes with their case folded away: the table
/// knows two windows of each literal (``LiteralWindows``), one of which stands at an even place. Eight positions share two
/// loads and one branch. Only where a bit is set are literals compared.
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
        /// In the order of the text.
        var hits: [Hit] = []
        var clusters: [DigitCluster] = []
        var open = DigitCluster(start: 0, end: 0, digits: 0)

        mutating func removeAll() {
            self.hits.removeAll(keepingCapacity: true)
            self.clusters.removeAll(keepingCapacity: true)
        }

        /// Literals are noticed by their middles, so a longer one may be noticed after one that begins behind it.
        mutating func add(_ hit: Hit) {
            self.hits.append(hit)
            var place = self.hits.count - 1
            while place > 0, self.hits[place - 1].offset > hit.offset {
                self.hits.swapAt(place - 1, place)
                place -= 1
            }
        }
    }

    /// The most bytes between two digits of one cluster.
    static let gapMax = 7
    /// A cluster that grows beyond this is told in pieces.
    private static let clusterBytesMax = 4 * 1024

    /// A literal under one of its windows.
    private struct Entry {
        var literal: Int
        /// Where the window begins, from the start of the literal.
        var shift: Int
        /// The first eight bytes at most, lower-cased; which of them are letters, as the bit that makes them small; and
        /// which there are.
        var head: UInt64 = 0
        var letters: UInt64 = 0
        var mask: UInt64 = 0

        init(_ bytes: [UInt8], literal: Int, shift: Int) {
            self.literal = literal
            self.shift = shift
            for (place, byte) in bytes.prefix(8).enumerated() {
                self.head |= UInt64(byte) << UInt64(8 * place)
                self.mask |= 0xff << UInt64(8 * place)
                if ASCII.isLetter(byte) { self.letters |= 0x20 << UInt64(8 * place) }
            }
        }
    }

    private let literals: [[UInt8]]
    /// Entries by bucket, one bucket after another.
    private let entries: [Entry]
    /// Where the entries of each bucket begin; a bucket is the upper bits of a window's hash.
    private let buckets: [UInt32]
    private let bitmap: [UInt64]
    /// Literals of one byte: the byte in all eight places of a word, and the literal.
    private let singles: [(pattern: UInt64, literal: Int)]
    private let digitsMin: Int
    /// Whose beginnings may be cut by the end of a text.
    private let beginnings: LiteralBeginnings

    private static let hashBits: UInt32 = 17
    private static let bucketShift: UInt32 = 4

    init(literals: [String], digitsMin: Int) {
        self.init(literals.map { SweptLiteral($0) }, digitsMin: digitsMin)
    }

    /// - Parameters:
    ///   - literals: none is empty; letters of one byte are not allowed, because they stand everywhere.
    ///   - digitsMin: the smallest cluster of digits worth telling; `.max` for none.
    init(_ literals: [SweptLiteral], digitsMin: Int) {
        var bitmap = [UInt64](repeating: 0, count: 1 << (LiteralSweep.hashBits - 6))
        var byBucket: [[Entry]] = Array(repeating: [], count: 1 << (LiteralSweep.hashBits - LiteralSweep.bucketShift))
        var singles: [(pattern: UInt64, literal: Int)] = []
        for (index, literal) in literals.enumerated() where !literal.bytes.isEmpty {
            guard literal.bytes.count > 1 else {
                singles.append((UInt64(literal.bytes[0]) &* LiteralSweep.ones, index))
                continue
            }
            let windows = LiteralWindows(literal)
            for (place, keys) in windows.keys.enumerated() {
                let entry = Entry(literal.bytes, literal: index, shift: windows.shift + place)
                for hash in Set(keys.map(LiteralSweep.hash)) { bitmap[Int(hash >> 6)] |= 1 << UInt64(hash & 63) }
                for bucket in Set(keys.map { LiteralSweep.hash($0) >> LiteralSweep.bucketShift }) {
                    byBucket[Int(bucket)].append(entry)
                }
            }
        }
        var entries: [Entry] = []
        var buckets: [UInt32] = []
        for bucket in byBucket {
            buckets.append(UInt32(clamping: entries.count))
            entries += bucket
        }
        buckets.append(UInt32(clamping: entries.count))

        self.literals = literals.map(\.bytes)
        self.entries = entries
        self.buckets = buckets
        self.bitmap = bitmap
        self.singles = singles
        self.digitsMin = digitsMin
        self.beginnings = LiteralBeginnings(literals)
    }

    /// Where a literal begins that is not told yet because the text ends in it, or right behind it: the earliest such
    /// place from `start` on. A place that is none stays none however the text goes on.
    func openLiteral(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        self.beginnings.firstOpen(in: text, from: start)
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Seventeen bits of three folded bytes.
    @inline(__always)
    private static func hash(_ key: UInt32) -> UInt32 {
        (key &* 0x9e37_79b1) >> (32 - LiteralSweep.hashBits)
    }
}

extension LiteralSweep {
    /// Appends what begins in `range`; a literal may end behind it. Ranges of one text are swept in order.
    func run(over text: UnsafeRawBufferPointer, in range: Range<Int>, into found: inout Found) {
        let range = range.clamped(to: 0..<text.count)
        self.bitmap.withUnsafeBufferPointer { bitmap in
            // Windows stand at even places, up to the last of a literal that begins in the range.
            var position = range.lowerBound & ~1
            let end = min(range.upperBound + LiteralWindows.shiftMax + 1, text.count)
            // Two loads reach ten bytes; the last few positions of a text are read byte by byte into the same words.
            while position + 10 <= text.count, position < end {
                let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                let next = text.loadUnaligned(fromByteOffset: position + 2, as: UInt64.self)
                self.examine(
                    UInt64(littleEndian: word),
                    UInt64(littleEndian: next),
                    position,
                    range,
                    text,
                    bitmap,
                    &found
                )
                position += 8
            }
            while position < end {
                let word = LiteralSweep.padded(text, position)
                let next = LiteralSweep.padded(text, position + 2)
                self.examine(word, next, position, range, text, bitmap, &found)
                position += 8
            }
        }
        if range.upperBound == text.count {
            self.closeCluster(&found)
        } else if found.open.digits >= self.digitsMin,
            range.upperBound - found.open.start > LiteralSweep.clusterBytesMax
        {
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
        _ range: Range<Int>,
        _ text: UnsafeRawBufferPointer,
        _ bitmap: UnsafeBufferPointer<UInt64>,
        _ found: inout Found
    ) {
        // A byte is a digit if it is below 10 once '0' is taken out; the sum then leaves the high bit alone.
        let zeroed = word ^ (LiteralSweep.ones &* 0x30)
        let digits = ~(((zeroed & ~LiteralSweep.highs) &+ (LiteralSweep.ones &* 0x76)) | zeroed) & LiteralSweep.highs
        if digits != 0 { self.note(digits, at: position, range, &found) }

        for single in self.singles {
            let zeroed = word ^ single.pattern
            let equal = ~(((zeroed & ~LiteralSweep.highs) &+ ~LiteralSweep.highs) | zeroed) & LiteralSweep.highs
            if equal != 0 { LiteralSweep.note(equal, of: single.literal, at: position, range, &found) }
        }

        let folded = word | (LiteralSweep.ones &* 0x20)
        let foldedNext = next | (LiteralSweep.ones &* 0x20)
        let candidates =
            LiteralSweep.test(folded, bitmap) | LiteralSweep.test(folded >> 16, bitmap) << 2
            | LiteralSweep.test(folded >> 32, bitmap) << 4 | LiteralSweep.test(foldedNext >> 32, bitmap) << 6
        if candidates != 0 { self.compare(candidates, at: position, range, text, &found) }
    }

    @inline(__always)
    private static func test(_ word: UInt64, _ bitmap: UnsafeBufferPointer<UInt64>) -> UInt64 {
        let hash = LiteralSweep.hash(UInt32(truncatingIfNeeded: word) & 0xff_ffff)
        // `hash` has 17 bits, so its upper eleven are an index of the 2048 words.
        return bitmap[Int(hash >> 6)] >> UInt64(hash & 63) & 1
    }

    @inline(never)
    private func compare(
        _ candidates: UInt64,
        at position: Int,
        _ range: Range<Int>,
        _ text: UnsafeRawBufferPointer,
        _ found: inout Found
    ) {
        var candidates = candidates
        while candidates != 0 {
            let place = position + candidates.trailingZeroBitCount
            candidates &= candidates &- 1
            let key =
                UInt32(truncatingIfNeeded: LiteralSweep.word(text, place) | (LiteralSweep.ones &* 0x20)) & 0xff_ffff
            let bucket = Int(LiteralSweep.hash(key) >> LiteralSweep.bucketShift)
            for index in Int(self.buckets[bucket])..<Int(self.buckets[bucket + 1]) {
                let start = place - self.entries[index].shift
                guard range.contains(start), self.isLiteral(self.entries[index], at: start, in: text) else { continue }
                found.add(Hit(literal: self.entries[index].literal, offset: start))
            }
        }
    }

    @inline(__always)
    private static func word(_ text: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
        guard place + 8 <= text.count else { return LiteralSweep.padded(text, place) }
        return UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    @inline(__always)
    private func isLiteral(_ entry: Entry, at start: Int, in text: UnsafeRawBufferPointer) -> Bool {
        let word = LiteralSweep.word(text, start)
        guard ((word | entry.letters) ^ entry.head) & entry.mask == 0 else { return false }
        let bytes = self.literals[entry.literal]
        guard bytes.count <= text.count - start else { return false }
        return bytes.count <= 8 || (8..<bytes.count).allSatisfy { ASCII.lowercased(text[start + $0]) == bytes[$0] }
    }

    private static func note(
        _ mask: UInt64,
        of literal: Int,
        at position: Int,
        _ range: Range<Int>,
        _ found: inout Found
    ) {
        var mask = mask
        while mask != 0 {
            let place = position + mask.trailingZeroBitCount / 8
            mask &= mask &- 1
            if range.contains(place) { found.add(Hit(literal: literal, offset: place)) }
        }
    }

    /// - Parameter mask: the high bit of each byte that is a digit.
    private func note(_ mask: UInt64, at position: Int, _ range: Range<Int>, _ found: inout Found) {
        guard self.digitsMin < .max else { return }
        var mask = mask
        if range.upperBound - position < 8 { mask &= (1 << UInt64(8 * max(0, range.upperBound - position))) &- 1 }
        // A range that begins at an odd place is read from the byte before it.
        if position < range.lowerBound { mask &= ~0xff }
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
