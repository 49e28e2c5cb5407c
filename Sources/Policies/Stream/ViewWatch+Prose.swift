import Exchange

/// Words and ordinary punctuation, of which an answer consists for the most part.
extension ViewWatch {
    /// Where a text stops to stand plainly whatever follows, looked at from a place on.
    ///
    /// It says what ``next(from:)`` says, for a fraction of its cost.
    ///
    /// - Returns: the end of the text, or the beginning of what depends on what follows; `nil` where the text is not so
    ///   ordinary that this is known here.
    static func plainEnd(ofProse text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        var run = start..<start
        while at < text.count {
            let byte = text[at]
            if ASCII.isLetter(byte) || ViewWatch.joinsWords(byte) {
                guard let end = ViewWatch.endOfWords(in: text, at: at), end - at < EncodedRun.charactersMin else {
                    return nil
                }
                guard end < text.count else { return at }
                if end - at <= 2, ViewWatch.mayBeOneOfMany(text, at..<end) {
                    guard let isOver = ViewWatch.isFollowedByWord(text, end) else { return nil }
                    guard isOver else { return at }
                }
                run = at..<end
                at = end
                continue
            }
            let joined = run.upperBound == at ? run.lowerBound : at
            let isOpen: Bool?
            switch byte {
            case UInt8(ascii: " "): isOpen = ViewWatch.isBlankOpen(text, at)
            case UInt8(ascii: "\n"): isOpen = ViewWatch.isLineEndOpen(text, at)
            case UInt8(ascii: "\""), UInt8(ascii: "'"): isOpen = ViewWatch.isQuoteOpen(text, at)
            default: isOpen = ViewWatch.isPunctuation(byte) ? false : nil
            }
            guard let isOpen else { return nil }
            if isOpen { return joined }
            at += 1
        }
        return text.count
    }

    /// Whether ``plainEnd(ofProse:from:)`` knows what a byte is.
    static func isProse(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: ASCII.isLetter(byte) || ViewWatch.joinsWords(byte) || ViewWatch.isPunctuation(byte)
        }
    }

    /// Signs of which no view makes anything.
    @inline(__always)
    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
            UInt8(ascii: "?"), UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }

    @inline(__always)
    private static func joinsWords(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/")
    }

    /// `nil` where parts are so short that they may be characters or bytes that stand alone.
    private static func endOfWords(in text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        var at = start
        var part = start
        var isJoined = false
        while at < text.count {
            if ASCII.isLetter(text[at]) {
                at += 1
            } else if ViewWatch.joinsWords(text[at]) {
                if at > part, at - part < 3 { return nil }
                isJoined = true
                at += 1
                part = at
            } else {
                break
            }
        }
        return isJoined && at < text.count && at > part && at - part < 3 ? nil : at
    }

    /// One letter, or what may be a byte.
    private static func mayBeOneOfMany(_ text: UnsafeRawBufferPointer, _ word: Range<Int>) -> Bool {
        ASCII.isLetter(text[word.lowerBound])
            && (word.count == 1
                || ASCII.isHexLetter(text[word.lowerBound]) && ASCII.isHexLetter(text[word.upperBound - 1]))
    }

    /// Whether an ordinary word has come behind a short one.
    private static func isFollowedByWord(_ text: UnsafeRawBufferPointer, _ end: Int) -> Bool? {
        guard text[end] == UInt8(ascii: " ") else { return nil }
        var next = end + 1
        while next < text.count, ASCII.isLetter(text[next]) { next += 1 }
        guard next < text.count else { return false }
        return next - end > 3 && !ViewWatch.joinsWords(text[next]) ? true : nil
    }

    /// See ``blank(at:)``.
    private static func isBlankOpen(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool? {
        guard place > 0 else { return false }
        let before = text[place - 1]
        guard !BreakReader.isQuote(before) else { return nil }
        guard Fragment.isPart(before), before != UInt8(ascii: ".") else { return false }
        var end = place + 1
        while end < text.count, end - place < 4, text[end] == UInt8(ascii: " ") { end += 1 }
        if end < text.count { return text[end] == UInt8(ascii: "\n") || text[end] == UInt8(ascii: "\r") ? nil : false }
        return end - place < 4 && !Fragment(before: place, in: text).isProse
    }

    /// See ``breakSign(at:)``.
    private static func isLineEndOpen(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool? {
        guard place > 0 else { return false }
        let before = text[place - 1]
        guard before != UInt8(ascii: " "), !BreakReader.isQuote(before) else { return nil }
        guard Fragment.isPart(before), before != UInt8(ascii: ".") else { return false }
        var next = place + 1
        while next < text.count, next - place < BreakReader.indentMax, BreakReader.isIndent(text[next]) { next += 1 }
        guard next < text.count else { return true }
        guard Fragment.isPart(text[next]) else { return false }
        var end = next
        while end < text.count, end - next < Fragment.countMax, Fragment.isPart(text[end]) { end += 1 }
        guard end < text.count else { return end - next < Fragment.countMax ? true : nil }
        return Fragment.arePlain(place, next, in: text) ? false : nil
    }

    /// See ``quote(at:)``.
    private static func isQuoteOpen(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool? {
        guard place > 0, Fragment.isPart(text[place - 1]) else { return false }
        var end = place + 1
        while end < text.count, end - place < BreakReader.indentMax, BreakReader.isBlank(text[end]) { end += 1 }
        guard end < text.count else { return true }
        switch text[end] {
        case UInt8(ascii: "+"), UInt8(ascii: "&"), text[place]: return nil
        default: return false
        }
    }
}
