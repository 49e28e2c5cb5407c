/// A set of bytes; four words, so that asking costs a shift.
struct ByteSet: Sendable, Hashable {
    private var words: SIMD4<UInt64>

    static let none = ByteSet()
    static let all = ByteSet(words: SIMD4(repeating: .max))
    /// Every byte of ASCII.
    static let ascii = ByteSet(words: SIMD4(.max, .max, 0, 0))
    /// The first bytes of characters beyond ASCII.
    static let leading = ByteSet(0xc2...0xf4)
    /// The bytes that follow a first byte.
    static let continuing = ByteSet(0x80...0xbf)
    static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
    /// `\w`
    static let word = ByteSet((0...0x7f).filter(ASCII.isWord))
    /// `\s`
    static let space = ByteSet([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20])

    init() {
        self.words = .zero
    }

    private init(words: SIMD4<UInt64>) {
        self.words = words
    }

    init(_ bytes: some Sequence<UInt8>) {
        self.init()
        for byte in bytes { self.insert(byte) }
    }

    func contains(_ byte: UInt8) -> Bool {
        self.words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0
    }

    mutating func insert(_ byte: UInt8) {
        self.words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }

    mutating func formUnion(_ other: ByteSet) {
        self.words |= other.words
    }

    func union(_ other: ByteSet) -> ByteSet { ByteSet(words: self.words | other.words) }
    func intersection(_ other: ByteSet) -> ByteSet { ByteSet(words: self.words & other.words) }
    func subtracting(_ other: ByteSet) -> ByteSet { ByteSet(words: self.words & ~other.words) }
    var complement: ByteSet { ByteSet(words: ~self.words) }

    var isEmpty: Bool { self.words == .zero }
    var count: Int { (0..<4).reduce(0) { $0 + self.words[$1].nonzeroBitCount } }
    func isSubset(of other: ByteSet) -> Bool { self.words & ~other.words == .zero }
    func isDisjoint(with other: ByteSet) -> Bool { self.words & other.words == .zero }

    /// In ascending order.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.count)
        self.visit { bytes.append($0) }
        return bytes
    }

    /// The smallest.
    var first: UInt8? {
        (0..<4).first { self.words[$0] != 0 }.map { UInt8($0 << 6 | self.words[$0].trailingZeroBitCount) }
    }

    /// In ascending order.
    @inline(__always)
    func visit(_ body: (UInt8) -> Void) {
        for place in 0..<4 {
            var word = self.words[place]
            while word != 0 {
                body(UInt8(truncatingIfNeeded: place << 6 | word.trailingZeroBitCount))
                word &= word &- 1
            }
        }
    }

    /// With the other case of each letter.
    var caseless: ByteSet {
        ByteSet(self.bytes.flatMap { ASCII.isLetter($0) ? [$0, $0 ^ 0x20] : [$0] })
    }

    /// With the bit that makes a letter small in every byte.
    var folded: ByteSet { ByteSet(self.bytes.lazy.map { $0 | 0x20 }) }

    /// With each letter lower-cased.
    var lowercased: ByteSet { ByteSet(self.bytes.map(ASCII.lowercased)) }
}
