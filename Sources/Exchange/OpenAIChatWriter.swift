/// Tells a whole chat completion as a stream of chunks.
///
/// Each choice is one chunk with its role and whatever is not text, then its texts in pieces (reasoning first, as models
/// think), its tool calls, and one chunk with its end. Members that we do not know go along as they were written: those of
/// the answer with the first chunk, those of a message with its role, those of a choice with its end.
struct OpenAIChatWriter {
    private let reader: RawReader
    private let includesUsage: Bool
    /// What each chunk begins with: `{"object":"chat.completion.chunk","id":…,…`.
    private var head: [UInt8] = []
    /// Members of the answer that only the first chunk brings, by the nodes of their names.
    private var firstChunkOnly: [Int] = []
    private var output: [UInt8] = []

    /// Each chunk repeats the head, so a long one is not repeated but refused.
    private static let headBytesMax = 4096

    init(tape: JSONTape, body: UnsafeRawBufferPointer, includesUsage: Bool) {
        self.reader = RawReader(tape: tape, bytes: body)
        self.includesUsage = includesUsage
    }

    mutating func events() -> [UInt8]? {
        guard let choices = self.reader.member(0, "choices", .array), self.readHead() else { return nil }
        self.output.reserveCapacity(self.reader.bytes.count * 4)
        var position: UInt64 = 0
        for choice in self.reader.tape.elements(of: choices) {
            guard self.write(choice, position: position) else { return nil }
            position += 1
        }
        guard position > 0 else { return nil }
        if self.includesUsage, let usage = self.reader.member(0, "usage", .object) { self.writeUsage(usage) }
        self.output.append(ascii: "data: [DONE]\n\n")
        return self.output
    }

    private mutating func readHead() -> Bool {
        self.head.open("{")
        self.head.openMember("object")
        self.head.append(ascii: "\"chat.completion.chunk\"")
        for (nameNode, value) in self.reader.tape.members(of: 0) {
            guard let name = self.reader.name(nameNode) else { return false }
            switch name {
            case "object", "choices", "usage":
                continue
            case "error":
                guard self.reader.isNull(value) else { return false }
            case "id", "created", "model", "service_tier", "system_fingerprint":
                self.head.openMember(rawName: name)
                self.head.append(oneLine: self.reader.raw(value))
            default:
                self.firstChunkOnly.append(nameNode)
            }
        }
        return self.head.count <= Self.headBytesMax
    }

    private mutating func writeUsage(_ usage: Int) {
        self.openChunk()
        self.output.openMember("choices")
        self.output.append(ascii: "[]")
        self.output.openMember("usage")
        self.output.append(oneLine: self.reader.raw(usage))
        self.output.append(ascii: "}\n\n")
    }
}

// The chunks of one choice.
extension OpenAIChatWriter {
    /// A choice that is being told.
    private struct Choice {
        let node: Int
        let index: UInt64
        /// `"logprobs":null` stands in each chunk of an answer that has the member at all.
        let hasLogprobs: Bool
    }

    private mutating func write(_ node: Int, position: UInt64) -> Bool {
        guard let message = self.reader.member(node, "message", .object),
            let reason = self.reader.member(node, "finish_reason", .string)
        else { return false }
        let choice = Choice(
            node: node,
            index: self.reader.index(of: node) ?? position,
            hasLogprobs: self.reader.tape.child(of: node, named: "logprobs", in: self.reader.bytes) != nil
        )
        guard self.writeRole(message, choice) else { return false }
        for name: StaticString in ["reasoning_content", "reasoning", "content", "refusal"] {
            guard let text = self.reader.member(message, name, .string) else { continue }
            for piece in TextPieces(self.reader.tape.rawBytes(of: text, in: self.reader.bytes)) {
                self.openDelta(choice)
                self.output.openMember(name)
                self.output.append(rawText: piece)
                self.closeDelta(choice)
            }
        }
        if let calls = self.reader.member(message, "tool_calls", .array) {
            guard self.writeCalls(calls, choice) else { return false }
        }
        if let call = self.reader.member(message, "function_call", .object) {
            guard self.writeFunction(call, nil, choice) else { return false }
        }
        return self.writeEnd(reason, choice)
    }

    private mutating func writeRole(_ message: Int, _ choice: Choice) -> Bool {
        self.openDelta(choice)
        for (nameNode, value) in self.reader.tape.members(of: message) {
            guard let name = self.reader.name(nameNode) else { return false }
            let kind = self.reader.tape.kind(of: value)
            switch name {
            case "content" where kind == .string:
                self.output.openMember("content")
                self.output.append(ascii: "\"\"")
            case "reasoning_content" where kind == .string && !self.reader.isBlank(value),
                "reasoning" where kind == .string && !self.reader.isBlank(value),
                "refusal" where kind == .string && !self.reader.isBlank(value),
                "tool_calls" where kind == .array && self.reader.hasElements(value),
                "function_call" where kind == .object:
                continue
            default:
                self.output.openMember(rawName: name)
                self.output.append(oneLine: self.reader.raw(value))
            }
        }
        self.closeDelta(choice)
        return true
    }

