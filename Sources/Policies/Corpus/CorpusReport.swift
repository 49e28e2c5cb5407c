package import Exchange

/// How well a policy did on a corpus.
package struct CorpusReport: Sendable, Hashable {
    /// The texts that were tried.
    package var texts = 0
    package var kinds: [String: Kind] = [:]
    package var rules: [String: RuleScore] = [:]
    /// Texts that hold nothing.
    package var benign = 0
    /// Those of them that were rewritten or blocked.
    package var benignTouched: [Wrong] = []
    /// How many others of them some rule only reports.
    package var benignFlagged = 0
    /// Expectations that nothing met.
    package var misses: [Miss] = []
    /// Findings that nobody expected.
    package var wrong: [Wrong] = []
    /// Texts of which a part of the value was left when the rest was rewritten.
    package var leaks: [Miss] = []
    /// Texts whose scan did not finish.
    package var unfinished: [String] = []

    /// The expectations of one kind of text.
    package struct Kind: Sendable, Hashable {
        package var texts = 0
        package var expected = 0
        package var found = 0
        /// Found by a rule that rewrites or blocks.
        package var enforced = 0

        package var recall: Share { Share(self.found, of: self.expected) }
    }

    /// The findings of one rule.
    package struct RuleScore: Sendable, Hashable {
        package var right = 0
        package var wrong = 0

        package var precision: Share { Share(self.right, of: self.right + self.wrong) }
    }

    package struct Miss: Sendable, Hashable {
        package var origin: String
        package var kind: String
        package var expected: String
    }

    package struct Wrong: Sendable, Hashable {
        package var origin: String
        package var kind: String
        package var rule: String
        package var level: Finding.Level
        package var action: Finding.Action
    }

    /// A part of a whole; of nothing, everything.
    package struct Share: Sendable, Hashable, Comparable, CustomStringConvertible {
        package var fraction: Double

        package init(_ part: Int, of whole: Int) {
            self.fraction = whole == 0 ? 1 : Double(part) / Double(whole)
        }

        package init(_ fraction: Double) {
            self.fraction = fraction
        }

        package static func < (a: Share, b: Share) -> Bool { a.fraction < b.fraction }

        /// `97.3 %`, rounded down, so that only the whole is `100.0 %`.
        package var description: String {
            let permille = Int(self.fraction * 1000)
            return "\(permille / 10).\(permille % 10) %"
        }
    }

    package var recall: Share {
        Share(self.kinds.values.reduce(0) { $0 + $1.found }, of: self.kinds.values.reduce(0) { $0 + $1.expected })
    }

    package var enforcedRecall: Share {
        Share(self.kinds.values.reduce(0) { $0 + $1.enforced }, of: self.kinds.values.reduce(0) { $0 + $1.expected })
    }

    package var precision: Share {
        let right = self.rules.values.reduce(0) { $0 + $1.right }
        return Share(right, of: right + self.rules.values.reduce(0) { $0 + $1.wrong })
    }
}
