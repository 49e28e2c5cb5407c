/// How a token may come back from a model: as it was sent, `<EMAIL_ADDRESS_1>`, or escaped for JSON, HTML, a URL or
/// Markdown, bold inside its brackets, in lower case, or with other separators between its words.
///
/// The brackets stay, and the number is whole: `<PERSON_12>` is no `<PERSON_1>`, and `PERSON_1` is a word like any other.
struct TokenSyntax {
    let bytes: UnsafeRawBufferPointer
    let map: TokenMap

    enum Outcome: Hashable {
        case none
        /// The bytes end before it is decided.
        case partial
        case token(end: Int, entity: Int, number: Int)
    }

    private enum Step {
        case no
        case cut
        case yes(end: Int)
    }

    /// Bytes of one bracket, of the emphasis inside it, of a separator.
    private static let emphasisMax = 4
    private static let separatorMax = 8

    private static let opening: [StaticString] = ["<", "&lt;", "&#60;", "&#x3c;", "&amp;lt;", "%3c"]
    private static let closing: [StaticString] = [">", "&gt;", "&#62;", "&#x3e;", "&amp;gt;", "%3e"]
    /// Behind backslashes.
    private static let escapedOpening: [StaticString] = ["u003c", "x3c"]
    private static let escapedClosing: [StaticString] = ["u003e", "x3e"]

    /// Whether a token may begin with a byte.
    static func mayBegin(with byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: "&"), UInt8(ascii: "%"), UInt8(ascii: "\\"): true
        default: false
        }
    }

    /// - Parameter start: of the bracket, its backslashes included.
    func token(at start: Int) -> Outcome {
        var isCut = false
        var at = start
        while at < self.bytes.count, self.bytes[at] == UInt8(ascii: "\\") { at += 1 }
        if at == start {
            switch self.first(of: TokenSyntax.opening, at: start) {
            case .no: return .none
            case .cut: return .partial
            case .yes(let end): return self.token(inside: end, closesEscaped: false)
            }
        }
        switch self.first(of: TokenSyntax.escapedOpening, at: at) {
        case .yes(let end): return self.token(inside: end, closesEscaped: false)
        case .cut: isCut = true
        case .no: break
        }
        // `\<PERSON_1\>` of Markdown; in `C:\<PERSON_1>` the backslash is no part of it.
        if case .yes(let end) = self.step("<", at: at) { return self.token(inside: end, closesEscaped: true) }
        return isCut ? .partial : .none
    }

    private func token(inside start: Int, closesEscaped: Bool) -> Outcome {
        let start = self.endOfEmphasis(at: start)
        guard start < self.bytes.count else { return .partial }
        var outcome = Outcome.none
        for entity in self.map.entities.indices {
            switch self.token(of: entity, at: start, closesEscaped: closesEscaped) {
            case .none: continue
            case .partial: outcome = .partial
            case .token(let end, let entity, let number): return .token(end: end, entity: entity, number: number)
            }
        }
        return outcome
    }

    private func token(of entity: Int, at start: Int, closesEscaped: Bool) -> Outcome {
        var at = start
        for word in self.map.entities[entity].words {
            if at > start {
                switch self.separator(at: at) {
                case .no: return .none
                case .cut: return .partial
                case .yes(let end): at = end
                }
            }
            for letter in word {
                guard at < self.bytes.count else { return .partial }
                guard ASCII.uppercased(self.bytes[at]) == letter else { return .none }
                at += 1
            }
        }
        switch self.separator(at: at) {
        case .no: return .none
        case .cut: return .partial
        case .yes(let end): at = end
        }
        guard let number = self.number(at: &at) else { return at == self.bytes.count ? .partial : .none }
        guard at < self.bytes.count else { return .partial }
        guard self.map.value(ofEntity: entity, number: number) != nil else { return .none }
        switch self.close(at: at, isEscaped: closesEscaped) {
        case .no: return .none
        case .cut: return .partial
        case .yes(let end): return .token(end: end, entity: entity, number: number)
        }
    }

    /// Without zeros in front. `nil` with `at` at the end of the bytes where it has not begun.
    private func number(at: inout Int) -> Int? {
        guard at < self.bytes.count, self.bytes[at] != UInt8(ascii: "0") else { return nil }
        let start = at
        var number = 0
        while at < self.bytes.count, ASCII.isDigit(self.bytes[at]) {
            guard at - start < TokenLookalikes.digitsMax else { return nil }
            number = number * 10 + Int(self.bytes[at] - UInt8(ascii: "0"))
            at += 1
        }
        return at > start ? number : nil
    }

    private func close(at start: Int, isEscaped: Bool) -> Step {
        var at = self.endOfEmphasis(at: start)
        if at < self.bytes.count, self.bytes[at] == UInt8(ascii: "/") { at += 1 }
        guard at < self.bytes.count else { return .cut }
        guard self.bytes[at] == UInt8(ascii: "\\") else {
            return isEscaped ? .no : self.first(of: TokenSyntax.closing, at: at)
        }
        let end = min(self.bytes.count, at + TokenSyntax.separatorMax)
        while at < end, self.bytes[at] == UInt8(ascii: "\\") { at += 1 }
        let step = self.first(of: TokenSyntax.escapedClosing, at: at)
        if case .no = step { return self.step(">", at: at) }
        return step
    }

    /// Stars, underscores, backticks and spaces inside the brackets.
    private func endOfEmphasis(at start: Int) -> Int {
        var at = start
        let end = min(self.bytes.count, start + TokenSyntax.emphasisMax)
        while at < end {
            switch self.bytes[at] {
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: " "): at += 1
            default: return at
            }
        }
        return at
    }

    /// What stands between two words: `_`, and what a model makes of it.
    private func separator(at start: Int) -> Step {
        var at = start
        var isEmpty = true
        let end = min(self.bytes.count, start + TokenSyntax.separatorMax)
        loop: while at < end {
            switch self.bytes[at] {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): isEmpty = false
            case UInt8(ascii: "\\"): break
            default: break loop
            }
            at += 1
        }
        if at == self.bytes.count { return .cut }
        return isEmpty ? .no : .yes(end: at)
    }

    private func first(of literals: [StaticString], at start: Int) -> Step {
        var isCut = false
        for literal in literals {
            switch self.step(literal, at: start) {
            case .no: continue
            case .cut: isCut = true
            case .yes(let end): return .yes(end: end)
            }
        }
        return isCut ? .cut : .no
    }

    private func step(_ literal: StaticString, at start: Int) -> Step {
        literal.withUTF8Buffer { literal in
            for (offset, byte) in literal.enumerated() {
                guard start + offset < self.bytes.count else { return .cut }
                guard ASCII.lowercased(self.bytes[start + offset]) == byte else { return .no }
            }
            return .yes(end: start + literal.count)
        }
    }
}
