/// Puts the chunks of a streamed chat completion together into the whole one.
struct OpenAIChatAssembler {
    private var members = RawMembers()
    private var usage: [UInt8]?
    private var choices: [Choice] = []
    private var tape = JSONTape()

    /// Takes the data of one event. False when it cannot be joined with the others beyond doubt.
    mutating func take(_ data: UnsafeRawBufferPointer) -> Bool {
        do { try self.tape.scan(data) } catch { return false }
        guard self.tape.kind(of: 0) == .object else { return false }
        let reader = RawReader(tape: self.tape, bytes: data)
        for (name, value) in reader.tape.members(of: 0) {
            guard let field = reader.name(name), self.take(field, value, reader) else { return false }
        }
        return true
    }

    /// The whole answer, `nil` when a choice has not ended.
    func whole() -> [UInt8]? {
        guard !self.choices.isEmpty else { return nil }
        var output: [UInt8] = Array("{".utf8)
        if let id = self.members["id"] { output.appendMember(rawName: "id".utf8, id) }
        output.appendMember(rawName: "object".utf8, "\"chat.completion\"".utf8)
        for (name, value) in zip(self.members.names, self.members.values) where !name.elementsEqual("id") {
            output.appendMember(rawName: name, value)
        }
        output.openMember("choices")
        output.open("[")
        for choice in self.choices.sorted(by: { $0.index < $1.index }) {
            guard choice.append(to: &output) else { return nil }
        }
        output.close("]")
        if let usage = self.usage { output.appendMember(rawName: "usage".utf8, usage) }
        output.close("}")
        return output
    }

    private mutating func take(_ name: UnsafeRawBufferPointer, _ value: Int, _ reader: RawReader) -> Bool {
        let raw = reader.raw(value)
        switch name {
        case "object", "obfuscation":
            // The one is ours to write, the other is padding against traffic analysis.
            return true
        case "id", "model", "created":
            return reader.isBlank(value) || self.members.keepFirst(name, raw)
        case "system_fingerprint", "service_tier":
            // Said anew with each chunk, and settled only while the answer is being written.
            return self.members.keepLast(name, raw)
        case "usage":
            if !reader.isNull(value) { self.usage = Array(raw) }
            return true
        case "choices":
            return self.takeChoices(value, reader)
        case "error":
            return reader.isNull(value)
        default:
            return self.members.agree(name, raw)
        }
    }

    private mutating func takeChoices(_ choices: Int, _ reader: RawReader) -> Bool {
        guard reader.tape.kind(of: choices) == .array else { return reader.isNull(choices) }
        for choice in reader.tape.elements(of: choices) {
            guard let index = reader.index(of: choice) else { return false }
            if let at = self.choices.firstIndex(where: { $0.index == index }) {
                guard self.choices[at].take(choice, reader) else { return false }
            } else {
                var new = Choice(index: index)
                guard new.take(choice, reader) else { return false }
                self.choices.append(new)
            }
        }
        return true
    }
}

extension OpenAIChatAssembler {
    /// One choice, as far as its chunks have told it.
    private struct Choice {
        let index: UInt64
        private var members = RawMembers()
        private var message = RawMembers()
        private var texts = RawTexts()
        private var calls: [Call] = []
        private var functionCall: Call?
        private var logprobs: RawLists?

        init(index: UInt64) {
            self.index = index
        }

        mutating func take(_ choice: Int, _ reader: RawReader) -> Bool {
            for (nameNode, value) in reader.tape.members(of: choice) {
                guard let name = reader.name(nameNode) else { return false }
                switch name {
                case "index": continue
                case "delta": guard self.takeDelta(value, reader) else { return false }
                case "logprobs": guard self.takeLogprobs(value, reader) else { return false }
                case "finish_reason":
                    guard reader.isBlank(value) || self.members.agree(name, reader.raw(value)) else { return false }
                default: guard self.members.agree(name, reader.raw(value)) else { return false }
                }
            }
            return true
        }

        private mutating func takeDelta(_ delta: Int, _ reader: RawReader) -> Bool {
            guard reader.tape.kind(of: delta) == .object else { return reader.isNull(delta) }
            for (nameNode, value) in reader.tape.members(of: delta) {
                guard let name = reader.name(nameNode), self.take(name, value, reader) else { return false }
            }
            return true
        }

        private mutating func take(_ name: UnsafeRawBufferPointer, _ value: Int, _ reader: RawReader) -> Bool {
            switch name {
            case "content", "refusal", "reasoning_content", "reasoning":
                return self.texts.take(name, value, reader)
            case "role":
                return reader.isBlank(value) || self.message.agree(name, reader.raw(value))
            case "tool_calls":
                return self.takeCalls(name, value, reader)
            case "function_call":
                return self.takeFunctionCall(name, value, reader)
            default:
                return self.message.takeOnce(name, reader.raw(value))
            }
        }

