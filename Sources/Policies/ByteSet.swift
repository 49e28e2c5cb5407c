/// Some of the 256 bytes.
struct ByteSet: Sendable, Hashable {
    private var words = SIMD4<UInt64>()

    init() {}

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { self.insert(byte) }
    }

    static let all = ByteSet(0...0xff)
    static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    static let space = ByteSet([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d])
    /// Letters and digits of ASCII, and the underscore.
    static let word = ByteSet((0...0x7f).filter(ASCII.isWord))
    static let notASCII = ByteSet(0x80...0xff)

    func contains(_ byte: UInt8) -> Bool {
        self.words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1
    }

    mutating func insert(_ byte: UInt8) {
        self.words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }

    mutating func formUnion(_ other: ByteSet) {
        self.words |= other.words
    }

    func union(_ other: ByteSet) -> ByteSet {
        var union = self
        union.formUnion(other)
        return union
    }

    func subtracting(_ other: ByteSet) -> ByteSet {
        var rest = self
        rest.words &= ~other.words
        return rest
    }

    func isDisjoint(with other: ByteSet) -> Bool {
        self.words & other.words == SIMD4<UInt64>()
    }

    var members: [UInt8] { (0...0xff).filter(self.contains) }

    var isEmpty: Bool { self.words == SIMD4<UInt64>() }

    /// With the other case of each ASCII letter in it.
    var bothCases: ByteSet {
        var set = self
        for lower in UInt8(ascii: "a")...UInt8(ascii: "z") where self.contains(lower) || self.contains(lower & ~0x20) {
            set.insert(lower)
            set.insert(lower & ~0x20)
        }
        return set
    }

    /// The same, and what else folds to one of its letters: the long s and the Kelvin sign.
    var caseless: ByteSet {
        var set = self.bothCases
        if set.contains(UInt8(ascii: "s")) { set.formUnion(ByteSet("\u{17f}".utf8)) }
        if set.contains(UInt8(ascii: "k")) { set.formUnion(ByteSet("\u{212a}".utf8)) }
        return set
    }
}
