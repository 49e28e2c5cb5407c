import Exchange

/// Writes a reply as Anthropic's message, whole or as a stream.
struct DemoMessages {
    let question: DemoQuestion
    let reply: DemoReply

    func whole() -> [UInt8] {
        var output = self.head
        switch self.reply.content {
        case .text(let text):
            output.append(utf8: "{\"type\":\"text\",\"text\":")
            output.append(quoted: text)
            output.append(utf8: "}")
        case .tool(let name, let arguments):
            output.append(utf8: "{\"type\":\"tool_use\",\"id\":\"\(self.callID)\",\"name\":")
            output.append(quoted: name)
            output.append(utf8: ",\"input\":\(arguments)}")
        }
        output.append(
            utf8: "],\"stop_reason\":\"\(self.stopReason)\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":"
        )
        output.append(utf8: "\(self.question.promptTokens),\"output_tokens\":\(self.reply.completionTokens)}}")
        return output
    }

    func events() -> [[UInt8]] {
        var start = Array("\"message\":".utf8) + self.head
        start.append(utf8: "],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":")
        start.append(utf8: "\(self.question.promptTokens),\"output_tokens\":1}}")
        var events = [Self.event("message_start", start)]

        switch self.reply.content {
        case .text(let text):
            events.append(
                Self.event(
                    "content_block_start",
                    Array("\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}".utf8)
                )
            )
            for piece in DemoReply.pieces(text) {
                events.append(Self.delta("\"type\":\"text_delta\",\"text\":", piece))
            }
        case .tool(let name, let arguments):
            var block = Array(
                "\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"\(self.callID)\",\"name\":".utf8
            )
            block.append(quoted: name)
            block.append(utf8: ",\"input\":{}}")
            events.append(Self.event("content_block_start", block))
            for piece in DemoReply.pieces(arguments) {
                events.append(Self.delta("\"type\":\"input_json_delta\",\"partial_json\":", piece))
            }
        }
        events.append(Self.event("content_block_stop", Array("\"index\":0".utf8)))

        let end =
            "\"delta\":{\"stop_reason\":\"\(self.stopReason)\",\"stop_sequence\":null},"
            + "\"usage\":{\"output_tokens\":\(self.reply.completionTokens)}"
        events.append(Self.event("message_delta", Array(end.utf8)))
        events.append(Array("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".utf8))
        return events
    }

    private static func delta(_ members: String, _ text: String) -> [UInt8] {
        var output = Array("\"index\":0,\"delta\":{\(members)".utf8)
        output.append(quoted: text)
        output.append(utf8: "}")
        return Self.event("content_block_delta", output)
    }

    private static func event(_ type: String, _ members: [UInt8]) -> [UInt8] {
        Array("event: \(type)\ndata: {\"type\":\"\(type)\",".utf8) + members + Array("}\n\n".utf8)
    }

    /// Everything up to the first block of content.
    private var head: [UInt8] {
        var output = Array("{\"id\":\"msg_demo_\(DemoHash.hex(self.question.fingerprint))\",\"type\":\"message\",".utf8)
        output.append(utf8: "\"role\":\"assistant\",\"model\":")
        output.append(quoted: self.question.model)
        output.append(utf8: ",\"content\":[")
        return output
    }

    private var callID: String { "toolu_demo_\(DemoHash.hex(self.question.fingerprint))" }

    private var stopReason: String {
        if case .tool = self.reply.content { return "tool_use" }
        return self.reply.isCut ? "max_tokens" : "end_turn"
    }
}
