import Exchange
import Testing

@Suite struct JSONCanonicalTests {
    private func canonical(_ text: String, omitting denied: [StaticString] = []) throws -> [UInt8] {
        let body = try ScannedBody(text)
        var output: [UInt8] = []
        body.with { $0.appendCanonical(in: $1, omitting: denied, into: &output) }
        return output
    }

    static let same: [(String, String)] = [
        ("1", "1.0"), ("1", "1e0"), ("1", "10e-1"), ("100", "1E+2"), ("0", "-0"), ("0", "0.000e5"), ("0.5", "5e-1"),
        ("-7", "-7.00"),
        ("12345678901234567890123", "12345678901234567890.123e3"), ("1e999999", "10e999998"),
        ("0", "0e99999999999999999999"),
        (#""a""#, #""\u0061""#), (#""/""#, #""\/""#), (#""😀""#, #""\ud83d\ude00""#), ("\"\\n\"", "\"\\u000a\""),
        ("[1,2]", " [ 1 , 2 ] "), (#"{"a":1,"b":2}"#, #"{ "b" : 2, "a" : 1 }"#),
        (#"{"a":{"x":1,"y":2}}"#, #"{"\u0061":{"y":2.0,"x":1}}"#),
        (#"{"a":1,"ab":2,"b":3}"#, #"{"b":3,"ab":2,"a":1}"#),
    ]

    @Test(arguments: same)
    func oneValueHasOneForm(a: String, b: String) throws {
        #expect(try self.canonical(a) == self.canonical(b))
    }

    static let different: [(String, String)] = [
        ("1", "2"), ("1", "-1"), ("1", "10"), ("1", "0.1"), ("1", "true"), ("0", "false"), ("0", "null"),
        ("1", #""1""#),
        ("9007199254740993", "9007199254740992"), ("0.1", "0.10000000000000001"), ("1e400", "1e401"),
        ("1e99999999999999999999", "1e99999999999999999998"), (#""a""#, #""A""#), (#""é""#, #""e\u0301""#),
        (#""""#, "null"),
        ("[]", "{}"), ("[]", "[null]"), ("[1,2]", "[2,1]"), ("[[1],2]", "[[1,2]]"), ("[[],[]]", "[[[]]]"),
        ("[12]", "[1,2]"),
        (#"["ab","c"]"#, #"["a","bc"]"#), (#"{"a":"b"}"#, #"["a","b"]"#), (#"{"a":1,"b":{}}"#, #"{"a":1,"b":[]}"#),
        (#"{"a":{"b":1}}"#, #"{"a":{},"b":1}"#), (#"{"a":1}"#, #"{"a":1,"b":null}"#), (#""s\u0000""#, #""s""#),
        ("1e18", "1e-18"),
    ]

    @Test(arguments: different)
    func differentValuesHaveDifferentForms(a: String, b: String) throws {
        #expect(try self.canonical(a) != self.canonical(b))
    }

    @Test func omitsMembersOfTheRootOnly() throws {
        let full = #"{"stream":true,"model":"m","str\u0065am_options":{"a":1},"x":{"stream":true}}"#
        let denied: [StaticString] = ["stream", "stream_options", "user"]
        #expect(try self.canonical(full, omitting: denied) == self.canonical(#"{"x":{"stream":true},"model":"m"}"#))
        #expect(try self.canonical(full, omitting: denied) != self.canonical(#"{"x":{},"model":"m"}"#))
        #expect(try self.canonical(#"{"user":1}"#, omitting: denied) == self.canonical("{}"))
    }

    @Test func sortsManyMembers() throws {
        let names = (0..<200).map { "\"n\($0)\":\($0)" }
        var generator = SeededGenerator(state: 1)
        let sorted = try self.canonical("{" + names.joined(separator: ",") + "}")
        for _ in 0..<5 {
            let shuffled = names.shuffled(using: &generator)
            #expect(try self.canonical("{" + shuffled.joined(separator: ",") + "}") == sorted)
        }
    }

    @Test func appends() throws {
        let body = try ScannedBody("1")
        var output: [UInt8] = [1, 2, 3]
        body.with { $0.appendCanonical(in: $1, into: &output) }
        #expect(Array(output[..<3]) == [1, 2, 3] && output.count > 3)
    }
}
