import Exchange
import Policies
import Testing

@testable import Gateway

/// A stream on its way through a policy over answers and the tokens of its request.
@Suite struct GuardedStreamTests {
    private static let policies = """
        pack: words
        rules:
          - {id: word.code, entity: CODE, about: a word, pattern: '\\bbluebird\\b', level: validated, severity: high}
          - {id: word.stop, entity: STOP, about: a word, pattern: '\\bkingfisher\\b', level: validated, severity: high}
          - {id: word.name, entity: NAME, about: a word, pattern: '\\bAda "L"', level: validated, severity: high}
        ---
        policy: default
        request: [{rules: [word.name], action: tokenize}]
        response:
          - {rules: [word.stop], action: block}
          - {rules: [word.code], action: redact}
        """

    private let policy: Policy
    private let scratch = ScanScratch()
    private let tokens: TokenMap

    init() throws {
        self.policy = try #require(try PolicySet.load(text: Self.policies, file: "t.yaml").policy(named: "default"))
        var tape = JSONTape()
        let body = Array(#"{"messages":[{"role":"user","content":"Ada \"L\""}]}"#.utf8)
        let (policy, scratch) = (self.policy, self.scratch)
        self.tokens = try body.withUnsafeBytes { bytes in
            try tape.scan(bytes)
            return Inspector.inspect(bytes, tape: tape, side: .request, under: policy, using: scratch).tokens
        }
        try #require(!self.tokens.isEmpty)
    }

    private static func chunk(_ delta: String) -> String {
        #"data: {"id":"c","choices":[{"index":0,"delta":{\#(delta)},"finish_reason":null}]}"# + "\n\n"
    }

    private static let stop = #"data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\n"
    private static let done = "data: [DONE]\n\n"

    private func intake(restores: Bool = true) -> StreamIntake {
        StreamIntake(
            dialect: .openAI,
            endpoint: .chatCompletions,
            keeps: true,
            inspection: StreamInspection(self.policy, of: Inspector.Subject(), using: self.scratch),
            restoration: restores ? TokenRestoration(self.tokens) : nil
        )
    }

    private func feed(_ pieces: [some Collection<UInt8>], _ intake: StreamIntake) -> (outgoing: String, isBlocked: Bool)
    {
        var tape = JSONTape()
        var outgoing: [UInt8] = []
        for piece in pieces {
            let outcome = Array(piece).withUnsafeBytes { intake.take($0, using: &tape) }
            outgoing += intake.outgoing
            intake.outgoing.removeAll()
            if case .blocked = outcome { return (String(decoding: outgoing, as: UTF8.self), true) }
        }
        return (String(decoding: outgoing, as: UTF8.self), false)
    }

    private static let split =
        Self.chunk(#""content":"A blue""#) + Self.chunk(#""content":"bird for <NA""#)
        + Self.chunk(#""content":"ME_1>, ""#)
        + Self.chunk(#""tool_calls":[{"index":0,"function":{"arguments":"{\"q\":\"<NAME_1"}}]"#)
        + Self.chunk(#""tool_calls":[{"index":0,"function":{"arguments":">\"} "}}]"#)

    @Test func goesOutWithTheValuesAndIsKeptWithTheTokens() throws {
        let intake = self.intake()
        let result = self.feed([Array((Self.split + Self.stop + Self.done).utf8)], intake)
        #expect(
            result.outgoing == Self.chunk(#""content":"A [CODE]""#) + Self.chunk(#""content":" for Ada \"L\"""#)
                + Self.chunk(#""content":", ""#)
                + Self.chunk(#""tool_calls":[{"index":0,"function":{"arguments":"{\"q\":\"Ada \\\"L\\\""}}]"#)
                + Self.chunk(#""tool_calls":[{"index":0,"function":{"arguments":"\"} "}}]"#) + Self.stop + Self.done
        )
        let kept = try String(decoding: #require(intake.kept), as: UTF8.self)
        #expect(
            kept == Self.split.replacing("A blue", with: "A [CODE]").replacing("bird for", with: " for") + Self.stop
                + Self.done
        )
        #expect(intake.isChangedByPolicy)
        #expect(intake.inspection?.takeInspection().findings.map(\.place) == ["choices[0].delta.content"])
    }

    @Test func goesOutTheSameWhereverItIsCut() {
        for stream in [
            Self.split + Self.stop + Self.done, Self.split + Self.chunk(#""content":"a kingfisher ""#) + Self.done,
        ] {
            let bytes = Array(stream.utf8)
            let whole = self.feed([bytes], self.intake())
            for cut in bytes.indices {
                let result = self.feed([bytes[..<cut], bytes[cut...]], self.intake())
                #expect(result == whole)
            }
        }
    }

    @Test func isKeptAsItCameWhereNothingIsFound() throws {
        let stream = Self.chunk(#""content":"blue birds, <NAME_2> ""#) + ": comment\n\n" + Self.stop + Self.done
        let intake = self.intake()
        #expect(self.feed([Array(stream.utf8)], intake).outgoing == stream)
        #expect(try String(decoding: #require(intake.kept), as: UTF8.self) == stream)
        #expect(!intake.isChangedByPolicy)
    }

    @Test func isNotKeptOnceItIsBlocked() {
        let intake = self.intake(restores: false)
        let stream = Self.chunk(#""content":"So: ""#) + Self.chunk(#""content":"kingfisher ""#) + Self.stop + Self.done
        let result = self.feed([Array(stream.utf8)], intake)
        #expect(result.isBlocked)
        #expect(
            result.outgoing == Self.chunk(#""content":"So: ""#)
                + #"data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}"# + "\n\n"
                + Self.done
        )
        #expect(intake.kept == nil)
        let inspection = intake.inspection?.takeInspection()
        #expect(inspection?.action == .block)
        #expect(inspection?.findings.map(\.rule) == ["word.stop"])
    }

    @Test func getsTheValuesWithoutAPolicyOverAnswers() {
        let intake = StreamIntake(
            dialect: .openAI,
            endpoint: .chatCompletions,
            keeps: true,
            restoration: TokenRestoration(self.tokens)
        )
        let stream =
            Self.chunk(#""content":"bluebird <NAME""#) + Self.chunk(#""content":"_1>""#) + Self.stop + Self.done
        let result = self.feed([Array(stream.utf8)], intake)
        #expect(
            result.outgoing == Self.chunk(#""content":"bluebird Ada \"L\"""#) + Self.stop + Self.done
        )
        #expect(intake.kept == Array(stream.utf8))
    }

    @Test func wholeAnswersGetTheValuesToo() throws {
        var tape = JSONTape()
        let restored = Array(#"{"a":["<NAME_1>"],"b":"{\"q\":\"<NAME_1>\"}"}"#.utf8).withUnsafeBytes {
            self.tokens.restored(whole: $0, using: &tape)
        }
        #expect(
            try String(decoding: #require(restored), as: UTF8.self)
                == #"{"a":["Ada \"L\""],"b":"{\"q\":\"Ada \\\"L\\\"\"}"}"#
        )
        let none = Array(#"{"a":"<NAME_2>"}"#.utf8).withUnsafeBytes { self.tokens.restored(whole: $0, using: &tape) }
        #expect(none == nil)
        // What is no JSON is one text.
        let page = Array("<p>&lt;NAME_1></p> <NAME_1>, yes".utf8).withUnsafeBytes {
            self.tokens.restored(whole: $0, using: &tape)
        }
        #expect(try String(decoding: #require(page), as: UTF8.self).hasSuffix(#"Ada "L", yes"#))
    }
}
