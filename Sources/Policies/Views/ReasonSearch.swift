/// Finds out what in a text asks for a view: eight bytes at a time, of which most are letters and spaces.
struct ReasonSearch {
    let text: UnsafeRawBufferPointer
    var breaks: BreakPlaces
    var reasons: ViewReasons = []
    /// The end of the last run of characters of base64, which is not to be looked at again.
    var runEnd = 0
    /// The end of the last run of backslashes.
    var escapeEnd = 0
    /// The end of the last groups of digits.
    var groupsEnd = 0
    /// The end of the last characters that stand alone.
    var singlesEnd = 0
    /// The end of the last list of codes.
    var codesEnd = 0

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    mutating func run() {
        var at = 0
        while at + 8 <= self.text.count {
            let word = UInt64(littleEndian: self.text.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            self.examine(word, at: at)
            at += 8
        }
        guard at < self.text.count else { return }
        // Spaces say nothing; the last word of a text may be shorter.
        var word: UInt64 = 0x2020_2020_2020_2020
        for place in (at..<self.text.count).reversed() { word = word << 8 | UInt64(self.text[place]) }
        self.examine(word, at: at)
    }

    /// Eight bytes, the first in the lowest bits. Most are letters and spaces, which are soon told.
    @inline(__always)
    private mutating func examine(_ word: UInt64, at place: Int) {
        let ones = ReasonSearch.ones
        let highs = ReasonSearch.highs
        // In each of these, the high bit of a byte tells.
        let low = word & ~highs
        let folded = low | (ones &* 0x20)
        let letters = (folded &+ (ones &* 0x1f)) & ~(folded &+ (ones &* 0x05))
        let notSpace = (low ^ (ones &* 0x20)) &+ (ones &* 0x7f)
        guard (letters | ~notSpace) & ~word & highs == highs else {
            self.examine(word, letters & ~word & highs, spaces: ~(notSpace | word) & highs, at: place)
            return
        }
        let spaces = ~notSpace & highs
        if spaces == 0 {
            // Small letters alone are a long word.
            if word & (ones &* 0x20) != ones &* 0x20 { self.examineRun(at: place) }
        } else if spaces & (spaces >> 16 | spaces >> 24) != 0, ReasonSearch.isRegular(highs & ~spaces) {
            self.examineSpacing(at: place)
        }
    }

    /// Eight bytes with digits, signs or other characters.
    private mutating func examine(_ word: UInt64, _ letters: UInt64, spaces: UInt64, at place: Int) {
        let ones = ReasonSearch.ones
        let highs = ReasonSearch.highs
        let low = word & ~highs
        let digits = (low &+ (ones &* 0x50)) & ~(low &+ (ones &* 0x46)) & ~word & highs
        let alphanumerics = letters | digits
        if alphanumerics == highs {
            self.examineRun(at: place)
            return
        }
        // A run of a sign that says nothing.
        let byte = UInt8(truncatingIfNeeded: word)
        if word == ones &* UInt64(byte), byte < 0x80, !ReasonSearch.isInteresting(byte),
            !SpacedText.separatesSingles(byte)
        {
            return
        }
        var signs = highs & ~alphanumerics & ~spaces
        if self.reasons.contains(.foreign) { signs &= ~word }
        if signs != 0 { self.examine(signs: signs, of: word, at: place) }
        if ReasonSearch.isRegular(alphanumerics) || ReasonSearch.isRegular(highs & ~spaces) {
            self.examineSpacing(at: place)
        }
        // A digit, a space and a digit or another space.
        let gaps = (digits << 8) & spaces & ((digits | spaces) >> 8)
        if gaps != 0 {
            let end = place + gaps.trailingZeroBitCount / 8
            self.examineGroups(endingAt: end)
            self.examineCodes(before: end)
        }
    }

    /// One or two letters or digits and one other byte, again and again.
    @inline(__always)
    private static func isRegular(_ alphanumerics: UInt64) -> Bool {
        switch alphanumerics {
        case 0x0080_0080_0080_0080, 0x8000_8000_8000_8000: true
        case 0x8080_0080_8000_8080, 0x8000_8080_0080_8000, 0x0080_8000_8080_0080: true
        default: false
        }
    }

    /// Every other byte is the same.
    @inline(__always)
    private static func isInterleaved(_ word: UInt64) -> Bool {
        let even = word & 0x00ff_00ff_00ff_00ff
        let odd = (word >> 8) & 0x00ff_00ff_00ff_00ff
        return even == (even & 0xff) &* 0x0001_0001_0001_0001 || odd == (odd & 0xff) &* 0x0001_0001_0001_0001
    }

    @inline(never)
    private mutating func examine(signs: UInt64, of word: UInt64, at place: Int) {
        if ReasonSearch.isInterleaved(word) { self.examineSpacing(at: place) }
        var signs = signs
        while signs != 0 {
            let offset = signs.trailingZeroBitCount / 8
            signs &= signs &- 1
            let byte = UInt8(truncatingIfNeeded: word >> UInt64(8 * offset))
            if byte >= 0x80 {
                self.reasons.insert(.foreign)
            } else if ReasonSearch.isInteresting(byte) {
                self.examine(byte, at: place + offset)
            }
        }
    }

    /// Whether ``examine(_:at:)`` does something with an ASCII character.
    @inline(__always)
    private static func isInteresting(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...8, UInt8(ascii: "\n")...0x1f, 0x7f, UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: ","), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: "\\"),
            UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
