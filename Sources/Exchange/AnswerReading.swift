/// What the gateway must know of a whole answer, read from its tape.
package struct AnswerReading: Sendable, Hashable {
    /// Why the answer is none although its status says so, in words for the log; `nil` when it is usable.
    package private(set) var fault: String?
    /// What the provider reported; `nil` when that is nothing, or nothing believable.
    package private(set) var usage: TokenUsage?
    /// Whether the model asks for a tool.
    package private(set) var callsTools = false
    /// Whether each part of it says why it ended, as a complete answer does.
    package private(set) var isFinished = false
    /// Length of the text that the model wrote, for an estimate where no usage is reported.
    package private(set) var textBytes = 0

    /// Whether it is an answer of its surface.
    package var isUsable: Bool { self.fault == nil }

    /// Reads the answer whose scan `tape` holds. An odd body is unusable, never an error.
    package init(of bytes: UnsafeRawBufferPointer, tape: JSONTape, dialect: Dialect, endpoint: Endpoint) {
        let text = AnswerText(tape: tape, bytes: bytes)
        guard let root = tape.nodes.first else {
            self.fault = "the answer is not JSON"
            return
        }
        if root.kind == .object, let usage = tape.child(of: 0, named: "usage", in: bytes) {
            var reported = ReportedUsage()
            reported.take(usage, of: tape, in: bytes)
            self.usage = reported.usage
        }
        switch endpoint {
        case .chatCompletions: self.readChat(text)
        case .messages: self.readMessage(text)
        case .embeddings, .models: self.readList(text)
        case .providerPath: self.readProviderPath(text, dialect)
        }
    }

    private mutating func readChat(_ text: AnswerText) {
        guard let choices = self.array("choices", text) else { return }
        var count = 0
        var finished = 0
        for choice in text.tape.elements(of: choices) {
            guard text.tape.kind(of: choice) == .object else {
                self.fault = "the answer holds a choice that is no object"
                return
            }
            count += 1
            if text.isSaid("finish_reason", of: choice) { finished += 1 }
            guard let message = text.tape.value(of: choice, named: "message", .object, in: text.bytes) else { continue }
            self.textBytes &+= text.bytes(ofOpenAI: message)
            self.callsTools = self.callsTools || text.callsTools(openAI: message)
        }
        if count == 0 {
            self.fault = "the answer holds no choice"
        }
        self.isFinished = count > 0 && finished == count
    }

    private mutating func readMessage(_ text: AnswerText) {
        guard let content = self.array("content", text) else { return }
        guard let type = text.tape.child(of: 0, named: "type", in: text.bytes),
            text.tape.equals(type, "message", in: text.bytes)
        else {
            self.fault = "the answer is no message"
            return
        }
        for block in text.tape.elements(of: content) {
            guard text.tape.kind(of: block) == .object else {
                self.fault = "the answer holds a content block that is no object"
                return
            }
            self.textBytes &+= text.bytes(ofAnthropic: block)
            self.callsTools = self.callsTools || text.callsTool(anthropic: block)
        }
        self.isFinished = text.isSaid("stop_reason", of: 0)
    }

    private mutating func readList(_ text: AnswerText) {
        self.isFinished = self.array("data", text) != nil
    }

    /// The shape is the provider's own: whatever is JSON passes. Where it looks like an answer that we know, it is read.
    private mutating func readProviderPath(_ text: AnswerText, _ dialect: Dialect) {
        if text.tape.kind(of: 0) != .object {
            self.isFinished = true
        } else if dialect == .openAI, text.tape.child(of: 0, named: "choices", in: text.bytes) != nil {
            self.readChat(text)
        } else if dialect == .anthropic, text.tape.child(of: 0, named: "content", in: text.bytes) != nil {
            self.readMessage(text)
        } else {
            self.isFinished = text.tape.value(of: 0, named: "error", in: text.bytes) == nil
        }
        self.fault = nil
    }

    /// The array that the answer is about; without it the answer is unusable, and the fault says why.
    private mutating func array(_ name: StaticString, _ text: AnswerText) -> Int? {
        guard text.tape.kind(of: 0) == .object else {
            self.fault = "the answer is no JSON object"
            return nil
        }
        if let array = text.tape.value(of: 0, named: name, .array, in: text.bytes) { return array }
        if text.tape.value(of: 0, named: "error", in: text.bytes) != nil {
            self.fault = "the answer is an error under a status that says success"
        } else {
            self.fault = "the answer has no array `\(name)`"
        }
        return nil
    }
}
