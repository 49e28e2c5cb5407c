/// Puts the events of a streamed message together into the whole one.
struct AnthropicMessageAssembler {
    private var hasStarted = false
    private var message = RawMembers()
    private var usage: RawMembers?
    private var blocks: [Block] = []
    private var tape = JSONTape()

    /// Takes the data of one event; refuses what cannot be joined with the others beyond doubt.
    mutating func take(_ data: UnsafeRawBufferPointer) -> EventStreamReader.Verdict {
        do { try self.tape.scan(data) } catch { return .refuse }
        let reader = RawReader(tape: self.tape, bytes: data)
        guard let type = reader.member(0, "type", .string) else { return .refuse }
        switch reader.tape.rawBytes(of: type, in: data) {
        case "ping": return .more
        case "message_start": return self.start(reader) ? .more : .refuse
        case "content_block_start": return self.startBlock(reader) ? .more : .refuse
        case "content_block_delta": return self.takeDelta(reader) ? .more : .refuse
        case "content_block_stop": return self.stopBlock(reader) ? .more : .refuse
        case "message_delta": return self.takeMessageDelta(reader) ? .more : .refuse
        case "message_stop": return self.hasStarted ? .done : .refuse
        default: return .refuse
        }
    }

    /// The whole message, `nil` when it or a block has not ended.
    func whole() -> [UInt8]? {
        guard self.message["stop_reason"]?.first == UInt8(ascii: "\"") else { return nil }
        var output: [UInt8] = []
        output.open("{")
        output.appendMembers(self.message)
        output.openMember("content")
        output.open("[")
        for block in self.blocks {
            guard block.append(to: &output) else { return nil }
        }
        output.close("]")
        if let usage = self.usage {
            output.openMember("usage")
            output.open("{")
            output.appendMembers(usage)
            output.close("}")
        }
        output.close("}")
        return output
    }

    private mutating func start(_ reader: RawReader) -> Bool {
        guard !self.hasStarted, let message = reader.member(0, "message", .object) else { return false }
        self.hasStarted = true
        for (nameNode, value) in reader.tape.members(of: message) {
            guard let name = reader.name(nameNode) else { return false }
            switch name {
            case "content": guard !reader.hasElements(value) else { return false }
            case "usage": guard self.takeUsage(value, reader) else { return false }
            default: guard self.message.set(name, to: reader.raw(value)) else { return false }
            }
        }
        return true
    }

    private mutating func startBlock(_ reader: RawReader) -> Bool {
        guard self.hasStarted, reader.index(of: 0) == UInt64(self.blocks.count),
            let node = reader.member(0, "content_block", .object)
        else { return false }
        var block = Block()
        guard block.start(node, reader) else { return false }
        self.blocks.append(block)
        return true
    }

    private mutating func takeDelta(_ reader: RawReader) -> Bool {
        guard let index = self.openBlock(reader), let delta = reader.member(0, "delta", .object) else { return false }
        return self.blocks[index].take(delta, reader)
    }

    private mutating func stopBlock(_ reader: RawReader) -> Bool {
        guard let index = self.openBlock(reader) else { return false }
        self.blocks[index].isOpen = false
        return true
    }

    private func openBlock(_ reader: RawReader) -> Int? {
        guard let index = reader.index(of: 0), index < self.blocks.count, self.blocks[Int(index)].isOpen else {
            return nil
        }
        return Int(index)
    }

    private mutating func takeMessageDelta(_ reader: RawReader) -> Bool {
        guard self.hasStarted else { return false }
        for (nameNode, value) in reader.tape.members(of: 0) {
            guard let name = reader.name(nameNode) else { return false }
            switch name {
            case "type": continue
            case "usage": guard self.takeUsage(value, reader) else { return false }
            case "delta":
                guard reader.tape.kind(of: value) == .object else { return false }
                for (nameNode, value) in reader.tape.members(of: value) {
                    guard let name = reader.name(nameNode), self.message.set(name, to: reader.raw(value)) else {
                        return false
                    }
                }
            default: guard reader.isNull(value) else { return false }
            }
        }
        return true
    }

    /// Counts are running totals: what is said last holds.
    private mutating func takeUsage(_ usage: Int, _ reader: RawReader) -> Bool {
        guard reader.tape.kind(of: usage) == .object else { return reader.isNull(usage) }
        var counts = self.usage ?? RawMembers()
        for (nameNode, value) in reader.tape.members(of: usage) {
            guard let name = reader.name(nameNode), counts.keepLast(name, reader.raw(value)) else { return false }
        }
        self.usage = counts
        return true
    }
}

extension AnthropicMessageAssembler {
    /// One content block, as far as its deltas have told it.
    private struct Block {
        var isOpen = true
        private var members = RawMembers()
        private var texts = RawTexts()
        /// The text of a tool's input, decoded: it is JSON in JSON.
        private var input: [UInt8] = []
        private var citations: [UInt8] = []

        mutating func start(_ block: Int, _ reader: RawReader) -> Bool {
            for (nameNode, value) in reader.tape.members(of: block) {
                guard let name = reader.name(nameNode) else { return false }
                switch name {
                case "text", "thinking", "signature":
                    guard self.texts.take(name, value, reader) else { return false }
                default:
                    guard self.members.set(name, to: reader.raw(value)) else { return false }
                }
            }
            return true
        }

        mutating func take(_ delta: Int, _ reader: RawReader) -> Bool {
            guard let type = reader.member(delta, "type", .string) else { return false }
            let field: StaticString
            switch reader.tape.rawBytes(of: type, in: reader.bytes) {
            case "text_delta": field = "text"
            case "thinking_delta": field = "thinking"
            case "signature_delta": field = "signature"
            case "input_json_delta": field = "partial_json"
            case "citations_delta": field = "citation"
            default: return false
            }
            for (nameNode, value) in reader.tape.members(of: delta) where value != type {
                guard let name = reader.name(nameNode), field ~= name else { return false }
                switch name {
                case "partial_json":
                    guard reader.tape.kind(of: value) == .string else { return false }
                    self.input.append(contentsOf: reader.tape.string(at: value, in: reader.bytes).utf8)
                case "citation":
                    if !self.citations.isEmpty { self.citations.append(UInt8(ascii: ",")) }
                    self.citations.append(contentsOf: reader.raw(value))
                default:
                    guard self.texts.take(name, value, reader) else { return false }
                }
            }
            return true
        }

        /// Appends the block as it stands in a whole message. False when it has not ended, or ended badly.
        func append(to output: inout [UInt8]) -> Bool {
            guard !self.isOpen, self.canJoin("input", self.input), self.canJoin("citations", self.citations) else {
                return false
            }
            output.open("{")
            for (name, value) in zip(self.members.names, self.members.values) {
                if !self.input.isEmpty, name.elementsEqual("input") { continue }
                if !self.citations.isEmpty, name.elementsEqual("citations") { continue }
                output.appendMember(rawName: name, value)
            }
            self.texts.append(to: &output)
            if !self.input.isEmpty {
                guard self.input.isJSON else { return false }
                output.appendMember(rawName: "input".utf8, self.input)
            }
            if !self.citations.isEmpty {
                output.openMember("citations")
                output.open("[")
                output.append(contentsOf: self.citations)
                output.close("]")
            }
            output.close("}")
            return true
        }

        /// Whether what a block began with leaves room for what its deltas brought.
        private func canJoin(_ name: StaticString, _ told: [UInt8]) -> Bool {
            guard !told.isEmpty, let start = self.members[name] else { return true }
            return start.elementsEqual("{}") || start.elementsEqual("[]") || start.elementsEqual("null")
        }
    }
}
