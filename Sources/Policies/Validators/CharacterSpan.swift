/// The digits and letters of a number as people write it: what stands between its groups is passed over.
///
/// A digit has its own value, A is 10 and Z is 35, in either case.
struct CharacterSpan {
    private typealias Storage = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    private var storage: Storage = (0, 0, 0, 0, 0, 0)
    private(set) var count = 0

    static let capacity = 48

    /// `nil` if something else stands between the characters, or there are too many of them.
    init?(_ span: UnsafeRawBufferPointer) {
        for byte in span {
            if let value = CharacterSpan.value(of: byte) {
                guard self.append(value) else { return nil }
            } else if !CharacterSpan.isSeparator(byte) {
                return nil
            }
        }
    }

    private init() {}

    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    private mutating func append(_ value: UInt8) -> Bool {
        guard self.count < CharacterSpan.capacity else { return false }
        let count = self.count
        withUnsafeMutableBytes(of: &self.storage) { $0[count] = value }
        self.count = count + 1
        return true
    }

    /// The value at a place from the left; 0 behind the last.
    subscript(index: Int) -> Int {
        guard index >= 0, index < self.count else { return 0 }
        return withUnsafeBytes(of: self.storage) { Int($0[index]) }
    }

    /// Nothing but digits.
    var isNumber: Bool { self.isNumber(0..<self.count) }

    func isNumber(_ range: Range<Int>) -> Bool {
        range.allSatisfy { self[$0] < 10 }
    }

    func isLetter(_ place: Int) -> Bool { self[place] >= 10 }

    /// Whether the character there is this capital or digit, in either case.
    func holds(_ character: UInt8, at place: Int) -> Bool {
        place < self.count && CharacterSpan.value(of: character).map(Int.init) == self[place]
    }

    /// The number that some of the digits make; ranges here are of 18 digits at most.
    func number(_ range: Range<Int>) -> Int {
        range.reduce(0) { $0 &* 10 &+ self[$1] }
    }

    /// `111111…`: passes many checksums and is never issued.
    var isOneDigitRepeated: Bool {
        guard self.count > 1 else { return true }
        return (1..<self.count).allSatisfy { self[$0] == self[0] }
    }

    /// The number with two digits for each letter: 01 for an A where A counts as 1.
    func expandingLetters(from first: Int) -> CharacterSpan {
        self.mapping { value in value < 10 ? [value] : [(value - 10 + first) / 10, (value - 10 + first) % 10] }
    }

    func dropping(_ places: Int) -> CharacterSpan { self.slice(places..<max(places, self.count)) }

    func slice(_ range: Range<Int>) -> CharacterSpan {
        var slice = CharacterSpan()
        for place in range where place < self.count { _ = slice.append(UInt8(truncatingIfNeeded: self[place])) }
        return slice
    }

    private func mapping(_ transform: (Int) -> [Int]) -> CharacterSpan {
        var mapped = CharacterSpan()
        for place in 0..<self.count {
            for value in transform(self[place]) { _ = mapped.append(UInt8(truncatingIfNeeded: value)) }
        }
        return mapped
    }
}
