/// The three bytes in a row by which a sweep notices a literal, and what is known of the byte behind them.
///
/// The rarest part is chosen: of `password` that is `ssw`, and of `AC`, two letters that stand in every sentence, it is
/// `C` with two of the hex digits that must follow.
struct LiteralWindow {
    /// Where it begins, from the start of the literal.
    var shift: Int
    /// What it may be: three folded bytes each, the first in the lowest bits.
    var keys: [UInt32]
    /// The lowest three bits that the byte behind it can have, one bit for each of the eight values.
    var behind: UInt8

    /// A window begins no further behind the start of its literal.
    static let shiftMax = 16
    /// So many keys would fill a part of the table by themselves.
    private static let keysMax = 1024
    /// Of more keys than this the shares are not added up one by one.
    private static let keysWeighed = 32
    /// What one key more costs all others, as a share of the places of a text.
    private static let costOfKey = 1e-5

    init(_ literal: SweptLiteral) {
        let sets = (literal.sets + literal.following).map(\.folded)
        let width = literal.bytes.count
        let shifts = 0...min(LiteralWindow.shiftMax, max(0, sets.count - 3, width - 1))
        let best = shifts.min { LiteralWindow.cost(of: sets, at: $0) < LiteralWindow.cost(of: sets, at: $1) } ?? 0
        self.shift = best
        self.keys = LiteralWindow.keys(of: (best..<best + 3).map { LiteralWindow.set($0, of: sets) })
        self.behind = LiteralWindow.behind(LiteralWindow.set(best + 3, of: sets))
    }

    private static func set(_ place: Int, of sets: [ByteSet]) -> ByteSet {
        sets.indices.contains(place) ? sets[place] : ByteSet.all.folded
    }

    /// How often a window will be seen, roughly.
    private static func cost(of sets: [ByteSet], at place: Int) -> Double {
        let window = (place..<place + 3).map { LiteralWindow.set($0, of: sets) }
        let keys = window.reduce(1) { $0 * $1.count }
        let bits = LiteralWindow.behind(LiteralWindow.set(place + 3, of: sets)).nonzeroBitCount
        guard keys <= LiteralWindow.keysMax else { return 1 + Double(keys) }
        // With the byte behind it a window is no more frequent than the three bytes from its second on.
        let next = LiteralWindow.share(of: (place + 1..<place + 4).map { LiteralWindow.set($0, of: sets) })
        let share = min(LiteralWindow.share(of: window) * (0.2 + Double(bits) / 10), next)
        return share + Double(keys) * LiteralWindow.costOfKey
    }

    private static func share(of window: [ByteSet]) -> Double {
        guard window.reduce(1, { $0 * $1.count }) <= LiteralWindow.keysWeighed else {
            return window.reduce(1) { $0 * min(1, ByteFrequency.share(ofFolded: $1)) }
        }
        return LiteralWindow.keys(of: window).reduce(0) { $0 + TrigramFrequency.share(of: $1) }
    }

    private static func keys(of window: [ByteSet]) -> [UInt32] {
        var keys: [UInt32] = [0]
        for (place, set) in window.enumerated() {
            let bytes = set.bytes.map { UInt32($0) << UInt32(8 * place) }
            keys = keys.flatMap { key in bytes.map { key | $0 } }
        }
        return keys
    }

    private static func behind(_ set: ByteSet) -> UInt8 {
        set.bytes.reduce(0) { $0 | 1 << ($1 & 7) }
    }
}
