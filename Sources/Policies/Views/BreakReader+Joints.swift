/// The joints of strings in code: `"…" + "…"`, and what other languages have in its place.
extension BreakReader {
    /// What stands between two parts of a string.
    struct Joint {
        enum Kind {
            /// `+` `&` `.` `..` `||` `++` `<>` `~`: both sides are surely one.
            case operation
            /// Nothing but white space: in C and Python they are one, in a list of words they are not.
            case adjacency
            /// A comma: a list of characters is one where somebody joins them.
            case list
        }

        /// Behind the quotation mark that opens the next part.
        var end: Int
        var kind: Kind
    }

    enum JointReading {
        case none
        /// The text ends before it can be told.
        case open
        case joint(Joint)
    }

    static let indentMax = 64
    private static let prefixMax = 2

    /// Whether a joint may begin at a quotation mark: what stands behind it, and of lists that they are of characters.
    @inline(__always)
    static func mayBeginJoint(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        let byte = text.byte(at: place + 1)
        if byte == UInt8(ascii: ",") { return BreakReader.isQuote(text.byte(at: place - 2)) }
        return byte < 0x40
            ? BreakReader.lowJoints >> UInt64(byte) & 1 != 0
            : byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: "~")
                || byte == UInt8(ascii: "`")
    }

    /// White space, `"`, `&`, `'`, `+`, `.` and `<`, one bit each.
    private static let lowJoints: UInt64 =
        0x1f << 0x09 | 1 << 0x20 | 1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x2b | 1 << 0x2e | 1 << 0x3c

    /// - Parameter place: of the quotation mark that closes a part.
    static func joint(_ text: UnsafeRawBufferPointer, at place: Int) -> Break? {
        guard BreakReader.mayEndPart(text, at: place),
            case .joint(let joint) = BreakReader.readJoint(text, at: place),
            BreakReader.areJoined(text, place, joint)
        else { return nil }
        return Break(range: place..<joint.end, change: .concatenation)
    }

    /// The same inside a list of strings that is joined.
    static func listJoint(_ text: UnsafeRawBufferPointer, at place: Int, in list: Range<Int>) -> Break? {
        guard BreakReader.mayEndPart(text, at: place),
            case .joint(let joint) = BreakReader.readJoint(text, at: place),
            joint.kind == .list, joint.end < list.upperBound, Fragment.isPart(text.byte(at: joint.end))
        else { return nil }
        return Break(range: place..<joint.end, change: .concatenation)
    }

    /// A part of a value stands before a quotation mark, or digits and a space.
    static func mayEndPart(_ text: UnsafeRawBufferPointer, at place: Int) -> Bool {
        let before = text.byte(at: place - 1)
        return Fragment.isPart(before)
            || before == UInt8(ascii: " ") && ASCII.isDigit(text.byte(at: place - 2))
    }

    static func readJoint(_ text: UnsafeRawBufferPointer, at place: Int) -> JointReading {
        var at = BreakReader.blanksEnd(text, from: place + 1)
        if at == text.count { return .open }
        let hasBlanks = at > place + 1
        var kind = Joint.Kind.adjacency
        if let (operation, end) = BreakReader.operation(text, at: at) {
            kind = operation
            at = BreakReader.blanksEnd(text, from: end)
        }
        // `f"…"`, `rb"…"`.
        let prefix = at
        while at - prefix < BreakReader.prefixMax, ASCII.isLetter(text.byte(at: at)) { at += 1 }
        if at == text.count { return .open }
        guard BreakReader.isQuote(text[at]) else { return .none }
        if kind == .adjacency, hasBlanks ? text[at] != text[place] : at > prefix { return .none }
        return .joint(Joint(end: at + 1, kind: kind))
    }

    private static func operation(_ text: UnsafeRawBufferPointer, at place: Int) -> (kind: Joint.Kind, end: Int)? {
        let isTwice = text.byte(at: place + 1) == text[place]
        switch text[place] {
        case UInt8(ascii: "+"), UInt8(ascii: "."): return (.operation, isTwice ? place + 2 : place + 1)
        case UInt8(ascii: "&"), UInt8(ascii: "~"): return (.operation, place + 1)
        case UInt8(ascii: "|"): return (.operation, isTwice || place + 1 == text.count ? place + 2 : place)
        case UInt8(ascii: "<") where text.byte(at: place + 1) == UInt8(ascii: ">") || place + 1 == text.count:
            return (.operation, place + 2)
        case UInt8(ascii: ","): return (.list, place + 1)
        default: return nil
        }
    }

    private static func areJoined(_ text: UnsafeRawBufferPointer, _ place: Int, _ joint: Joint) -> Bool {
        if joint.kind == .list {
            return BreakReader.isQuote(text.byte(at: place - 2)) && Fragment.isPart(text.byte(at: joint.end))
                && BreakReader.isQuote(text.byte(at: joint.end + 1))
        }
        return BreakReader.isInsideNumber(text, place, joint.end)
            || Fragment.mayBelong(Fragment(before: place, in: text), Fragment(from: joint.end, in: text))
    }

    private static func blanksEnd(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var at = start
        while at - start < BreakReader.indentMax, BreakReader.isBlank(text.byte(at: at)) { at += 1 }
        return min(at, text.count)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        ASCII.isSpace(byte) || byte == UInt8(ascii: "\\")
    }

    static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }
}