        private mutating func takeFunctionCall(
            _ name: UnsafeRawBufferPointer,
            _ function: Int,
            _ reader: RawReader
        ) -> Bool {
            guard !reader.isNull(function) else { return self.message.keepFirst(name, reader.raw(function)) }
            var call = self.functionCall ?? Call(index: 0)
            guard call.takeFunction(function, reader) else { return false }
            self.functionCall = call
            return true
        }

        private mutating func takeCalls(_ name: UnsafeRawBufferPointer, _ calls: Int, _ reader: RawReader) -> Bool {
            guard !reader.isNull(calls) else { return self.message.keepFirst(name, reader.raw(calls)) }
            guard reader.tape.kind(of: calls) == .array else { return false }
            if !reader.hasElements(calls) { return self.message.keepFirst(name, reader.raw(calls)) }
            for call in reader.tape.elements(of: calls) {
                guard let index = reader.index(of: call) else { return false }
                if let at = self.calls.firstIndex(where: { $0.index == index }) {
                    guard self.calls[at].take(call, reader) else { return false }
                } else {
                    var new = Call(index: index)
                    guard new.take(call, reader) else { return false }
                    self.calls.append(new)
                }
            }
            return true
        }

        private mutating func takeLogprobs(_ logprobs: Int, _ reader: RawReader) -> Bool {
            if self.logprobs == nil { self.logprobs = RawLists() }
            return self.logprobs?.take(logprobs, reader) ?? false
        }

        /// Appends the choice as it stands in a whole answer. False when it has not ended.
        func append(to output: inout [UInt8]) -> Bool {
            guard self.members["finish_reason"]?.first == UInt8(ascii: "\"") else { return false }
            output.open("{")
            output.openMember("index")
            output.append(decimal: self.index)
            output.openMember("message")
            self.appendMessage(to: &output)
            if let logprobs = self.logprobs {
                output.openMember("logprobs")
                logprobs.append(to: &output)
            }
            output.appendMembers(self.members)
            output.close("}")
            return true
        }

        private func appendMessage(to output: inout [UInt8]) {
            output.open("{")
            output.appendMember(rawName: "role".utf8, self.message["role"] ?? Array("\"assistant\"".utf8))
            self.texts.append(to: &output)
            if !self.texts.contains("content") { output.appendMember(rawName: "content".utf8, "null".utf8) }
            if !self.calls.isEmpty { self.appendCalls(to: &output) }
            if let call = self.functionCall {
                output.openMember("function_call")
                call.appendFunction(to: &output)
            }
            for (name, value) in zip(self.message.names, self.message.values) where !self.isAppended(name) {
                output.appendMember(rawName: name, value)
            }
            output.close("}")
        }

        private func appendCalls(to output: inout [UInt8]) {
            output.openMember("tool_calls")
            output.open("[")
            for call in self.calls.sorted(by: { $0.index < $1.index }) {
                call.append(to: &output)
            }
            output.close("]")
        }

        /// Whether a member of the message was written by other means; its `null` in an early chunk is then void.
        private func isAppended(_ name: [UInt8]) -> Bool {
            name.elementsEqual("role")
                || (name.elementsEqual("tool_calls") && !self.calls.isEmpty)
                || (name.elementsEqual("function_call") && self.functionCall != nil)
        }
    }

    /// One call of a tool, as far as its chunks have told it.
    private struct Call {
        let index: UInt64
        private var members = RawMembers()
        private var hasFunction = false
        private var function = RawMembers()
        private var arguments = RawTexts()

        init(index: UInt64) {
            self.index = index
        }

        mutating func take(_ call: Int, _ reader: RawReader) -> Bool {
            for (nameNode, value) in reader.tape.members(of: call) {
                guard let name = reader.name(nameNode) else { return false }
                switch name {
                case "index": continue
                case "id", "type":
                    guard reader.isBlank(value) || self.members.agree(name, reader.raw(value)) else { return false }
                case "function": guard self.takeFunction(value, reader) else { return false }
                default: guard self.members.takeOnce(name, reader.raw(value)) else { return false }
                }
            }
            return true
        }

        mutating func takeFunction(_ function: Int, _ reader: RawReader) -> Bool {
            guard reader.tape.kind(of: function) == .object else { return reader.isNull(function) }
            self.hasFunction = true
            for (nameNode, value) in reader.tape.members(of: function) {
                guard let name = reader.name(nameNode) else { return false }
                switch name {
                case "arguments": guard self.arguments.take(name, value, reader) else { return false }
                case "name" where reader.isBlank(value): continue
                default: guard self.function.takeOnce(name, reader.raw(value)) else { return false }
                }
            }
            return true
        }

        func append(to output: inout [UInt8]) {
            output.open("{")
            output.appendMembers(self.members)
            if self.hasFunction {
                output.openMember("function")
                self.appendFunction(to: &output)
            }
            output.close("}")
        }

        func appendFunction(to output: inout [UInt8]) {
            output.open("{")
            output.appendMembers(self.function)
            self.arguments.append(to: &output)
            output.close("}")
        }
    }
}
