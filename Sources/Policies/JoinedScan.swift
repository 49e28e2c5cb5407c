import Exchange

/// A part of a value that is split over several texts of a body, in one of them.
struct JoinedPiece {
    /// The place is the one in the text of this piece.
    var match: RuleMatch
    /// The first piece names the whole; the others only vanish.
    var isFirst: Bool
    /// The whole, decoded.
    var value: [UInt8]
}

/// Looks for values that are split over texts which a reader reads on: the strings of one array, the `text` of the parts
/// of one message.
struct JoinedScan {
    /// By node of the text; in the order in which they were found.
    private(set) var pieces: [Int: [JoinedPiece]] = [:]

    /// - Parameter rules: those that can act.
    mutating func run(
        over tape: borrowing JSONTape,
        in body: UnsafeRawBufferPointer,
        for rules: RuleSet,
        using scratch: ScanScratch
    ) {
        for index in tape.nodes.indices where tape.nodes[index].kind == .array {
            if scratch.state.timer.isSpent { return }
            self.start(scratch)
            for element in tape.elements(of: index) {
                if let text = JoinedScan.text(of: element, tape, in: body) {
                    scratch.joinedNodes.append(UInt32(truncatingIfNeeded: text))
                    scratch.text.read(text, of: tape, in: body)
                    scratch.text.withUTF8(in: body) { scratch.joined.append($0) }
                } else {
                    // What stands between, a picture or a call, is where a reader stops.
                    self.finish(tape, in: body, for: rules, using: scratch)
                    self.start(scratch)
                }
            }
            self.finish(tape, in: body, for: rules, using: scratch)
        }
    }

    private func start(_ scratch: ScanScratch) {
        guard !scratch.joinedNodes.isEmpty else { return }
        scratch.joined.removeAll()
        scratch.joinedNodes.removeAll(keepingCapacity: true)
    }

    private mutating func finish(
        _ tape: borrowing JSONTape,
        in body: UnsafeRawBufferPointer,
        for rules: RuleSet,
        using scratch: ScanScratch
    ) {
        guard scratch.joined.isWorthwhile else { return }
        var found: [(match: RuleMatch, pieces: [JoinedTexts.Piece])] = []
        rules.scanJoined(scratch.joined, using: &scratch.views, into: &scratch.state) { found.append(($0, $1)) }
        for (match, pieces) in found {
            var value: [UInt8] = []
            for piece in pieces where scratch.joinedNodes.indices.contains(piece.text) {
                scratch.text.read(Int(scratch.joinedNodes[piece.text]), of: tape, in: body)
                scratch.text.withUTF8(in: body) { text in
                    value.append(contentsOf: text[piece.range.clamped(to: 0..<text.count)])
                }
            }
            for (index, piece) in pieces.enumerated() where scratch.joinedNodes.indices.contains(piece.text) {
                var part = match
                part.start = piece.range.lowerBound
                part.end = piece.range.upperBound
                self.pieces[Int(scratch.joinedNodes[piece.text]), default: []].append(
                    JoinedPiece(match: part, isFirst: index == 0, value: value)
                )
            }
        }
    }

    /// The text of an element: itself, or that of a content part.
    private static func text(of element: Int, _ tape: borrowing JSONTape, in body: UnsafeRawBufferPointer) -> Int? {
        switch tape.nodes[element].kind {
        case .string: return element
        case .object:
            guard let text = tape.child(of: element, named: "text", in: body), tape.nodes[text].kind == .string else {
                return nil
            }
            return text
        case .array, .number, .true, .false, .null: return nil
        }
    }
}
