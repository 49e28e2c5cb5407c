import Testing

@testable import Semantics

@Suite struct SynonymTableTests {
    @Test func aPairMakesItsPhraseAndItsMeaningOne() throws {
        let table = try SynonymTable(adding: [
            ("acme cloud", "acmecloud"), ("ac", "acme cloud"), ("kube", "kubernetes"),
        ])
        let normalizer = Normalizer(synonyms: table)
        #expect(normalizer.form("What is Acme Cloud?") == normalizer.form("What is acmecloud?"))
        #expect(normalizer.form("How do I install kube?") == normalizer.form("How do I install Kubernetes?"))
        #expect(normalizer.form("What is ac?") == normalizer.form("What is acmecloud?"))
        #expect(Normalizer.shared.form("What is Acme Cloud?") != Normalizer.shared.form("What is acmecloud?"))
    }

    @Test func aPairLeavesQuotationsAndOtherWordsAlone() throws {
        let normalizer = Normalizer(synonyms: try SynonymTable(adding: [("kube", "kubernetes")]))
        #expect(normalizer.form("What is \"kube\"?") != normalizer.form("What is \"kubernetes\"?"))
        #expect(normalizer.form("What is kubes?") != normalizer.form("What is kubernetes?"))
        #expect(normalizer.form("Explain: kube") != normalizer.form("Explain: kubernetes"))
    }

    @Test(arguments: [
        ("", "x", SynonymError.empty),
        ("a b c d e f g", "x", .tooLong("a b c d e f g", max: 6)),
        ("kube", "kube", .sameTwice("kube")),
        ("a => b", "x", .notAWord("=>")),
        ("@wh", "x", .notAWord("@wh")),
        ("$1", "x", .notAWord("$1")),
        ("a|b", "x", .notAWord("a|b")),
        ("with eggs", "egg", .changesAnswer("with")),
        ("allowed", "not allowed", .changesAnswer("not")),
        ("python 2", "python 3", .changesAnswer("2")),
        ("who made", "made", .changesAnswer("who")),
    ])
    func aPairThatCannotBeIsRefused(_ phrase: String, _ meaning: String, _ error: SynonymError) {
        #expect(throws: error) { try SynonymTable(adding: [(phrase, meaning)]) }
        #expect(!error.description.isEmpty)
    }

    @Test func circlesAndSecondMeaningsAreRefused() {
        #expect(throws: SynonymError.circle("x")) { try SynonymTable(adding: [("x", "y"), ("y", "x")]) }
        #expect(throws: SynonymError.twoMeanings("x")) { try SynonymTable(adding: [("x", "y"), ("x", "z")]) }
        let many = (0...SynonymTable.pairsMax).map { (phrase: "word\($0)", meaning: "other") }
        #expect(throws: SynonymError.tooMany(count: many.count, max: SynonymTable.pairsMax)) {
            try SynonymTable(adding: many)
        }
    }

    @Test func theFingerprintTellsTablesApartAndNothingElse() throws {
        let one = Normalizer(synonyms: try SynonymTable(adding: [("kube", "kubernetes"), ("pg", "postgresql")]))
        let same = Normalizer(synonyms: try SynonymTable(adding: [("pg", "postgresql"), ("kube", "kubernetes")]))
        let other = Normalizer(synonyms: try SynonymTable(adding: [("kube", "kubernetes")]))
        #expect(one.fingerprint == same.fingerprint)
        #expect(one.fingerprint.count == 16)
        #expect(Set([one.fingerprint, other.fingerprint, Normalizer.shared.fingerprint]).count == 3)
        #expect(Normalizer().fingerprint == Normalizer.shared.fingerprint)
    }
}
