import Exchange

/// A text of a body, for whoever decides about what was found in it.
struct InspectedText {
    var role: TextRole
    /// `messages[3].content`.
    var place: String
    /// What of a value that goes on in other texts stands in this one.
    var joined: [JoinedPiece] = []
}

/// One body of JSON on its way through an inspection, text by text.
struct InspectedBody {
    let bytes: UnsafeRawBufferPointer
    let tape: JSONTape
    let scratch: ScanScratch

    /// - Parameter unscannable: the nodes of the parts of which it is known that they are no text.
    func inspect(into draft: inout InspectionDraft, unscannable: [Int], trace: InspectionTrace?) {
        var visit = Visit(draft: draft, unscanned: unscannable)
        if !self.scratch.textNodes.isEmpty {
            visit.joined.run(over: self.tape, in: self.bytes, for: draft.rules, using: self.scratch)
        }
        for index in self.scratch.textNodes.indices {
            let text = self.scratch.textNodes[index]
            let began = trace?.now() ?? 0
            let findings = visit.draft.inspection.findings.count
            switch text.form {
            case .number: self.inspect(number: text, &visit)
            case .text, .name: self.inspect(string: text, &visit)
            }
            trace?.note(
                self.tape.path(of: Int(text.node), in: self.bytes),
                text,
                findings: visit.draft.inspection.findings.count - findings,
                since: began
            )
            if self.scratch.state.timer.isSpent { break }
        }
        visit.tellUnscanned(self.tape, in: self.bytes)
        draft = visit.draft
    }

    /// What grows from text to text.
    private struct Visit {
        var draft: InspectionDraft
        var joined = JoinedScan()
        var cursor = JSONPathCursor()
        var names = MemberNames()
        /// Nodes of what cannot be read as text; the first of them, in the order of the body, are those of parts.
        private var unscanned: [Int]
        private let partCount: Int

        init(draft: InspectionDraft, unscanned: [Int]) {
            self.draft = draft
            self.unscanned = unscanned
            self.partCount = unscanned.count
        }

        /// A text that is none, unless it stands inside a part of which that is known.
        mutating func noteUnscanned(_ node: Int, _ tape: borrowing JSONTape) {
            var (low, high) = (0, self.partCount)
            while low < high {
                let middle = (low + high) / 2
                if self.unscanned[middle] <= node { low = middle + 1 } else { high = middle }
            }
            if low > 0, node < Int(tape.nodes[self.unscanned[low - 1]].next) { return }
            self.unscanned.append(node)
        }

        mutating func tellUnscanned(_ tape: borrowing JSONTape, in body: UnsafeRawBufferPointer) {
            guard !self.unscanned.isEmpty else { return }
            var cursor = JSONPathCursor(hiding: self.cursor.hiddenNames)
            for node in self.unscanned.sorted().prefix(Inspection.unscannedPartsMax) {
                self.draft.inspection.unscannedParts.append(cursor.path(of: node, of: tape, in: body))
            }
        }
    }

    // MARK: Strings

    private func inspect(string text: JSONTextNode, _ visit: inout Visit) {
        let node = Int(text.node)
        let scratch = self.scratch
        scratch.text.read(node, of: self.tape, in: self.bytes)
        let edits = scratch.text.withUTF8(in: self.bytes) { utf8 in
            if let edits = self.edits(ofDataURL: utf8, text, &visit) { return edits }
            scratch.state.matches.removeAll(keepingCapacity: true)
            scratch.scan(utf8, for: visit.draft.rules)
            if text.form == .text { self.scanWithName(node, utf8, visit.draft.rules) }
            let joined = visit.joined.pieces.isEmpty ? [] : visit.joined.pieces[node] ?? []
            guard !scratch.state.matches.isEmpty || !joined.isEmpty else { return [] }
            return self.edits(in: utf8, text, joined, &visit)
        }
        guard !edits.isEmpty else { return }
        for edit in edits {
            var escaped: [UInt8] = []
            JSONEscape.append(edit.bytes, to: &escaped)
            visit.draft.replace(scratch.text.rawRange(of: edit.range), by: escaped)
        }
        if text.form == .name { self.keepUnique(node, edits, &visit) }
    }

    /// What the matches of a text rewrite in it.
    private func edits(
        in utf8: UnsafeRawBufferPointer,
        _ text: JSONTextNode,
        _ joined: [JoinedPiece],
        _ visit: inout Visit
    ) -> [TextEdit] {
        let place = visit.cursor.path(of: Int(text.node), of: self.tape, in: self.bytes)
        let inspected = InspectedText(role: text.role, place: place, joined: joined)
        let findings = visit.draft.inspection.findings.count
        let rewrites = visit.draft.take(self.scratch.state.matches, in: utf8, inspected, using: self.scratch)
        let isFound = visit.draft.inspection.findings.count > findings
        if isFound, text.form == .name { visit.cursor.hide(Int(text.node)) }
        return JSONEdits.edits(for: rewrites, in: utf8) { rewrite, value in
            visit.draft.bytes(for: rewrite, value, taken: self.lookalikes)
        }
    }

