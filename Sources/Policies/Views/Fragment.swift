/// What stands on one side of a break: the letters, digits and signs of a value, as far as they go.
struct Fragment {
    private(set) var count = 0
    private var digits = 0
    private var lower = 0
    private var upper = 0
    private var signs = 0
    private var hasAt = false
    /// The character at the break, and the one at the other end.
    private var near: UInt8 = 0
    private var first: UInt8 = 0

    /// No more is looked at; what is longer is no word.
    static let countMax = 64
    private static let longWord = 20

    /// What ends at a place.
    init(before end: Int, in text: UnsafeRawBufferPointer) {
        var at = min(end, text.count) - 1
        while at >= 0, self.count < Fragment.countMax, self.take(text[at]) { at -= 1 }
    }

    /// What begins at a place.
    init(from start: Int, in text: UnsafeRawBufferPointer) {
        var at = max(start, 0)
        while at < text.count, self.count < Fragment.countMax, self.take(text[at]) { at += 1 }
        self.first = self.near
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        if ASCII.isLowercase(byte) {
            self.lower &+= 1
        } else if ASCII.isDigit(byte) {
            self.digits &+= 1
        } else if ASCII.isUppercase(byte) {
            self.upper &+= 1
        } else {
            guard Fragment.isSign(byte) else { return false }
            self.signs &+= 1
            if byte == UInt8(ascii: "@") { self.hasAt = true }
        }
        if self.count == 0 { self.near = byte }
        self.first = byte
        self.count &+= 1
        return true
    }

    /// Whether two words of prose stand on the sides of a break, which is nearly always so at a line end: small letters, the
    /// first of them perhaps a capital.
    static func arePlain(_ start: Int, _ end: Int, in text: UnsafeRawBufferPointer) -> Bool {
        var at = start
        while at > 0, start - at < Fragment.longWord, ASCII.isLowercase(text[at - 1]) { at -= 1 }
        if at > 0, ASCII.isUppercase(text[at - 1]) { at -= 1 }
        guard at < start, start - at < Fragment.longWord, at == 0 || !Fragment.isPart(text[at - 1]) else {
            return false
        }
        at = end
        if at < text.count, ASCII.isUppercase(text[at]) { at += 1 }
        while at < text.count, at - end < Fragment.longWord, ASCII.isLowercase(text[at]) { at += 1 }
        return at > end && at - end < Fragment.longWord && (at == text.count || !Fragment.isPart(text[at]))
    }

    static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "."), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    static func isPart(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || Fragment.isSign(byte)
    }

    var isNumber: Bool { self.digits > 0 && self.lower + self.upper == 0 && !self.hasAt }
    private var isAcronym: Bool { self.upper > 1 && self.lower + self.digits + self.signs == 0 }
    /// Other than a word of prose, with the full stop behind it.
    private var isToken: Bool {
        let signs = self.near == UInt8(ascii: ".") ? self.signs - 1 : self.signs
        return self.digits > 0 && self.lower + self.upper > 0 || signs > 0 && self.count > 1
            || self.upper > 1 && self.lower > 0 || self.upper == 1 && self.lower > 0 && !ASCII.isUppercase(self.first)
            || self.count >= Fragment.longWord
    }
    /// A word of prose.
    var isProse: Bool { self.digits + self.signs == 0 && !self.isToken && !self.isAcronym }
    private var ends: Bool { self.near == UInt8(ascii: ".") && !self.hasAt }

    /// Whether two sides may be parts of one value. It decides what is looked at, not what is found: prose and plain code
    /// are to cost little.
    static func belong(_ left: Fragment, _ right: Fragment) -> Bool {
        guard left.count > 0, right.count > 0, !left.ends, left.count + right.count >= Fragment.valueMin else {
            return false
        }
        if left.isNumber, right.isNumber { return true }
        if Fragment.isGlue(left.near) || Fragment.isGlue(right.near) { return true }
        if left.isToken, right.isToken { return true }
        if left.isAcronym, right.isAcronym { return left.count + right.count >= Fragment.acronymsMin }
        let (token, other) = left.isToken ? (left, right) : (right, left)
        guard token.isToken else { return false }
        if token.digits > 0, other.isNumber || other.isAcronym { return true }
        return token.digits > 0 && token.count >= Fragment.tokenMin
    }

    /// Whether two sides may be parts of one value where it is known that they are parts of one text.
    static func mayBelong(_ left: Fragment, _ right: Fragment) -> Bool {
        guard left.count > 0, right.count > 0 else { return false }
        if left.isNumber || right.isNumber || left.isToken || right.isToken { return true }
        if left.isAcronym, right.isAcronym { return true }
        return Fragment.isGlue(left.near) || Fragment.isGlue(right.near)
            || left.count < Fragment.valueMin && right.count < Fragment.valueMin
    }

    /// Whether it is neither a word nor a name: it has digits or the sign of an address, or is all capitals.
    var isNoName: Bool { self.digits > 0 || self.hasAt || self.isAcronym }

    private static let valueMin = 8
    private static let acronymsMin = 10
    private static let tokenMin = 12

    private static func isGlue(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "@") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }
}