    private mutating func writeCalls(_ calls: Int, _ choice: Choice) -> Bool {
        var index: UInt64 = 0
        for call in self.reader.tape.elements(of: calls) {
            guard self.reader.tape.kind(of: call) == .object else { return false }
            if let function = self.reader.member(call, "function", .object) {
                guard self.writeFunction(function, Call(node: call, index: index), choice) else { return false }
            } else {
                self.openDelta(choice)
                self.openCall(index)
                guard self.appendMembers(of: call, but: "index") else { return false }
                self.output.append(ascii: "}]")
                self.closeDelta(choice)
            }
            index += 1
        }
        return true
    }

    private struct Call {
        let node: Int
        let index: UInt64
    }

    /// Writes the call of a function: one chunk with everything but its arguments, then those in pieces.
    ///
    /// - Parameter call: the element of `tool_calls` that it belongs to; `nil` for the `function_call` of old.
    private mutating func writeFunction(_ function: Int, _ call: Call?, _ choice: Choice) -> Bool {
        let arguments = self.reader.tape.child(of: function, named: "arguments", in: self.reader.bytes)
        if let arguments, self.reader.tape.kind(of: arguments) != .string { return false }
        self.openDelta(choice)
        if let call {
            self.openCall(call.index)
            guard self.appendMembers(of: call.node, but: "function", "index") else { return false }
        }
        self.output.openMember(call == nil ? "function_call" : "function")
        self.output.open("{")
        guard self.appendMembers(of: function, but: "arguments") else { return false }
        if arguments != nil {
            self.output.openMember("arguments")
            self.output.append(ascii: "\"\"")
        }
        self.output.append(ascii: call == nil ? "}" : "}}]")
        self.closeDelta(choice)
        guard let arguments else { return true }
        for piece in TextPieces(self.reader.tape.rawBytes(of: arguments, in: self.reader.bytes)) {
            self.openDelta(choice)
            if let call { self.openCall(call.index) }
            self.output.openMember(call == nil ? "function_call" : "function")
            self.output.open("{")
            self.output.openMember("arguments")
            self.output.append(rawText: piece)
            self.output.append(ascii: call == nil ? "}" : "}}]")
            self.closeDelta(choice)
        }
        return true
    }

    private mutating func writeEnd(_ reason: Int, _ choice: Choice) -> Bool {
        guard self.reader.tape.child(of: choice.node, named: "delta", in: self.reader.bytes) == nil else {
            return false
        }
        self.openDelta(choice)
        self.output.close("}")
        guard self.appendMembers(of: choice.node, but: "index", "message", "finish_reason") else { return false }
        self.output.openMember("finish_reason")
        self.output.append(contentsOf: self.reader.raw(reason))
        self.closeChoice()
        return true
    }

    private mutating func openChunk() {
        self.output.append(ascii: "data: ")
        self.output.append(contentsOf: self.head)
        for name in self.firstChunkOnly {
            self.output.openMember(rawName: self.reader.tape.rawBytes(of: name, in: self.reader.bytes))
            self.output.append(oneLine: self.reader.raw(name + 1))
        }
        self.firstChunkOnly = []
    }

    private mutating func openDelta(_ choice: Choice) {
        self.openChunk()
        self.output.openMember("choices")
        self.output.append(ascii: "[{\"index\":")
        self.output.append(decimal: choice.index)
        self.output.append(ascii: ",\"delta\":{")
    }

    private mutating func closeDelta(_ choice: Choice) {
        self.output.close("}")
        if choice.hasLogprobs {
            self.output.append(ascii: ",\"logprobs\":null")
        }
        self.output.append(ascii: ",\"finish_reason\":null")
        self.closeChoice()
    }

    private mutating func closeChoice() {
        self.output.append(ascii: "}]")
        if self.includesUsage {
            self.output.append(ascii: ",\"usage\":null")
        }
        self.output.append(ascii: "}\n\n")
    }

    private mutating func openCall(_ index: UInt64) {
        self.output.openMember("tool_calls")
        self.output.append(ascii: "[{\"index\":")
        self.output.append(decimal: index)
    }

    /// Appends the members of an object as they were written, but for some. False when a name is written with escapes.
    private mutating func appendMembers(of object: Int, but omitted: StaticString...) -> Bool {
        for (nameNode, value) in self.reader.tape.members(of: object) {
            guard let name = self.reader.name(nameNode) else { return false }
            if omitted.contains(where: { $0 ~= name }) { continue }
            self.output.openMember(rawName: name)
            self.output.append(oneLine: self.reader.raw(value))
        }
        return true
    }
}
