import Exchange

/// Writes a reply as OpenAI's chat completion, whole or as a stream.
struct DemoChat {
    let question: DemoQuestion
    let reply: DemoReply

    /// A demo answer has no time of its own, so that it is the same every time.
    static let created = 1_735_689_600

    func whole() -> [UInt8] {
        var output = self.head(object: "chat.completion")
        for index in 0..<self.question.choices {
            output.append(utf8: "\(index == 0 ? "" : ","){\"index\":\(index),\"message\":{\"role\":\"assistant\",")
            switch self.reply.content {
            case .text(let text):
                output.append(utf8: "\"content\":")
                output.append(quoted: text)
            case .tool(let name, let arguments):
                output.append(
                    utf8: "\"content\":null,\"tool_calls\":[{\"id\":\"\(self.callID)\",\"type\":\"function\","
                )
                output.append(utf8: "\"function\":{\"name\":")
                output.append(quoted: name)
                output.append(utf8: ",\"arguments\":")
                output.append(quoted: arguments)
                output.append(utf8: "}}]")
            }
            output.append(utf8: ",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"\(self.finishReason)\"}")
        }
        output.append(utf8: "],\"usage\":\(self.usage)}")
        return output
    }

    func events() -> [[UInt8]] {
        var events: [[UInt8]] = []
        for index in 0..<self.question.choices {
            switch self.reply.content {
            case .text(let text):
                events.append(self.event(index, "\"role\":\"assistant\",\"content\":\"\""))
                for piece in DemoReply.pieces(text) {
                    events.append(self.event(index, "\"content\":\(Self.quoted(piece))"))
                }
            case .tool(let name, let arguments):
                let call = "\"index\":0,\"id\":\"\(self.callID)\",\"type\":\"function\",\"function\":"
                events.append(
                    self.event(
                        index,
                        "\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\(call){\"name\":\(Self.quoted(name)),\"arguments\":\"\"}}]"
                    )
                )
                for piece in DemoReply.pieces(arguments) {
                    let part = "{\"index\":0,\"function\":{\"arguments\":\(Self.quoted(piece))}}"
                    events.append(self.event(index, "\"tool_calls\":[\(part)]"))
                }
            }
            events.append(self.event(index, "", finish: "\"\(self.finishReason)\""))
        }
        if self.question.includesUsage {
            var last = Array("data: ".utf8) + self.head(object: "chat.completion.chunk")
            last.append(utf8: "],\"usage\":\(self.usage)}\n\n")
            events.append(last)
        }
        events.append(Array("data: [DONE]\n\n".utf8))
        return events
    }

    private func event(_ index: Int, _ delta: String, finish: String = "null") -> [UInt8] {
        var output = Array("data: ".utf8) + self.head(object: "chat.completion.chunk")
        output.append(utf8: "{\"index\":\(index),\"delta\":{\(delta)},\"logprobs\":null,\"finish_reason\":\(finish)}]")
        output.append(utf8: self.question.includesUsage ? ",\"usage\":null}\n\n" : "}\n\n")
        return output
    }

    /// Everything up to the first choice.
    private func head(object: String) -> [UInt8] {
        var output: [UInt8] = []
        output.append(
            utf8: "{\"id\":\"chatcmpl-demo-\(DemoHash.hex(self.question.fingerprint))\",\"object\":\"\(object)\","
        )
        output.append(utf8: "\"created\":\(Self.created),\"model\":")
        output.append(quoted: self.question.model)
        output.append(utf8: ",\"choices\":[")
        return output
    }

    private var callID: String { "call_demo_\(DemoHash.hex(self.question.fingerprint))" }

    private var finishReason: String {
        if case .tool = self.reply.content { return "tool_calls" }
        return self.reply.isCut ? "length" : "stop"
    }

    private var usage: String {
        let prompt = self.question.promptTokens
        let completion = self.reply.completionTokens &* UInt64(self.question.choices)
        return
            "{\"prompt_tokens\":\(prompt),\"completion_tokens\":\(completion),\"total_tokens\":\(prompt &+ completion)}"
    }

    private static func quoted(_ text: String) -> String {
        var output: [UInt8] = []
        output.append(quoted: text)
        return String(decoding: output, as: UTF8.self)
    }
}

/// The list of OpenAI's `GET /v1/models`. Any other name is answered too.
enum DemoModels {
    static let names = ["demo-chat", "demo-embedding"]

    static func list() -> [UInt8] {
        let models = self.names.map { name in
            "{\"id\":\"\(name)\",\"object\":\"model\",\"created\":\(DemoChat.created),\"owned_by\":\"gatehouse\"}"
        }
        return Array("{\"object\":\"list\",\"data\":[\(models.joined(separator: ","))]}".utf8)
    }
}

extension [UInt8] {
    /// Appends a text as a JSON string with its quotes.
    mutating func append(quoted text: String) {
        self.append(0x22)
        JSONEscape.append(text, to: &self)
        self.append(0x22)
    }
}
