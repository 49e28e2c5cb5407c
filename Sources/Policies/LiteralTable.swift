internal import CSweep

/// Finds literals of two bytes and more.
///
/// At every place three bytes, their case folded away, are hashed to a byte of a table, which says what may stand behind
/// them where they are the window of a literal (``LiteralWindow``). Of 64 places one word of candidates is made without
/// a branch (`sweep_candidates`); only at a candidate are literals compared, and it is seldom a wrong one.
struct LiteralTable: Sendable {
    /// What is compared first.
    private struct Head {
        /// From the start of the literal to its window.
        var shift: Int
        /// The first eight bytes at most; which of them are letters of either case, as the bit that makes them small; and
        /// which there are.
        var bytes: UInt64 = 0
        var letters: UInt64 = 0
        var mask: UInt64 = 0

        init(_ sets: [ByteSet], shift: Int) {
            self.shift = shift
            for (place, set) in sets.prefix(8).enumerated() {
                let bytes = set.bytes
                // Of the two cases of a letter the small one comes last.
                self.bytes |= UInt64(bytes.last ?? 0) << UInt64(8 * place)
                self.mask |= 0xff << UInt64(8 * place)
                if bytes.count > 1 { self.letters |= 0x20 << UInt64(8 * place) }
            }
        }

        /// Whether the first bytes of a place are those of the literal.
        @inline(__always)
        func mayStand(_ word: UInt64) -> Bool {
            ((word | self.letters) ^ self.bytes) & self.mask == 0
        }
    }

    private let literals: [SweptLiteral]
    /// The index of each literal in the list of the sweep.
    private let numbers: [Int]
    private let heads: [Head]
    /// By hash: the lowest three bits that the byte behind such a window may have, one bit for each value.
    private let filter: [UInt8]
    /// The literals with such a window, one hash after another.
    private let members: [UInt32]
    /// Where the members of each hash begin.
    private let starts: [UInt32]

    private static let hashes = 1 << 15

    /// - Parameter literals: with their indices in the list of the sweep.
    init(_ literals: [(index: Int, literal: SweptLiteral)]) {
        let windows = literals.map { LiteralWindow($0.literal) }
        var filter = [UInt8](repeating: 0, count: LiteralTable.hashes)
        var entries: [(hash: Int, literal: UInt32)] = []
        for (number, window) in windows.enumerated() {
            for hash in Set(window.keys.map(LiteralTable.hash)) {
                filter[hash] |= window.behind
                entries.append((hash, UInt32(number)))
            }
        }
        entries.sort { $0 < $1 }
        var starts = [UInt32](repeating: 0, count: filter.count + 1)
        for entry in entries { starts[entry.hash + 1] += 1 }
        for hash in filter.indices { starts[hash + 1] += starts[hash] }
        self.literals = literals.map(\.literal)
        self.numbers = literals.map(\.index)
        self.heads = zip(literals, windows).map { Head($0.literal.sets, shift: $1.shift) }
        self.filter = filter
        self.members = entries.map(\.literal)
        self.starts = starts
    }

    /// Of three folded bytes; what stands above them does not count.
    @inline(__always)
    private static func hash(_ key: UInt32) -> Int { Int(sweep_hash(key)) }
}

extension LiteralTable {
    /// Appends the literals that begin in `range`, nearly in the order of the text.
    func run(over text: UnsafeRawBufferPointer, in range: Range<Int>, into hits: inout [LiteralSweep.Hit]) {
        guard !self.literals.isEmpty, let base = text.baseAddress else { return }
        // Up to the last window of a literal that begins in the range.
        let end = min(range.upperBound + LiteralWindow.shiftMax, text.count)
        // A round may look further than the range, but not further than the text.
        let lastRound = min(end, text.count - sweep_reads + 1)
        var place = range.lowerBound
        self.withTables { tables in
            while place < lastRound {
                var candidates = sweep_candidates(base + place, tables.filter)
                while candidates != 0 {
                    let candidate = place + candidates.trailingZeroBitCount
                    candidates &= candidates &- 1
                    tables.compare(at: candidate, LiteralTable.key(text, candidate), text) { literal, begin in
                        self.note(literal, at: begin, range, text, &hits)
                    }
                }
                place += sweep_places
            }
            while place < end {
                let key = LiteralTable.key(text, place)
                if tables.filter[LiteralTable.hash(key)] >> UInt8(truncatingIfNeeded: key >> 24 & 7) & 1 != 0 {
                    tables.compare(at: place, key, text) { literal, begin in
                        self.note(literal, at: begin, range, text, &hits)
                    }
                }
                place += 1
            }
        }
    }

    @inline(never)
    private func note(
        _ literal: Int,
        at begin: Int,
        _ range: Range<Int>,
        _ text: UnsafeRawBufferPointer,
        _ hits: inout [LiteralSweep.Hit]
    ) {
        guard range.contains(begin), self.literals[literal].stands(at: begin, in: text) else { return }
        hits.append(LiteralSweep.Hit(literal: self.numbers[literal], offset: begin))
    }

    /// The tables without their arrays. All that is looked up in them comes from the hash of a key, for which each has an
    /// entry, or from another table.
    private struct Tables {
        var filter: UnsafePointer<UInt8>
        var starts: UnsafePointer<UInt32>
        var members: UnsafePointer<UInt32>
        var heads: UnsafePointer<Head>

        /// Calls `body` with the literals that look like what stands around the window at a place.
        @inline(__always)
        func compare(
            at place: Int,
            _ key: UInt32,
            _ text: UnsafeRawBufferPointer,
            _ body: (_ literal: Int, _ begin: Int) -> Void
        ) {
            let hash = LiteralTable.hash(key)
            for index in Int(self.starts[hash])..<Int(self.starts[hash + 1]) {
                let literal = Int(self.members[index])
                let begin = place - self.heads[literal].shift
                guard begin >= 0, self.heads[literal].mayStand(LiteralTable.word(text, begin)) else { continue }
                body(literal, begin)
            }
        }
    }

    @inline(__always)
    private func withTables(_ body: (Tables) -> Void) {
        self.filter.withUnsafeBufferPointer { filter in
            self.starts.withUnsafeBufferPointer { starts in
                self.members.withUnsafeBufferPointer { members in
                    self.heads.withUnsafeBufferPointer { heads in
                        guard let filter = filter.baseAddress, let starts = starts.baseAddress,
                            let members = members.baseAddress, let heads = heads.baseAddress
                        else { return }
                        body(Tables(filter: filter, starts: starts, members: members, heads: heads))
                    }
                }
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

    /// Four folded bytes, or as many as there are.
    @inline(__always)
    private static func key(_ text: UnsafeRawBufferPointer, _ place: Int) -> UInt32 {
        if place + 4 <= text.count {
            return UInt32(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt32.self)) | 0x2020_2020
        }
        return (0..<max(0, text.count - place)).reduce(0x2020_2020) {
            $0 | UInt32(text[place + $1]) << UInt32(8 * $1)
        }
    }
}
