import StrictYAML
import Testing

@Suite struct MappingReaderTests {
    private func reader(_ text: String, fields: [String]? = nil) throws -> MappingReader {
        try MappingReader(try YAMLNode.documents(in: text, file: "f.yaml")[0], fields: fields)
    }

    @Test func readsEachType() throws {
        var reader = try self.reader("s: off\nb: true\ni: 0x10\nn: 1.5\nl: [a, b]\nm: {x: 1}\nw: one\n")
        #expect(try reader.string("s") == "off")
        #expect(try reader.bool("b"))
        #expect(try reader.integer("i") == 16)
        #expect(try reader.optionalNumber("n") == 1.5)
        #expect(try reader.strings("l") == ["a", "b"])
        var inner = try reader.mapping("m")
        #expect(try inner.optionalInteger("x") == 1)
        try inner.finish()
        #expect(try reader.word("w", of: ["one", "two"]) == "one")
        #expect(try reader.optionalString("absent") == nil)
        try reader.finish()
    }

    @Test(arguments: [
        ("a: 5", "f.yaml:1:4: a: expected text, found an integer; put it in quotes to make it text"),
        ("a: true", "f.yaml:1:4: a: expected text, found `true`; put it in quotes to make it text"),
        ("a: 1.5", "f.yaml:1:4: a: expected text, found a number; put it in quotes to make it text"),
        ("a:", "f.yaml:1:3: a: expected text, found nothing"),
        ("a: [x]", "f.yaml:1:4: a: expected text, found a list"),
        ("a: {b: 1}", "f.yaml:1:4: a: expected text, found a mapping"),
        ("b: x", "f.yaml:1:1: the field `a` is missing"),
        ("[x]", "f.yaml:1:1: expected a mapping, found a list"),
    ])
    func refusesWhatIsNotText(text: String, message: String) {
        do {
            var reader = try self.reader(text)
            _ = try reader.string("a")
            Issue.record("read as text")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test(arguments: [
        ("a: yes", "f.yaml:1:4: a: expected true or false, found text"),
        ("a: \"true\"", "f.yaml:1:4: a: expected true or false, found text"),
    ])
    func refusesWhatIsNoBool(text: String, message: String) throws {
        var reader = try self.reader(text)
        #expect { try reader.bool("a") } throws: { "\($0)" == message }
    }

    @Test(arguments: [
        ("a: 99999999999999999999", "f.yaml:1:4: a: the number is too large"),
        ("a: 1.0", "f.yaml:1:4: a: expected an integer, found a number"),
        ("a: '1'", "f.yaml:1:4: a: expected an integer, found text"),
    ])
    func refusesWhatIsNoInteger(text: String, message: String) throws {
        var reader = try self.reader(text)
        #expect { try reader.integer("a") } throws: { "\($0)" == message }
    }

    @Test func refusesUnknownFieldsWithTheNearestNameAllAtOnce() throws {
        var reader = try self.reader("targets: 1\nstratgy: 2\nzzzz: 3\n")
        _ = reader.optionalNode("targets")
        _ = reader.optionalNode("strategy")
        #expect { try reader.finish() } throws: {
            "\($0)" == """
                f.yaml:2:1: stratgy: unknown field `stratgy`; did you mean `strategy`?
                f.yaml:3:1: zzzz: unknown field `zzzz`
                """
        }
    }

    @Test func namesASlipBeforeWhatIsMissingBecauseOfIt() {
        #expect { try self.reader("taregts: 1\n", fields: ["targets"]) } throws: {
            "\($0)" == "f.yaml:1:1: taregts: unknown field `taregts`; did you mean `targets`?"
        }
    }

    @Test func refusesWhatIsNotSupportedYet() throws {
        var reader = try self.reader("semantic: off\n")
        reader.notSupportedYet("semantic")
        #expect { try reader.finish() } throws: { "\($0)" == "f.yaml:1:11: semantic: not supported yet" }
    }

    @Test func refusesAWordWithTheNearest() throws {
        var reader = try self.reader("auth: requird\n")
        #expect { try reader.word("auth", of: ["required", "open"]) } throws: {
            "\($0)" == "f.yaml:1:7: auth: `requird` is not one of `required`, `open`; did you mean `required`?"
        }
    }

    @Test func writesPathsThatCanBeRead() throws {
        let text = "models:\n  gpt-4.1:\n    targets: [{use: 1}]\n"
        let models = try YAMLNode.documents(in: text, file: "f.yaml")[0].mapping()[0].value
        let targets = try models.mapping()[0].value.mapping()[0].value
        let use = try targets.list()[0].mapping()[0].value
        #expect(use.path == "models[\"gpt-4.1\"].targets[0].use")
        #expect("\(use.place)" == "f.yaml:3:21")
    }

    @Test func readsEveryDocumentOfAStream() throws {
        let documents = try YAMLNode.documents(in: "a: 1\n---\nb: 2\n...\n---\n[c]\n", file: "f.yaml")
        #expect(documents.map { $0.place.line } == [1, 3, 6])
        #expect(try YAMLNode.documents(in: "", file: "f.yaml").isEmpty)
        #expect(try YAMLNode.documents(in: "# only words\n", file: "f.yaml").isEmpty)
    }
}
