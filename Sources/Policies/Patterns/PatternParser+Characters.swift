/// Escapes and classes: which character one may be.
extension PatternParser {
    private struct Characters {
        var bytes = ByteSet.none
        var wide = PatternSyntax.Wide.none

        mutating func join(_ other: Characters) {
            self.bytes.formUnion(other.bytes)
            if other.wide != .none { self.wide = other.wide }
        }
    }

    mutating func escape() -> PatternSyntax.Atom? {
        self.place += 1
        guard let scalar = self.next else { return nil }
        self.place += 1
        switch scalar {
        case "b": return .border
        case "B", "A", "z", "Z", "G": return .nothing
        case "N" where self.next != "{": return .character(.ascii, .any)
        case "R":
            return .group([
                [.init(atom: .character(ByteSet([0x0d]), .none)), .init(atom: .character(ByteSet([0x0a]), .none))],
                [.init(atom: .character(ByteSet([0x0a, 0x0b, 0x0c, 0x0d]), .any))],
            ])
        case "X": return .group([[.init(atom: .character(.ascii, .any), least: 1, most: nil)]])
        case "1"..."9": return .unknown
        case "k": return self.reference()
        default:
            if let set = self.set(of: scalar) { return self.character(set.bytes, set.wide) }
            return self.point(of: scalar).map(self.literal)
        }
    }

    /// `\k<name>` and its like, behind the `k`.
    private mutating func reference() -> PatternSyntax.Atom? {
        let ends: [(String, Unicode.Scalar)] = [("<", ">"), ("{", "}"), ("'", "'")]
        for (open, close) in ends where self.take(open) { return self.take(through: close).map { _ in .unknown } }
        return nil
    }

    /// `\d`, `\w` and their like, without Unicode's properties: PCRE2's meaning unless it is asked for another.
    private mutating func set(of scalar: Unicode.Scalar) -> Characters? {
        switch scalar {
        case "d": return Characters(bytes: .digits)
        case "w": return Characters(bytes: .word)
        case "s": return Characters(bytes: .space)
        case "h": return Characters(bytes: ByteSet([0x09, 0x20]), wide: .any)
        case "v": return Characters(bytes: ByteSet([0x0a, 0x0b, 0x0c, 0x0d]), wide: .any)
        case "D": return Characters(bytes: ByteSet.ascii.subtracting(.digits), wide: .any)
        case "W": return Characters(bytes: ByteSet.ascii.subtracting(.word), wide: .any)
        case "S": return Characters(bytes: ByteSet.ascii.subtracting(.space), wide: .any)
        case "H", "V": return Characters(bytes: .ascii, wide: .any)
        case "p", "P":
            // Which characters beyond ASCII have a property is not known here: any may. No letter is a space.
            guard self.take("{") else {
                self.place += 1
                return Characters(bytes: .ascii, wide: .any)
            }
            guard let name = self.take(through: "}") else { return nil }
            let isLetter = scalar == "p" && name.first == "L" && name.count <= 2
            return Characters(bytes: isLetter ? ByteSet((0...0x7f).filter(ASCII.isLetter)) : .ascii, wide: .any)
        default: return nil
        }
    }

    /// The character that an escape stands for.
    private mutating func point(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{c}"
        case "a": return "\u{7}"
        case "e": return "\u{1b}"
        case "x": return self.hexadecimal()
        default:
            let isWord = scalar.isASCII && ASCII.isWord(UInt8(truncatingIfNeeded: scalar.value))
            return isWord && scalar != "_" ? nil : scalar
        }
    }

    /// `\x41`, `\x{1F600}`, behind the `x`.
    private mutating func hexadecimal() -> Unicode.Scalar? {
        var digits: ArraySlice<Unicode.Scalar>
        if self.take("{") {
            guard let inside = self.take(through: "}") else { return nil }
            digits = inside
        } else {
            digits = self.scalars[self.place...].prefix(2).prefix { $0.properties.isASCIIHexDigit }
            self.place += digits.count
        }
        return UInt32(String(String.UnicodeScalarView(digits)), radix: 16).flatMap(Unicode.Scalar.init)
    }

    mutating func characterClass() -> PatternSyntax.Atom? {
        self.place += 1
        let isNegated = self.take("^")
        var all = Characters()
        var isFirst = true
        while let scalar = self.next, isFirst || scalar != "]" {
            isFirst = false
            guard let member = self.member() else { return nil }
            switch member {
            case .set(let set): all.join(set)
            case .point(let low):
                guard self.next == "-", self.place + 1 < self.scalars.count, self.scalars[self.place + 1] != "]" else {
                    all.join(PatternParser.characters(low...low))
                    continue
                }
                self.place += 1
                guard case .point(let high) = self.member(), low <= high else { return nil }
                all.join(PatternParser.characters(low...high))
            }
        }
        guard self.take("]") else { return nil }
        guard isNegated else { return self.character(all.bytes, all.wide) }
        // Without case, what is left out is left out in both cases.
        let out = self.isCaseless ? all.bytes.caseless : all.bytes
        return .character(ByteSet.ascii.subtracting(out), .any)
    }

    private enum Member {
        case set(Characters)
        case point(Unicode.Scalar)
    }

    private mutating func member() -> Member? {
        guard let scalar = self.next else { return nil }
        self.place += 1
        switch scalar {
        case "[" where self.next == ":":
            self.place += 1
            let isNegated = self.take("^")
            guard let name = self.take(through: ":"), self.take("]"),
                let set = PatternParser.posix[String(String.UnicodeScalarView(name))]
            else { return nil }
            guard isNegated else { return .set(Characters(bytes: set)) }
            return .set(Characters(bytes: ByteSet.ascii.subtracting(set), wide: .any))
        case "[" where self.next == "." || self.next == "=": return nil
        case "\\":
            guard let escaped = self.next else { return nil }
            self.place += 1
            if escaped == "b" { return .point("\u{8}") }
            if escaped == "Q" || escaped == "E" { return nil }
            if let set = self.set(of: escaped) { return .set(set) }
            return self.point(of: escaped).map(Member.point)
        default: return .point(scalar)
        }
    }

    private static func characters(_ range: ClosedRange<Unicode.Scalar>) -> Characters {
        var characters = Characters()
        let high = min(range.upperBound.value, 0x7f)
        if range.lowerBound.value <= high {
            characters.bytes = ByteSet(
                UInt8(truncatingIfNeeded: range.lowerBound.value)...UInt8(truncatingIfNeeded: high)
            )
        }
        if range.upperBound.value > 0x7f { characters.wide = .any }
        return characters
    }

    private static let posix: [String: ByteSet] = {
        let ascii = UInt8(0)...0x7f
        let digits = ascii.filter(ASCII.isDigit)
        let letters = ascii.filter(ASCII.isLetter)
        let hexadecimal = letters.filter { $0 | 0x20 <= UInt8(ascii: "f") }
        return [
            "alpha": ByteSet(letters), "digit": .digits, "alnum": ByteSet(letters + digits), "word": .word,
            "upper": ByteSet(letters.filter(ASCII.isUppercase)),
            "lower": ByteSet(letters.filter { !ASCII.isUppercase($0) }), "space": .space,
            "blank": ByteSet([0x09, 0x20]), "xdigit": ByteSet(digits + hexadecimal),
            "punct": ByteSet((0x21...0x7e).filter { !ASCII.isLetter($0) && !ASCII.isDigit($0) }),
            "print": ByteSet(0x20...0x7e), "graph": ByteSet(0x21...0x7e), "cntrl": ByteSet(Array(0...0x1f) + [0x7f]),
            "ascii": .ascii,
        ]
    }()
}
