import StrictYAML
import Testing

/// What no file may hold, with the words and the place of its refusal.
@Suite struct YAMLFaultTests {
    @Test(arguments: [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: `a` is written twice in this mapping; first on line 1"),
        ("a: 1\n\"a\": 2\n", "f.yaml:2:1: `a` is written twice in this mapping; first on line 1"),
        ("'a': 1\nb: {a: 1}\na: 2\n", "f.yaml:3:1: `a` is written twice in this mapping; first on line 1"),
        ("x: {a: 1, b: 2, a: 3}\n", "f.yaml:1:17: `a` is written twice in this mapping; first on line 1"),
        ("x:\n  - é: 1\n    é: 2\n", "f.yaml:3:5: `é` is written twice in this mapping; first on line 2"),
        ("a: 1\na: 2\na: 3\n", "f.yaml:2:1: `a` is written twice in this mapping; first on line 1"),
        ("p: {x: 1, x: 2}\nq: {x: 1, x: 2}\n", "f.yaml:1:11: `x` is written twice in this mapping; first on line 1"),
        ("b: 1\na: 1\nb: 2\na: 2\n", "f.yaml:4:1: `a` is written twice in this mapping; first on line 2"),
        ("? [1]\n: a\n", "f.yaml:1:3: a name must be text, not a list or a mapping"),
        ("'': a\n", "f.yaml:1:1: a name is empty"),
        (
            "a: {p: ${P}}\n",
            "f.yaml:1:9: not valid YAML: did not find expected ',' or '}' (while parsing a flow mapping from line 1 on); "
                + "inside [] and {} a `${VAR}` must stand in quotes"
        ),
        (
            "a: &x 1\n",
            "f.yaml:1:4: a: anchors and aliases (`&name`, `*name`) are not supported; write the value out"
        ),
        ("a: *x\n", "f.yaml:1:4: anchors and aliases (`&name`, `*name`) are not supported; write the value out"),
        ("a: {<<: {b: 1}, <<: {c: 1}}\n", "f.yaml:1:17: `<<` is written twice in this mapping; first on line 1"),
        ("a: !!int '5'\n", "f.yaml:1:4: a: the tag `tag:yaml.org,2002:int` is not supported; leave it out"),
        ("a: !x 5\n", "f.yaml:1:4: a: the tag `!x` is not supported; leave it out"),
        ("%TAG ! tag:yaml.org,2002:\n---\na: 1\n", "f.yaml:1:1: %TAG is not supported"),
        (
            "a: [1, 2\nb: 3\n",
            "f.yaml:2:2: not valid YAML: did not find expected ',' or ']' (while parsing a flow sequence from line 1 on)"
        ),
        (
            "a: 'x\n",
            "f.yaml:2:1: not valid YAML: found unexpected end of stream (while scanning a quoted scalar from line 1 on)"
        ),
        (
            "a:\n\t- b\n",
            "f.yaml:2:1: not valid YAML: found character that cannot start any token (while scanning for the next token from line 2 on)"
        ),
        ("a: \u{1}\n", "f.yaml:1:4: a control character; write it as an escape in double quotes"),
        ("a: 1\nb: x\u{0}y\n", "f.yaml:2:5: a control character; write it as an escape in double quotes"),
    ])
    func refusesWithPlaceAndWords(text: String, message: String) {
        #expect(throws: YAMLFault.self) { try YAMLNode.documents(in: text, file: "f.yaml") }
        do {
            _ = try YAMLNode.documents(in: text, file: "f.yaml")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func boundsDepth() {
        let text = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        #expect(throws: YAMLFault.self) { try YAMLNode.documents(in: text, file: "f.yaml") }
        let fine = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        #expect(throws: Never.self) { try YAMLNode.documents(in: fine, file: "f.yaml") }
    }

    @Test func survivesNestingBeyondWhatTheParserAllows() {
        for opening in ["[", "{a: ", "- ", "? "] {
            let text = String(repeating: opening, count: 200_000)
            #expect(throws: YAMLFault.self) { try YAMLNode.documents(in: text, file: "f.yaml") }
        }
    }

    @Test func boundsSize() {
        let text = "a: " + String(repeating: "x", count: YAMLNode.Limit.bytesMax)
        #expect(throws: YAMLFault.self) { try YAMLNode.documents(in: text, file: "f.yaml") }
    }

    /// Without the probe for anchors, hashing the last name would take 2^60 steps.
    @Test func refusesAliasesOfAliasesBeforeTheyAreComposed() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<60 {
            text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
        }
        text += "? *a59\n: 1\n? *a59\n: 2\n"
        #expect(throws: YAMLFault.self) { try YAMLNode.documents(in: text, file: "f.yaml") }
    }

    @Test func readsAnAmpersandThatIsNoAnchor() throws {
        let text = "a: x &y\nb: 'p&q'\nc: \"&z\"\nd: |\n  &w *v\ne: R & D # &c\n"
        let documents = try YAMLNode.documents(in: text, file: "f.yaml")
        let values = try documents[0].mapping().map { try $0.value.string() }
        #expect(values == ["x &y", "p&q", "&z", "&w *v\n", "R & D"])
    }

    @Test func namesTheFileThatCannotBeRead() {
        do {
            _ = try YAMLNode.documents(readFrom: "no-such-file.yaml")
            Issue.record("read a file that is not there")
        } catch {
            #expect("\(error)" == "no-such-file.yaml:1:1: the file cannot be opened: No such file or directory")
        }
    }

    @Test func anyBytesEndInNodesOrAFault() {
        var generator = SplitMix(state: 7)
        let pieces = [
            "a", "b:", " ", "\n", "- ", "[", "]", "{", "}", ",", "'", "\"", "&", "*", "!", "|", ">", "%TAG", "---",
            "...", "?",
            ": ", "#", "\\", "\t", "é", "${X}", "\u{FEFF}", "\r", "~", "1", "<<", "\u{2028}", "\\x41", "\0",
        ]
        for _ in 0..<20_000 {
            let count = Int(generator.next() % 24)
            let text = (0..<count).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
            _ = try? YAMLNode.documents(in: text, file: "f.yaml", expanding: ["X": "x"])
        }
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var z = self.state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
