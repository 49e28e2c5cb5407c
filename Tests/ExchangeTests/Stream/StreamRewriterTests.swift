import Testing

@testable import Exchange

@Suite struct StreamRewriterTests {
    static let dialects = [Dialect.openAI, .anthropic]
    static let samples = [
        (AnswerSamples.chatStream, Dialect.openAI), (AnswerSamples.chatToolStream, .openAI),
        (AnswerSamples.messageStream, .anthropic),
    ]

    static func chunk(_ delta: String, index: Int = 0, finish: String = "null") -> String {
        #"data: {"id":"c","choices":[{"index":\#(index),"delta":{\#(delta)},"finish_reason":\#(finish)}]}"# + "\n\n"
    }

    static let done = "data: [DONE]\n\n"

    // MARK: What goes out

    /// The needles begin as texts of the samples do, so that much of them is held for a while.
    @Test(
        arguments: samples,
        ["Hello, Wörld!", "Let me go", "I'll look 😀 at", #"{"city": "Berlin"#, #"{"city":"Bonn"#]
    )
    func passesAStreamWithoutFindingsByteForByte(_ sample: (stream: String, dialect: Dialect), _ needle: String) throws
    {
        let result = try Wire.rewrite(sample.stream, sample.dialect, through: LiteralFilter(needle))
        #expect(result.output == sample.stream)
        #expect(!result.hasChanged)
    }

    @Test(
        arguments: [
            (AnswerSamples.chatStream, Dialect.openAI, "lo, Wör"),
            (AnswerSamples.chatToolStream, .openAI, #"city":"Be"#),
            (AnswerSamples.messageStream, .anthropic, "look 😀 it"),
        ],
        ["\n", "\r\n"]
    )
    func givesTheSameBytesHoweverTheNetworkCut(
        _ sample: (stream: String, dialect: Dialect, needle: String),
        _ lineEnd: String
    ) throws {
        let bytes = Array(sample.stream.replacing("\n", with: lineEnd).utf8)
        func rewritten(_ pieces: [ArraySlice<UInt8>]) throws -> String {
            try Wire.rewrite(pieces, sample.dialect, through: LiteralFilter(sample.needle)).output
        }
        let whole = try rewritten([bytes[...]])
        #expect(try Wire.channels(whole, sample.dialect).values.contains { $0.contains("[SECRET]") })
        for cut in bytes.indices {
            #expect(try rewritten([bytes[..<cut], bytes[cut...]]) == whole)
        }
        #expect(try rewritten(bytes.indices.map { bytes[$0...$0] }) == whole)
    }

    @Test(arguments: dialects) func givesTheSameTextHoweverTheDeltasCut(_ dialect: Dialect) throws {
        var random = SeededGenerator(state: 21)
        let needle = "SEC\"RET-ünïq-😀-9"
        let words = ["prose ", "SEC\"", "SE", needle, "\n", "é", "😀", needle, "\"}", "RET-"]
        for round in 0..<40 {
            let texts = StreamSamples.channels(dialect).map { channel in
                (channel, (0..<12).map { _ in words.randomElement(using: &random) ?? "" }.joined())
            }
            let stream = StreamSamples.stream(texts, dialect, pieceMax: round % 3 == 0 ? 1 : 24, using: &random)
            let result = try Wire.rewrite(stream, dialect, through: LiteralFilter(needle))
            #expect(result.outcome == .goesOn)
            #expect(!result.output.contains("ünïq"))
            let said = try Wire.channels(result.output, dialect)
            for (channel, text) in texts {
                #expect(said[channel.place] == text.replacing(needle, with: "[SECRET]"), "\(channel.place)")
            }
            #expect(try Wire.blocks([Array(result.output.utf8)]).pending == 0)
        }
    }

    @Test func keepsWhatItDoesNotRewriteAsItWasWritten() throws {
        let stream =
            Self.chunk(#""content":"a\u00e9\/ SEC"# + "\"") + Self.chunk(#""content": "RET \u0041\ud83d\ude00""#)
            + Self.done
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET"))
        #expect(
            result.output == Self.chunk(#""content":"a\u00e9\/ [SECRET]""#)
                + Self.chunk(#""content": " \u0041\ud83d\ude00""#) + Self.done
        )
        #expect(result.hasChanged)
    }

    @Test func dropsAnEventWhoseTextIsGone() throws {
        let stream =
            Self.chunk(#""role":"assistant","content":"S""#) + Self.chunk(#""content":"EC""#)
            + Self.chunk(#""content":"RE","x":1"#) + Self.chunk(#""content":"T!""#) + Self.done
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET"))
        #expect(
            result.output == Self.chunk(#""role":"assistant","content":"[SECRET]""#)
                + Self.chunk(#""content":"","x":1"#) + Self.chunk(#""content":"!""#) + Self.done
        )
    }

    @Test func tellsTheFirstEventOfAChoiceEvenIfItsTextIsGone() throws {
        let stream = Self.chunk(#""role":"assistant","content":"SECRET""#) + Self.done
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET", ""))
        #expect(result.output == Self.chunk(#""role":"assistant","content":"""#) + Self.done)
    }

    // MARK: When it goes out

    @Test func letsProseGoBeforeTheStreamEnds() throws {
        let stream =
            Self.chunk(#""content":"Hello SE""#) + Self.chunk(#""content":"aside""#) + Self.chunk(#""content":" S""#)
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET"))
        #expect(
            result.steps == ["", Self.chunk(#""content":"Hello SE""#) + Self.chunk(#""content":"aside""#), ""]
        )
    }

    @Test func letsTheAnswerOvertakeTheLastWordOfTheReasoning() throws {
        let steps = [
            Self.chunk(#""reasoning":"so S""#), Self.chunk(#""content":"""#), Self.chunk(#""content":"Yes""#),
            Self.chunk("", finish: "\"stop\""), Self.done,
        ]
        let result = try Wire.rewrite(steps.joined(), .openAI, through: LiteralFilter("SECRET"))
        #expect(result.steps == ["", steps[1], steps[2], steps[0] + steps[3], steps[4]])
    }

    @Test func keepsTheCallsOfAChoiceInTheirOrder() throws {
        let call = { (index: Int, arguments: String) in
            Self.chunk(#""tool_calls":[{"index":\#(index),"function":{"arguments":"\#(arguments)"}}]"#)
        }
        let steps = [call(0, "{S"), call(1, "{}"), Self.chunk(#""content":"x""#, index: 1), call(0, "}"), Self.done]
        let result = try Wire.rewrite(steps.joined(), .openAI, through: LiteralFilter("SECRET"))
        #expect(result.steps == ["", "", steps[2], steps[0] + steps[1] + steps[3], steps[4]])
    }

    @Test func decidesAtTheEndOfAChoice() throws {
        let steps = [
            Self.chunk(#""content":"a S""#), Self.chunk(#""content":"b S""#, index: 1),
            Self.chunk(#""content":"EC""#, finish: "\"length\""), ": ping\n\n", Self.done,
        ]
        let result = try Wire.rewrite(steps.joined(), .openAI, through: LiteralFilter("SECRET"))
        #expect(result.steps == ["", "", steps[0] + steps[2], steps[3], steps[1] + steps[4]])
    }

    @Test func refusesToHoldWithoutEnd() throws {
        let padding = String(repeating: "p", count: 1 << 20)
        let needle = String(repeating: "S", count: 64)
        let event = #"data: {"choices":[{"index":0,"delta":{"content":"S"}}],"pad":["\#(padding)"]}"# + "\n\n"
        let result = try Wire.rewrite(String(repeating: event, count: 10), .openAI, through: LiteralFilter(needle))
        #expect(result.outcome == .overfull)
    }

    @Test func refusesMoreChannelsThanAnAnswerHas() throws {
        let members = (0...StreamRewriter.channelsMax).map { #""m\#($0)":"x""# }.joined(separator: ",")
        let result = try Wire.rewrite(Self.chunk(members), .openAI, through: LiteralFilter("SECRET"))
        #expect(result.outcome == .overfull)
        #expect(result.output.isEmpty)
    }

    @Test func saysWhatIsNoJSON() throws {
        let lone = #"data: {"choices":[{"index":0,"delta":{"content":"\ud83d"}}]}"# + "\n\n"
        #expect(try Wire.rewrite(lone, .openAI, through: LiteralFilter("x")).outcome == .malformed)
        #expect(try Wire.rewrite("data: {\n\n", .anthropic, through: LiteralFilter("x")).outcome == .malformed)
    }

    // MARK: Texts that come whole

    @Test(arguments: [
        (#"{"id":"aSECRETb","choices":[]}"#, #"{"id":"a[SECRET]b","choices":[]}"#),
        (#"{"SECRET":1}"#, #"{"[SECRET]":1}"#), (#"{"a":[{"b":"\u0053ECRET"}]}"#, #"{"a":[{"b":"[SECRET]"}]}"#),
        (#"["SECRET"]"#, #"["[SECRET]"]"#), (#""SECRET""#, #""[SECRET]""#),
        (
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"SECRET","type":"function","function":{"name":"SECRET"}}]}}]}"#,
            #"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"[SECRET]","type":"function","function":{"name":"[SECRET]"}}]}}]}"#
        ), (#"{"choices":["SECRET"]}"#, #"{"choices":["[SECRET]"]}"#),
        (#"{"choices":[{"message":{"content":"SECRET"}}]}"#, #"{"choices":[{"message":{"content":"[SECRET]"}}]}"#),
    ])
    func rewritesStringsOutsideTheDeltas(_ sample: (data: String, expected: String)) throws {
        let result = try Wire.rewrite("data: \(sample.data)\n\n", .openAI, through: LiteralFilter("SECRET"))
        #expect(result.output == "data: \(sample.expected)\n\n")
    }

    @Test func looksOnceAtWhatEachEventRepeats() throws {
        let stream = String(
            repeating: #"data: {"id":"SECRET","model":"m","choices":[{"index":0,"delta":{"content":"x"}}]}"# + "\n\n",
            count: 50
        )
        let filter = LiteralFilter("SECRET")
        let result = try Wire.rewrite(stream, .openAI, through: filter)
        #expect(filter.places == ["found at id", "choices[0].delta.content"])
        #expect(result.output == stream.replacing("SECRET", with: "[SECRET]"))
    }

    @Test(arguments: [false, true]) func spellsNoNameInWhichSomethingWasFound(_ passes: Bool) throws {
        let stream =
            #"data: {"SECRET":{"b":["SECRET!"]},"choices":[{"index":0,"delta":{"aSECRET":{"text":"x"},"content":"y"}}]}"#
            + "\n\n"
        let filter = LiteralFilter("SECRET", passes: passes)
        _ = try Wire.rewrite(stream + stream, .openAI, through: filter)
        #expect(
            filter.places == [
                "found at (name)", "found at ?.b[0]", "found at choices[0].delta.(name)", "choices[0].?",
                "choices[0].delta.content",
            ]
        )
    }

    @Test func looksAtEverythingOfABlockThatIsNoData() throws {
        let stream =
            ": SECRET\n\n: fine\n\nevent: a\nid: SECRET\ndata: {}\n\nevent: SECRET\r\ndata: {}\r\n\r\n"
            + ": SECRET\ndata: {\ndata: }\n\nid: 1\ndata: {\"a\":\ndata: \"SECRET\"}\n\nid: 2\ndata: {\ndata: }\n\n"
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET"))
        #expect(
            result.output == ": fine\n\nevent: a\ndata: {}\n\ndata: {}\n\ndata: { }\n\ndata: {\"a\": \"[SECRET]\"}\n\n"
                + "id: 2\ndata: {\ndata: }\n\n"
        )
    }

    @Test func findsWhatTheBeginningOfABlockAndItsDeltasTell() throws {
        let stream =
            AnthropicEvents.start(0, #""type":"text","text":"a SEC","citations":["SECRET"]"#)
            + AnthropicEvents.event("content_block_delta", #""index":0,"delta":{"type":"text_delta","text":"RET b"}"#)
            + AnthropicEvents.event(
                "content_block_delta",
                #""index":0,"delta":{"type":"citations_delta","citation":{"cited_text":"SECRET"}}"#
            )
            + AnthropicEvents.event("content_block_stop", #""index":0"#)
        let result = try Wire.rewrite(stream, .anthropic, through: LiteralFilter("SECRET"))
        #expect(
            result.output
                == stream.replacing("a SEC\"", with: "a [SECRET]\"").replacing("RET b", with: " b")
                .replacing("\"SECRET\"", with: "\"[SECRET]\"")
        )
    }

    @Test(arguments: ["see", "nothing of it"]) func dropsTheSignatureOfThinkingThatChanged(_ needle: String) throws {
        let result = try Wire.rewrite(AnswerSamples.messageStream, .anthropic, through: LiteralFilter(needle))
        #expect(result.output.contains("signature_delta") == (needle != "see"))
        #expect(result.output.contains("Let me "))
    }

    @Test func namesItsChannels() throws {
        let filter = LiteralFilter("SECRET")
        var random = SeededGenerator(state: 3)
        let texts = StreamSamples.channels(.openAI).map { ($0, "x") }
        _ = try Wire.rewrite(
            StreamSamples.stream(texts, .openAI, pieceMax: 9, using: &random),
            .openAI,
            through: filter
        )
        #expect(
            Set(filter.places)
                == Set(texts.map { $0.0.place + ($0.0.place.hasSuffix("arguments") ? " (JSON)" : "") })
        )
    }

    // MARK: Harm

    @Test(arguments: dialects) func rewritesAnyStreamWithoutHarm(_ dialect: Dialect) throws {
        var random = SeededGenerator(state: 77)
        for round in 0..<600 {
            let text = AnswerFuzzTests.damaged(AnswerFuzzTests.streams[round % 3], using: &random)
            let filter = LiteralFilter("e", "é\"", blocks: round.isMultiple(of: 5))
            let result = try Wire.rewrite(text, dialect, through: filter)
            for data in try result.data where data != "[DONE]" {
                #expect(Wire.value(data.utf8) != nil, "\(data)")
            }
        }
    }
}
