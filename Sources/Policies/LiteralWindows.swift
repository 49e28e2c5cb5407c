/// A literal that a sweep looks for, and what is known of the bytes behind it.
struct SweptLiteral: Sendable, Hashable {
    /// Lower-cased; it is found in any case.
    var bytes: [UInt8]
    /// The bytes that may follow, one set for each place: with them a short literal is not looked at everywhere.
    var following: [ByteSet] = []

    init(_ literal: String) {
        self.init(bytes: literal.utf8.map(ASCII.lowercased))
    }

    init(bytes: [UInt8], following: [ByteSet] = []) {
        self.bytes = bytes
        self.following = Array(following.prefix(SweptLiteral.followingMax))
    }

    static let followingMax = 2
}

/// The three bytes of a literal by which a sweep notices it, and the three that begin one byte further on: the sweep
/// looks at every second place, and one of the two stands there.
///
/// The rarest part is chosen: of `password` that is `ssw` and `swo`, and of `AC`, two letters that stand in every sentence,
/// it is `AC` with the hex digit that must follow.
struct LiteralWindows {
    /// Where the first window begins, from the start of the literal; -1 is the byte before it.
    var shift: Int
    /// Keys of the two windows: three folded bytes each.
    var keys: [[UInt32]]

    /// A window begins no further behind the start of its literal than this; the second may begin one byte later.
    static let shiftMax = 8
    /// So many keys would fill a part of the table by themselves.
    private static let keysMax = 600

    init(_ literal: SweptLiteral) {
        let sets = literal.bytes.map { ByteSet([$0]) } + literal.following.map(\.lowercased)
        var best: (shift: Int, cost: Double) = (-1, .infinity)
        for shift in -1...LiteralWindows.shiftMax where shift < literal.bytes.count {
            let windows = (0...1).map { LiteralWindows.window(of: sets, at: shift + $0) }
            let keys = windows.map { $0.reduce(1) { $0 * LiteralWindows.folded($1).count } }
            guard let most = keys.max(), most <= LiteralWindows.keysMax else { continue }
            // What is looked for at half of all places, and a little for each bit that others may run into.
            let cost = windows.reduce(0) { $0 + LiteralWindows.share(of: $1) } + Double(keys.reduce(0, +)) * 1e-6
            if cost < best.cost { best = (shift, cost) }
        }
        self.shift = best.shift
        self.keys = (0...1).map { LiteralWindows.keys(of: LiteralWindows.window(of: sets, at: best.shift + $0)) }
    }

    private static func window(of sets: [ByteSet], at shift: Int) -> [ByteSet] {
        (shift..<shift + 3).map { sets.indices.contains($0) ? sets[$0] : .all }
    }

    private static func share(of window: [ByteSet]) -> Double {
        window.reduce(1) { $0 * min(1, ByteFrequency.share(of: $1.caseless)) }
    }

    /// A folded byte has the bit that makes a letter small.
    private static func folded(_ set: ByteSet) -> Set<UInt8> { Set(set.bytes.map { $0 | 0x20 }) }

    private static func keys(of window: [ByteSet]) -> [UInt32] {
        var keys: [UInt32] = [0]
        for (place, set) in window.enumerated() {
            let bytes = folded(set).sorted()
            keys = keys.flatMap { key in bytes.map { key | UInt32($0) << UInt32(8 * place) } }
        }
        return keys
    }
}
