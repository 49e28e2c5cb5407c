import Exchange

/// A range of a text, and what stands there instead.
struct TextEdit: Hashable {
    var range: Range<Int>
    var bytes: [UInt8]

    static func apply(_ edits: [TextEdit], to text: UnsafeRawBufferPointer) -> [UInt8] {
        var output: [UInt8] = []
        let replacements = edits.map {
            Replacement(start: $0.range.lowerBound, end: $0.range.upperBound, bytes: $0.bytes)
        }
        Splice.apply(replacements, to: text, into: &output)
        return output
    }
}

/// Edits of a text that may itself be JSON, as the arguments of a tool are: such a text stays JSON.
enum JSONEdits {
    /// JSON in JSON in JSON is looked into, what is deeper is taken for text.
    private static let depthMax = 3

    /// The same edits, so that a text that is JSON is JSON afterwards: inside its strings, and escaped for them; a number of
    /// which a part was found becomes a string.
    ///
    /// - Parameter edits: sorted and disjoint; so is the result.
    static func kept(
        _ edits: [TextEdit],
        in text: UnsafeRawBufferPointer,
        depth: Int = JSONEdits.depthMax
    ) -> [TextEdit] {
        guard depth > 0, !edits.isEmpty, JSONEdits.mayBeJSON(text) else { return edits }
        var tape = JSONTape()
        do throws(JSONFault) {
            try tape.scan(text)
        } catch {
            // It looks like JSON and is text.
            return edits
        }
        var kept: [TextEdit] = []
        var first = 0
        var applied = [Bool](repeating: false, count: edits.count)
        for index in tape.nodes.indices {
            let node = tape.nodes[index]
            guard node.kind == .string || node.kind == .number, node.start < node.end else { continue }
            let range = Int(node.start)..<Int(node.end)
            while first < edits.count, edits[first].range.upperBound <= range.lowerBound { first += 1 }
            var last = first
            while last < edits.count, edits[last].range.lowerBound < range.upperBound { last += 1 }
            guard last > first else { continue }
            for edit in first..<last { applied[edit] = true }
            if node.kind == .number {
                let bytes = [UInt8(ascii: "\"")] + edits[first].bytes + [UInt8(ascii: "\"")]
                kept.append(TextEdit(range: range, bytes: bytes))
            } else {
                kept += JSONEdits.kept(edits[first..<last], inString: index, range, of: tape, in: text, depth: depth)
            }
        }
        // A match of nothing but brackets: what is to go goes, and the text is no JSON any more.
        return applied.allSatisfy { $0 } ? kept : edits
    }

    private static func kept(
        _ edits: ArraySlice<TextEdit>,
        inString node: Int,
        _ range: Range<Int>,
        of tape: JSONTape,
        in text: UnsafeRawBufferPointer,
        depth: Int
    ) -> [TextEdit] {
        var string = JSONText()
        string.read(node, of: tape, in: text)
        let inner = edits.map { edit in
            TextEdit(range: string.textRange(ofRaw: edit.range.clamped(to: range)), bytes: edit.bytes)
        }
        return string.withUTF8(in: text) { utf8 in
            JSONEdits.kept(JSONEdits.disjoint(inner), in: utf8, depth: depth - 1).map { edit in
                var bytes: [UInt8] = []
                JSONEscape.append(edit.bytes, to: &bytes)
                return TextEdit(range: string.rawRange(of: edit.range), bytes: bytes)
            }
        }
    }

    /// Sorted edits of which two may share an escape; such become one.
    static func disjoint(_ edits: [TextEdit]) -> [TextEdit] {
        var disjoint: [TextEdit] = []
        for edit in edits {
            if let last = disjoint.last, edit.range.lowerBound < last.range.upperBound {
                let end = max(last.range.upperBound, edit.range.upperBound)
                disjoint[disjoint.count - 1].range = last.range.lowerBound..<end
            } else {
                disjoint.append(edit)
            }
        }
        return disjoint
    }

    private static func mayBeJSON(_ text: UnsafeRawBufferPointer) -> Bool {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        guard let first = text.first(where: { !isSpace($0) }), let last = text.last(where: { !isSpace($0) }) else {
            return false
        }
        return (first == UInt8(ascii: "{") && last == UInt8(ascii: "}"))
            || (first == UInt8(ascii: "[") && last == UInt8(ascii: "]"))
    }
}
