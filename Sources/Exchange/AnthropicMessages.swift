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
}
