import Exchange

/// Finds the tokens of a map in a text that comes in pieces, and says what to write in place of each.
struct TokenFinder: Sendable {
    let map: TokenMap
    private var form: Form
    private var depth = JSONDepth()

    private enum Form: Sendable {
        /// Decided by the first byte that is no space.
        case open
        case plain
        case json
    }

    enum Event {
        case text(Range<Int>)
        /// A token, and the value as it must stand there.
        case value(Range<Int>, [UInt8])
    }

    /// A longer run of backslashes is let go of in parts that do not change what the rest of it means.
    private static let backslashesHeld = 64

    /// - Parameter inJSON: the text is JSON itself; otherwise it is if it begins with a bracket.
    init(_ map: TokenMap, inJSON: Bool) {
        self.map = map
        self.form = inJSON ? .json : .open
    }

    /// Goes through bytes, and returns where those begin that only what follows can decide.
    ///
    /// - Parameter isFinal: nothing follows.
    mutating func read(_ bytes: UnsafeRawBufferPointer, isFinal: Bool, _ body: (Event) -> Void) -> Int {
        let syntax = TokenSyntax(bytes: bytes, map: self.map)
        var passed = 0
        var at = 0
        func pass(to end: Int) {
            if end > passed { body(.text(passed..<end)) }
            passed = end
        }
        while at < bytes.count {
            let byte = bytes[at]
            if case .open = self.form { self.decideForm(byte) }
            guard TokenSyntax.mayBegin(with: byte) else {
                if case .json = self.form { self.depth.take(byte, backslashes: 0) }
                at += 1
                continue
            }
            var run = at
            while run < bytes.count, bytes[run] == UInt8(ascii: "\\") { run += 1 }
            let backslashes = run - at
            if run == bytes.count, !isFinal {
                let kept = backslashes % TokenFinder.backslashesHeld
                pass(to: run - kept)
                return run - kept
            }
            // Of several backslashes, those in front may be pairs that stand for themselves.
            let start = run - (backslashes & -backslashes)
            switch syntax.token(at: start) {
            case .partial where !isFinal:
                // What is left of the run counts anew when more has come.
                pass(to: start)
                return start
            case .token(let end, let entity, let number):
                pass(to: start)
                body(.value(start..<end, self.written(self.map.value(ofEntity: entity, number: number) ?? [])))
                passed = end
                at = end
                self.depth.take(byte, backslashes: 0)
            case .none, .partial:
                at = run
                guard at < bytes.count else { break }
                // Another beginning behind the backslashes is looked at by itself.
                if backslashes > 0, TokenSyntax.mayBegin(with: bytes[at]) { break }
                if case .json = self.form { self.depth.take(bytes[at], backslashes: backslashes) }
                at += 1
            }
        }
        pass(to: bytes.count)
        return bytes.count
    }

    private mutating func decideForm(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): break
        case UInt8(ascii: "{"), UInt8(ascii: "["): self.form = .json
        default: self.form = .plain
        }
    }

    /// A value as it stands in a string of JSON, at the depth that has been reached.
    private func written(_ value: [UInt8]) -> [UInt8] {
        var value = value
        for _ in 0..<self.depth.strings {
            var escaped: [UInt8] = []
            JSONEscape.append(value, to: &escaped)
            value = escaped
        }
        return value
    }
}
