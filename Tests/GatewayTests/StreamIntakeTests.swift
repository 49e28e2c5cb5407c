import Exchange
import Testing

@testable import Gateway

@Suite struct StreamIntakeTests {
    private static let chunk =
        #"data: {"choices":[{"index":0,"delta":{"content":"hé"},"finish_reason":null}]}"# + "\n\n"
    private static let stop = #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\n"
    private static let done = "data: [DONE]\n\n"

    private func feed(_ pieces: [ArraySlice<UInt8>]) -> (intake: StreamIntake, outgoing: [UInt8], isDone: Bool) {
        let intake = StreamIntake(dialect: .openAI, endpoint: .chatCompletions, keeps: true)
        var tape = JSONTape()
        var outgoing: [UInt8] = []
        var isDone = false
        for piece in pieces where !isDone {
            let outcome = piece.withUnsafeBytes { intake.take($0, using: &tape) }
            outgoing += intake.outgoing
            intake.outgoing.removeAll()
            if case .done = outcome { isDone = true }
        }
        return (intake, outgoing, isDone)
    }

    @Test func relaysTheSameBytesWhereverTheyAreCut() {
        let stream = Array((": hello\n\n" + Self.chunk + Self.chunk + Self.stop + Self.done).utf8)
        for cut in 0...stream.count {
            let (intake, outgoing, isDone) = self.feed([stream[..<cut], stream[cut...]])
            #expect(isDone)
            #expect(outgoing == stream)
            #expect(intake.kept == stream)
            #expect(intake.answer.isFinished)
        }
    }

    @Test func passesNothingBehindTheEnd() {
        let stream = Array((Self.chunk + Self.done + Self.chunk).utf8)
        let (_, outgoing, isDone) = self.feed([stream[...]])
        #expect(isDone)
        #expect(outgoing == Array((Self.chunk + Self.done).utf8))
    }

    @Test func holdsBackHalfAnEvent() {
        let stream = Array((Self.chunk + Self.chunk).utf8)
        let (intake, outgoing, isDone) = self.feed([stream[..<(stream.count - 5)]])
        #expect(!isDone)
        #expect(outgoing == Array(Self.chunk.utf8))
        #expect(intake.reader.pendingBytes > 0)
    }

    @Test(arguments: [
        "data: {oops\n\n", #"data: {"error":{"message":"no"}}"# + "\n\n", "event: error\ndata: x\n\n",
    ])
    func endsWithWhatIsNoAnswer(event: String) {
        let intake = StreamIntake(dialect: .openAI, endpoint: .chatCompletions, keeps: true)
        var tape = JSONTape()
        let outcome = Array((Self.chunk + event).utf8).withUnsafeBytes { intake.take($0, using: &tape) }
        guard case .failed = outcome else {
            Issue.record("was taken for an answer")
            return
        }
        #expect(intake.outgoing == Array(Self.chunk.utf8))
    }

    @Test func keepsNoMoreThanMayBeStored() {
        let intake = StreamIntake(dialect: .openAI, endpoint: .chatCompletions, keeps: true)
        var tape = JSONTape()
        let long =
            #"data: {"choices":[{"index":0,"delta":{"content":""# + String(repeating: "x", count: 1 << 20) + #""}}]}"#
        for _ in 0..<5 {
            _ = Array((long + "\n\n").utf8).withUnsafeBytes { intake.take($0, using: &tape) }
            intake.outgoing.removeAll()
        }
        #expect(intake.kept == nil)
    }
}
