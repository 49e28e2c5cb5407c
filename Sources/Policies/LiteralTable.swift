/// Finds literals of two bytes and more.
///
/// Every second place is looked at. Three bytes from there on, their case folded away, are hashed to an entry of a table,
/// and so are the three bytes two places further on; the table says with one bit for each of eight groups of literals
/// whether the first three can be the first window of one of the group, and the second three its second window
/// (``LiteralWindows``). Only where a group has both bits are literals compared.
struct LiteralTable: Sendable {
    /// A literal under one of its pairs of windows.
    private struct Entry {
        var literal: Int
        var shift: Int
        /// The first eight bytes at most; which of them are letters of either case, as the bit that makes them small; and
        /// which there are.
        var head: UInt64 = 0
        var letters: UInt64 = 0
        var mask: UInt64 = 0

        init(_ sets: [ByteSet], literal: Int, shift: Int) {
            self.literal = literal
            self.shift = shift
            for (place, set) in sets.prefix(8).enumerated() {
                let bytes = set.bytes
                // Of the two cases of a letter the small one comes last.
                self.head |= UInt64(bytes.last ?? 0) << UInt64(8 * place)
                self.mask |= 0xff << UInt64(8 * place)
                if bytes.count > 1 { self.letters |= 0x20 << UInt64(8 * place) }
            }
        }

        /// Whether the first bytes of a place are those of the literal.
        @inline(__always)
        func mayStand(_ word: UInt64) -> Bool {
            ((word | self.letters) ^ self.head) & self.mask == 0
        }
    }

    private let literals: [SweptLiteral]
    /// The index of each literal in the list of the sweep.
    private let numbers: [Int]
    /// By hash: the groups for which it is a first window.
    private let firsts: [UInt8]
    /// By hash: the groups for which it is a second window.
    private let seconds: [UInt8]
    /// Entries by the hash of their first window, one hash after another.
    private let entries: [Entry]
    /// Where the entries of each hash begin.
    private let starts: [UInt32]

    private static let hashBits: UInt32 = 14
    /// Of this group, every window is a second one: its literals are too short to have two.
    private static let shortGroup: UInt8 = 1
    /// Places in one round of the loop: 32 bytes.
    private static let roundBytes = 32
    /// What a round reads, with the windows of its last place.
    private static let roundReads = 32 + 6

    /// - Parameter literals: with their indices in the list of the sweep.
    init(_ literals: [(index: Int, literal: SweptLiteral)]) {
        let count = 1 << LiteralTable.hashBits
        var firsts = [UInt8](repeating: 0, count: count)
        var seconds = [UInt8](repeating: LiteralTable.shortGroup, count: count)
        var byHash: [[Entry]] = Array(repeating: [], count: count)
        for (number, literal) in literals.enumerated() {
            for pair in LiteralWindows(literal.literal).pairs {
                let hashes = Set(pair.first.map { Int(LiteralTable.hash($0)) })
                // Any other group will do; what shares one is seldom seen together.
                let group = pair.second == nil ? LiteralTable.shortGroup : 1 << UInt8(1 + number % 7)
                for hash in hashes {
                    firsts[hash] |= group
                    byHash[hash].append(Entry(literal.literal.sets, literal: number, shift: pair.shift))
                }
                for key in pair.second ?? [] { seconds[Int(LiteralTable.hash(key))] |= group }
            }
        }
        self.literals = literals.map(\.literal)
        self.numbers = literals.map(\.index)
        self.firsts = firsts
        self.seconds = seconds
        self.entries = byHash.flatMap { $0 }
        self.starts = byHash.reduce(into: [0]) { $0.append($0[$0.count - 1] + UInt32(clamping: $1.count)) }
    }

    /// Fourteen bits of three folded bytes; what stands above them is shifted out by the multiplication.
    @inline(__always)
    private static func hash(_ key: UInt32) -> UInt32 {
        ((key | 0x20_2020) &* 0x3779_b100) >> (32 - LiteralTable.hashBits)
    }
}

extension LiteralTable {
    /// Appends the literals that begin in `range`, nearly in the order of the text.
    func run(over text: UnsafeRawBufferPointer, in range: Range<Int>, into hits: inout [LiteralSweep.Hit]) {
        guard !self.literals.isEmpty, let base = text.baseAddress else { return }
        // Windows stand at even places, up to the last of a literal that begins in the range.
        var place = range.lowerBound & ~1
        let end = min(range.upperBound + LiteralWindows.shiftMax + 1, text.count)
        self.firsts.withUnsafeBufferPointer { firsts in
            self.seconds.withUnsafeBufferPointer { seconds in
                guard let firsts = firsts.baseAddress, let seconds = seconds.baseAddress else { return }
                let last = min(end, text.count - LiteralTable.roundReads)
                while place < last {
                    if LiteralTable.mayHold(base + place, firsts, seconds) {
                        self.compare(from: place, to: min(place + LiteralTable.roundBytes, end), range, text, &hits)
                    }
                    place += LiteralTable.roundBytes
                }
            }
        }
        if place < end { self.compare(from: place, to: end, range, text, &hits) }
    }

    /// Whether a literal may be noticed at one of sixteen places.
    ///
    /// The pointers reach as far as the loop above has made sure, and a hash is always an index of the tables.
    @inline(__always)
    private static func mayHold(
        _ bytes: UnsafeRawPointer,
        _ firsts: UnsafePointer<UInt8>,
        _ seconds: UnsafePointer<UInt8>
    ) -> Bool {
        var groups: UInt8 = 0
        var hash = Int(LiteralTable.hash(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))))
        var place = 2
        while place <= LiteralTable.roundBytes {
            let key = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            let next = Int(LiteralTable.hash(key))
            groups |= firsts[hash] & seconds[next]
            hash = next
            place &+= 2
        }
        return groups != 0
    }

    /// Looks at every second place, and compares literals where their windows are.
    @inline(never)
    private func compare(
        from start: Int,
        to end: Int,
        _ range: Range<Int>,
        _ text: UnsafeRawBufferPointer,
        _ hits: inout [LiteralSweep.Hit]
    ) {
        var hash = Int(LiteralTable.hash(LiteralTable.key(text, start)))
        for place in stride(from: start, to: end, by: 2) {
            let next = Int(LiteralTable.hash(LiteralTable.key(text, place + 2)))
            defer { hash = next }
            guard self.firsts[hash] & self.seconds[next] != 0 else { continue }
            for index in Int(self.starts[hash])..<Int(self.starts[hash + 1]) {
                let begin = place - self.entries[index].shift
                guard range.contains(begin), self.entries[index].mayStand(LiteralTable.word(text, begin)) else {
                    continue
                }
                let literal = self.entries[index].literal
                guard self.literals[literal].stands(at: begin, in: text) else { continue }
                hits.append(LiteralSweep.Hit(literal: self.numbers[literal], offset: begin))
            }
        }
    }

    /// Eight bytes, or as many as there are.
    @inline(__always)
    private static func word(_ text: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
        if place + 8 <= text.count {
            return UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        }
        return (0..<max(0, text.count - place)).reduce(0) { $0 | UInt64(text[place + $1]) << UInt64(8 * $1) }
    }

    /// Three bytes, or as many as there are.
    @inline(__always)
    private static func key(_ text: UnsafeRawBufferPointer, _ place: Int) -> UInt32 {
        if place + 4 <= text.count {
            return UInt32(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        }
        return (0..<max(0, text.count - place)).reduce(0) { $0 | UInt32(text[place + $1]) << UInt32(8 * $1) }
    }
}
