/// Where a model's words stand in an answer, or in a piece of one: the same fields in a whole message and in a delta.
struct AnswerText {
    let tape: JSONTape
    let bytes: UnsafeRawBufferPointer

    /// Length of what an OpenAI message or delta says.
    func bytes(ofOpenAI message: Int) -> Int {
        var sum = 0
        for (name, value) in self.tape.members(of: message) {
            switch self.tape.kind(of: value) {
            case .string where self.isText(openAI: name):
                sum &+= self.tape.rawTextBytes(of: value)
            case .array where self.tape.equals(name, "tool_calls", in: self.bytes):
                for call in self.tape.elements(of: value) {
                    sum &+= self.bytes(ofFunction: self.object(of: call, named: "function"))
                    sum &+= self.bytes(ofFunction: self.object(of: call, named: "custom"))
                }
            case .object where self.tape.equals(name, "function_call", in: self.bytes):
                sum &+= self.bytes(ofFunction: value)
            default:
                break
            }
        }
        return sum
    }

    /// Whether an OpenAI message or delta asks for a tool.
    func callsTools(openAI message: Int) -> Bool {
        if self.tape.value(of: message, named: "function_call", .object, in: self.bytes) != nil { return true }
        guard let calls = self.tape.value(of: message, named: "tool_calls", .array, in: self.bytes) else {
            return false
        }
        return self.tape.elements(of: calls).contains { _ in true }
    }

    /// Whether a member is a text that says something, as the reason of an ending does.
    func isSaid(_ name: StaticString, of object: Int) -> Bool {
        self.tape.rawTextBytes(of: self.tape.child(of: object, named: name, in: self.bytes)) > 0
    }

    /// Length of what an Anthropic content block, or a delta of one, says.
    func bytes(ofAnthropic block: Int) -> Int {
        var sum = 0
        for (name, value) in self.tape.members(of: block) {
            if self.tape.kind(of: value) == .string, self.isText(anthropic: name) {
                sum &+= self.tape.rawTextBytes(of: value)
            } else if self.tape.equals(name, "input", in: self.bytes) {
                sum &+= self.tape.rawValue(of: value, in: self.bytes).count
            }
        }
        return sum
    }

    /// Whether an Anthropic content block asks for a tool.
    func callsTool(anthropic block: Int) -> Bool {
        guard let type = self.tape.child(of: block, named: "type", in: self.bytes) else { return false }
        return self.tape.equals(type, "tool_use", in: self.bytes)
    }

    private func isText(openAI name: Int) -> Bool {
        self.tape.equals(name, "content", in: self.bytes)
            || self.tape.equals(name, "reasoning_content", in: self.bytes)
            || self.tape.equals(name, "reasoning", in: self.bytes)
            || self.tape.equals(name, "refusal", in: self.bytes)
    }

    private func isText(anthropic name: Int) -> Bool {
        self.tape.equals(name, "text", in: self.bytes)
            || self.tape.equals(name, "thinking", in: self.bytes)
            || self.tape.equals(name, "partial_json", in: self.bytes)
    }

    private func object(of call: Int, named name: StaticString) -> Int? {
        guard self.tape.kind(of: call) == .object else { return nil }
        return self.tape.value(of: call, named: name, .object, in: self.bytes)
    }

    private func bytes(ofFunction function: Int?) -> Int {
        guard let function else { return 0 }
        return self.tape.rawTextBytes(of: self.tape.child(of: function, named: "name", in: self.bytes))
            &+ self.tape.rawTextBytes(of: self.tape.child(of: function, named: "arguments", in: self.bytes))
            &+ self.tape.rawTextBytes(of: self.tape.child(of: function, named: "input", in: self.bytes))
    }
}