    /// A value that is read with its name, for rules that ask for words near by.
    private func scanWithName(_ node: Int, _ utf8: UnsafeRawBufferPointer, _ rules: RuleSet) {
        let scratch = self.scratch
        guard scratch.member.read(node, utf8, of: self.tape, in: self.bytes) else { return }
        let first = scratch.state.matches.count
        scratch.member.bytes.withUnsafeBytes { scratch.scan($0, for: rules) }
        if scratch.state.matches.count > first { scratch.member.merge(&scratch.state.matches, from: first) }
    }

    // MARK: Numbers

    /// A number of which anything is rewritten becomes a string.
    private func inspect(number text: JSONTextNode, _ visit: inout Visit) {
        let node = Int(text.node)
        let raw = self.tape.rawBytes(of: node, in: self.bytes)
        let isPlain = raw.allSatisfy { ASCII.isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        var edits: [TextEdit] = []
        if isPlain {
            edits = self.edits(inDigits: raw, text, &visit)
        } else if let whole = self.tape.unsigned(at: node, in: self.bytes) {
            // 4.111111111111111e15 is the number that a reader makes of it.
            edits = Array("\(whole)".utf8).withUnsafeBytes { self.edits(inDigits: $0, text, &visit) }
        }
        guard let edit = edits.first else { return }
        let number = self.tape.nodes[node]
        visit.draft.replace(
            Int(number.start)..<Int(number.end),
            by: [UInt8(ascii: "\"")] + edit.bytes + [UInt8(ascii: "\"")]
        )
    }

    private func edits(
        inDigits digits: UnsafeRawBufferPointer,
        _ text: JSONTextNode,
        _ visit: inout Visit
    ) -> [TextEdit] {
        let scratch = self.scratch
        scratch.state.matches.removeAll(keepingCapacity: true)
        scratch.scan(digits, for: visit.draft.rules)
        self.scanWithName(Int(text.node), digits, visit.draft.rules)
        return scratch.state.matches.isEmpty ? [] : self.edits(in: digits, text, [], &visit)
    }

    // MARK: Data URLs

    /// Reads what a data URL carries in base64, and writes it anew where something in it is rewritten. `nil` for a text that
    /// is to be read as it stands: any other, and one that only looks like a data URL. What is no text is noted as a part
    /// that was not read.
    private func edits(
        ofDataURL utf8: UnsafeRawBufferPointer,
        _ text: JSONTextNode,
        _ visit: inout Visit
    ) -> [TextEdit]? {
        guard let url = DataURL(utf8) else { return nil }
        let payload = UnsafeRawBufferPointer(rebasing: utf8[url.payload])
        let head = UnsafeRawBufferPointer(rebasing: utf8[..<url.payload.lowerBound])
        guard let decoded = Base64.decode(payload), decoded.isReadableText else {
            visit.noteUnscanned(Int(text.node), self.tape)
            // Whoever writes `data:image/png;base64,` before a secret has made no picture of it: only the letters of what is
            // plainly one are not looked at.
            let isPicture = payload.count > InspectedBody.lettersMax && BinaryForm.isKnown(payload)
            return isPicture ? self.edits(ofReadings: head, text, &visit) : nil
        }
        let edits = self.edits(ofReadings: head, text, &visit)
        return decoded.withUnsafeBytes { inner in
            let inside = self.edits(ofReadings: inner, text, &visit)
            guard !inside.isEmpty else { return edits }
            return edits + [TextEdit(range: url.payload, bytes: Base64.encode(TextEdit.apply(inside, to: inner)))]
        }
    }

    /// The letters of a shorter payload are always looked at.
    private static let lettersMax = 4 * 1024

    private func edits(
        ofReadings utf8: UnsafeRawBufferPointer,
        _ text: JSONTextNode,
        _ visit: inout Visit
    ) -> [TextEdit] {
        self.scratch.state.matches.removeAll(keepingCapacity: true)
        self.scratch.scan(utf8, for: visit.draft.rules)
        return self.scratch.state.matches.isEmpty ? [] : self.edits(in: utf8, text, [], &visit)
    }

    // MARK: Names and tokens

    /// Two names that become the same would be one member too many: the second gets a number.
    private func keepUnique(_ node: Int, _ edits: [TextEdit], _ visit: inout Visit) {
        guard let object = visit.cursor.container(of: node, in: self.tape) else { return }
        let name = self.scratch.text.withUTF8(in: self.bytes) { TextEdit.apply(edits, to: $0) }
        guard let suffix = visit.names.suffix(for: name, in: object, of: self.tape, self.bytes) else { return }
        let end = Int(self.tape.nodes[node].end)
        visit.draft.replace(end..<end, by: suffix)
    }

    /// What in any text of the body looks like a token; asked for when the first token is made.
    private func lookalikes() -> TokenLookalikes {
        var taken = TokenLookalikes()
        var text = JSONText()
        for node in self.scratch.textNodes where node.form != .number {
            text.read(Int(node.node), of: self.tape, in: self.bytes)
            text.withUTF8(in: self.bytes) { taken.note(in: $0) }
        }
        return taken
    }
}
