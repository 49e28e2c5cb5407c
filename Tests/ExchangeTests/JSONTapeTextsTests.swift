import Exchange
import Testing

@Suite struct JSONTapeTextsTests {
    private func texts(_ text: String) throws -> [String] {
        try ScannedBody(text).with { tape, bytes in
            var nodes: [UInt32] = []
            tape.appendTexts(in: bytes, to: &nodes)
            return nodes.map { (tape.nodes[Int($0)].isName ? "." : "") + tape.string(at: Int($0), in: bytes) }
        }
    }

    @Test func givesEveryTextAndName() throws {
        let found = try self.texts(
            #"{"model":"gpt","messages":[{"role":"user","content":"hi","type":"text"}],"stop":["a","b"],"n":1}"#
        )
        #expect(found == [".model", "gpt", ".messages", ".role", ".content", "hi", ".type", ".stop", "a", "b", ".n"])
    }

    @Test func leavesOutOnlyTheWordsOfTheProtocol() throws {
        #expect(try self.texts(#"{"x":{"model":"m"}}"#) == [".x", ".model", "m"])
        #expect(try self.texts(#"{"type":"web_search_20250305"}"#) == [".type"])
        #expect(try self.texts(#"{"type":"4111111111111111"}"#) == [".type", "4111111111111111"])
        #expect(try self.texts(#"{"role":"My secret"}"#) == [".role", "My secret"])
        #expect(try self.texts(#"{"type":["string","null"]}"#) == [".type", "string", "null"])
        #expect(try self.texts(#"["model","role"]"#) == ["model", "role"])
        #expect(try self.texts(#""alone""#) == ["alone"])
        #expect(try self.texts("1").isEmpty)
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
