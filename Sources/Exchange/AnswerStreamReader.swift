/// Reads the events of a streamed answer as they pass: what each one is, and what the stream as a whole has said so far.
///
/// It changes nothing and withholds nothing. Whatever a provider sends, each event gets a `Part` and the counts stay sane.
package struct AnswerStreamReader: Sendable {
    /// What one block of the stream is.
    package enum Part: Sendable {
        /// Comments or a blank line: it keeps the connection alive.
        case silence
        /// A piece of the answer, or an event that we do not know; JSON either way.
        case content
        /// OpenAI's chunk with the usage and no choice, which a client gets only when it asked for it.
        case usage
        /// The normal ending: `[DONE]`, `message_stop`, `response.completed`.
        case done
        /// The provider gives up in mid-stream.
        case error(ProviderError)
        /// An event whose data is no JSON.
        case malformed
    }

    /// Whether the model has said why it ended (`finish_reason`, `stop_reason`), as a complete answer does.
    package private(set) var isFinished = false
    /// Length of the text that the model has written, for an estimate where no usage is reported.
    package private(set) var textBytes = 0
    /// Whether the model has asked for a tool.
    package private(set) var callsTools = false
    /// Events with data so far, the ending included.
    package private(set) var events = 0
    /// What the provider has reported so far; `nil` when that is nothing, or nothing believable.
    package var usage: TokenUsage? { self.reported.usage }

    private let dialect: Dialect
    private let endpoint: Endpoint
    private var reported = ReportedUsage()

    package init(dialect: Dialect, endpoint: Endpoint) {
        self.dialect = dialect
        self.endpoint = endpoint
    }

    /// Reads a block. The tape is scratch and holds the block's data afterwards, unless the part is `silence` or `done`.
    package mutating func take(
        _ event: ServerSentEvent,
        of reader: EventStreamReader,
        using tape: inout JSONTape
    ) -> Part {
        guard event.hasData else { return .silence }
        self.events &+= 1
        var isErrorEvent = false
        reader.withName(of: event) { isErrorEvent = $0.elementsEqual("error".utf8) }
        var part = Part.malformed
        reader.withData(of: event) { data in
            part = self.read(data, isErrorEvent: isErrorEvent, using: &tape)
        }
        return part
    }

    private mutating func read(
        _ data: UnsafeRawBufferPointer,
        isErrorEvent: Bool,
        using tape: inout JSONTape
    ) -> Part {
        if self.dialect == .openAI, data.elementsEqual("[DONE]".utf8) { return .done }
        do {
            try tape.scan(data)
        } catch {
            return isErrorEvent ? .error(ProviderError(body: data)) : .malformed
        }
        if isErrorEvent { return .error(ProviderError(body: data)) }
        guard tape.nodes.first?.kind == .object else { return .content }
        let text = AnswerText(tape: tape, bytes: data)
        if let error = tape.value(of: 0, named: "error", in: data), tape.kind(of: error) != .false {
            return .error(ProviderError(body: data))
        }
        switch self.dialect {
        case .openAI: return self.readChunk(text)
        case .anthropic: return self.readMessageEvent(text)
        case .gemini: return .content
        }
    }

    private mutating func readChunk(_ text: AnswerText) -> Part {
        var choiceCount = 0
        if let choices = text.tape.value(of: 0, named: "choices", .array, in: text.bytes) {
            for choice in text.tape.elements(of: choices) where text.tape.kind(of: choice) == .object {
                choiceCount += 1
                self.readChoice(choice, text)
            }
        } else if self.endpoint == .providerPath, let part = self.readResponseEvent(text) {
            return part
        }
        guard let usage = text.tape.value(of: 0, named: "usage", .object, in: text.bytes) else { return .content }
        self.reported.take(usage, of: text.tape, in: text.bytes)
        return choiceCount == 0 ? .usage : .content
    }

    private mutating func readChoice(_ choice: Int, _ text: AnswerText) {
        if text.tape.value(of: choice, named: "finish_reason", .string, in: text.bytes) != nil {
            self.isFinished = true
        }
        self.textBytes &+= text.tape.rawTextBytes(of: text.tape.child(of: choice, named: "text", in: text.bytes))
        guard let delta = text.tape.value(of: choice, named: "delta", .object, in: text.bytes) else { return }
        self.textBytes &+= text.bytes(ofOpenAI: delta)
        self.callsTools = self.callsTools || text.callsTools(openAI: delta)
    }

    /// An event of OpenAI's Responses, which a provider path may bring.
    private mutating func readResponseEvent(_ text: AnswerText) -> Part? {
        self.textBytes &+= text.tape.rawTextBytes(of: text.tape.child(of: 0, named: "delta", in: text.bytes))
        guard let response = text.tape.value(of: 0, named: "response", .object, in: text.bytes),
            let type = text.tape.child(of: 0, named: "type", in: text.bytes)
        else { return nil }
        if let usage = text.tape.value(of: response, named: "usage", .object, in: text.bytes) {
            self.reported.take(usage, of: text.tape, in: text.bytes)
        }
        let isLast =
            text.tape.equals(type, "response.completed", in: text.bytes)
            || text.tape.equals(type, "response.incomplete", in: text.bytes)
            || text.tape.equals(type, "response.failed", in: text.bytes)
        if isLast { self.isFinished = true }
        return isLast ? .done : nil
    }

    private mutating func readMessageEvent(_ text: AnswerText) -> Part {
        guard let type = text.tape.child(of: 0, named: "type", in: text.bytes) else { return .content }
        func isType(_ name: StaticString) -> Bool { text.tape.equals(type, name, in: text.bytes) }

        if isType("content_block_delta") {
            guard let delta = text.tape.value(of: 0, named: "delta", .object, in: text.bytes) else { return .content }
            self.textBytes &+= text.bytes(ofAnthropic: delta)
        } else if isType("content_block_start") {
            guard let block = text.tape.value(of: 0, named: "content_block", .object, in: text.bytes) else {
                return .content
            }
            self.textBytes &+= text.bytes(ofAnthropic: block)
            self.callsTools = self.callsTools || text.callsTool(anthropic: block)
        } else if isType("message_start") {
            guard let message = text.tape.value(of: 0, named: "message", .object, in: text.bytes),
                let usage = text.tape.value(of: message, named: "usage", in: text.bytes)
            else { return .content }
            self.reported.take(usage, of: text.tape, in: text.bytes)
        } else if isType("message_delta") {
            self.readMessageDelta(text)
        } else if isType("message_stop") {
            return .done
        } else if isType("error") {
            return .error(ProviderError(body: text.bytes))
        }
        return .content
    }

    private mutating func readMessageDelta(_ text: AnswerText) {
        if let delta = text.tape.value(of: 0, named: "delta", .object, in: text.bytes),
            text.isSaid("stop_reason", of: delta)
        {
            self.isFinished = true
        }
        if let usage = text.tape.value(of: 0, named: "usage", in: text.bytes) {
            self.reported.take(usage, of: text.tape, in: text.bytes)
        }
    }
}
