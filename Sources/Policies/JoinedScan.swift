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
/// of one message, messages of one role that follow each other.
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
            var previous: Element?
            for node in tape.elements(of: index) {
                let element = Element(node, tape, in: body)
                if let element, let last = previous, element.isSpoken, element.goesOn(behind: last, tape, in: body) {
                    // Most messages follow one of another role: a text is taken when it turns out that another goes on in it.
                    if scratch.joinedNodes.isEmpty { self.append(last, tape, in: body, to: scratch) }
                    self.append(element, tape, in: body, to: scratch)
                } else {
                    // What stands between, a picture or a call, is where a reader stops.
                    self.finish(tape, in: body, for: rules, using: scratch)
                    self.start(scratch)
                }
                previous = element
            }
            self.finish(tape, in: body, for: rules, using: scratch)
        }
    }

    private func append(
        _ element: Element,
        _ tape: borrowing JSONTape,
        in body: UnsafeRawBufferPointer,
        to scratch: ScanScratch
    ) {
        scratch.joinedNodes.append(UInt32(truncatingIfNeeded: element.text))
        scratch.text.read(element.text, of: tape, in: body)
        scratch.text.withUTF8(in: body) { scratch.joined.append($0) }
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
}

/// An element of an array that is text: a string, a content part, a message of one string.
private struct Element {
    /// The node of the string.
    var text: Int
    /// That of the message's role.
    private var role: Int?
    /// Whether it may go on in the next one. What tools give back are texts of their own.
    private(set) var isSpoken = true

    init?(_ node: Int, _ tape: borrowing JSONTape, in body: UnsafeRawBufferPointer) {
        switch tape.nodes[node].kind {
        case .string: self.text = node
        case .object:
            if let text = tape.child(of: node, named: "text", in: body), tape.nodes[text].kind == .string {
                self.text = text
                return
            }
            guard let role = tape.child(of: node, named: "role", in: body),
                let text = tape.child(of: node, named: "content", in: body), tape.nodes[text].kind == .string
            else { return nil }
            self.text = text
            self.role = role
            self.isSpoken = Element.speakers.contains(tape.rawBytes(of: role, in: body))
        case .array, .number, .true, .false, .null: return nil
        }
    }

    private static let speakers = NameTable(["assistant", "developer", "system", "user"])

    func goesOn(behind other: Element, _ tape: borrowing JSONTape, in body: UnsafeRawBufferPointer) -> Bool {
        guard let role, let last = other.role else { return self.role == nil && other.role == nil }
        return tape.rawBytes(of: role, in: body).elementsEqual(tape.rawBytes(of: last, in: body))
    }
}
