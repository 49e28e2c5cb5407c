/// A number of JSON by its value, exactly: its significant digits, without zeros at either end, times a power of ten.
///
/// It never goes through a floating-point number, so two different numbers never look alike.
struct JSONDecimal {
    private let raw: UnsafeRawBufferPointer
    let isNegative: Bool
    /// The range of the bytes from the first to the last significant digit; a decimal point may stand between them. Empty for
    /// zero.
    private var significant: Range<Int>
    /// How many digits that range holds.
    private(set) var digitCount: Int
    /// The power of ten of the last significant digit; `nil` when the written exponent is beyond all reason (18 digits), which
    /// leaves the number with its text alone.
    private(set) var exponent: Int?

    /// Of the bytes of a number node.
    init(_ raw: UnsafeRawBufferPointer) {
        self.raw = raw
        var at = 0
        let isNegative = raw.first == .minus
        if isNegative { at += 1 }
        var first: Int?
        var last = 0
        var (point, mantissaEnd) = (raw.count, raw.count)
        while at < raw.count {
            let byte = raw[at]
            if byte.isDigit {
                if byte != .zero {
                    if first == nil { first = at }
                    last = at
                }
            } else if byte == .dot {
                point = at
            } else {
                mantissaEnd = at
                break
            }
            at += 1
        }
        guard let first else {
            (self.isNegative, self.significant, self.digitCount, self.exponent) = (false, 0..<0, 0, 0)
            return
        }
        self.isNegative = isNegative
        self.significant = first..<last + 1
        self.digitCount = last + 1 - first - (first < point && point < last ? 1 : 0)
        point = min(point, mantissaEnd)
        let shift = last < point ? point - last - 1 : point - last
        self.exponent = Self.exponent(raw, from: mantissaEnd).map { $0 + shift }
    }

    /// The digits as they are written, most significant first.
    func forEachDigit(_ body: (UInt8) -> Void) {
        for at in self.significant where self.raw[at] != .dot { body(self.raw[at]) }
    }

    var isZero: Bool { self.digitCount == 0 }

    /// The number, if it is whole and not below zero; `UInt64.max` if it is too great.
    var unsigned: UInt64? {
        if self.isNegative { return nil }
        guard let exponent = self.exponent else { return self.hasNegativeExponent ? nil : .max }
        return exponent < 0 ? nil : self.scaled(by: exponent)
    }

    /// Thousandths, rounded up.
    var thousandths: UInt64? {
        if self.isNegative { return nil }
        guard let exponent = self.exponent else { return self.hasNegativeExponent ? 1 : .max }
        if exponent >= -3 { return self.scaled(by: exponent + 3) }
        // Digits below a thousandth: the last one is not zero, so there is something to round up.
        let dropped = -3 - exponent
        if dropped >= self.digitCount { return 1 }
        let (kept, overflow) = self.scaled(by: 0, digits: self.digitCount - dropped).addingReportingOverflow(1)
        return overflow ? .max : kept
    }

    /// The first digits as a number, times a power of ten; saturates.
    private func scaled(by power: Int, digits: Int = .max) -> UInt64 {
        var value: UInt64 = 0
        var left = digits
        var overflow = false
        func shift(_ digit: UInt64) {
            let (product, tooGreat) = value.multipliedReportingOverflow(by: 10)
            let (sum, alsoTooGreat) = product.addingReportingOverflow(digit)
            overflow = overflow || tooGreat || alsoTooGreat
            value = sum
        }
        self.forEachDigit { digit in
            if left > 0 { shift(UInt64(digit - .zero)) }
            left -= 1
        }
        // Twenty tens are too great for any value but zero.
        if value != 0 { for _ in 0..<min(power, 20) { shift(0) } }
        return overflow ? .max : value
    }

    private var hasNegativeExponent: Bool {
        guard let mark = self.raw.lastIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
        return mark + 1 < self.raw.count && self.raw[mark + 1] == .minus
    }

    /// The number behind the `e` at an offset, or zero at the end; `nil` beyond 18 digits.
    private static func exponent(_ raw: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start + 1
        guard at < raw.count else { return 0 }
        let isNegative = raw[at] == .minus
        if isNegative || raw[at] == .plus { at += 1 }
        while at < raw.count, raw[at] == .zero { at += 1 }
        guard raw.count - at <= 18 else { return nil }
        var value = 0
        while at < raw.count {
            value = value * 10 + Int(raw[at] &- .zero)
            at += 1
        }
        return isNegative ? -value : value
    }
}
