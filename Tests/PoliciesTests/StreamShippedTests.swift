import Exchange
import Testing

@testable import Policies

/// Every sample of every shipped rule, inside prose, comes out of a stream as it comes out whole.
@Suite(.enabled(if: Fixture.isThorough)) struct StreamShippedTests {
    private static let set = Result { try PolicySet.load(directory: Fixture.shippedFolder) }

    /// Everything that is found is redacted.
    private static let strict = Result { () throws -> Policy in
        let rules = try set.get().compiled
        var document = PolicyDocument(name: "strict", unscannable: .allow)
        document.response = [
            PolicyStatement(rules: [RuleGlob("*")], minSeverity: .low, minLevel: .shape, action: .redact)
        ]
        return Policy(document, rules: rules)
    }

    /// How long a busy machine takes is no matter here.
    private func fixture() throws -> StreamFixture {
        StreamFixture(try Self.strict.get(), scratch: ScanScratch(clock: ScanClock(wall: { 0 }, cpu: { 0 })))
    }

    private static let prose = [
        "Sure, here is what you asked for: ", "In 2024 the 3 teams met (twice); ",
        "Gr\u{fc}\u{df}e an alle \u{1f600}, ",
        "\u{6211}\u{4eec}\u{5728}\u{8fd9}\u{91cc}\u{ff0c}", "see https://example.com/a?b=c and 10.0.0.1:8080, ",
        "\n\n  - item 1: \"", "`code` = ",
    ]

    @Test(arguments: Fixture.share(of: (try? StreamShippedTests.set.get())?.rules.map(\.id) ?? []))
    func aSampleInProseIsTheSameHoweverItIsCut(id: String) throws {
        let fixture = try self.fixture()
        let rule = try #require(try Self.set.get().rules.first { $0.id == id })
        var random = SampleRandom(seed: id)
        for sample in rule.tests.match + rule.tests.noMatch {
            for _ in 0..<2 {
                let before = Self.prose[Int(random.next() % UInt64(Self.prose.count))]
                let behind = Self.prose[Int(random.next() % UInt64(Self.prose.count))]
                let text = Array((before + (try SampleText.expand(sample)) + " " + behind + before).utf8)
                fixture.checkEqual(text, cuts: Array(1..<text.count), "\(id) byte by byte")
                for every in [2, 4, 11, 40] {
                    fixture.checkEqual(
                        text,
                        cuts: random.cuts(of: text.count, every: every),
                        "\(id) in pieces of \(every)"
                    )
                }
                fixture.checkEqual(text, cuts: [], id)
            }
        }
    }

    @Test func allSamplesInOneTextAreTheSameHoweverItIsCut() throws {
        let fixture = try self.fixture()
        var random = SampleRandom(seed: "all")
        let samples = try Self.set.get().rules.flatMap { $0.tests.match + $0.tests.noMatch }
        for round in 0..<20 {
            var text = ""
            for _ in 0..<12 {
                text += try SampleText.expand(samples[Int(random.next() % UInt64(samples.count))])
                text += [" ", "\n", ", ", ". ", "", "-", "x"][Int(random.next() % 7)]
            }
            let bytes = Array(text.utf8)
            fixture.checkEqual(bytes, cuts: random.cuts(of: bytes.count, every: 3 + round), "round \(round)")
            fixture.checkEqual(bytes, cuts: random.cuts(of: bytes.count, every: 2), "round \(round)")
        }
    }
}
