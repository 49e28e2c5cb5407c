/// An answer whose text a policy withheld. It is no error: the surface has words for it, and its SDKs know them.
package struct WithheldAnswer: Sendable {
    /// The id of the provider's answer, or the request's own.
    package var id: String
    /// The model as the provider named it.
    package var model: String
    /// Seconds since 1970.
    package var created: UInt64
    /// What the answer cost, although nobody sees it; `nil` when it is not known.
    package var usage: TokenUsage?

    package init(id: String, model: String, created: UInt64, usage: TokenUsage?) {
        self.id = id
        self.model = model
        self.created = created
        self.usage = usage
    }

    /// The answer as one body. Gemini's surface is not built, and gets OpenAI's shape.
    package func whole(in dialect: Dialect) -> [UInt8] {
        switch dialect {
        case .anthropic: self.message()
        case .openAI, .gemini: self.chatCompletion()
        }
    }

    /// The answer as a stream with its normal ending.
    ///
    /// - Parameter includeUsage: whether the client asked OpenAI's surface for the chunk with the usage.
    package func stream(in dialect: Dialect, includeUsage: Bool) -> [UInt8] {
        switch dialect {
        case .anthropic: self.messageEvents()
        case .openAI, .gemini: self.chatChunks(includeUsage: includeUsage)
        }
    }

    private func chatCompletion() -> [UInt8] {
        var output = self.chatHead("chat.completion")
        output.append(ascii: ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\",")
        output.append(ascii: "\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"content_filter\"}]")
        if let usage = self.usage { output.append(chatUsage: usage) }
        output.close("}")
        return output
    }

    private func chatChunks(includeUsage: Bool) -> [UInt8] {
        let head = self.chatHead("chat.completion.chunk")
        let noUsage: StaticString = includeUsage ? ",\"usage\":null}\n\n" : "}\n\n"
        var output: [UInt8] = []
        output.append(ascii: "data: ")
        output.append(contentsOf: head)
        output.append(ascii: ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},")
        output.append(ascii: "\"finish_reason\":null}]")
        output.append(ascii: noUsage)
        output.append(ascii: "data: ")
        output.append(contentsOf: head)
        output.append(ascii: ",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"content_filter\"}]")
        output.append(ascii: noUsage)
        if includeUsage, let usage = self.usage {
            output.append(ascii: "data: ")
            output.append(contentsOf: head)
            output.append(ascii: ",\"choices\":[]")
            output.append(chatUsage: usage)
            output.append(ascii: "}\n\n")
        }
        output.append(ascii: "data: [DONE]\n\n")
        return output
    }

    private func chatHead(_ object: StaticString) -> [UInt8] {
        var output: [UInt8] = []
        output.append(ascii: "{\"id\":")
        output.append(jsonString: self.id)
        output.append(ascii: ",\"object\":\"")
        output.append(ascii: object)
        output.append(ascii: "\",\"created\":")
        output.append(decimal: self.created)
        output.append(ascii: ",\"model\":")
        output.append(jsonString: self.model)
        return output
    }

    private func message() -> [UInt8] {
        var output = self.messageHead()
        output.append(ascii: ",\"stop_reason\":\"refusal\",\"stop_sequence\":null,\"usage\":")
        output.append(messageUsage: self.usage ?? TokenUsage())
        output.close("}")
        return output
    }

    private func messageEvents() -> [UInt8] {
        var output: [UInt8] = []
        output.append(ascii: "event: message_start\ndata: {\"type\":\"message_start\",\"message\":")
        output.append(contentsOf: self.messageHead())
        output.append(ascii: ",\"stop_reason\":null,\"stop_sequence\":null,\"usage\":")
        output.append(messageUsage: TokenUsage(prompt: self.usage?.prompt ?? 0))
        output.append(ascii: "}}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",")
        output.append(ascii: "\"delta\":{\"stop_reason\":\"refusal\",\"stop_sequence\":null},\"usage\":")
        output.append(messageUsage: self.usage ?? TokenUsage())
        output.append(ascii: "}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
        return output
    }

    private func messageHead() -> [UInt8] {
        var output: [UInt8] = []
        output.append(ascii: "{\"id\":")
        output.append(jsonString: self.id)
        output.append(ascii: ",\"type\":\"message\",\"role\":\"assistant\",\"model\":")
        output.append(jsonString: self.model)
        output.append(ascii: ",\"content\":[]")
        return output
    }
}

extension [UInt8] {
    /// Appends the member `usage` of a chat completion.
    mutating func append(chatUsage usage: TokenUsage) {
        self.append(ascii: ",\"usage\":{\"prompt_tokens\":")
        self.append(decimal: usage.prompt)
        self.append(ascii: ",\"completion_tokens\":")
        self.append(decimal: usage.completion)
        self.append(ascii: ",\"total_tokens\":")
        self.append(decimal: usage.total)
        self.append(ascii: "}")
    }

    mutating func append(messageUsage usage: TokenUsage) {
        self.append(ascii: "{\"input_tokens\":")
        self.append(decimal: usage.prompt)
        self.append(ascii: ",\"output_tokens\":")
        self.append(decimal: usage.completion)
        self.append(ascii: "}")
    }
}
