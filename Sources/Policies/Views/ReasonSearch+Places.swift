/// What single signs, runs and numbers say, once it is clear that they may say something.
extension ReasonSearch {
    @inline(__always)
    mutating func examine(_ byte: UInt8, at place: Int) {
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
            guard next != UInt8(ascii: "&"), !self.reasons.contains(.escapes) else { return }
            self.note(EntityReader.read(self.text, at: place))
        case UInt8(ascii: "="):
            guard ASCII.hexDigit(next) != nil || ASCII.isSpace(next), !self.reasons.contains(.escapes) else { return }
            self.note(PercentReader.readQuoted(self.text, at: place))
        case UInt8(ascii: "_"):
            if BreakReader.isMark(next) { self.examineBreak(at: place) } else { self.examineSeparator(at: place) }
        case UInt8(ascii: "/"), UInt8(ascii: "-"): self.examineSeparator(at: place)
        case UInt8(ascii: "."):
            if next == UInt8(ascii: "j") { self.examineList(at: place) }
            self.examineSeparator(at: place)
        case UInt8(ascii: "\n"):
            self.examineBreak(at: place)
            if ASCII.isDigit(self.text.byte(at: place - 1)) { self.examineCodes(before: place) }
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            if BreakReader.mayBeginJoint(self.text, at: place) { self.examineBreak(at: place) }
        case UInt8(ascii: ","):
            let last = self.text.byte(at: place - 1)
            // Few words of two letters are hexadecimal digits.
            if ASCII.isDigit(last) || ASCII.isHexLetter(last) && self.mayEndByte(at: place) {
                self.examineCodes(before: place)
            }
        case UInt8(ascii: ")"):
            if ASCII.isHex(self.text.byte(at: place - 1)) { self.examineCodes(before: place + 1) }
        case 0..<0x20, 0x7f: self.examineControl(byte, next, at: place)
        default: self.examineBreak(at: place)
        }
    }

    @inline(never)
    private mutating func examineList(at place: Int) {
        guard let list = JoinedList.range(in: self.text, at: place) else { return }
        var hasJoints = false
        for quote in list where BreakReader.isQuote(self.text[quote]) {
            guard BreakReader.listJoint(self.text, at: quote, in: list) != nil else { continue }
            self.noteBreak(at: quote)
            hasJoints = true
        }
        if hasJoints { self.breaks.note(list: list) }
    }

    /// Two hexadecimal digits and no more, or `0x` before them.
    @inline(__always)
    private func mayEndByte(at end: Int) -> Bool {
        let before = self.text.byte(at: end - 3)
        return ASCII.isHex(self.text.byte(at: end - 2)) && (!ASCII.isAlphanumeric(before) || before | 0x20 == 0x78)
    }

    /// A control character counts between two characters of a line, and what begins a command to a terminal everywhere.
    private mutating func examineControl(_ byte: UInt8, _ next: UInt8, at place: Int) {
        if byte == UInt8(ascii: "\r"), next == UInt8(ascii: "\n") { return }
        let before = self.text.byte(at: place - 1)
        let isInside = before >= 0x20 && next >= 0x20
        guard isInside || next == UInt8(ascii: "[") || ASCII.isUnseen(before) && place > 0 || ASCII.isUnseen(next)
        else {
            return
        }
        self.reasons.formUnion([.foreign, .controls])
    }

    /// - Parameter end: of what may be an element of a list of codes.
    @inline(__always)
    mutating func examineCodes(before end: Int) {
        if end > self.codesEnd, !self.reasons.contains(.encodedRuns) { self.examineCodes(endingAt: end) }
    }

    @inline(never)
    private mutating func examineCodes(endingAt end: Int) {
        guard let start = CodeList.startOfElement(endingAt: end, in: self.text) else { return }
        let list = CodeList(self.text, at: start)
        self.codesEnd = max(end, list.end)
        if list.isLong { self.reasons.insert(.encodedRuns) }
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
    mutating func examineSeparator(at place: Int) {
        let end = self.text.byte(at: place - 1) == UInt8(ascii: " ") ? place - 1 : place
        guard ASCII.isDigit(self.text.byte(at: end - 1)) else { return }
        self.examineGroups(endingAt: end)
    }

    /// - Parameter end: of a group of digits. There may be some before it that were not looked at.
    @inline(never)
    mutating func examineGroups(endingAt end: Int) {
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
    mutating func examineRun(at place: Int) {
        guard place >= self.runEnd, !self.reasons.contains(.encodedRuns) else { return }
        let run = EncodedRun.extent(around: place, in: self.text, from: self.runEnd)
        self.runEnd = run.upperBound
        if run.count >= EncodedRun.charactersMin, EncodedRun.isReadable(run, in: self.text) {
            self.reasons.insert(.encodedRuns)
        }
    }

    /// The eight bytes are in the middle of something that may have begun before them.
    @inline(never)
    mutating func examineSpacing(at place: Int) {
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
