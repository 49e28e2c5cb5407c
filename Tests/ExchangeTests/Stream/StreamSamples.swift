@testable import Exchange

/// Streams made of channels and their texts, cut as a test wants.
enum StreamSamples {
    /// A channel of one dialect, and how one piece of it is told.
    struct Channel: Hashable {
        var place: String
        var event: String
    }

    static func channels(_ dialect: Dialect) -> [Channel] {
        switch dialect {
        case .openAI, .gemini:
            let delta = { (index: Int, member: String) in
                #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":"#
                    + #"\#(index),"delta":{\#(member)},"finish_reason":null}]}"# + "\n\n"
            }
            return [
                Channel(place: "choices[0].delta.reasoning_content", event: delta(0, #""reasoning_content":"@""#)),
                Channel(place: "choices[0].delta.content", event: delta(0, #""content":"@""#)),
                Channel(place: "choices[0].delta.refusal", event: delta(0, #""refusal":"@""#)),
                Channel(
                    place: "choices[0].delta.novelty.parts[3].text",
                    event: delta(0, #""novelty":{"parts":[{"index":3,"text":"@"}]}"#)
                ),
                Channel(place: "choices[1].delta.content", event: delta(1, #""content":"@""#)),
                Channel(
                    place: "choices[1].delta.tool_calls[0].function.arguments",
                    event: delta(1, #""tool_calls":[{"index":0,"function":{"arguments":"@"}}]"#)
                ),
                Channel(
                    place: "choices[1].delta.tool_calls[1].function.arguments",
                    event: delta(1, #""tool_calls":[{"index":1,"function":{"arguments":"@"}}]"#)
                ),
            ]
        case .anthropic:
            let delta = { (index: Int, member: String) in
                "event: content_block_delta\ndata: "
                    + #"{"type":"content_block_delta","index":\#(index),"delta":{\#(member)}}"# + "\n\n"
            }
            return [
                Channel(place: "content[0].thinking", event: delta(0, #""type":"thinking_delta","thinking":"@""#)),
                Channel(place: "content[1].text", event: delta(1, #""type":"text_delta","text":"@""#)),
                Channel(place: "content[2].input", event: delta(2, #""type":"input_json_delta","partial_json":"@""#)),
            ]
        }
    }

    static func beginning(_ dialect: Dialect) -> String {
        switch dialect {
        case .openAI, .gemini:
            [0, 1].map { index in
                #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":"#
                    + #"\#(index),"delta":{"role":"assistant","content":""},"finish_reason":null}]}"# + "\n\n"
            }.joined()
        case .anthropic:
            AnthropicEvents.event(
                "message_start",
                #""message":{"id":"m","type":"message","role":"assistant","content":[],"model":"x","stop_reason":null,"#
                    + #""stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}"#
            )
                + AnthropicEvents.start(0, #""type":"thinking","thinking":"","signature":"""#)
                + AnthropicEvents.start(1, #""type":"text","text":"""#)
                + AnthropicEvents.start(2, #""type":"tool_use","id":"t","name":"n","input":{}"#)
        }
    }

    static func ending(_ dialect: Dialect) -> String {
        switch dialect {
        case .openAI, .gemini:
            [0, 1].map { index in
                #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":"#
                    + #"\#(index),"delta":{},"finish_reason":"stop"}]}"# + "\n\n"
            }.joined() + "data: [DONE]\n\n"
        case .anthropic:
            [0, 1, 2].map { AnthropicEvents.event("content_block_stop", #""index":\#($0)"#) }.joined()
                + AnthropicEvents.event(
                    "message_delta",
                    #""delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}"#
                )
                + AnthropicEvents.event("message_stop", nil)
        }
    }

    /// Each channel says its text, in pieces of random length; channels take turns at random.
    static func stream(
        _ texts: [(channel: Channel, text: String)],
        _ dialect: Dialect,
        pieceMax: Int,
        using random: inout SeededGenerator
    ) -> String {
        var rest = texts.map { (channel: $0.channel, text: Array($0.text)[...]) }
        var stream = Self.beginning(dialect)
        while let at = rest.indices.filter({ !rest[$0].text.isEmpty }).randomElement(using: &random) {
            let piece = rest[at].text.prefix(Int.random(in: 1...pieceMax, using: &random))
            rest[at].text = rest[at].text.dropFirst(piece.count)
            var escaped: [UInt8] = []
            for character in piece {
                if Bool.random(using: &random), character.utf16.allSatisfy({ $0 < 0x7F }) {
                    JSONEscape.append(String(character), to: &escaped)
                } else {
                    for unit in character.utf16 {
                        let digits = String(unit, radix: 16)
                        escaped +=
                            Array("\\u".utf8) + Array(repeating: 0x30, count: 4 - digits.count) + Array(digits.utf8)
                    }
                }
            }
            stream += rest[at].channel.event.replacing("@", with: String(decoding: escaped, as: UTF8.self))
        }
        return stream + Self.ending(dialect)
    }
}

enum AnthropicEvents {
    static func event(_ type: String, _ members: String?) -> String {
        "event: \(type)\ndata: {\"type\":\"\(type)\"\(members.map { "," + $0 } ?? "")}\n\n"
    }

    static func start(_ index: Int, _ block: String) -> String {
        Self.event("content_block_start", #""index":\#(index),"content_block":{\#(block)}"#)
    }
}
