/// Finds what is text among bytes, of which some at the beginning or between may be none: a length, a mark of the order of
/// bytes, a tag of a record.
struct TextSearch {
    private var check = TextCheck()
    private var count = 0
    private var partStart = 0
    private var parts: [Range<Int>] = []
    /// Behind the last part that is long enough, or where the bytes begin.
    private var lastEnd = 0
    private(set) var hasOthers = false

    /// Text begins so far behind the beginning, or behind the text before it: what a stream would hold of a word.
    private static let othersMax = 32

    var hasText: Bool { !self.parts.isEmpty || self.count - self.partStart >= EncodedRun.prefixMin }

    /// - Parameter orOther: whether one that is no text may be looked over.
    mutating func accepts(_ byte: UInt8, orOther: Bool) -> Bool {
        if self.check.accepts(byte) {
            self.count += 1
            return true
        }
        guard orOther else { return false }
        self.endPart()
        self.hasOthers = true
        self.check = TextCheck()
        self.partStart = self.check.accepts(byte) ? self.count : self.count + 1
        if self.partStart > self.count { self.check = TextCheck() }
        self.count += 1
        return self.partStart - self.lastEnd <= TextSearch.othersMax
    }

    private mutating func endPart() {
        guard self.count - self.partStart >= EncodedRun.prefixMin else { return }
        self.parts.append(self.partStart..<self.count)
        self.lastEnd = self.count
    }

    /// The parts that are text, the last of them if it has so many bytes.
    func parts(leastBytes: Int) -> [Range<Int>] {
        self.count - self.partStart >= leastBytes ? self.parts + [self.partStart..<self.count] : self.parts
    }
}

/// Tells text from other bytes: printable ASCII, line ends, sound UTF-8, and ASCII in UTF-16 of either order.
struct TextCheck {
    private var continuations = 0
    private var count = 0
    private var previous: UInt8 = 1
    /// Where the zeros of UTF-16 stand: behind each character, or before.
    private var zeroPlace: Int?

    mutating func accepts(_ byte: UInt8) -> Bool {
        defer {
            self.count += 1
            self.previous = byte
        }
        if self.continuations > 0 {
            self.continuations -= 1
            return byte & 0xc0 == 0x80
        }
        switch byte {
        case 0x20...0x7e, 0x09, 0x0a, 0x0d: return true
        case 0:
            if self.zeroPlace == nil { self.zeroPlace = self.count & 1 }
            return self.previous != 0 && self.zeroPlace == self.count & 1
        case 0xc2...0xdf: self.continuations = 1
        case 0xe0...0xef: self.continuations = 2
        case 0xf0...0xf4: self.continuations = 3
        default: return false
        }
        return true
    }
}
