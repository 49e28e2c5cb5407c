package import Exchange

/// Puts the values of one request back into one channel of its answer, as the text of the channel comes.
///
/// It holds back no more than the beginning of what may be a token, and so at most a token's length.
package struct TokenRestorer: Sendable {
    private var finder: TokenFinder
    private var held: [UInt8] = []
    /// Some token has been replaced.
    package private(set) var isChanged = false

    /// - Parameter inJSON: the text is JSON itself, as the arguments of a tool are: a value is escaped for the string in which
    ///   its token stands. A text of which that is not known is taken for JSON if it begins with a bracket.
    package init(_ map: TokenMap, inJSON: Bool = false) {
        self.finder = TokenFinder(map, inJSON: inJSON)
    }

    /// How many bytes of what was appended are not decided yet.
    package var heldBytes: Int { self.held.count }

    package mutating func append(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        guard !self.finder.map.isEmpty else {
            output.append(contentsOf: text)
            return
        }
        if self.held.isEmpty {
            self.read(text, isFinal: false, to: &output)
        } else {
            var joined: [UInt8] = []
            swap(&joined, &self.held)
            joined.append(contentsOf: text)
            joined.withUnsafeBytes { self.read($0, isFinal: false, to: &output) }
        }
    }

    /// There is no more text: what was held back goes out.
    package mutating func end(to output: inout [UInt8]) {
        var rest: [UInt8] = []
        swap(&rest, &self.held)
        rest.withUnsafeBytes { self.read($0, isFinal: true, to: &output) }
    }

    private mutating func read(_ text: UnsafeRawBufferPointer, isFinal: Bool, to output: inout [UInt8]) {
        var isChanged = self.isChanged
        let end = self.finder.read(text, isFinal: isFinal) { event in
            switch event {
            case .text(let range):
                output.append(contentsOf: text[range])
            case .value(_, let value):
                output.append(contentsOf: value)
                isChanged = true
            }
        }
        self.isChanged = isChanged
        self.held.append(contentsOf: text[end...])
    }
}

extension TokenMap {
    /// What to replace in a whole answer: the tokens of this map in every string of it, ready to be spliced.
    ///
    /// - Parameter tape: of a scan of the same bytes.
    package func replacements(in body: UnsafeRawBufferPointer, tape: JSONTape) -> [Replacement] {
        guard !self.isEmpty else { return [] }
        var replacements: [Replacement] = []
        var text = JSONText()
        for (index, node) in tape.nodes.enumerated() where node.kind == .string {
            guard tape.rawBytes(of: index, in: body).contains(where: TokenSyntax.mayBegin) else { continue }
            text.read(index, of: tape, in: body)
            text.withUTF8(in: body) { utf8 in
                var finder = TokenFinder(self, inJSON: false)
                _ = finder.read(utf8, isFinal: true) { event in
                    guard case .value(let range, let value) = event else { return }
                    let raw = text.rawRange(of: range)
                    var bytes: [UInt8] = []
                    JSONEscape.append(value, to: &bytes)
                    replacements.append(Replacement(start: raw.lowerBound, end: raw.upperBound, bytes: bytes))
                }
            }
        }
        return replacements
    }
}
