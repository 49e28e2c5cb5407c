/// The last thing that the user of a conversation said, where it is one text: what a semantic cache may compare.
package struct UserQuestion: Sendable, Hashable {
    /// The node of the text.
    package var node: Int
    /// How often the user has spoken, this time included.
    package var turns: Int

    /// Nil where a request must never be answered by meaning: with tools, with anything in a message that is no text, with more
    /// than one part in the last message, or where the last word is not the user's.
    ///
    /// - Parameter tape: of a scan of `bytes`, a body of chat completions or messages.
    package init?(_ tape: borrowing JSONTape, in bytes: UnsafeRawBufferPointer) {
        guard !tape.nodes.isEmpty, let messages = tape.child(of: 0, named: "messages", in: bytes),
            tape.nodes[messages].kind == .array, !Self.hasTools(tape, in: bytes)
        else { return nil }
        var turns = 0
        var last: Int?
        for message in tape.elements(of: messages) {
            guard tape.nodes[message].kind == .object, let role = tape.child(of: message, named: "role", in: bytes),
                let text = Self.text(of: message, tape, in: bytes)
            else { return nil }
            let isUser = tape.equals(role, "user", in: bytes)
            if isUser { turns += 1 }
            last = isUser ? text.only : nil
        }
        guard let last else { return nil }
        self.node = last
        self.turns = turns
    }

    private static func hasTools(_ tape: borrowing JSONTape, in bytes: UnsafeRawBufferPointer) -> Bool {
        for name in ["tools", "functions", "audio", "mcp_servers"] as [StaticString] {
            if let node = tape.child(of: 0, named: name, in: bytes), tape.nodes[node].kind != .null { return true }
        }
        return false
    }

    /// What a message says, if it is nothing but text; `only` where that is one text.
    private struct MessageText {
        var only: Int?
    }

    private static func text(
        of message: Int,
        _ tape: borrowing JSONTape,
        in bytes: UnsafeRawBufferPointer
    ) -> MessageText? {
        var found = MessageText()
        for (name, value) in tape.members(of: message) {
            if tape.equals(name, "role", in: bytes) || tape.equals(name, "name", in: bytes) { continue }
            guard tape.equals(name, "content", in: bytes) else { return nil }
            switch tape.nodes[value].kind {
            case .string:
                found.only = value
            case .array:
                var parts = 0
                for part in tape.elements(of: value) {
                    guard tape.nodes[part].kind == .object, let type = tape.child(of: part, named: "type", in: bytes),
                        tape.equals(type, "text", in: bytes),
                        let text = tape.child(of: part, named: "text", in: bytes), tape.nodes[text].kind == .string
                    else { return nil }
                    parts += 1
                    found.only = parts == 1 ? text : nil
                }
            case .object, .number, .true, .false, .null:
                return nil
            }
        }
        return found
    }
}
