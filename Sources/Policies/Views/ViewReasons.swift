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
    /// One pass: measured 0.4 ns a byte of letters, 0.8 of prose, 1.7 of code, at 2.6 GHz. Each kind of place is looked at
    /// closely only until its reason is known; breaks are all noted, so that nobody has to look for them again.
    ///
    /// - Parameter breaks: gets the places at which a ``Break`` begins or characters or groups of digits with separators
    ///   between them, not in order; empties it first.
    static func of(_ text: UnsafeRawBufferPointer, breaks: inout BreakPlaces) -> ViewReasons {
        var search = ReasonSearch(text: text, breaks: BreakPlaces())
        swap(&search.breaks, &breaks)
        search.breaks.removeAll()
        search.run()
        swap(&search.breaks, &breaks)
        return search.reasons
    }

    static func of(_ text: UnsafeRawBufferPointer) -> ViewReasons {
        var breaks = BreakPlaces()
        return ViewReasons.of(text, breaks: &breaks)
    }
}

/// Where the breaks of a text are.
struct BreakPlaces {
    private(set) var places: [Int] = []
    /// There are more than anybody wants to note: all of the text is to be looked at.
    private(set) var isEverywhere = false

    private static let placesMax = 16 * 1024

    mutating func removeAll() {
        self.places.removeAll(keepingCapacity: true)
        self.isEverywhere = false
    }

    mutating func note(_ place: Int) {
        if place == self.places.last { return }
        if self.places.count < BreakPlaces.placesMax { self.places.append(place) } else { self.isEverywhere = true }
    }

    /// In the order of the text.
    mutating func sort() { self.places.sort() }
}

private struct ReasonSearch {
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
        if gaps != 0 { self.examineGroups(endingAt: place + gaps.trailingZeroBitCount / 8) }
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
        case UInt8(ascii: "\n"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    @inline(__always)
    private mutating func examine(_ byte: UInt8, at place: Int) {
        let next = self.text.byte(at: place + 1)
        switch byte {
        case UInt8(ascii: "\\"):
            guard !self.reasons.contains(.escapes), place >= self.escapeEnd else { return }
            self.escapeEnd = EscapeReader.end(ofRunAt: place, in: self.text)
            self.note(EscapeReader.read(self.text, at: place))
        case UInt8(ascii: "%"):
            guard !self.reasons.contains(.escapes) else { return }
            self.note(PercentReader.read(self.text, at: place))
        case UInt8(ascii: "&"):
            guard next != UInt8(ascii: "&") else { return }
            if !self.reasons.contains(.escapes) { self.note(EntityReader.read(self.text, at: place)) }
            self.examineBreak(at: place)
        case UInt8(ascii: "="):
            guard ASCII.hexDigit(next) != nil || ASCII.isSpace(next), !self.reasons.contains(.escapes) else { return }
            self.note(PercentReader.readQuoted(self.text, at: place))
        case UInt8(ascii: "_"):
            if BreakReader.isMark(next) { self.examineBreak(at: place) } else { self.examineSeparator(at: place) }
        case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."): self.examineSeparator(at: place)
        default: self.examineBreak(at: place)
        }
    }

    private mutating func note(_ decoding: Decoding?) {
        if let decoding, decoding.isStrong { self.reasons.insert(.escapes) }
    }

    private mutating func examineBreak(at place: Int) {
        if BreakReader.read(self.text, at: place) != nil { self.noteBreak(at: place) }
    }

    private mutating func noteBreak(at place: Int) {
        self.reasons.insert(.breaks)
        self.breaks.note(place)
    }

    /// - Parameter place: of a sign that may separate groups of digits.
    @inline(__always)
    private mutating func examineSeparator(at place: Int) {
        let end = self.text.byte(at: place - 1) == UInt8(ascii: " ") ? place - 1 : place
        guard ASCII.isDigit(self.text.byte(at: end - 1)) else { return }
        self.examineGroups(endingAt: end)
    }

    /// - Parameter end: of a group of digits. There may be some before it that were not looked at.
    @inline(never)
    private mutating func examineGroups(endingAt end: Int) {
        var end = end
        for _ in 0..<ReasonSearch.groupsBack where end > self.groupsEnd {
            var start = end - 1
            while end - start < SpacedText.groupMax, ASCII.isDigit(self.text.byte(at: start - 1)) { start -= 1 }
            guard self.beginsWord(at: start) else { return }
            // The commonest of all are dates.
            let isDate = end - start == 4 && self.text.byte(at: end) == self.text.byte(at: end + 3)
            if !isDate, let groups = SpacedText.groups(in: self.text, at: start) {
                self.noteBreak(at: start)
                self.groupsEnd = groups.range.upperBound
            }
            end = start
            while start - end < SpacedText.separatorMax, SpacedText.separates(self.text.byte(at: end - 1)) { end -= 1 }
            guard end < start, ASCII.isDigit(self.text.byte(at: end - 1)) else { return }
        }
    }

    private static let groupsBack = 4

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
        if place >= self.singlesEnd, let start = SpacedText.startOfSingles(in: self.text, around: place),
            let end = SpacedText.endOfSingles(in: self.text, at: start)
        {
            self.noteBreak(at: start)
            self.singlesEnd = end
        }
        guard !self.reasons.contains(.encodedRuns) else { return }
        for start in place..<(place + 3) where self.beginsWord(at: start) {
            if ByteDump.end(in: self.text, at: start) != nil { self.reasons.insert(.encodedRuns) }
        }
    }

    private func beginsWord(at place: Int) -> Bool {
        ASCII.isAlphanumeric(self.text.byte(at: place)) && !ASCII.isAlphanumeric(self.text.byte(at: place - 1))
    }
}
