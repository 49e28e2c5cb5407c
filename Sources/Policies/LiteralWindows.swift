/// The two windows of three bytes, one behind the other with two bytes between their beginnings, by which a sweep notices
/// a literal; and the two that begin one byte further on. The sweep looks at every second place, and one of the pairs
/// stands there.
///
/// The rarest part is chosen: of `password` that is `sswo`, and of `AC`, two letters that stand in every sentence, it is
/// `AC` with the hex digits that must follow.
struct LiteralWindows {
    struct Pair {
        /// Where its first window begins, from the start of the literal; -1 is the byte before it.
        var shift: Int
        /// Keys of the first window: three folded bytes each.
        var first: [UInt32]
        /// Of the second; `nil` if too many would do.
        var second: [UInt32]?
    }

    var pairs: [Pair]

    /// A window begins no further behind the start of its literal than this; the other pair's may begin one byte later.
    static let shiftMax = 8
    /// So many keys would fill a part of the table by themselves.
    private static let firstKeysMax = 700
    private static let secondKeysMax = 48

    init(_ literal: SweptLiteral) {
        let sets = [literal.before] + literal.bytes.map { ByteSet([$0]) } + literal.following.map(\.lowercased)
        var best: (shift: Int, cost: Double) = (0, .infinity)
        for shift in -1...LiteralWindows.shiftMax where shift < literal.bytes.count {
            let cost = (0...1).reduce(0) { $0 + LiteralWindows.cost(of: sets, at: shift + $1 + 1) }
            if cost < best.cost { best = (shift, cost) }
        }
        self.pairs = (0...1).map { next in
            let shift = best.shift + next
            return Pair(
                shift: shift,
                first: LiteralWindows.keys(
                    of: LiteralWindows.window(of: sets, at: shift + 1),
                    max: LiteralWindows.firstKeysMax
                ) ?? [],
                second: LiteralWindows.keys(
                    of: LiteralWindows.window(of: sets, at: shift + 3),
                    max: LiteralWindows.secondKeysMax
                )
            )
        }
    }

    private static func window(of sets: [ByteSet], at place: Int) -> [ByteSet] {
        (place..<place + 3).map { sets.indices.contains($0) ? sets[$0] : .all }
    }

    /// How often the pair of windows at a place will be seen, roughly, and a little for each bit that others run into.
    private static func cost(of sets: [ByteSet], at place: Int) -> Double {
        let first = LiteralWindows.window(of: sets, at: place)
        let second = LiteralWindows.window(of: sets, at: place + 2)
        let firstCount = first.reduce(1) { $0 * LiteralWindows.folded($1).count }
        let secondCount = second.reduce(1) { $0 * LiteralWindows.folded($1).count }
        guard firstCount <= LiteralWindows.firstKeysMax else { return .infinity }
        var cost = LiteralWindows.share(of: first) + Double(firstCount) * 1e-6
        if secondCount <= LiteralWindows.secondKeysMax {
            // The first byte of the second window is the last of the first.
            cost *= LiteralWindows.share(of: Array(second.dropFirst()))
        }
        return cost
    }

    private static func share(of window: [ByteSet]) -> Double {
        window.reduce(1) { $0 * min(1, ByteFrequency.share(of: $1.caseless)) }
    }

    /// A folded byte has the bit that makes a letter small.
    private static func folded(_ set: ByteSet) -> Set<UInt8> { Set(set.bytes.map { $0 | 0x20 }) }

    /// `nil` if there are too many.
    private static func keys(of window: [ByteSet], max: Int) -> [UInt32]? {
        let choices = window.map(folded)
        guard choices.reduce(1, { $0 * $1.count }) <= max else { return nil }
        var keys: [UInt32] = [0]
        for (place, bytes) in choices.enumerated() {
            keys = keys.flatMap { key in bytes.map { key | UInt32($0) << UInt32(8 * place) } }
        }
        return keys
    }
}
