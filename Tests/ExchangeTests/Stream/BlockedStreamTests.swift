import Testing

@testable import Exchange

@Suite struct BlockedStreamTests {
    private static let dialects = [Dialect.openAI, .anthropic]

    @Test func endsAChatAsOneThatIsWithheld() throws {
        let stream =
            StreamRewriterTests.chunk(#""role":"assistant","content":"Well, SEC""#)
            + StreamRewriterTests.chunk(#""content":"RET""#, finish: "\"stop\"") + StreamRewriterTests.done
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET", blocks: true))
        #expect(result.outcome == .blocked)
        #expect(
            result.output == StreamRewriterTests.chunk(#""role":"assistant","content":"Well, ""#)
                + #"data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}"# + "\n\n"
                + StreamRewriterTests.done
        )
    }

    @Test func tellsNoReasonOfTheEventThatBlocks() throws {
        let stream = StreamRewriterTests.chunk(#""content":"a SECRET""#, finish: "\"stop\"")
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET", blocks: true))
        #expect(
            result.output == StreamRewriterTests.chunk(#""content":"a ""#)
                + #"data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}"# + "\n\n"
                + StreamRewriterTests.done
        )
    }

    @Test func endsEveryChoiceThatIsOpen() throws {
        let stream =
            StreamRewriterTests.chunk(#""content":"a""#, index: 1) + StreamRewriterTests.chunk(#""content":"b""#)
            + StreamRewriterTests.chunk("", index: 1, finish: "\"stop\"")
            + StreamRewriterTests.chunk(#""content":"c""#, index: 2)
            + StreamRewriterTests.chunk(#""refusal":"SECRET""#)
        let result = try Wire.rewrite(stream, .openAI, through: LiteralFilter("SECRET", blocks: true))
        let reasons = try result.data.filter { $0.contains("content_filter") }
        #expect(reasons.map { $0.contains(#""index":0"#) } == [true, false])
        #expect(reasons.map { $0.contains(#""index":2"#) } == [false, true])
    }

    @Test func endsAMessageAsOneThatIsWithheld() throws {
        let result = try Wire.rewrite(
            AnswerSamples.messageStream,
            .anthropic,
            through: LiteralFilter("look 😀", blocks: true)
        )
        let whole = try #require(Wire.messageWhole(result.output))
        #expect(
            String(decoding: whole, as: UTF8.self).contains(
                #""content":[{"type":"thinking","thinking":"Let me see…","signature":"c2ln"},{"type":"text","text":"I'll "}]"#
            )
        )
        #expect(String(decoding: whole, as: UTF8.self).contains(#""stop_reason":"refusal""#))
    }

    @Test(arguments: dialects) func saysAllOfItWhereNothingWentOut(_ dialect: Dialect) throws {
        let stream = "event: x\ndata: {\"id\":\"SECRET\"}\n\n"
        let result = try Wire.rewrite(stream, dialect, through: LiteralFilter("SECRET", blocks: true))
        let answer = WithheldAnswer(id: "w", model: "m", created: 7, usage: nil)
        #expect(result.output == String(decoding: answer.stream(in: dialect, includeUsage: false), as: UTF8.self))
    }

    /// However the text in front of what blocks is cut: it goes out, and nothing behind it.
    @Test(arguments: dialects) func saysTheSameHoweverTheDeltasCut(_ dialect: Dialect) throws {
        var random = SeededGenerator(state: 4)
        let channel = StreamSamples.channels(dialect)[1]
        for round in 0..<100 {
            let stream = StreamSamples.stream(
                [(channel, "Fine SEC so far: SECRET-😀 and more")],
                dialect,
                pieceMax: 1 + round % 40,
                using: &random
            )
            let result = try Wire.rewrite(stream, dialect, through: LiteralFilter("SECRET-😀", blocks: true))
            #expect(try Wire.channels(result.output, dialect) == [channel.place: "Fine SEC so far: "])
            if dialect == .anthropic {
                #expect(Wire.messageWhole(result.output) != nil)
            } else {
                #expect(Wire.chatWhole(result.output) != nil)
            }
            let bytes = Array(stream.utf8)
            let cut = Int.random(in: 0..<bytes.count, using: &random)
            let again = try Wire.rewrite(
                [bytes[..<cut], bytes[cut...]],
                dialect,
                through: LiteralFilter("SECRET-😀", blocks: true)
            )
            #expect(again.output == result.output)
        }
    }
}
