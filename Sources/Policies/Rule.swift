package import Exchange

/// One detector, as its author wrote it: what it finds, how sure it is, what a leak would cost, and its own tests.
package struct Rule: Sendable, Hashable {
    /// `secret.aws-access-key`.
    package var id: String
    /// What it finds, and what `redact` writes: `AWS_ACCESS_KEY`.
    package var entity: String
    package var about: String
    package var detector: Detector
    /// Literals, any case: without one of them in the text the detector does not run.
    package var keywords: [String]
    /// Digits that must stand close together for the detector to run.
    package var digits: Int?
    package var validators: [Validator]
    package var context: Context?
    package var level: Finding.Level
    package var severity: Finding.Severity
    package var isEnabled: Bool
    /// It finds what looks like some value, of whatever kind: where it overlaps a rule that knows the kind, that one speaks.
    package var isGeneric = false
    /// In shadow, what it finds is recorded and changes nothing, whatever the policy says.
    package var mode = Policy.Mode.enforce
    /// The values that are meant, and no others that the detector finds.
    package var hashes: ValueHashes?
    package var tests: Samples
    /// `policies/secrets.yaml:12:5`, for messages about it.
    package var origin: String

    /// The limits of a rule file; each is refused with its name when it is passed.
    package enum Limit {
        package static let keywords = 64
        package static let keywordBytes = 64
        package static let contextWords = 64
        package static let contextWithin = 500
        package static let samples = 200
        package static let blockBytes = 64 * 1024
    }

    package enum Detector: Sendable, Hashable {
        /// PCRE2; capture group 1, if any, is the sensitive span.
        case pattern(String)
        /// A block of lines, from the match of `begin` to the match of `end`, at most `max` bytes.
        case block(begin: String, end: String, max: Int)
    }

    /// Words near a match that raise its level, or without which it is none.
    package struct Context: Sendable, Hashable {
        package var near: [String]
        /// How far away a word may stand, in bytes, before the match or behind it.
        package var within: Int
        /// Without a word there is no finding.
        package var need: Bool
    }

    package struct Samples: Sendable, Hashable {
        package var match: [String] = []
        package var noMatch: [String] = []
    }
}

extension Rule {
    /// Everything that decides what the rule finds, in one line that is the same for the same content. It goes into the
    /// revision of each policy that can reach the rule; samples, prose and origin do not.
    var canonicalContent: String {
        let detector =
            switch self.detector {
            case .pattern(let source): "pattern \(canonical(source))"
            case .block(let begin, let end, let max): "block \(canonical(begin)) \(canonical(end)) \(max)"
            }
        let context =
            self.context.map { "\($0.near.map(canonical).joined(separator: ",")) \($0.within) \($0.need)" } ?? "-"
        return [
            canonical(self.id), canonical(self.entity), detector,
            self.keywords.map(canonical).joined(separator: ","),
            self.digits.map(String.init) ?? "-",
            self.validators.map(\.name).joined(separator: ","),
            context, "\(self.level)", "\(self.severity)", "\(self.isGeneric)", self.mode.rawValue,
            self.hashes?.canonicalContent ?? "-",
        ].joined(separator: " ")
    }
}

/// A text with its length, so that no two lists of texts look alike when they are joined.
func canonical(_ text: String) -> String { "\(text.utf8.count):\(text)" }
