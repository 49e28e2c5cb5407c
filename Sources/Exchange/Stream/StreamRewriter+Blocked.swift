extension StreamRewriter {
    /// Appends the ending of a stream that the filter has blocked: the surface's own words for a text that is withheld, and its
    /// normal ending. What has begun is ended, so that SDKs take the stream for complete.
    ///
    /// - Parameters:
    ///   - answer: told in full where nothing of the provider's has gone out.
    ///   - includeUsage: whether the caller asked OpenAI's surface for the chunk with the usage.
    package func appendBlockedEnding(_ answer: WithheldAnswer, includeUsage: Bool, to output: inout [UInt8]) {
        guard !self.sample.isEmpty else {
            output.append(contentsOf: answer.stream(in: self.dialect, includeUsage: includeUsage))
            return
        }
        switch self.dialect {
        case .openAI, .gemini: self.appendChunks(answer, includeUsage: includeUsage, to: &output)
        case .anthropic: self.appendMessageEnding(answer, to: &output)
        }
    }

    private func appendChunks(_ answer: WithheldAnswer, includeUsage: Bool, to output: inout [UInt8]) {
        let head = self.chunkHead()
        for scope in self.scopes.open.isEmpty ? self.scopes.all : self.scopes.open {
            output.append(ascii: "data: ")
            output.append(contentsOf: head)
            output.openMember("choices")
            output.append(ascii: "[{\"index\":")
            output.append(decimal: UInt64(clamping: scope))
            output.append(ascii: ",\"delta\":{},\"finish_reason\":\"content_filter\"}]")
            output.append(ascii: includeUsage ? ",\"usage\":null}\n\n" : "}\n\n")
        }
        if includeUsage, let usage = answer.usage {
            output.append(ascii: "data: ")
            output.append(contentsOf: head)
            output.openMember("choices")
            output.append(ascii: "[]")
            output.append(chatUsage: usage)
            output.append(ascii: "}\n\n")
        }
        output.append(ascii: "data: [DONE]\n\n")
    }

    /// What every chunk of this answer begins with.
    private func chunkHead() -> [UInt8] {
        var head: [UInt8] = []
        head.open("{")
        self.sample.withUnsafeBytes { sample in
            var tape = JSONTape()
            do { try tape.scan(sample) } catch { return }
            for name: StaticString in ["id", "object", "created", "model"] {
                guard let value = tape.child(of: 0, named: name, in: sample) else { continue }
                head.openMember(name)
                head.append(oneLine: tape.rawValue(of: value, in: sample))
            }
        }
        return head
    }

    private func appendMessageEnding(_ answer: WithheldAnswer, to output: inout [UInt8]) {
        for scope in self.scopes.open {
            output.append(ascii: "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":")
            output.append(decimal: UInt64(clamping: scope))
            output.append(ascii: "}\n\n")
        }
        output.append(ascii: "event: message_delta\ndata: {\"type\":\"message_delta\",")
        output.append(
            ascii: "\"delta\":{\"stop_reason\":\"refusal\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":"
        )
        output.append(decimal: answer.usage?.completion ?? 0)
        output.append(ascii: "}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
    }
}
