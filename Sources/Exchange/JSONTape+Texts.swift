/// A text of a body that a model or a tool may read.
package struct JSONTextNode: Sendable, Hashable {
    package var node: UInt32
    package var role: TextRole
    package var form: Form

    package enum Form: UInt8, Sendable, Hashable {
        case text
        /// The name of a member.
        case name
        /// A number with as many digits as an identifier has.
        case number
    }
}

extension JSONTape {
    /// Appends every text that a model or a tool may read, in the order of the body: all strings, all member names, and the
    /// numbers that are long enough to identify somebody.
    ///
    /// Left out are the member names of the protocols themselves, which say nothing, and the `role` and `type` of any object
    /// when they are the plain word that a protocol puts there. Anything else under these names is read: inside the arguments of
    /// a tool they are free text. So is the name of the model: it goes upstream as it came.
    ///
    /// - Parameter role: whose words all of them are; `nil` reads it from the shape of a request, in which what no message
    ///   says otherwise is the user's.
    package func appendTexts(in bytes: UnsafeRawBufferPointer, as role: TextRole? = nil, to texts: inout [JSONTextNode])
    {
        guard let root = self.nodes.first else { return }
        guard role == nil, root.kind == .object else {
            self.append(from: 0, to: self.nodes.count, role ?? .user, in: bytes, &texts)
            return
        }
        for (name, value) in self.members(of: 0) {
            self.append(from: name, to: value, .user, in: bytes, &texts)
            let end = Int(self.nodes[value].next)
            if self.isAny(of: Self.conversations, name, in: bytes), self.nodes[value].kind == .array {
                for message in self.elements(of: value) { self.append(message: message, in: bytes, &texts) }
            } else {
                let isSystem = self.isAny(of: Self.instructions, name, in: bytes)
                self.append(from: value, to: end, isSystem ? .system : .user, in: bytes, &texts)
            }
        }
    }

    /// Members of the root that hold messages, of all surfaces.
    private static let conversations: [StaticString] = ["messages", "input", "contents"]
    private static let instructions: [StaticString] = [
        "system", "instructions", "system_instruction", "systemInstruction",
    ]
    /// Members of a message that hold parts, some of which may be what a tool gave back.
    private static let partLists: [StaticString] = ["content", "parts"]
    private static let functionResponses: [StaticString] = ["functionResponse", "function_response"]

    private func append(message: Int, in bytes: UnsafeRawBufferPointer, _ texts: inout [JSONTextNode]) {
        let role = self.role(ofMessage: message, in: bytes) ?? .user
        guard self.nodes[message].kind == .object else {
            self.append(from: message, to: Int(self.nodes[message].next), role, in: bytes, &texts)
            return
        }
        for (name, value) in self.members(of: message) {
            guard self.nodes[value].kind == .array, self.isAny(of: Self.partLists, name, in: bytes) else {
                self.append(from: name, to: Int(self.nodes[value].next), role, in: bytes, &texts)
                continue
            }
            self.append(from: name, to: value, role, in: bytes, &texts)
            for part in self.elements(of: value) {
                let isResult = self.isToolResult(part, in: bytes)
                let end = Int(self.nodes[part].next)
                self.append(from: part, to: end, isResult ? .tool : role, in: bytes, &texts)
            }
        }
    }

    /// The texts of a run of nodes.
    private func append(
        from start: Int,
        to end: Int,
        _ role: TextRole,
        in bytes: UnsafeRawBufferPointer,
        _ texts: inout [JSONTextNode]
    ) {
        for index in start..<end {
            let node = self.nodes[index]
            let form: JSONTextNode.Form
            switch node.kind {
            case .string:
                if node.isName {
                    if !node.hasEscapes, Self.protocolNames.contains(self.rawBytes(of: index, in: bytes)) { continue }
                } else if self.isProtocolWord(index, in: bytes) {
                    continue
                }
                form = node.isName ? .name : .text
            case .number:
                guard self.mayIdentify(index, in: bytes) else { continue }
                form = .number
            case .object, .array, .true, .false, .null:
                continue
            }
            texts.append(JSONTextNode(node: UInt32(truncatingIfNeeded: index), role: role, form: form))
        }
    }

    private func isAny(of names: [StaticString], _ node: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        names.contains { self.equals(node, $0, in: bytes) }
    }
}

