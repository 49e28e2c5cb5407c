import Testing

@testable import Exchange

@Suite struct UserQuestionTests {
    private func question(_ body: String) throws -> (text: String, turns: Int)? {
        var tape = JSONTape()
        return try Array(body.utf8).withUnsafeBytes { bytes in
            try tape.scan(bytes)
            return UserQuestion(tape, in: bytes).map { (tape.string(at: $0.node, in: bytes), $0.turns) }
        }
    }

    @Test(arguments: [
        (#"{"messages":[{"role":"user","content":"a"}]}"#, "a", 1),
        (#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"a"}]}"#, "a", 1),
        (
            #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"content":"c","role":"user"}]}"#,
            "c", 2
        ),
        (#"{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}"#, "a", 1),
        (#"{"messages":[{"role":"user","name":"ann","content":"a"}],"tools":null}"#, "a", 1),
        (
            #"{"messages":[{"role":"system","content":[{"type":"text","text":"x"},{"type":"text","text":"y"}]},{"role":"user","content":"a"}]}"#,
            "a", 1
        ),
    ])
    func isTheLastTextOfTheUser(_ body: String, _ text: String, _ turns: Int) throws {
        let found = try #require(try self.question(body))
        #expect(found.text == text && found.turns == turns)
    }

    @Test(arguments: [
        "{}", "[]", #"{"messages":[]}"#, #"{"messages":"x"}"#, #"{"messages":[1]}"#,
        #"{"messages":[{"role":"user","content":null}]}"#,
        #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#,
        #"{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}"#,
        #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}"#,
        #"{"messages":[{"role":"user","content":[{"type":"image_url","text":"a"}]},{"role":"user","content":"a"}]}"#,
        #"{"messages":[{"role":"user","content":"a"}],"tools":[]}"#,
        #"{"messages":[{"role":"user","content":"a"}],"functions":[{}]}"#,
        #"{"messages":[{"role":"assistant","content":"b","tool_calls":[]},{"role":"user","content":"a"}]}"#,
        #"{"messages":[{"role":"tool","tool_call_id":"1","content":"b"},{"role":"user","content":"a"}]}"#,
        #"{"messages":[{"role":"user","content":"a","cache_control":{}}]}"#,
    ])
    func isNothingWhereMoreThanTextMayDecide(_ body: String) throws {
        #expect(try self.question(body) == nil)
    }

    @Test func theNeighbourhoodForgetsTheQuestionAndNothingElse() throws {
        func canonical(_ body: String) throws -> [UInt8] {
            var tape = JSONTape()
            return try Array(body.utf8).withUnsafeBytes { bytes in
                try tape.scan(bytes)
                var output: [UInt8] = []
                let question = try #require(UserQuestion(tape, in: bytes))
                tape.appendCanonical(in: bytes, blank: question.node, into: &output)
                return output
            }
        }
        let base = try canonical(#"{"model":"m","messages":[{"role":"user","content":"a"}]}"#)
        #expect(try canonical(#"{"messages":[{"content":"b and more","role":"user"}],"model":"m"}"#) == base)
        #expect(try canonical(#"{"model":"n","messages":[{"role":"user","content":"a"}]}"#) != base)
        #expect(
            try canonical(#"{"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":"a"}]}"#)
                != base
        )
        #expect(
            try canonical(#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]}"#) != base
        )
    }
}
