import Exchange

/// Looks through a text that still grows for what reads differently in a view of it, and for what may yet turn out to.
///
/// It asks the readers of the views themselves, and says of each thing besides whether more text could make them say
/// something else. What stands before an open place reads the same whatever follows.
struct ViewWatch {
    let text: UnsafeRawBufferPointer
    /// Whether nothing will come behind the text.
    let isLast: Bool
    /// Where a run began that is too long to be held, and no text in base64. The rest of it is not looked at, up to a sign.
    private(set) var deadRunStart: Int?

    /// What stands together up to the place that is looked at: a value that goes on behind an escape begins there.
    private var unitStart = 0
    private var unitReach = 0
    /// The end of the last word that has a look-alike letter and no ASCII.
    var foreignWordEnd = 0

    enum Sight {
        /// All of it stands plainly.
        case plain
        /// How it reads from here on depends on what follows.
        case open(Int)
        case change(ViewChange)
    }

    /// What one sign or word is.
    enum Unit {
        /// - Parameter reach: how far it may belong together with what follows, if that is read differently.
        case plain(end: Int, reach: Int)
        case open
        case change(end: Int, ViewReasons)
    }

    /// Longer runs and words of which nothing can be told are not held, unless they are text in base64.
    static let wordBytesMax = 64

    init(_ text: UnsafeRawBufferPointer, isLast: Bool, deadRunStart: Int? = nil) {
        self.text = text
        self.isLast = isLast
        self.deadRunStart = deadRunStart
    }

    /// What comes first from a place on that does not stand plainly.
    mutating func next(from start: Int) -> Sight {
        var at = start
        (self.unitStart, self.unitReach) = (start, start)
        if let start = self.deadRunStart { at = self.skip(deadRunAt: start, from: at) }
        while at < self.text.count {
            let byte = self.text[at]
            let unit: Unit
            if EncodedRun.isCharacter(byte) {
                unit = self.run(at: at)
            } else if byte >= 0x80 {
                unit = self.character(at: at)
            } else if ViewWatch.isSign(byte) {
                unit = self.sign(byte, at: at)
            } else if ASCII.isUnseen(byte) {
                unit = self.invisible(at: at)
            } else {
                at += 1
                continue
            }
            switch unit {
            case .plain(let end, let reach):
                if at > self.unitReach { self.unitStart = at }
                self.unitReach = max(self.unitReach, reach)
                at = end
            case .open: return .open(self.joinedStart(of: at))
            case .change(let end, let reasons):
                return .change(ViewChange(start: self.joinedStart(of: at), end: end, reasons: reasons))
            }
        }
        return .plain
    }

    private func joinedStart(of place: Int) -> Int {
        place <= self.unitReach ? self.unitStart : place
    }

    private mutating func skip(deadRunAt runStart: Int, from start: Int) -> Int {
        var at = start
        while EncodedRun.isCharacter(self.text.byte(at: at)) {
            at += 1
            if !ASCII.isAlphanumeric(self.text[at - 1]), at - runStart <= EncodedRun.partsReach {
                self.deadRunStart = nil
                return at
            }
        }
        if at < self.text.count { self.deadRunStart = nil }
        return at
    }

    /// The first place that depends on what follows a part of a text, or the end of the part.
    static func openPlace(in part: UnsafeRawBufferPointer) -> Int {
        let text = UnsafeRawBufferPointer(rebasing: part[..<StreamText.wholeEnd(of: part)])
        var watch = ViewWatch(text, isLast: false)
        var at = 0
        while true {
            switch watch.next(from: at) {
            case .plain: return text.count
            case .open(let place): return place
            case .change(let change): at = change.end
            }
        }
    }

    /// Letters and digits are words; these are looked at one by one, all others say nothing.
    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\\"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "~"),
            UInt8(ascii: "<"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        default: false
        }
    }

    private func sign(_ byte: UInt8, at place: Int) -> Unit {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "="): self.escape(byte, at: place)
        case UInt8(ascii: "&"): self.ampersand(at: place)
        case UInt8(ascii: " "): self.blank(at: place)
        case UInt8(ascii: "\r"): self.carriageReturn(at: place)
        default: self.breakSign(at: place)
        }
    }
}

