/// Tells a whole message as a stream of events.
///
/// Text, thinking and the input of tools come in pieces; members that we do not know go along as they were written, those
/// of the message with `message_start`, those of a block with `content_block_start`.
struct AnthropicMessageWriter {
    private let reader: RawReader
    private var output: [UInt8] = []

    init(tape: JSONTape, body: UnsafeRawBufferPointer) {
        self.reader = RawReader(tape: tape, bytes: body)
    }

    mutating func events() -> [UInt8]? {
        guard let type = self.reader.member(0, "type", .string),
            self.reader.tape.equals(type, "message", in: self.reader.bytes),
            let content = self.reader.member(0, "content", .array),
            let reason = self.reader.member(0, "stop_reason", .string)
        else { return nil }
        self.output.reserveCapacity(self.reader.bytes.count * 4)
        guard self.writeStart() else { return nil }
        var index: UInt64 = 0
        for block in self.reader.tape.elements(of: content) {
            guard self.write(block, index: index) else { return nil }
            index += 1
        }
        self.writeDelta(reason)
        self.open("message_stop")
        self.close()
        return self.output
    }

    private mutating func writeStart() -> Bool {
        self.open("message_start")
        self.output.openMember("message")
        self.output.open("{")
        for (nameNode, value) in self.reader.tape.members(of: 0) {
            guard let name = self.reader.name(nameNode) else { return false }
            self.output.openMember(rawName: name)
            switch name {
            case "content":
                self.output.append(ascii: "[]")
            case "stop_reason", "stop_sequence":
                self.output.append(ascii: "null")
            case "usage" where self.reader.tape.kind(of: value) == .object:
                guard self.appendStartUsage(value) else { return false }
            default:
                self.output.append(oneLine: self.reader.raw(value))
            }
        }
        self.output.close("}")
        self.close()
        return true
    }

    /// Before the first word no token is written yet.
    private mutating func appendStartUsage(_ usage: Int) -> Bool {
        self.output.open("{")
        for (nameNode, value) in self.reader.tape.members(of: usage) {
            guard let name = self.reader.name(nameNode) else { return false }
            self.output.openMember(rawName: name)
            if "output_tokens" ~= name {
                self.output.append(UInt8(ascii: "0"))
            } else {
                self.output.append(oneLine: self.reader.raw(value))
            }
        }
        self.output.close("}")
        return true
    }

    private mutating func writeDelta(_ reason: Int) {
        self.open("message_delta")
        self.output.openMember("delta")
        self.output.append(ascii: "{\"stop_reason\":")
        self.output.append(contentsOf: self.reader.raw(reason))
        if let sequence = self.reader.tape.child(of: 0, named: "stop_sequence", in: self.reader.bytes) {
            self.output.openMember("stop_sequence")
            self.output.append(oneLine: self.reader.raw(sequence))
        }
        self.output.close("}")
        if let usage = self.reader.member(0, "usage", .object) {
            self.output.openMember("usage")
            self.output.append(oneLine: self.reader.raw(usage))
        }
        self.close()
    }

    /// Opens an event and its data up to the `type` that both name.
    private mutating func open(_ type: StaticString) {
        self.output.append(ascii: "event: ")
        self.output.append(ascii: type)
        self.output.append(ascii: "\ndata: {\"type\":\"")
        self.output.append(ascii: type)
        self.output.append(UInt8(ascii: "\""))
    }

    private mutating func close() {
        self.output.append(ascii: "}\n\n")
    }
}

// The events of one content block.
extension AnthropicMessageWriter {
    /// What of a block is told in deltas.
    private struct Told {
        var text: Int?
        var thinking: Int?
        var signature: Int?
        var input: Int?
        var citations: Int?
    }

    private mutating func write(_ block: Int, index: UInt64) -> Bool {
        guard let told = self.told(of: block), self.writeBlockStart(block, told, index) else { return false }
        self.writeText(told.thinking, "thinking_delta", "thinking", index)
        if let signature = told.signature {
            self.openDelta("signature_delta", "signature", index)
            self.output.append(contentsOf: self.reader.raw(signature))
            self.closeDelta()
        }
        self.writeText(told.text, "text_delta", "text", index)
        self.writeInput(told.input, index)
        if let citations = told.citations {
            for citation in self.reader.tape.elements(of: citations) {
                self.openDelta("citations_delta", "citation", index)
                self.output.append(oneLine: self.reader.raw(citation))
                self.closeDelta()
            }
        }
        self.open("content_block_stop")
        self.output.openMember("index")
        self.output.append(decimal: index)
        self.close()
        return true
    }

    private func told(of block: Int) -> Told? {
        guard let type = self.reader.member(block, "type", .string) else { return nil }
        var told = Told()
        switch self.reader.tape.rawBytes(of: type, in: self.reader.bytes) {
        case "text":
            told.text = self.reader.member(block, "text", .string)
            if let citations = self.reader.member(block, "citations", .array), self.reader.hasElements(citations) {
                told.citations = citations
            }
        case "thinking":
            told.thinking = self.reader.member(block, "thinking", .string)
            told.signature = self.reader.member(block, "signature", .string)
        case "tool_use", "server_tool_use", "mcp_tool_use":
            told.input = self.reader.member(block, "input", .object)
        default:
            break
        }
        return told
    }

    private mutating func writeBlockStart(_ block: Int, _ told: Told, _ index: UInt64) -> Bool {
        self.open("content_block_start")
        self.output.openMember("index")
        self.output.append(decimal: index)
        self.output.openMember("content_block")
        self.output.open("{")
        for (nameNode, value) in self.reader.tape.members(of: block) {
            guard let name = self.reader.name(nameNode) else { return false }
            self.output.openMember(rawName: name)
            switch value {
            case told.text, told.thinking, told.signature: self.output.append(ascii: "\"\"")
            case told.input: self.output.append(ascii: "{}")
            case told.citations: self.output.append(ascii: "[]")
            default: self.output.append(oneLine: self.reader.raw(value))
            }
        }
        self.output.close("}")
        self.close()
        return true
    }

    private mutating func writeText(_ node: Int?, _ type: StaticString, _ field: StaticString, _ index: UInt64) {
        guard let node else { return }
        for piece in TextPieces(self.reader.tape.rawBytes(of: node, in: self.reader.bytes)) {
            self.openDelta(type, field, index)
            self.output.append(rawText: piece)
            self.closeDelta()
        }
    }

    /// A tool's input is told as the text of its JSON. The first piece is empty, as it is at the provider's.
    private mutating func writeInput(_ node: Int?, _ index: UInt64) {
        guard let node else { return }
        self.openDelta("input_json_delta", "partial_json", index)
        self.output.append(ascii: "\"\"")
        self.closeDelta()
        guard self.reader.tape.members(of: node).contains(where: { _ in true }) else { return }
        var escaped: [UInt8] = []
        JSONEscape.append(self.reader.raw(node), to: &escaped)
        escaped.withUnsafeBytes { text in
            for piece in TextPieces(text) {
                self.openDelta("input_json_delta", "partial_json", index)
                self.output.append(rawText: piece)
                self.closeDelta()
            }
        }
    }

    private mutating func openDelta(_ type: StaticString, _ field: StaticString, _ index: UInt64) {
        self.open("content_block_delta")
        self.output.openMember("index")
        self.output.append(decimal: index)
        self.output.append(ascii: ",\"delta\":{\"type\":\"")
        self.output.append(ascii: type)
        self.output.append(UInt8(ascii: "\""))
        self.output.openMember(field)
    }

    private mutating func closeDelta() {
        self.output.close("}")
        self.close()
    }
}
