import Testing

@testable import Exchange

@Suite struct AnthropicMessagesTests {
    @Test func putsAStreamTogether() throws {
        let whole = try #require(Wire.messageWhole(AnswerSamples.messageStream))
        #expect(
            Wire.value(whole) == Wire.value(AnswerSamples.messageWhole.utf8),
            "\(String(decoding: whole, as: UTF8.self))"
        )
    }

    static let wholes = [
        AnswerSamples.messageWhole,
        #"{"id":"m","type":"message","role":"assistant","model":"x","content":[],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":0}}"#,
        #"{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"text","text":"","citations":null}],"stop_reason":"stop_sequence","stop_sequence":"\nEND","usage":{"input_tokens":1,"output_tokens":2}}"#,
        #"{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"text","text":"a \"quoted\" text with \u00e9 and \ud83d\ude00 that is long enough for more than one piece of it","citations":[{"type":"char_location","cited_text":"a"},{"type":"char_location","cited_text":"b"}]}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2,"cache_creation":{"ephemeral_5m_input_tokens":0}}}"#,
        #"{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"redacted_thinking","data":"ZGF0YQ"},{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"what a long query this is, longer than a single piece of it could ever be"}},{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","text":"kept"}]},{"type":"tool_use","id":"t","name":"n","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"container":{"id":"c"}}"#,
        "{\"id\":\"m\",\"type\":\"message\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"input\": {\n  \"a\": [1, 2.50, \"\\u0041\\\\\"]\r\n}}],\"stop_reason\":\"tool_use\"}",
    ]

    @Test(arguments: wholes) func tellsAWholeMessageAsAStreamAndBack(_ whole: String) throws {
        let events = try #require(Wire.messageEvents(whole))
        let back = try #require(Wire.messageWhole(events), "\(events)")
        #expect(Wire.value(back) == Wire.value(whole.utf8), "\(String(decoding: back, as: UTF8.self))")
    }

    @Test(arguments: wholes) func tellsAWholeMessageAsEventsThatAreEachSound(_ whole: String) throws {
        let events = try #require(Wire.messageEvents(whole))
        let read = try Wire.parts(events, .anthropic, .messages)
        let reading = Wire.reading(whole, .anthropic, .messages)
        #expect(read.answer.isFinished)
        #expect(read.answer.usage == reading.usage)
        #expect(read.answer.callsTools == reading.callsTools)
        #expect(read.parts == Array(repeating: "content", count: read.parts.count - 1) + ["done"])
        for block in try Wire.blocks([Array(events.utf8)]).blocks {
            let data = try #require(block.data)
            #expect(data.hasPrefix("{\"type\":\"\(block.name)\""))
            #expect(block.raw.utf8.count { $0 == 0x0A || $0 == 0x0D } == 3)
        }
    }

    @Test(arguments: [
        ("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", ""),
        ("\"stop_reason\":\"tool_use\"", "\"stop_reason\":null"),
        ("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n", ""),
        ("\"partial_json\":\"\"", "\"partial_json\":\"}\""),
        ("{\"type\":\"ping\"}", "{\"type\":\"news\"}"),
        ("{\"type\":\"ping\"}", "{\"type\":\"error\",\"error\":{}}"),
        ("{\"type\":\"ping\"}", "{oops"),
        ("{\"type\":\"ping\"}", "{}"),
        ("\"type\":\"signature_delta\"", "\"type\":\"other_delta\""),
        ("\"type\":\"signature_delta\"", "\"type\":\"signature_delta\",\"x\":1"),
        ("\"type\":\"content_block_start\",\"index\":1", "\"type\":\"content_block_start\",\"index\":3"),
        ("\"type\":\"content_block_stop\",\"index\":2", "\"type\":\"content_block_stop\",\"index\":99"),
        ("\"usage\":{\"output_tokens\":42}", "\"usage\":{\"output_tokens\":42},\"news\":1"),
        ("\"content\":[],", "\"content\":[{}],"),
        ("\"input\":{}", "\"input\":{\"a\":1}"),
    ]) func putsNothingTogetherThatIsOpenToDoubt(_ part: String, _ other: String) {
        let stream = AnswerSamples.messageStream.replacing(part, with: other)
        #expect(stream != AnswerSamples.messageStream)
        #expect(Wire.messageWhole(stream) == nil)
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"type":"message"}"#, #"{"type":"message","content":[]}"#,
        #"{"type":"message","content":[],"stop_reason":null}"#, #"{"type":"error","content":[],"stop_reason":"x"}"#,
        #"{"type":"message","content":[5],"stop_reason":"x"}"#, #"{"type":"message","content":[{}],"stop_reason":"x"}"#,
        #"{"type":"message","content":{},"stop_reason":"x"}"#,
    ]) func tellsNoStreamOfWhatIsNoCompleteMessage(_ whole: String) {
        #expect(Wire.messageEvents(whole) == nil)
    }

    @Test(arguments: [("Let me", true), ("Bern", false)])
    func emptiesTheSignatureOfThinkingThatIsRewritten(_ sample: (text: String, isVoid: Bool)) throws {
        var tape = JSONTape()
        let body = Array(AnswerSamples.messageWhole.utf8)
        let found = try #require(body.firstRange(of: Array(sample.text.utf8)))
        var replacements = [Replacement(start: found.lowerBound, end: found.upperBound, bytes: Array("[X]".utf8))]
        var rewritten: [UInt8] = []
        try body.withUnsafeBytes { bytes in
            try tape.scan(bytes)
            AnthropicMessages.addVoidSignatures(to: &replacements, in: bytes, tape: tape)
            Splice.apply(replacements, to: bytes, into: &rewritten)
        }
        #expect(String(decoding: rewritten, as: UTF8.self).contains(#""signature":"""#) == sample.isVoid)
        #expect(String(decoding: rewritten, as: UTF8.self).contains("[X]"))
    }
}
