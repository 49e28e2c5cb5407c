/// Finds literals of one byte, such as `@`, and clusters of digits.
///
/// Thirty-two bytes are looked at together; where none of them is of interest, which is most of the time, that is all.
struct MarkSweep: Sendable {
    private struct Single {
        var literal: SweptLiteral
        /// Its index in the list of the sweep.
        var number: Int
        var byte: UInt8
        /// The byte in all eight places of a word.
        var pattern: UInt64
        /// Of two that stand side by side the first is of no interest: the high bits of a word, or none.
        var runs: UInt64
    }

    private let singles: [Single]
    private let digitsMin: Int

    /// A cluster that grows beyond this is told in pieces.
    private static let clusterBytesMax = 4 * 1024
    private static let roundBytes = 32

    init(singles: [(index: Int, literal: SweptLiteral)], digitsMin: Int) {
        self.singles = singles.map { index, literal in
            let byte = literal.bytes[0]
            let mayRepeat = literal.following.first?.contains(byte) ?? true
            return Single(
                literal: literal,
                number: index,
                byte: byte,
                pattern: MarkSweep.ones &* UInt64(byte),
                runs: mayRepeat ? 0 : MarkSweep.highs
            )
        }
        self.digitsMin = digitsMin
    }

    /// Appends what stands in `range`.
    func run(
        over text: UnsafeRawBufferPointer,
        in range: Range<Int>,
        isCut: Bool,
        into found: inout LiteralSweep.Found
    ) {
        guard !self.singles.isEmpty || self.digitsMin < .max else { return }
        var place = range.lowerBound
        while place < range.upperBound {
            let end = place + MarkSweep.roundBytes
            guard end <= range.upperBound else {
                self.note(place..<range.upperBound, of: text, &found)
                break
            }
            if self.mayHold(text, at: place, isLast: end == text.count) { self.note(place..<end, of: text, &found) }
            place = end
        }
        if range.upperBound == text.count, !isCut {
            self.close(&found)
        } else if found.open.digits >= self.digitsMin,
            range.upperBound - found.open.start > MarkSweep.clusterBytesMax
        {
            found.clusters.append(found.open)
            found.open.start = found.open.end
        }
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Whether a byte of interest stands in a round.
    @inline(__always)
    private func mayHold(_ text: UnsafeRawBufferPointer, at place: Int, isLast: Bool) -> Bool {
        guard !isLast else { return true }

        // The high bit of a byte stays 0 only if it is one.
        var others = MarkSweep.highs
        for offset in stride(from: 0, to: MarkSweep.roundBytes, by: 8) {
            let word = text.loadUnaligned(fromByteOffset: place &+ offset, as: UInt64.self)
            // A digit is below 10 once '0' is taken out; the sum then leaves the high bit alone.
            others &= MarkSweep.sum(word ^ (MarkSweep.ones &* 0x30), 0x76)
            let next = text.loadUnaligned(fromByteOffset: place &+ offset &+ 1, as: UInt64.self)
            for single in self.singles {
                others &=
                    MarkSweep.sum(word ^ single.pattern, 0x7f)
                    | ~MarkSweep.sum(next ^ single.pattern, 0x7f) & single.runs
            }
        }
        return others != MarkSweep.highs
    }

    /// Adds to each byte, without a carry to the next; the high bit says that the byte was at least as large as what is
    /// added takes to reach it.
    @inline(__always)
    private static func sum(_ word: UInt64, _ byte: UInt64) -> UInt64 {
        (((word & ~MarkSweep.highs) &+ (MarkSweep.ones &* byte)) | word) & MarkSweep.highs
    }

    @inline(never)
    private func note(_ range: Range<Int>, of text: UnsafeRawBufferPointer, _ found: inout LiteralSweep.Found) {
        if self.digitsMin < .max { self.noteDigits(in: text, range, &found) }
        for single in self.singles {
            for place in range where text[place] == single.byte && single.literal.stands(at: place, in: text) {
                found.hits.append(LiteralSweep.Hit(literal: single.number, offset: place))
            }
        }
    }

    private func noteDigits(in text: UnsafeRawBufferPointer, _ range: Range<Int>, _ found: inout LiteralSweep.Found) {
        for place in range where ASCII.isDigit(text[place]) {
            if found.open.digits == 0 || place - found.open.end > LiteralSweep.gapMax {
                self.close(&found)
                found.open.start = place
            }
            found.open.digits += 1
            found.open.end = place + 1
        }
    }

    private func close(_ found: inout LiteralSweep.Found) {
        if found.open.digits >= self.digitsMin { found.clusters.append(found.open) }
        found.open = LiteralSweep.DigitCluster(start: 0, end: 0, digits: 0)
    }
}
