/// The digits of a number as people write it: spaces, dashes, dots and slashes between groups are passed over.
struct DigitSpan {
    /// Their values, at most 32 of them.
    private(set) var values: InlineDigits
    private(set) var count: Int

    typealias InlineDigits = (UInt64, UInt64, UInt64, UInt64)
    static let capacity = 32

    /// `nil` if something else stands between the digits, or there are too many of them.
    init?(_ span: UnsafeRawBufferPointer) {
        var values: InlineDigits = (0, 0, 0, 0)
        var count = 0
        for byte in span {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard count < DigitSpan.capacity else { return nil }
                withUnsafeMutableBytes(of: &values) { $0[count] = byte &- UInt8(ascii: "0") }
                count += 1
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"):
                continue
            default:
                return nil
            }
        }
        self.values = values
        self.count = count
    }

    /// The digit at a place from the left; 0 behind the last.
    subscript(index: Int) -> Int {
        guard index >= 0, index < self.count else { return 0 }
        return withUnsafeBytes(of: self.values) { Int($0[index]) }
    }

    /// The number that some of the digits make; ranges here are of 9 digits at most.
    func number(_ range: Range<Int>) -> Int {
        range.reduce(0) { $0 &* 10 &+ self[$1] }
    }

    /// `111111…`: passes many checksums and is never issued.
    var isOneDigitRepeated: Bool {
        guard self.count > 1 else { return true }
        return (1..<self.count).allSatisfy { self[$0] == self[0] }
    }
}
