/// Anthropic messages, whole and streamed: one told as the other, so that one cached answer serves both.
///
/// Text is carried over as it was written, never decoded and encoded again. What cannot be told in the other form without
/// guessing gives `nil`.
package enum AnthropicMessages {
    /// Puts a complete stream together into the whole message that it tells.
    ///
    /// `nil` unless it is complete (it has a `stop_reason`, each block was closed, and `message_stop` came) and nothing in it
    /// is open to doubt: an error, an event that is none, a delta of a kind that we do not know.
    package static func whole(fromEvents stream: UnsafeRawBufferPointer) -> [UInt8]? {
        var assembler = AnthropicMessageAssembler()
        let isComplete = EventStreamReader.readWhole(stream) { assembler.take($0) }
        guard isComplete, let whole = assembler.whole(), whole.isJSON else { return nil }
        return whole
    }

    /// Tells a whole message as the stream of events that the provider might have sent.
    package static func events(fromWhole body: UnsafeRawBufferPointer) -> [UInt8]? {
        var tape = JSONTape()
        do { try tape.scan(body) } catch { return nil }
        var writer = AnthropicMessageWriter(tape: tape, body: body)
        return writer.events()
    }

    /// Empties the signature of each thinking block whose text is rewritten: it no longer fits, and the provider would refuse it
    /// in the next turn.
    ///
    /// - Parameter replacements: what is to be spliced into the whole message; sorted and disjoint.
    package static func addVoidSignatures(
        to replacements: inout [Replacement],
        in body: UnsafeRawBufferPointer,
        tape: JSONTape
    ) {
        guard tape.nodes.first?.kind == .object, let content = tape.child(of: 0, named: "content", in: body) else {
            return
        }
        var voided: [Replacement] = []
        for block in tape.elements(of: content) {
            guard let thinking = tape.value(of: block, named: "thinking", .string, in: body),
                let signature = tape.value(of: block, named: "signature", .string, in: body)
            else { continue }
            let text = tape.nodes[thinking]
            let isRewritten = replacements.contains { $0.start < Int(text.end) && $0.end > Int(text.start) }
            if isRewritten {
                let range = tape.nodes[signature]
                voided.append(Replacement(start: Int(range.start), end: Int(range.end), bytes: []))
            }
        }
        guard !voided.isEmpty else { return }
        replacements.removeAll { old in voided.contains { old.start < $0.end && old.end > $0.start } }
        replacements += voided
        replacements.sort { $0.start < $1.start }
    }
}
