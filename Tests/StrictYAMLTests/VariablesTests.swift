import Testing

@testable import StrictYAML

@Suite struct VariablesTests {
    private static let environment = ["A": "one", "EMPTY": "", "PORT": "8080", "EVIL": "x\nlisten: 0.0.0.0:80\n${A}"]

    @Test(arguments: [
        ("${A}", "one"), ("x${A}y${A}", "xoneyone"), ("${EMPTY}", ""), ("${EMPTY:-two}", "two"),
        ("${NONE:-two}", "two"),
        ("${NONE:-}", ""), ("${NONE:-a b:{c}", "a b:{c"), ("${A:-two}", "one"), ("$${A}", "${A}"), ("$A", "$A"),
        ("a$", "a$"),
        ("$$", "$$"), ("$$${A}", "$${A}"), ("${EVIL}", "x\nlisten: 0.0.0.0:80\n${A}"),
    ])
    func expands(text: String, expanded: String) throws {
        let variables = Variables(environment: VariablesTests.environment)
        #expect(try variables.expand(text)?.text == expanded)
    }

    @Test(arguments: [
        ("${NONE}", "the variable `NONE` is not set; set it, or write `${NONE:-default}`"),
        ("${A", "`${` without `}`; write `$${` for a literal `${`"),
        ("${}", "a variable is written `${NAME}` or `${NAME:-default}`"),
        ("${1A}", "a variable is written `${NAME}` or `${NAME:-default}`"),
        ("${A-b}", "a variable is written `${NAME}` or `${NAME:-default}`"),
        ("${ A }", "a variable is written `${NAME}` or `${NAME:-default}`"),
        ("${A:-${B}}", "the default of a variable cannot hold `$`"),
    ])
    func refuses(text: String, message: String) {
        let variables = Variables(environment: VariablesTests.environment)
        #expect { try variables.expand(text) } throws: { ($0 as? Variables.Problem)?.message == message }
    }

    @Test func leavesTextWithoutADollarAlone() throws {
        #expect(try Variables(environment: [:]).expand("plain {A}") == nil)
    }

    @Test func theFieldDecidesWhatAnExpandedValueIs() throws {
        let text = "port: ${PORT}\nquoted: \"${PORT}\"\nname: ${PORT}\nwrong: \"8080\"\n"
        let document = try YAMLNode.documents(in: text, file: "f.yaml", expanding: VariablesTests.environment)[0]
        var reader = try MappingReader(document)
        #expect(try reader.integer("port") == 8080)
        #expect(try reader.integer("quoted") == 8080)
        #expect(try reader.string("name") == "8080")
        #expect(throws: YAMLFault.self) { try reader.integer("wrong") }
    }

    @Test func isNotParsedAgain() throws {
        let document = try YAMLNode.documents(
            in: "a: ${EVIL}\n",
            file: "f.yaml",
            expanding: VariablesTests.environment
        )[0]
        #expect(try document.mapping().map { $0.name } == ["a"])
    }

    @Test func namesEveryMissingVariableAtOnce() {
        do {
            _ = try YAMLNode.documents(in: "a: ${X}\nb: [\"${Y}\"]\n", file: "f.yaml", expanding: [:])
            Issue.record("nothing was missing")
        } catch {
            #expect(error.all.map { "\($0.line) \($0.path)" } == ["1 a", "2 b[0]"])
        }
    }

    @Test func leavesADollarAloneWithoutAnEnvironment() throws {
        let document = try YAMLNode.documents(in: "a: '${X}'\n", file: "f.yaml")[0]
        #expect(try document.mapping()[0].value.string() == "${X}")
    }

    @Test func neverShowsTheValueOfAVariable() throws {
        let document = try YAMLNode.documents(in: "a: ${A}\n", file: "f.yaml", expanding: VariablesTests.environment)[0]
        var reader = try MappingReader(document)
        #expect { try reader.word("a", of: ["two"]) } throws: { !"\($0)".contains("one`") }
    }
}
