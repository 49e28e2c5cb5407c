package import Exchange

/// Labelled texts by which rules are judged: what each of them holds, or that it holds nothing.
///
/// A corpus is written as lines of JSON; ``CorpusReader`` says how. Its texts are generated when it is read, so that a
/// corpus of thousands of secrets is a few short files without a secret in them.
package struct Corpus: Sendable {
    package internal(set) var cases: [Case] = []

    package struct Case: Sendable, Hashable {
        /// Where it was written: `secrets.jsonl:12`, and with the template that it was put into, `secrets.jsonl:12 in prose:3`.
        package var origin: String
        /// What it is about: `github-token`, `uuid`.
        package var kind: String
        package var content: Content
        package var side: Policy.Side
        /// What is to be found, all of it. Empty: the text is benign.
        package var expected: [Expectation]
        /// What may be found besides and is neither right nor wrong.
        package var tolerated: [Expectation]
        /// The sensitive value as it stands in the text, where that is known.
        package var value: String?
    }

    /// Leaves only texts whose kind begins so.
    package mutating func keep(kindsBeginning beginning: String) {
        self.cases.removeAll { !$0.kind.hasPrefix(beginning) }
    }

    package enum Content: Sendable, Hashable {
        /// What somebody writes to a model.
        case text(String)
        /// A whole body of JSON.
        case body(String)
    }

    /// The most texts of one corpus.
    package static let casesMax = 200_000
}

/// What a text should be found to hold: an entity (`EMAIL_ADDRESS`), a rule (`pii.email`) or several rules (`secret.*`); more
/// than one of them, with `|` between, if any of them will do.
package struct Expectation: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    private let entities: Set<String>
    private let rules: [RuleGlob]

    /// `nil` for an empty text and for an empty alternative.
    package init?(_ text: String) {
        let alternatives = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard !alternatives.contains("") else { return nil }
        let isEntity = { (name: String) in
            name.utf8.allSatisfy { ASCII.isWord($0) && (ASCII.isUppercase($0) || !ASCII.isLetter($0)) }
        }
        self.description = text
        self.entities = Set(alternatives.filter(isEntity))
        self.rules = alternatives.filter { !isEntity($0) }.map(RuleGlob.init)
    }

    package func isMet(by finding: Finding) -> Bool {
        self.entities.contains(finding.entity) || self.rules.contains { $0.matches(finding.rule) }
    }
}

/// What is wrong with a line of a corpus.
package struct CorpusFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// `corpus.jsonl:12`
    package var origin: String
    package var message: String

    package init(_ origin: String, _ message: String) {
        self.origin = origin
        self.message = message
    }

    package var description: String { "\(self.origin): \(self.message)" }
}
