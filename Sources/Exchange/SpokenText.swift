/// What the model says in a whole answer, as one text: what two answers are compared by.
package enum SpokenText {
    /// Nil where the answer says nothing, or says something that is no text.
    ///
    /// - Parameter tape: a scratch.
    package static func of(
        whole body: UnsafeRawBufferPointer,
        _ dialect: Dialect,
        using tape: inout JSONTape
    ) -> [UInt8]? {
        guard (try? tape.scan(body)) != nil else { return nil }
        var spoken: [UInt8] = []
        switch dialect {
        case .openAI:
            guard let choices = tape.child(of: 0, named: "choices", in: body) else { return nil }
            for choice in tape.elements(of: choices) {
                guard let message = tape.child(of: choice, named: "message", in: body),
                    let content = tape.child(of: message, named: "content", in: body)
                else { return nil }
                guard Self.append(content, tape, body, to: &spoken) else { return nil }
            }
        case .anthropic:
            guard let content = tape.child(of: 0, named: "content", in: body) else { return nil }
            for block in tape.elements(of: content) {
                guard let text = tape.child(of: block, named: "text", in: body) else { return nil }
                guard Self.append(text, tape, body, to: &spoken) else { return nil }
            }
        case .gemini:
            return nil
        }
        return spoken.isEmpty ? nil : spoken
    }

    private static func append(
        _ node: Int,
        _ tape: borrowing JSONTape,
        _ body: UnsafeRawBufferPointer,
        to spoken: inout [UInt8]
    ) -> Bool {
        guard tape.nodes[node].kind == .string else { return false }
        if !spoken.isEmpty { spoken.append(0x0A) }
        spoken.append(contentsOf: tape.string(at: node, in: body).utf8)
        return true
    }
}
