/// OpenAI chat completions, whole and streamed: one told as the other, so that one cached answer serves both.
///
/// Text is carried over as it was written, never decoded and encoded again. What cannot be told in the other form without
/// guessing gives `nil`.
package enum OpenAIChat {
    /// Puts a complete stream together into the whole answer that it tells.
    ///
    /// `nil` unless it is complete (every choice has its `finish_reason`, and `[DONE]` came) and nothing in it is open to
    /// doubt: an error, an event that is no chunk, a field said twice of which nobody knows how its pieces join.
    package static func whole(fromEvents stream: UnsafeRawBufferPointer) -> [UInt8]? {
        var assembler = OpenAIChatAssembler()
        let isComplete = EventStreamReader.readWhole(stream) { data in
            if data.elementsEqual("[DONE]".utf8) { return .done }
            return assembler.take(data) ? .more : .refuse
        }
        guard isComplete, let whole = assembler.whole(), whole.isJSON else { return nil }
        return whole
    }

    /// Tells a whole answer as the stream of events that the provider might have sent.
    ///
    /// - Parameter includeUsage: whether the client asked for the chunk with the usage (`stream_options.include_usage`).
    package static func events(fromWhole body: UnsafeRawBufferPointer, includeUsage: Bool) -> [UInt8]? {
        var tape = JSONTape()
        do { try tape.scan(body) } catch { return nil }
        var writer = OpenAIChatWriter(tape: tape, body: body, includesUsage: includeUsage)
        return writer.events()
    }
}

extension EventStreamReader {
    enum Verdict {
        case more
        case done
        case refuse
    }

    /// Reads the events of a stream that lies there whole, up to the one that ends it. False when none does, or when one is
    /// refused.
    static func readWhole(
        _ stream: UnsafeRawBufferPointer,
        _ take: (UnsafeRawBufferPointer) -> Verdict
    ) -> Bool {
        var reader = EventStreamReader(eventBytesMax: stream.count)
        reader.append(stream)
        reader.end()
        do {
            while let event = try reader.next() {
                guard event.hasData else { continue }
                var verdict = Verdict.refuse
                reader.withData(of: event) { verdict = take($0) }
                switch verdict {
                case .more: continue
                case .done: return true
                case .refuse: return false
                }
            }
        } catch {
            return false
        }
        return false
    }
}