/// A part of a text that reads differently in a view.
struct ViewChange {
    /// What stands from here on may be read together with it.
    var start: Int
    var end: Int
    var reasons: ViewReasons
}

/// Runs of the characters of base64, which are words, numbers and paths too.
extension ViewWatch {
    private mutating func run(at start: Int) -> Unit {
        var end = start + 1
        while end < self.text.count, EncodedRun.isCharacter(self.text[end]) { end += 1 }
        if end == self.text.count, !self.isLast {
            if end - start < ViewWatch.wordBytesMax || EncodedRun.isOpen(start..<end, in: self.text) { return .open }
            self.deadRunStart = start
            return .plain(end: end, reach: start)
        }
        if end - start >= EncodedRun.charactersMin {
            if !self.isLast, EncodedRun.isOpen(start..<end, in: self.text) { return .open }
            if let run = EncodedRun(start..<end, in: self.text) {
                return self.isOpen(run.range.upperBound) ? .open : .change(end: run.range.upperBound, .encodedRuns)
            }
        }
        return self.words(in: start..<end)
    }

    /// More text may belong to what ends at a place.
    func isOpen(_ end: Int) -> Bool {
        end >= self.text.count && !self.isLast
    }

    /// The words of a run, each of which may begin a number in groups, characters that stand alone, or a dump.
    private func words(in run: Range<Int>) -> Unit {
        var at = run.lowerBound
        var reach = run.upperBound
        let limit = min(run.upperBound, run.lowerBound + ViewWatch.wordBytesMax)
        while at < limit {
            let byte = self.text[at]
            if !ASCII.isAlphanumeric(byte) {
                let next = self.text.byte(at: at + 1)
                if byte == UInt8(ascii: "_"), BreakReader.isMark(next) {
                    switch self.breakSign(at: at) {
                    case .open: return .open
                    case .change(let end, let reasons): return .change(end: end, reasons)
                    case .plain(_, let end): reach = max(reach, end)
                    }
                }
                at += 1
                continue
            }
            switch self.word(at: at) {
            case .open: return .open
            case .change(let end, let reasons): return .change(end: end, reasons)
            case .plain(_, let end): reach = max(reach, end)
            }
            while at < limit, ASCII.isAlphanumeric(self.text[at]) { at += 1 }
        }
        return .plain(end: run.upperBound, reach: reach)
    }

    private func word(at start: Int) -> Unit {
        var reach = start
        let separator = self.text.byte(at: start + 1)
        if !ASCII.isAlphanumeric(separator), SpacedText.separatesSingles(separator) {
            let end = SpacedText.reachOfSingles(in: self.text, at: start)
            if self.isOpen(end) { return .open }
            if let end = SpacedText.endOfSingles(in: self.text, at: start) {
                let count = (end - start) / 2
                guard !self.isLast, end + 2 >= self.text.count, count > SpacedText.charactersMin else {
                    return .change(end: end, .breaks)
                }
                // More of them may come. Then the last are the first of the rest.
                return .change(end: start + 2 * (count - SpacedText.charactersMin), .breaks)
            }
            reach = max(reach, end)
        }
        if ASCII.isDigit(self.text[start]) {
            let end = SpacedText.reachOfGroups(in: self.text, at: start)
            if self.isOpen(end) { return .open }
            if let groups = SpacedText.groups(in: self.text, at: start) {
                return .change(end: groups.range.upperBound, .breaks)
            }
            reach = max(reach, end)
        }
        let codes = CodeList(self.text, at: start)
        if codes.isOpen, !self.isLast { return .open }
        if codes.isLong { return .change(end: codes.end, .encodedRuns) }
        reach = max(reach, codes.end)
        if let end = ByteDump.reach(in: self.text, at: start) {
            if self.isOpen(end) { return .open }
            if let end = ByteDump.end(in: self.text, at: start) { return .change(end: end, .encodedRuns) }
            reach = max(reach, end)
        }
        return .plain(end: start, reach: reach)
    }
}
