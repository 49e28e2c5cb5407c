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
///
/// What is rewritten is rewritten inside the strings of it, and escaped for them; a number of which a part was found becomes
/// a string. The value is the one that a reader of that string has.
enum JSONEdits {
    /// JSON in JSON in JSON is looked into, what is deeper is taken for text.
    private static let depthMax = 3

    /// - Parameters:
    ///   - rewrites: sorted and disjoint; so is the result.
    ///   - bytes: what stands in place of a value.
    static func edits(
        for rewrites: [Rewrite],
        in text: UnsafeRawBufferPointer,
        depth: Int = JSONEdits.depthMax,
        bytes: (Rewrite, UnsafeRawBufferPointer) -> [UInt8]
    ) -> [TextEdit] {
        if depth > 0, !rewrites.isEmpty, let tape = JSONEdits.tape(of: text),
            let edits = JSONEdits.edits(for: rewrites, of: tape, in: text, depth: depth, bytes: bytes)
        {
            return edits
        }
        return rewrites.map { rewrite in
            let range = rewrite.range.clamped(to: 0..<text.count)
            return TextEdit(range: range, bytes: bytes(rewrite, UnsafeRawBufferPointer(rebasing: text[range])))
        }
    }

    /// `nil` where a match is of nothing but brackets: what is to go goes, and the text is no JSON any more.
    private static func edits(
        for rewrites: [Rewrite],
        of tape: JSONTape,
        in text: UnsafeRawBufferPointer,
        depth: Int,
        bytes: (Rewrite, UnsafeRawBufferPointer) -> [UInt8]
    ) -> [TextEdit]? {
        var edits: [TextEdit] = []
        var first = 0
        var applied = [Bool](repeating: false, count: rewrites.count)
        var names = MemberNames()
        var cursor = JSONPathCursor()
        for index in tape.nodes.indices {
            let node = tape.nodes[index]
            guard node.kind == .string || node.kind == .number, node.start < node.end else { continue }
            let range = Int(node.start)..<Int(node.end)
            while first < rewrites.count, rewrites[first].range.upperBound <= range.lowerBound { first += 1 }
            var last = first
            while last < rewrites.count, rewrites[last].range.lowerBound < range.upperBound { last += 1 }
            guard last > first else { continue }
            for rewrite in first..<last { applied[rewrite] = true }
            if node.kind == .number {
                let value = bytes(rewrites[first], UnsafeRawBufferPointer(rebasing: text[range]))
                edits.append(TextEdit(range: range, bytes: [UInt8(ascii: "\"")] + value + [UInt8(ascii: "\"")]))
                continue
            }
            var string = JSONText()
            string.read(index, of: tape, in: text)
            let inner = JSONEdits.edits(for: rewrites[first..<last], range, of: string, in: text, depth, bytes)
            for edit in inner {
                var escaped: [UInt8] = []
                JSONEscape.append(edit.bytes, to: &escaped)
                edits.append(TextEdit(range: string.rawRange(of: edit.range), bytes: escaped))
            }
            guard node.isName, let object = cursor.container(of: index, in: tape) else { continue }
            let name = string.withUTF8(in: text) { TextEdit.apply(inner, to: $0) }
            if let suffix = names.suffix(for: name, in: object, of: tape, text) {
                edits.append(TextEdit(range: range.upperBound..<range.upperBound, bytes: suffix))
            }
        }
        return applied.allSatisfy { $0 } ? edits : nil
    }

    /// The edits of a string of JSON, in its own text.
    private static func edits(
        for rewrites: ArraySlice<Rewrite>,
        _ range: Range<Int>,
        of string: JSONText,
        in text: UnsafeRawBufferPointer,
        _ depth: Int,
        _ bytes: (Rewrite, UnsafeRawBufferPointer) -> [UInt8]
    ) -> [TextEdit] {
        var inner: [Rewrite] = []
        for rewrite in rewrites {
            var part = rewrite
            part.range = string.textRange(ofRaw: rewrite.range.clamped(to: range))
            if let last = inner.last, part.range.lowerBound < last.range.upperBound {
                // Two that share an escape.
                let end = max(last.range.upperBound, part.range.upperBound)
                inner[inner.count - 1].range = last.range.lowerBound..<end
            } else {
                inner.append(part)
            }
        }
        return string.withUTF8(in: text) { JSONEdits.edits(for: inner, in: $0, depth: depth - 1, bytes: bytes) }
    }

    /// `nil` for what is no JSON of objects or arrays.
    private static func tape(of text: UnsafeRawBufferPointer) -> JSONTape? {
        guard JSONEdits.mayBeJSON(text) else { return nil }
        var tape = JSONTape()
        do throws(JSONFault) {
            try tape.scan(text)
        } catch {
            // It looks like JSON and is text.
            return nil
        }
        return tape
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
