/// Reads an expression into ``PatternSyntax``; gives up with `nil`.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    var place = 0
    var isCaseless = false
    private var depth = 0

    private static let depthMax = 64

    init(_ source: String) {
        self.scalars = Array(source.unicodeScalars)
    }

    mutating func expression() -> PatternSyntax.Alternatives? {
        guard let alternatives = self.alternatives(), self.place == self.scalars.count else { return nil }
        return alternatives
    }

    var next: Unicode.Scalar? { self.place < self.scalars.count ? self.scalars[self.place] : nil }

    mutating func take(_ text: String) -> Bool {
        guard self.scalars[self.place...].starts(with: text.unicodeScalars) else { return false }
        self.place += text.unicodeScalars.count
        return true
    }

    /// Steps behind the next such character; `nil` if there is none.
    mutating func take(through end: Unicode.Scalar) -> ArraySlice<Unicode.Scalar>? {
        guard let close = self.scalars[self.place...].firstIndex(of: end) else { return nil }
        defer { self.place = close + 1 }
        return self.scalars[self.place..<close]
    }

    private mutating func alternatives() -> PatternSyntax.Alternatives? {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= PatternParser.depthMax else { return nil }
        var alternatives: PatternSyntax.Alternatives = [[]]
        while let scalar = self.next, scalar != ")" {
            if self.take("|") {
                alternatives.append([])
                continue
            }
            if self.take("\\Q") {
                while self.next != nil, !self.take("\\E"), let scalar = self.next {
                    self.place += 1
                    alternatives[alternatives.count - 1].append(PatternSyntax.Item(atom: self.literal(scalar)))
                }
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
            return .character(.ascii, .any)
        case "^", "$":
            self.place += 1
            return .nothing
        case "*", "+", "?": return nil
        case "{":
            if case .some = self.quantity() { return nil }
            self.place += 1
            return self.literal(scalar)
        default:
            self.place += 1
            return self.literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> PatternSyntax.Atom {
        guard scalar.isASCII else {
            // Without case, other letters than ASCII's fold in ways that are not known here.
            return self.isCaseless ? .character(.none, .any) : .text(Array(String(Character(scalar)).utf8))
        }
        return self.character(ByteSet([UInt8(truncatingIfNeeded: scalar.value)]), .none)
    }

    /// One character of a set, with its other case where case is ignored.
    func character(_ set: ByteSet, _ wide: PatternSyntax.Wide) -> PatternSyntax.Atom {
        guard self.isCaseless else { return .character(set, wide) }
        let folds = !set.isDisjoint(with: ByteSet([UInt8](arrayLiteral: 0x4b, 0x53, 0x6b, 0x73)))
        return .character(set.caseless, wide == .none && folds ? .folded : wide)
    }

    private mutating func group() -> PatternSyntax.Atom? {
        let outerCase = self.isCaseless
        let looks: [(String, PatternSyntax.Look.Direction, Bool)] = [
            ("(?=", .ahead, false), ("(?!", .ahead, true), ("(?<=", .behind, false), ("(?<!", .behind, true),
        ]
        for (opening, direction, isNegative) in looks where self.take(opening) {
            defer { self.isCaseless = outerCase }
            guard let alternatives = self.alternatives(), self.take(")") else { return nil }
            return .look(.init(direction: direction, isNegative: isNegative, alternatives: alternatives))
        }
        if self.take("(?#") { return self.take(through: ")").map { _ in .nothing } }
        if self.take("(?P=") { return self.take(through: ")").map { _ in .unknown } }
        switch self.takeOpening() {
        case .none: return nil
        case .setting:
            // It holds until the group around it ends.
            return .nothing
        case .group:
            defer { self.isCaseless = outerCase }
            guard let alternatives = self.alternatives(), self.take(")") else { return nil }
            return .group(alternatives)
        }
    }

    private enum Opening { case group, setting, none }

    /// Steps over the opening of a group, or over a setting such as `(?i)`; `.none` for a group that does more than group.
    private mutating func takeOpening() -> Opening {
        guard self.take("(?") else { return !self.take("(*") && self.take("(") ? .group : .none }
        if self.take(":") || self.take(">") || self.take("|") { return .group }
        if self.take("<") || self.take("P<") { return self.take(through: ">") == nil ? .none : .group }
        if self.take("'") { return self.take(through: "'") == nil ? .none : .group }
        var isOn = true
        while let scalar = self.next {
            self.place += 1
            switch scalar {
            case "i": self.isCaseless = isOn
            // What they change is not looked at: how lines end, what a dot is, which match comes first.
            case "m", "s", "U": continue
            case "-": isOn = false
            case ")": return .setting
            case ":": return .group
            default: return .none
            }
        }
        return .none
    }

    private mutating func quantified(_ atom: PatternSyntax.Atom) -> PatternSyntax.Item? {
        var item = PatternSyntax.Item(atom: atom)
        switch self.next {
        case "?": (item.least, item.most) = (0, 1)
        case "*": (item.least, item.most) = (0, nil)
        case "+": (item.least, item.most) = (1, nil)
        case "{":
            switch self.quantity() {
            case .none: return item
            case .some(nil): return nil
            case .some(.some(let quantity)):
                (item.least, item.most) = (quantity.least, quantity.most)
                self.place = quantity.end - 1
            }
        default: return item
        }
        self.place += 1
        // Lazy and possessive quantifiers have the same width.
        if self.next == "?" || self.next == "+" { self.place += 1 }
        return item
    }

    /// `{3}`, `{3,}`, `{3,5}`. No quantity at all is a brace that means itself; a quantity that is `nil` is one that some
    /// releases of PCRE2 read and others do not.
    private func quantity() -> (least: Int, most: Int?, end: Int)?? {
        guard let close = self.scalars[self.place...].firstIndex(of: "}") else { return .none }
        let inside = self.scalars[(self.place + 1)..<close]
        let isQuantity = inside.allSatisfy { ("0"..."9").contains($0) || $0 == "," || $0 == " " }
        guard isQuantity, inside.contains(where: { $0 != "," && $0 != " " }) else { return .none }
        let parts = inside.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(String.UnicodeScalarView($0)) }
        guard parts.count <= 2, let least = Int(parts[0]), least <= 65535 else { return .some(nil) }
        guard parts.count == 2 else { return (least, least, close + 1) }
        if parts[1].isEmpty { return (least, nil, close + 1) }
        guard let most = Int(parts[1]), most >= least, most <= 65535 else { return .some(nil) }
        return (least, most, close + 1)
    }
}
