import Exchange
import Testing

@testable import Policies

/// Labelled texts: how they are read, and how a policy is judged by them.
@Suite struct CorpusTests {
    private static let policyText = """
        pack: words
        rules:
          - {id: secret.bird, entity: BIRD, pattern: '\\b(bird-[a-z]{6})\\b', level: validated, severity: high}
          - {id: pii.tree, entity: TREE, pattern: '\\b(tree-[a-z]{6})\\b', level: contextual, severity: low}
          - {id: pii.root, entity: TREE, pattern: '\\b(root-[a-z]{2})', level: contextual, severity: low}
        ---
        policy: default
        request:
          - {rules: [secret.*], action: block}
          - {rules: [pii.root], action: redact}
          - {rules: ["*"], action: flag}
        """

    private func corpus(_ lines: String...) throws -> Corpus {
        var reader = CorpusReader()
        for (number, text) in lines.enumerated() {
            try Array(text.utf8).withUnsafeBytes { try reader.read($0, file: "file\(number).jsonl") }
        }
        return try reader.finish()
    }

    private func report(_ lines: String...) throws -> CorpusReport {
        let set = try PolicySet.load(text: Self.policyText, file: "words.yaml")
        let policy = try #require(set.policy(named: "default"))
        return CorpusTrial.run(try self.corpus(lines.joined(separator: "\n")), under: policy)
    }

    @Test func aTextIsGeneratedAndNamedByItsFileAndLine() throws {
        let corpus = try self.corpus("\n{\"text\": \"x {{hex:8}}\"}\n", "{\"text\": \"y\", \"kind\": \"letters\"}")
        #expect(corpus.cases.map(\.origin) == ["file0.jsonl:2", "file1.jsonl:1"])
        #expect(corpus.cases.map(\.kind) == ["file0", "letters"])
        guard case .text(let text) = corpus.cases[0].content else { throw CorpusFault("", "no text") }
        #expect(text.count == 10 && !text.contains("{"))
    }

    @Test func aValueIsPutIntoEachTemplateOfItsSets() throws {
        let corpus = try self.corpus(
            "{\"kind\": \"k\", \"label\": \"my key\", \"value\": [\"a-{{hex:16}}\", \"b\"], \"in\": [\"p\"], \"expect\": [\"X\"]}",
            "{\"template\": \"p\", \"text\": \"{{label|variable}}={{value}}\"}\n{\"template\": \"p\", \"text\": \"<{{value}}>\", \"kind\": \"t\"}"
        )
        let texts = corpus.cases.map { if case .text(let text) = $0.content { text } else { "" } }
        #expect(texts.count == 4)
        #expect(texts[0].hasPrefix("MY_KEY=a-") && texts[1] == "MY_KEY=b" && texts[3] == "<b>")
        #expect(corpus.cases.map(\.kind) == ["k", "k", "t", "t"])
        #expect(corpus.cases[0].origin == "file0.jsonl:1 in p:1")
        #expect(corpus.cases[0].value.map { texts[0].hasSuffix($0) } == true)
        // Another template, another value.
        #expect(corpus.cases[0].value != corpus.cases[2].value)
    }

    @Test(arguments: [
        ("base64", "YWI/"), ("base64url", "YWI_"), ("hex", "61623f"), ("percent", "%61%62%3F"),
        ("entities", "&#97;&#98;&#63;"), ("unicode", "\\u0061\\u0062\\u003f"),
        ("zero-width", "a\u{200B}b\u{200B}?\u{200B}"),
        ("fullwidth", "\u{FF41}\u{FF42}\u{FF1F}"), ("tags", "\u{E0061}\u{E0062}\u{E003F}"), ("lines", "a\nb?"),
        ("spaced", "a b ?"), ("variable", "AB_"), ("soft-hyphen", "ab?"),
    ])
    func aValueMayBeDisguised(name: String, disguised: String) throws {
        #expect(CorpusDisguise(rawValue: name)?.applied(to: "ab?") == disguised)
    }

    @Test(arguments: [
        ("{\"text\": 1}", "text: expected a text"), ("[]", "expected an object"), ("{\"text\": \"a\"", "is no JSON"),
        ("{\"kind\": \"k\"}", "the field `text` is missing"),
        ("{\"text\": \"a\", \"expects\": []}", "did you mean `expect`"),
        ("{\"text\": \"{{wrong:1}}\"}", "there is no generator"), ("{\"text\": \"a\", \"expect\": [\"\"]}", "no rule"),
        ("{\"value\": \"a\", \"in\": [\"nowhere\"]}", "no set of templates `nowhere`"),
        (
            "{\"template\": \"t\", \"text\": \"{{value|rot13}}\"}\n{\"value\": \"a\", \"in\": [\"t\"]}",
            "no disguise `rot13`"
        ),
    ])
    func aLineThatSaysSomethingElseIsRefusedByItsNumber(line: String, message: String) throws {
        let fault = try #require(throws: CorpusFault.self) { _ = try self.corpus(line) }
        #expect(fault.description.hasPrefix("file0.jsonl:"))
        #expect(fault.message.contains(message), "\(fault.message)")
    }

    @Test func anExpectationIsMetByARuleOrAnEntity() throws {
        let report = try self.report(
            "{\"text\": \"bird-abcdef and tree-abcdef\", \"expect\": [\"secret.*\", \"TREE\"]}",
            "{\"text\": \"bird-abcdef\", \"expect\": [\"TREE|BIRD\"]}",
            "{\"text\": \"no such thing\", \"expect\": [\"pii.tree\"], \"kind\": \"hard\"}"
        )
        #expect(report.recall.description == "75.0 %")
        #expect(report.enforcedRecall.description == "50.0 %")
        #expect(report.kinds["hard"]?.recall.fraction == 0)
        #expect(report.misses.map(\.origin) == ["file0.jsonl:3"])
        #expect(report.benign == 0 && report.wrong.isEmpty && report.precision.fraction == 1)
    }

    @Test func aFindingThatNobodyExpectedIsWrongAndTouchesABenignText() throws {
        let report = try self.report(
            "{\"text\": \"a bird-abcdef flies\"}",
            "{\"text\": \"a tree-abcdef stands\"}",
            "{\"text\": \"a tree-abcdef grows\", \"also\": [\"TREE\"]}",
            "{\"text\": \"tree-abcdef\", \"expect\": [\"TREE\"]}"
        )
        #expect(report.benign == 3)
        #expect(report.benignTouched.map(\.origin) == ["file0.jsonl:1"])
        #expect(report.wrong.map(\.rule) == ["secret.bird", "pii.tree"])
        #expect(report.rules["pii.tree"] == CorpusReport.RuleScore(right: 1, wrong: 1))
        #expect(report.precision.description == "33.3 %")
    }

    @Test func aValueOfWhichAPartGoesOutIsALeak() throws {
        let report = try self.report(
            "{\"template\": \"t\", \"text\": \"see {{value}}\"}",
            "{\"value\": \"root-ab{{letters:12}}\", \"in\": [\"t\"], \"expect\": [\"TREE\"]}"
        )
        #expect(report.leaks.count == 1)
        #expect(report.recall.fraction == 1)
    }

    @Test func aValueOfWhichOnlyAPartIsSensitiveIsNone() throws {
        let report = try self.report(
            "{\"template\": \"t\", \"text\": \"see {{value}}\"}",
            "{\"value\": \"root-ab{{letters:12}}\", \"in\": [\"t\"], \"expect\": [\"TREE\"], \"whole\": false}"
        )
        #expect(report.leaks.isEmpty && report.recall.fraction == 1)
    }
}
