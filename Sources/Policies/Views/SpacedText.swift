/// Values that are written with a separator behind each character, or between groups of digits.
enum SpacedText {
    /// So many characters that stand alone are no list of letters, and no short sum.
    static let charactersMin = 8
    private static let digitsMin = 9
    /// Of a number that is found whatever its groups are.
    private static let numberDigits = 13...19

    /// `4 1 1 1 …`, `s.k.-.a.n.t`: the end of characters that stand alone with the same separator between them.
    ///
    /// - Parameter start: of the first.
    static func endOfSingles(in text: UnsafeRawBufferPointer, at start: Int) -> Int? {
        let separator = text.byte(at: start + 1)
        guard SpacedText.separatesSingles(separator), !ASCII.isAlphanumeric(text.byte(at: start - 1)) else {
            return nil
        }
        var at = start
        while SpacedText.isSingle(text, at, separator, from: start), text.byte(at: at + 1) == separator { at += 2 }
        // The last has no separator behind it.
        let isWhole = SpacedText.isSingle(text.byte(at: at), separator) && !ASCII.isAlphanumeric(text.byte(at: at + 1))
        let end = isWhole ? at + 1 : at - 1
        return (end - start + 1) / 2 >= SpacedText.charactersMin ? end : nil
    }

    /// Where characters that stand alone around a place begin, as far as one would look back.
    static func startOfSingles(in text: UnsafeRawBufferPointer, around place: Int) -> Int? {
        for first in [place, place + 1] {
            let separator = text.byte(at: first + 1)
            guard SpacedText.separatesSingles(separator), SpacedText.isSingle(text.byte(at: first), separator) else {
                continue
            }
            var start = first
            while first - start < 4 * SpacedText.charactersMin, text.byte(at: start - 1) == separator,
                SpacedText.isSingle(text, start - 2, separator, from: 0),
                !ASCII.isAlphanumeric(text.byte(at: start - 3))
            {
                start -= 2
            }
            return start
        }
        return nil
    }

    /// The separator may stand for itself, as in `s-k---a-n-t` for `sk-ant`, if a character stands on its left; a line of
    /// dashes is no value.
    static func isSingle(
        _ text: UnsafeRawBufferPointer,
        _ place: Int,
        _ separator: UInt8,
        from start: Int
    ) -> Bool {
        let byte = text.byte(at: place)
        if byte == separator, Fragment.isSign(separator) {
            return place - 2 >= start && SpacedText.isSingle(text.byte(at: place - 2), separator)
        }
        return SpacedText.isSingle(byte, separator)
    }

    static func isSingle(_ byte: UInt8, _ separator: UInt8) -> Bool {
        if ASCII.isSpace(separator) { return ASCII.isGraphic(byte) }
        return ASCII.isAlphanumeric(byte) || byte != separator && Fragment.isSign(byte)
    }

    static func separatesSingles(_ byte: UInt8) -> Bool {
        // A bit for a tab, a line end, space, ! # * + , - . / : ; = and for ^ _ | ~.
        let bits: UInt64 = byte < 0x40 ? 0x2c00_fc0b_0000_0600 : 0x5000_0000_c000_0000
        return byte < 0x80 && bits >> UInt64(byte & 0x3f) & 1 != 0
    }

    /// Groups of digits, and how they are to be read.
    struct Groups {
        var range: Range<Int>
        var change: ViewMap.Change
    }

    /// `4111.1111.1111.1111` and `123 / 45 / 6789` (the separators become dashes), `411 1111 11111 1111` (they go).
    ///
    /// - Parameter start: of the first digit.
    static func groups(in text: UnsafeRawBufferPointer, at start: Int) -> Groups? {
        var shape = 0
        var count = 0
        var digits = 0
        var at = start
        var end = start
        var separator: (byte: UInt8, count: Int)?
        var isUniform = true
        while count < SpacedText.groupsMax {
            let first = at
            while ASCII.isDigit(text.byte(at: at)), at - first <= SpacedText.numberDigits.upperBound { at += 1 }
            guard at > first else { break }
            shape = shape * 10 + min(at - first, 9)
            count += 1
            digits += at - first
            end = at
            guard let next = SpacedText.separator(in: text, at: at), ASCII.isDigit(text.byte(at: at + next.count))
            else {
                break
            }
            if let separator { isUniform = isUniform && separator == next } else { separator = next }
            at += next.count
        }
        guard count > 1, let separator, !ASCII.isAlphanumeric(text.byte(at: end)), digits >= SpacedText.digitsMin,
            digits <= SpacedText.numberDigits.upperBound
        else { return nil }
        let isIdentifier = SpacedText.shapes.contains(shape)
        let isCommon =
            separator.count == 1 && (separator.byte == UInt8(ascii: " ") || separator.byte == UInt8(ascii: "-"))
        if isUniform, !isCommon { return isIdentifier ? Groups(range: start..<end, change: .regrouping) : nil }
        guard isCommon, SpacedText.numberDigits.contains(digits), !isIdentifier else { return nil }
        return Groups(range: start..<end, change: .ungrouping)
    }

    static let groupsMax = 10
    /// The lengths of groups, a digit each, in which card numbers and the identifiers of a person are written. Addresses
    /// of the internet, dates, and numbers with a sign between thousands have others.
    private static let shapes: [Int] = [4444, 44441, 44442, 44443, 465, 464, 324, 444, 451]

    /// The first group of an identifier is no longer.
    static let groupMax = 6

    /// One sign, or one with spaces around it, or two spaces.
    static func separator(in text: UnsafeRawBufferPointer, at place: Int) -> (byte: UInt8, count: Int)? {
        let isSpaced = text.byte(at: place) == UInt8(ascii: " ")
        let byte = text.byte(at: isSpaced ? place + 1 : place)
        switch byte {
        case UInt8(ascii: " "): return isSpaced ? (byte, 2) : nil
        case _ where SpacedText.separates(byte):
            guard isSpaced else { return (byte, 1) }
            return text.byte(at: place + 2) == UInt8(ascii: " ") ? (byte, SpacedText.separatorMax) : nil
        default: return isSpaced ? (UInt8(ascii: " "), 1) : nil
        }
    }

    /// Of a sign with a space on either side.
    static let separatorMax = 3

    /// What may stand between two groups.
    static func separates(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "\\"),
            UInt8(ascii: "~"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}
