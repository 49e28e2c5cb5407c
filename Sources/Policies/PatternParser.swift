/// Reads an expression into ``PatternSyntax``; gives up with `nil`.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var isCaseless = false
    private var depth = 0

    private static let depthMax = 32
    /// A class of more characters than this is one out of many.
    private static let classCharactersMax = 16

    init(_ source: String) {
        self.scalars = Array(source.unicodeScalars)
    }

    mutating func expression() -> [[PatternSyntax.Item]]? {
        if self.take("(?i)") { self.isCaseless = true }
        guard let alternatives = self.alternatives(), self.place == self.scalars.count else { return nil }
        return alternatives
    }

    private var next: Unicode.Scalar? { self.place < self.scalars.count ? self.scalars[self.place] : nil }

    private mutating func take(_ text: String) -> Bool {
        guard self.scalars[self.place...].starts(with: text.unicodeScalars) else { return false }
        self.place += text.unicodeScalars.count
        return true
    }

    private mutating func alternatives() -> [[PatternSyntax.Item]]? {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= PatternParser.depthMax else { return nil }
        var alternatives: [[PatternSyntax.Item]] = [[]]
        while let scalar = self.next, scalar != ")" {
            if self.take("|") {
                alternatives.append([])
                continue
            }
            guard let atom = self.atom(), let item = self.quantified(atom) else { return nil }
            alternatives[alternatives.count - 1].append(item)
        }
        return alternatives
    }

    private mutating func atom() -> PatternSyntax.Atom? {
        guard let scalar = self.next else { return nil }
        switch scalar {
        case "(": return self.group()
        case "[": return self.characterClass()
        case "\\": return self.escape()
        case ".":
            self.place += 1
            return .any(width: PatternSyntax.Width(least: 1, most: 4), bytes: .all)
        case "^", "$":
            self.place += 1
            return .nothing
        case "*", "+", "?", "{": return nil
        default:
            self.place += 1
            return self.literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternSyntax.Atom {
        let bytes = Array(String(Character(scalar)).utf8)
        // Without case, other letters than ASCII's fold in ways that are not known here.
        if self.isCaseless && !scalar.isASCII {
            return .any(width: PatternSyntax.Width(least: 1, most: 4), bytes: .all)
        }
        return .oneOf([bytes.map(ASCII.lowercased)], width: self.width(isASCII: scalar.isASCII))
    }

    private func width(isASCII: Bool) -> PatternSyntax.Width {
        // Without case, `k` also stands for the Kelvin sign and `s` for the long s.
        PatternSyntax.Width(least: 1, most: isASCII && !self.isCaseless ? 1 : 4)
    }

    private mutating func group() -> PatternSyntax.Atom? {
        let outerCase = self.isCaseless
        defer { self.isCaseless = outerCase }
        for assertion in ["(?=", "(?!", "(?<=", "(?<!"] where self.take(assertion) {
            guard self.alternatives() != nil, self.take(")") else { return nil }
            return .nothing
        }
        guard self.takeOpening() else { return nil }
        guard let alternatives = self.alternatives(), self.take(")") else { return nil }
        return .group(alternatives)
    }

    /// Steps over the opening of a group; `false` for one that does more than group.
    private mutating func takeOpening() -> Bool {
        if self.take("(?i:") {
            self.isCaseless = true
            return true
        }
        if self.take("(?:") || self.take("(?>") { return true }
        if self.take("(?<") || self.take("(?P<") {
            guard let close = self.scalars[self.place...].firstIndex(of: ">") else { return false }
            self.place = close + 1
            return true
        }
        return !self.take("(?") && !self.take("(*") && self.take("(")
    }

    private mutating func escape() -> PatternSyntax.Atom? {
        self.place += 1
        guard let scalar = self.next else { return nil }
        self.place += 1
        switch scalar {
        case "b", "B", "A", "z", "Z": return .nothing
        case "d", "w", "s", "n", "r", "t":
            return .any(width: PatternSyntax.Width(least: 1, most: 1), bytes: PatternParser.bytes(ofEscape: scalar))
        case "D", "W", "S", "h", "H", "N":
            return .any(width: PatternSyntax.Width(least: 1, most: 4), bytes: PatternParser.bytes(ofEscape: scalar))
        default:
            guard scalar.isASCII, !ASCII.isWord(UInt8(truncatingIfNeeded: scalar.value)) else { return nil }
            return self.literal(scalar)
        }
    }

    /// The bytes of what an escape stands for; all of them for one that is not known here.
    private static func bytes(ofEscape letter: Unicode.Scalar) -> ByteSet {
        switch letter {
        case "d": .digits
        case "w": .word
        case "s", "n", "r", "t": .space
        case "h": ByteSet([0x20, 0x09]).union(.notASCII)
        case "D": ByteSet.all.subtracting(.digits)
        case "W": ByteSet.all.subtracting(.word)
        case "S": ByteSet.all.subtracting(.space)
        default: .all
        }
    }

    private mutating func characterClass() -> PatternSyntax.Atom? {
        self.place += 1
        let isNegated = self.take("^")
        var bytes = ByteSet()
        var characters: [Unicode.Scalar] = []
        var isLarge = isNegated
        var isASCII = !isNegated
        var isFirst = true
        var lastPlain: Unicode.Scalar?
        var isRange = false

        func add(_ scalar: Unicode.Scalar) {
            let first = isRange ? lastPlain ?? "\0" : scalar
            isRange = false
            lastPlain = scalar
            guard scalar.isASCII else {
                bytes.formUnion(first.isASCII ? .all : .notASCII)
                return
            }
            guard first <= scalar else { return }
            bytes.formUnion(ByteSet(UInt8(truncatingIfNeeded: first.value)...UInt8(truncatingIfNeeded: scalar.value)))
        }

        while let scalar = self.next, isFirst || scalar != "]" {
            isFirst = false
            self.place += 1
            switch scalar {
            case "[" where self.next == ":" || self.next == "." || self.next == "=": return nil
            case "\\":
                guard let escaped = self.next else { return nil }
                self.place += 1
                switch escaped {
                case "d", "w", "s", "n", "r", "t":
                    isLarge = true
                    bytes.formUnion(PatternParser.bytes(ofEscape: escaped))
                    lastPlain = nil
                default:
                    guard escaped.isASCII, !ASCII.isWord(UInt8(truncatingIfNeeded: escaped.value)) else {
                        // Another class or a code point: it may be any character.
                        isLarge = true
                        isASCII = false
                        bytes = .all
                        lastPlain = nil
                        continue
                    }
                    characters.append(escaped)
                    add(escaped)
                }
            case "-" where !characters.isEmpty && self.next != "]":
                isLarge = true
                isRange = true
            default:
                characters.append(scalar)
                if !scalar.isASCII { isASCII = false }
                add(scalar)
            }
        }
        guard self.take("]") else { return nil }
        if self.isCaseless { bytes = isASCII || isNegated ? bytes.caseless : .all }
        guard !isLarge, isASCII, characters.count <= PatternParser.classCharactersMax else {
            // What is not in a class may still share a byte with what is, beyond ASCII.
            if isNegated { bytes = ByteSet.all.subtracting(bytes).union(.notASCII) }
            return .any(width: self.width(isASCII: isASCII), bytes: bytes)
        }
        let lowered = Set(characters.map { [ASCII.lowercased(UInt8(truncatingIfNeeded: $0.value))] })
        return .oneOf(lowered.sorted { $0[0] < $1[0] }, width: self.width(isASCII: true))
    }

    private mutating func quantified(_ atom: PatternSyntax.Atom) -> PatternSyntax.Item? {
        var item = PatternSyntax.Item(atom: atom, least: 1, most: 1)
        switch self.next {
        case "?": (item.least, item.most) = (0, 1)
        case "*": (item.least, item.most) = (0, nil)
        case "+": (item.least, item.most) = (1, nil)
        case "{":
            guard let (least, most) = self.braces() else { return nil }
            (item.least, item.most) = (least, most)
            self.place -= 1
        default: return item
        }
        self.place += 1
        // Lazy and possessive quantifiers have the same width.
        if self.next == "?" || self.next == "+" { self.place += 1 }
        return item
    }

    /// `{3}`, `{3,}`, `{3,5}`.
    private mutating func braces() -> (Int, Int?)? {
        guard let close = self.scalars[self.place...].firstIndex(of: "}"), close - self.place <= 12 else { return nil }
        let inside = String(String.UnicodeScalarView(self.scalars[(self.place + 1)..<close]))
        let parts = inside.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let least = Int(first), least >= 0 else { return nil }
        self.place = close + 1
        guard parts.count == 2 else { return (least, least) }
        if parts[1].isEmpty { return (least, nil) }
        guard let most = Int(parts[1]), most >= least else { return nil }
        return (least, most)
    }
}