/// Whose words a message is.
extension JSONTape {
    private static let roleWords: [(word: StaticString, role: TextRole)] = [
        ("user", .user), ("assistant", .assistant), ("system", .system), ("tool", .tool), ("developer", .system),
        ("function", .tool), ("model", .assistant),
    ]

    /// Its `role`, or what the type of an item of the Responses surface says: a call is the model's, its output the tool's.
    private func role(ofMessage message: Int, in bytes: UnsafeRawBufferPointer) -> TextRole? {
        if let role = self.child(of: message, named: "role", in: bytes) {
            return Self.roleWords.first { self.equals(role, $0.word, in: bytes) }?.role
        }
        guard let type = self.child(of: message, named: "type", in: bytes), self.nodes[type].kind == .string else {
            return nil
        }
        let word = self.rawBytes(of: type, in: bytes)
        if word.ends(with: "_output") { return .tool }
        return word.ends(with: "_call") || word.ends(with: "reasoning") ? .assistant : nil
    }

    /// What a tool gave back, inside a message of the user or of the model.
    private func isToolResult(_ part: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard self.nodes[part].kind == .object else { return false }
        if let type = self.child(of: part, named: "type", in: bytes), self.nodes[type].kind == .string {
            return self.rawBytes(of: type, in: bytes).ends(with: "tool_result")
        }
        return self.members(of: part).contains { self.isAny(of: Self.functionResponses, $0.name, in: bytes) }
    }
}

/// What is a text, and what is not.
extension JSONTape {
    /// Member names of all surfaces and of JSON Schema that stand in nearly every body.
    private static let protocolNames = NameTable([
        "arguments", "anyOf", "cache_control", "choices", "content", "contents", "created", "data", "delta",
        "description",
        "detail", "embedding", "enum", "file", "file_data", "filename", "finish_reason", "format", "function", "id",
        "image_url", "include_usage", "index", "input", "input_schema", "instructions", "is_error", "items",
        "json_schema",
        "logprobs", "max_tokens", "media_type", "message", "messages", "metadata", "model", "n", "name", "object",
        "output", "parameters", "parts", "prompt", "properties", "reasoning", "refusal", "required", "response_format",
        "role", "schema", "seed", "source", "stop", "stop_reason", "stream", "stream_options", "strict", "system",
        "temperature", "text", "thinking", "title", "tool_call_id", "tool_calls", "tool_choice", "tool_use_id", "tools",
        "top_p", "type", "url", "usage", "user",
    ])

    /// `"role": "user"` and `"type": "web_search_20250305"`, but not `"type": "4111111111111111"`.
    private func isProtocolWord(_ value: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        // A name stands right before its value.
        guard value > 0, self.nodes[value - 1].isName else { return false }
        let name = self.nodes[value - 1]
        guard name.end &- name.start == 4 else { return false }
        guard self.equals(value - 1, "role", in: bytes) || self.equals(value - 1, "type", in: bytes) else {
            return false
        }
        let raw = self.rawBytes(of: value, in: bytes)
        guard raw.count <= Self.protocolWordBytesMax else { return false }
        var digits = 0
        for byte in raw {
            if byte.isDigit {
                digits += 1
            } else if byte &- UInt8(ascii: "a") >= 26, byte != UInt8(ascii: "_"), byte != .minus, byte != .dot {
                return false
            }
        }
        // A date, but no number that identifies anyone.
        return digits <= 8
    }

    private static let protocolWordBytesMax = 40

    /// A number with fewer digits in front of its point identifies nobody.
    private static let identifierDigitsMin = 8

    /// Whether a number may be an identifier: a whole one, however it is written, or the whole part of another.
    private func mayIdentify(_ number: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        let raw = self.rawBytes(of: number, in: bytes)
        guard raw.count >= 3 else { return false }
        if raw.count >= Self.identifierDigitsMin {
            let digits = raw.drop { $0 == .minus }.prefix { $0.isDigit }
            if digits.count >= Self.identifierDigitsMin { return true }
        }
        // 4.111111111111111e15
        guard raw.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return false }
        return (self.unsigned(at: number, in: bytes) ?? 0) >= 10_000_000
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func ends(with literal: StaticString) -> Bool {
        literal.withUTF8Buffer { self.suffix($0.count).elementsEqual($0) }
    }
}
