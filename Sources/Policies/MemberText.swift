import Exchange

/// A short value of a member, read together with the member's name: in `{"ssn": 219099999}` the name is what says what
/// the number is.
struct MemberText {
    /// `"name": "value"`; of a number, without its quotes.
    private(set) var bytes: [UInt8] = []
    /// Where the value stands in it.
    private(set) var value = 0..<0
    private var name = JSONText()

    /// Of the value in its decoded form; a longer one speaks for itself.
    private static let valueBytes = 4...128
    private static let nameBytesMax = 64

    /// Names that say nothing of what is below them.
    private static let plainNames = NameTable([
        "arguments", "call_id", "content", "data", "description", "detail", "filename", "format", "id", "input",
        "instructions",
        "media_type", "model", "name", "object", "output", "prompt", "query", "signature", "stop", "system", "text",
        "thinking",
        "title", "tool_call_id", "tool_choice", "tool_use_id", "type", "url", "user",
    ])

    /// Takes the value of a node, whose text is given. `false` if it is no value of a member that says something.
    mutating func read(
        _ node: Int,
        _ text: UnsafeRawBufferPointer,
        of tape: borrowing JSONTape,
        in body: UnsafeRawBufferPointer
    ) -> Bool {
        guard MemberText.valueBytes.contains(text.count), node > 0, tape.nodes[node - 1].isName else { return false }
        let name = tape.nodes[node - 1]
        guard name.end > name.start, Int(name.end - name.start) <= MemberText.nameBytesMax else { return false }
        if MemberText.plainNames.contains(tape.rawBytes(of: node - 1, in: body)) { return false }
        let isString = tape.nodes[node].kind == .string
        self.bytes.removeAll(keepingCapacity: true)
        self.name.read(node - 1, of: tape, in: body)
        self.bytes.append(UInt8(ascii: "\""))
        self.name.withUTF8(in: body) { self.bytes.append(contentsOf: $0) }
        self.bytes.append(UInt8(ascii: "\""))
        self.bytes.append(UInt8(ascii: ":"))
        self.bytes.append(UInt8(ascii: " "))
        if isString { self.bytes.append(UInt8(ascii: "\"")) }
        self.value = self.bytes.count..<(self.bytes.count + text.count)
        self.bytes.append(contentsOf: text)
        if isString { self.bytes.append(UInt8(ascii: "\"")) }
        return true
    }

    /// Puts the matches of the two readings of the value together: those of the value alone stand before `first`, those of
    /// this text behind, with places in it.
    func merge(_ matches: inout [RuleMatch], from first: Int) {
        var merged = Array(matches[..<first])
        for var match in matches[first...] {
            let range = (match.start..<match.end).clamped(to: self.value)
            guard !range.isEmpty else { continue }
            match.start = range.lowerBound - self.value.lowerBound
            match.end = range.upperBound - self.value.lowerBound
            let same = merged.firstIndex {
                $0.rule == match.rule && $0.start < match.end && match.start < $0.end
            }
            if let same {
                merged[same].start = min(merged[same].start, match.start)
                merged[same].end = max(merged[same].end, match.end)
                merged[same].level = max(merged[same].level, match.level)
            } else {
                merged.append(match)
            }
        }
        matches = merged
    }
}
