import Exchange
import Testing

@testable import Policies

/// How much of what they should find the shipped rules find, and what they touch that they should not. The marks are those
/// of an enforcing policy: a value counts as found if the default policy takes it out of the text.
@Suite(.enabled(if: Fixture.isThorough)) struct IdentifierRecallTests {
    private static let set = Fixture.shipped
    private static let values = 10

    /// `L` is the word, `V` the value.
    private static let templates = [
        "My L is V.", "L: V", "Please update the record: L V, thank you.",
        #"{"name": "Anna", "L": "V", "city": "Rom"}"#,
        "name,L,city\nAnna,V,Rom\n", "2024-05-17 10:22:31 INFO user=42 L=V status=ok", "| L | V |",
        "V is my L, is that right?",
        "<L>V</L>", "Bitte prüfen: L V (dringend)", "L\n\n  V\n",
    ]

    @Test(arguments: IdentifierKind.all)
    func findsTheIdentifiersOf(kind: IdentifierKind) throws {
        let fixture = try IdentifierRecallTests.fixture()
        var maker = NumberMaker(seed: kind.name)
        var (found, all) = (0, 0)
        var missed: Set<String> = []
        for round in 0..<Self.values {
            for value in kind.make(&maker) {
                for (index, template) in Self.templates.enumerated() {
                    let word = kind.words[(round + index) % kind.words.count]
                    let text = template.replacing("L", with: "\u{1}").replacing("V", with: "\u{2}")
                        .replacing("\u{1}", with: word).replacing("\u{2}", with: value)
                    all += 1
                    if try fixture.takesOut(value, of: text) { found += 1 } else { missed.insert(text) }
                }
            }
        }
        let recall = all > 0 ? found * 1000 / all : 0
        #expect(
            recall >= (kind.hasChecksum ? 970 : 900),
            "\(kind.name): \(recall) of 1000, missed \(missed.sorted().prefix(4))"
        )
    }

    @Test func leavesOrdinaryTextsAlone() throws {
        let fixture = try IdentifierRecallTests.fixture()
        var touched: [String] = []
        for sample in OrdinaryTexts.all {
            let inspection = try fixture.inspect(SampleText.expand(sample))
            if inspection.outcome != .pass {
                touched.append("\(inspection.findings.filter { $0.action > .flag }.map(\.rule)): \(sample)")
            }
        }
        #expect(OrdinaryTexts.all.count >= 120)
        #expect(touched.count * 100 <= OrdinaryTexts.all.count, "\(touched)")
    }

    private static func fixture() throws -> IdentifierScan {
        IdentifierScan(policy: try #require(try self.set.get().policy(named: "default")))
    }
}

/// The default policy over one text.
private struct IdentifierScan {
    let policy: Policy
    let scratch = ScanScratch()

    func inspect(_ text: String) -> Inspection {
        Array(text.utf8).withUnsafeBytes {
            Inspector.inspect(text: $0, side: .request, under: self.policy, using: self.scratch)
        }
    }

    func takesOut(_ value: String, of text: String) throws -> Bool {
        guard case .rewrite(let replacements) = self.inspect(text).outcome else { return false }
        var output: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { Splice.apply(replacements, to: $0, into: &output) }
        return !String(decoding: output, as: UTF8.self).contains(value)
    }
}

/// A wallet's address by the generator of samples: its formulas are in the tests of the validators.
enum SampleIdentifier {
    static func wallet(_ kind: String, _ maker: inout NumberMaker) -> String {
        (try? SampleWallet.address(["wallet", kind], using: &maker.random)) ?? ""
    }
}
