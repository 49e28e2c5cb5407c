import Testing

@testable import Exchange

@Suite struct AnswerFuzzTests {
    static let wholes = [
        AnswerSamples.chatWhole, AnswerSamples.chatToolWhole, AnswerSamples.messageWhole,
    ].map { Array($0.utf8) }
    static let streams = [
        AnswerSamples.chatStream, AnswerSamples.chatToolStream, AnswerSamples.messageStream,
    ].map { Array($0.utf8) }

    @Test(arguments: [Dialect.openAI, .anthropic, .gemini]) func readsAnyStreamWithoutHarm(_ dialect: Dialect) throws {
        var random = SeededGenerator(state: UInt64(dialect.rawValue))
        for round in 0..<600 {
            let text = Self.damaged(Self.streams[round % 3], using: &random)
            _ = try Wire.parts(text, dialect, round.isMultiple(of: 2) ? .providerPath : .chatCompletions)
            for whole in [Wire.chatWhole(text), Wire.messageWhole(text)].compactMap(\.self) {
                #expect(Wire.value(whole) != nil, "\(String(decoding: whole, as: UTF8.self))")
            }
        }
    }

    @Test(arguments: [Dialect.openAI, .anthropic, .gemini]) func readsAnyAnswerWithoutHarm(_ dialect: Dialect) {
        var random = SeededGenerator(state: UInt64(dialect.rawValue))
        for round in 0..<600 {
            let text = Self.damaged(Self.wholes[round % 3], using: &random)
            for endpoint in [Endpoint.chatCompletions, .messages, .embeddings, .models, .providerPath] {
                _ = Wire.reading(text, dialect, endpoint)
            }
        }
    }

    @Test func tellsOnlySoundEventsOfADamagedAnswer() throws {
        var random = SeededGenerator(state: 11)
        var told = 0
        for round in 0..<2000 {
            let text = Self.damaged(Self.wholes[round % 3], using: &random)
            for events in [Wire.chatEvents(text), Wire.messageEvents(text)].compactMap(\.self) {
                told += 1
                let read = try Wire.blocks([Array(events.utf8)])
                #expect(read.pending == 0)
                for data in read.blocks.map(\.data) where data != "[DONE]" {
                    #expect(Wire.value((data ?? "").utf8) != nil, "\(data ?? "-") of \(text)")
                }
            }
        }
        #expect(told > 50)
    }

    /// Texts of all that a JSON string can hold, told in pieces and put together again.
    @Test func carriesAnyTextOver() throws {
        var random = SeededGenerator(state: 5)
        let units = ["a", " ", "é", "😀", #"\n"#, #"\\"#, #"\""#, #"\u00e9"#, #"\ud83d\ude00"#, #"\/"#, "漢", #"\u0000"#]
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                units.randomElement(using: &random) ?? ""
            }.joined()
            let chat = AnswerSamples.chatWhole.replacing("Hello, Wörld", with: text)
            let chatBack = try Wire.chatWhole(#require(Wire.chatEvents(chat)))
            #expect(chatBack.flatMap(Wire.value) == Wire.value(chat.utf8))
            let message = AnswerSamples.messageWhole.replacing("Let me see…", with: text)
                .replacing("\"Bern\"", with: "\"\(text)\"")
            let messageBack = try Wire.messageWhole(#require(Wire.messageEvents(message)))
            #expect(messageBack.flatMap(Wire.value) == Wire.value(message.utf8))
        }
    }

    static func damaged(_ bytes: [UInt8], using random: inout SeededGenerator) -> String {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 1...9, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(at..<end)
            case 2: bytes.insert(contentsOf: "null,{}[]\"".utf8.shuffled(using: &random).prefix(3), at: at)
            case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
            default:
                // A value of another type, which keeps the text sound JSON more often than chance would.
                guard let colon = bytes[at...].firstIndex(of: UInt8(ascii: ":")) else { continue }
                let value = ["null", "5", "[]", "{}", "\"\"", "[null]", "-1e99"].randomElement(using: &random) ?? ""
                let rest = bytes[(colon + 1)...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }
                bytes.replaceSubrange((colon + 1)..<(rest ?? colon + 1), with: value.utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
