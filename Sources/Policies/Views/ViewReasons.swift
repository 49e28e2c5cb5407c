/// What in a text asks for a view of it. Empty for plain prose and most code.
struct ViewReasons: OptionSet, Sendable {
    let rawValue: UInt8

    /// Escapes, percent-encoding or entities that stand for something.
    static let escapes = ViewReasons(rawValue: 1)
    /// Characters beyond ASCII.
    static let foreign = ViewReasons(rawValue: 2)
    /// Base64, hexadecimal digits or a byte dump that stand for text.
    static let encodedRuns = ViewReasons(rawValue: 4)
    /// Something inside what may be one value.
    static let breaks = ViewReasons(rawValue: 8)

    static let all: ViewReasons = [.escapes, .foreign, .encodedRuns, .breaks]
}

extension ViewReasons {
    /// One pass, about 0.4 ns a byte of prose. Each place is looked at closely only until its reason is known.
    static func of(_ text: UnsafeRawBufferPointer) -> ViewReasons {
        var search = ReasonSearch(text: text)
        search.run()
        return search.reasons
    }
}

private struct ReasonSearch {
    let text: UnsafeRawBufferPointer
    var reasons: ViewReasons = []
    /// The end of the last run of characters of base64, which is not to be looked at again.
    var runEnd = 0
    /// The end of the last run of backslashes.
    var escapeEnd = 0

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

    /// Eight bytes, the first in the lowest bits.
    @inline(__always)
    private mutating func examine(_ word: UInt64, at place: Int) {
        let ones = ReasonSearch.ones
        let highs = ReasonSearch.highs
        let low = word & ~highs
        let folded = low | (ones &* 0x20)
        // In each, the high bit of a byte tells.
        let letters = (folded &+ (ones &* 0x1f)) & ~(folded &+ (ones &* 0x05))
        let digits = (low &+ (ones &* 0x50)) & ~(low &+ (ones &* 0x46)) & ~word & highs
        let notSpace = (low ^ (ones &* 0x20)) &+ (ones &* 0x7f)
        let alphanumerics = (letters & ~word | digits) & highs
        var signs = (notSpace | word) & ~alphanumerics & highs
        if self.reasons.contains(.foreign) { signs &= ~word }
        if signs != 0 { self.examine(signs: signs, of: word, at: place) }
        if alphanumerics == highs {
            // Small letters alone are a long word.
            if digits != 0 || word & (ones &* 0x20) != ones &* 0x20 { self.examineRun(at: place) }
        } else if ReasonSearch.isRegular(alphanumerics) || ReasonSearch.isAlternating(~notSpace & ~word & highs)
            || digits != 0 && ((digits >> 7) &* ones) >> 56 >= 4
        {
            self.examineSpacing(at: place)
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

    @inline(__always)
    private static func isAlternating(_ spaces: UInt64) -> Bool {
        spaces == 0x0080_0080_0080_0080 || spaces == 0x8000_8000_8000_8000
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
            self.examine(byte, at: place + offset)
        }
    }

    @inline(__always)
    private mutating func examine(_ byte: UInt8, at place: Int) {
        switch byte {
        case 0x80...: self.reasons.insert(.foreign)
        case UInt8(ascii: "\\"):
            guard !self.reasons.contains(.escapes), place >= self.escapeEnd else { return }
            self.escapeEnd = EscapeReader.end(ofRunAt: place, in: self.text)
            self.note(EscapeReader.read(self.text, at: place))
        case UInt8(ascii: "%"):
            guard !self.reasons.contains(.escapes) else { return }
            self.note(PercentReader.read(self.text, at: place))
        case UInt8(ascii: "&"):
            if !self.reasons.contains(.escapes) { self.note(EntityReader.read(self.text, at: place)) }
            self.examineBreak(at: place)
        case UInt8(ascii: "="):
            guard !self.reasons.contains(.escapes) else { return }
            self.note(PercentReader.readQuoted(self.text, at: place))
        case UInt8(ascii: "\n"), UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "~"), UInt8(ascii: "_"),
            UInt8(ascii: "<"), UInt8(ascii: "+"):
            self.examineBreak(at: place)
            if byte == UInt8(ascii: "_") { self.examineGroups(at: place) }
        case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."): self.examineGroups(at: place)
        default: return
        }
    }

    private mutating func note(_ decoding: Decoding?) {
        if let decoding, decoding.isStrong { self.reasons.insert(.escapes) }
    }

    private mutating func examineBreak(at place: Int) {
        guard !self.reasons.contains(.breaks) else { return }
        if BreakReader.read(self.text, at: place) != nil { self.reasons.insert(.breaks) }
    }

    /// - Parameter place: of a sign that may separate groups of digits.
    @inline(__always)
    private mutating func examineGroups(at place: Int) {
        let end = self.text.byte(at: place - 1) == UInt8(ascii: " ") ? place - 1 : place
        guard ASCII.isDigit(self.text.byte(at: end - 1)), !self.reasons.contains(.breaks) else { return }
        self.examineGroups(endingAt: end)
    }

    @inline(never)
    private mutating func examineGroups(endingAt end: Int) {
        var start = end - 1
        while end - start < SpacedText.groupMax, ASCII.isDigit(self.text.byte(at: start - 1)) { start -= 1 }
        if self.beginsWord(at: start), SpacedText.groups(in: self.text, at: start) != nil {
            self.reasons.insert(.breaks)
        }
    }

    @inline(never)
    private mutating func examineRun(at place: Int) {
        guard place >= self.runEnd, !self.reasons.contains(.encodedRuns) else { return }
        let run = EncodedRun.extent(around: place, in: self.text, from: self.runEnd)
        self.runEnd = run.upperBound
        if run.count >= EncodedRun.charactersMin, EncodedRun.isReadable(run, in: self.text) {
            self.reasons.insert(.encodedRuns)
        }
    }

    /// The eight bytes are in the middle of something that may have begun before them.
    @inline(never)
    private mutating func examineSpacing(at place: Int) {
        if !self.reasons.contains(.breaks),
            let start = SpacedText.startOfSingles(in: self.text, around: place),
            SpacedText.endOfSingles(in: self.text, at: start) != nil
        {
            self.reasons.insert(.breaks)
        }
        var start = place
        while start > 0, place - start < 8, !self.beginsWord(at: start) { start -= 1 }
        for start in start..<(place + 8) where self.beginsWord(at: start) {
            if !self.reasons.contains(.encodedRuns), ByteDump.end(in: self.text, at: start) != nil {
                self.reasons.insert(.encodedRuns)
            }
            if !self.reasons.contains(.breaks), ASCII.isDigit(self.text.byte(at: start)),
                SpacedText.groups(in: self.text, at: start) != nil
            {
                self.reasons.insert(.breaks)
            }
        }
    }

    private func beginsWord(at place: Int) -> Bool {
        ASCII.isAlphanumeric(self.text.byte(at: place)) && !ASCII.isAlphanumeric(self.text.byte(at: place - 1))
    }
}
