import Exchange
import Testing

@Suite struct JSONTapeTextsTests {
    private func texts(_ text: String) throws -> [String] {
        try ScannedBody(text).with { tape, bytes in
            var texts: [JSONTextNode] = []
            tape.appendTexts(in: bytes, to: &texts)
            return texts.map { ($0.form == .name ? "." : "") + tape.string(at: Int($0.node), in: bytes) }
        }
    }

    @Test func givesEveryTextAndName() throws {
        let found = try self.texts(
            #"{"model":"gpt","messages":[{"role":"user","content":"hi","type":"text"}],"stop":["a","b"],"n":1,"zip":1}"#
        )
        #expect(found == ["gpt", "hi", "a", "b", ".zip"])
    }

    @Test func leavesOutOnlyTheWordsOfTheProtocol() throws {
        #expect(try self.texts(#"{"x":{"model":"m"}}"#) == [".x", "m"])
        #expect(try self.texts(#"{"type":"web_search_20250305"}"#).isEmpty)
        #expect(try self.texts(#"{"type":"4111111111111111"}"#) == ["4111111111111111"])
        #expect(try self.texts(#"{"role":"My secret"}"#) == ["My secret"])
        #expect(try self.texts(#"{"type":["string","null"]}"#) == ["string", "null"])
        #expect(try self.texts(#"["model","role"]"#) == ["model", "role"])
        #expect(try self.texts(#"{"r\u006fle":"user","roles":1,"":1}"#) == [".role", "user", ".roles", "."])
        #expect(try self.texts(#""alone""#) == ["alone"])
        #expect(try self.texts("1").isEmpty)
    }

    @Test(arguments: [
        ("41111111", true), ("4111111", false), ("-4111111111111111", true), ("4111111111111111.0", true),
        ("4.111111111111111e15", true), ("41E7", true), ("1e6", false), ("37.7749295123", false), ("0", false),
        ("1e99999999999", true),
    ])
    func givesNumbersThatAreLongEnoughToIdentify(number: String, isGiven: Bool) throws {
        #expect(try self.texts(#"{"n":[\#(number),true,null]}"#) == (isGiven ? [number] : []))
    }

    static let roles: [(String, [String])] = [
        (
            #"{"system":[{"text":"a"}],"instructions":"b","tools":[{"description":"c"}]}"#,
            ["a system", "b system", "c user"]
        ),
        (
            #"{"messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}]}]}"#,
            ["a system", "b user"]
        ),
        (
            #"{"messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":"{}"}}]},{"role":"tool","content":"d"}]}"#,
            ["{} assistant", "d tool"]
        ),
        (
            #"{"messages":[{"content":[{"text":"a"},{"type":"tool_result","content":[{"text":"b"}]},"c"],"role":"user"}]}"#,
            ["a user", "b tool", "c user"]
        ),
        (
            #"{"messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"role":"user","x":"a b"}}]}]}"#,
            ["a b assistant"]
        ),
        (
            #"{"input":["a",{"type":"function_call_output","output":"b"},{"type":"function_call","arguments":"c"}]}"#,
            ["a user", "b tool", "c assistant"]
        ),
        (
            #"{"contents":[{"role":"model","parts":[{"text":"a"}]},{"role":"user","parts":[{"functionResponse":{"x":"b"}}]}]}"#,
            ["a assistant", "b tool"]
        ),
        (#"{"system_instruction":{"role":"user","parts":[{"text":"a"}]},"contents":"b"}"#, ["a system", "b user"]),
        (
            #"{"messages":[{"role":"developer","content":"a"},{"role":"x","content":"b"},"c"]}"#,
            ["a system", "b user", "c user"]
        ),
        (#"[{"role":"assistant","content":"a"}]"#, ["a user"]),
    ]

    @Test(arguments: roles)
    func saysWhoseWordsATextIs(body: String, expected: [String]) throws {
        let found = try ScannedBody(body).with { tape, bytes in
            var texts: [JSONTextNode] = []
            tape.appendTexts(in: bytes, to: &texts)
            return texts.filter { $0.form == .text }.map {
                "\(tape.string(at: Int($0.node), in: bytes)) \($0.role.word)"
            }
        }
        #expect(found == expected)
    }

    @Test func everythingIsOneRoleWhereThatIsKnown() throws {
        let roles = try ScannedBody(#"{"messages":[{"role":"user","content":"a"}]}"#).with { tape, bytes in
            var texts: [JSONTextNode] = []
            tape.appendTexts(in: bytes, as: .assistant, to: &texts)
            return Set(texts.map(\.role))
        }
        #expect(roles == [.assistant])
    }

    static let parts: [(String, [String])] = [
        (#"{"content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"u"}}]}"#, ["content[1]"]),
        (#"{"content":[{"type":"document","source":{"type":"text","data":"x"}}]}"#, []),
        (#"{"content":[{"type":"document","source":{"type":"base64","data":"x"}}]}"#, ["content[0]"]),
        (
            #"{"content":[{"type":"document","source":{"type":"content","content":[{"type":"image","source":{}}]}}]}"#,
            ["content[0].source.content[0]"]
        ),
        (
            #"{"contents":[{"parts":[{"text":"x"},{"inlineData":{"data":"x"}},{"file_data":{}}]}]}"#,
            ["contents[0].parts[1]", "contents[0].parts[2]"]
        ),
        (#"{"type":"file","file":{"type":"image"}}"#, [""]),
        (#"{"type":"file","file":{"file_data":"data:text\/csv;base64,YQ=="}}"#, []),
        (#"{"type":"input_file","file_data":"data:application/json;charset=utf-8;base64,YQ=="}"#, []),
        (#"{"type":"input_file","file_data":"data:application/pdf;base64,YQ=="}"#, [""]),
        (#"{"type":"input_file","file_data":"data:text/csv;base64,YQ==","file_id":"x"}"#, [""]),
        (#"{"type":"image","source":{"type":"text"}}"#, [""]),
        (#"{"a":[{"t\u0079pe":"im\u0061ge"}]}"#, ["a[0]"]),
        (#"{"modalities":["text","audio"],"audio":{"voice":"x"},"tools":[{"type":"function"}]}"#, []),
    ]

    @Test(arguments: parts)
    func findsWhatATextPolicyCannotRead(body: String, expected: [String]) throws {
        let found = try ScannedBody(body).with { tape, bytes in
            tape.unscannableParts(in: bytes).map { tape.path(of: $0, in: bytes) }
        }
        #expect(found == expected)
    }
}
