import Exchange
import Testing

@Suite struct JSONTapeAccessTests {
    @Test func findsMembersByTheirText() throws {
        let body = try ScannedBody(#"{"a":1,"mod\u0065l":"x","":true,"nested":{"a":2}}"#)
        body.with { tape, bytes in
            #expect(tape.child(of: 0, named: "a", in: bytes) == 2)
            #expect(tape.child(of: 0, named: "model", in: bytes) == 4)
            #expect(tape.child(of: 0, named: "", in: bytes) == 6)
            #expect(tape.member(of: 0, named: "model", in: bytes) == 4)
            #expect(tape.child(of: 0, named: "mode", in: bytes) == nil)
            #expect(tape.child(of: 2, named: "a", in: bytes) == nil)
            #expect(tape.child(of: 8, named: "a", in: bytes) == 10)
        }
    }

    @Test func walksElementsAndMembers() throws {
        let body = try ScannedBody(#"[[1,2],{"a":[],"b":{}},"x",[]]"#)
        body.with { tape, _ in
            #expect(Array(tape.elements(of: 0)) == [1, 4, 9, 10])
            #expect(Array(tape.elements(of: 1)) == [2, 3])
            #expect(tape.members(of: 4).map(\.value) == [6, 8])
            #expect(Array(tape.elements(of: 10)).isEmpty)
            #expect(Array(tape.elements(of: 4)).isEmpty && Array(tape.members(of: 0)).isEmpty)
        }
    }

    @Test func comparesDecodedText() throws {
        let body = try ScannedBody(#"["text","te\u0078t","text ",1,"\ud83d\ude00"]"#)
        body.with { tape, bytes in
            let equal = (1...4).map { tape.equals($0, "text", in: bytes) }
            #expect(equal == [true, true, false, false])
            #expect(tape.equals(5, "😀", in: bytes))
        }
    }

    static let numbers: [(String, UInt64?, UInt64?)] = [
        ("0", 0, 0), ("-0", 0, 0), ("0.0", 0, 0), ("0e99", 0, 0), ("7", 7, 7000), ("-7", nil, nil),
        ("1e3", 1000, 1_000_000),
        ("1.0", 1, 1000), ("1500e-2", 15, 15_000), ("1.5", nil, 1500), ("0.7", nil, 700), ("0.70001", nil, 701),
        ("0.0001", nil, 1), ("1e-30", nil, 1), ("100", 100, 100_000), ("1.25e1", nil, 12_500),
        ("12.5E+1", 125, 125_000),
        ("18446744073709551615", .max, .max), ("18446744073709551616", .max, .max),
        ("99999999999999999999", .max, .max),
        ("1e19", 10_000_000_000_000_000_000, .max), ("1e20", .max, .max), ("1e99999999999999999999", .max, .max),
        ("1e-99999999999999999999", nil, 1), ("-1e99999999999999999999", nil, nil), ("0e99999999999999999999", 0, 0),
        ("0.000000000000000000000000000001e30", 1, 1000), ("1000000000000000000000e-21", 1, 1000),
        ("18446744073709551615.5", nil, .max), ("\"7\"", nil, nil), ("true", nil, nil),
    ]

    @Test(arguments: numbers)
    func readsNumbersExactly(text: String, whole: UInt64?, thousandths: UInt64?) throws {
        let body = try ScannedBody("[\(text)]")
        body.with { tape, bytes in
            #expect(tape.unsigned(at: 1, in: bytes) == whole)
            #expect(tape.thousandths(at: 1, in: bytes) == thousandths)
        }
    }

    @Test func writesPaths() throws {
        let body = try ScannedBody(#"{"messages":[{"role":"u"},{"content":[{"text":"x"}]}],"a b":[1],"ключ":{"x":2}}"#)
        body.with { tape, bytes in
            let paths = tape.nodes.indices.map { tape.path(of: $0, in: bytes) }
            #expect(
                paths == [
                    "", "(name)", "messages", "messages[0]", "messages[0].(name)", "messages[0].role", "messages[1]",
                    "messages[1].(name)", "messages[1].content", "messages[1].content[0]",
                    "messages[1].content[0].(name)",
                    "messages[1].content[0].text", "(name)", "?", "?[0]", "(name)", "?", "?.(name)", "?.x",
                ]
            )
        }
    }

    @Test func aCursorWritesTheSamePathsHoweverManyNodesItSkips() throws {
        let body = try ScannedBody(
            #"{"a":[],"b":[{"c":[1,2,{"d":"x"}],"e":{}},[[3]],{"f":{"g":{"h":"y"}},"i":4}],"j":5}"#
        )
        body.with { tape, bytes in
            let paths = tape.nodes.indices.map { tape.path(of: $0, in: bytes) }
            for stride in 1...tape.nodes.count {
                for first in 0..<stride {
                    var cursor = JSONPathCursor()
                    for node in Swift.stride(from: first, to: tape.nodes.count, by: stride) {
                        #expect(cursor.path(of: node, of: tape, in: bytes) == paths[node])
                        #expect(cursor.path(of: node, of: tape, in: bytes) == paths[node])
                    }
                }
            }
        }
    }
}
