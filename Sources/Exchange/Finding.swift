/// One match of one rule: where and what kind, never the text.
package struct Finding: Sendable, Hashable {
    /// The rule's id, `secret.aws-access-key`.
    package var rule: String
    /// What the rule finds, `AWS_ACCESS_KEY`.
    package var entity: String
    /// Where in the body, `messages[3].content`.
    package var place: String
    package var level: Level
    package var severity: Severity
    package var action: Action
    /// Where the match begins in the decoded text of its place, in bytes.
    package var offset: Int
    /// Length of the match in bytes of the decoded text.
    package var length: Int
    /// Only recorded: the policy or the rule is in shadow mode, and the action is what it would have been.
    package var isShadow: Bool
    /// The first 64 bits of a keyed hash of the value: the same for the same value in this installation, and of no use to
    /// whoever does not have its key. `nil` where no key was given.
    package var fingerprint: UInt64?

    package init(
        rule: String,
        entity: String,
        place: String,
        level: Level,
        severity: Severity,
        action: Action,
        offset: Int = 0,
        length: Int,
        isShadow: Bool = false,
        fingerprint: UInt64? = nil
    ) {
        self.rule = rule
        self.entity = entity
        self.place = place
        self.level = level
        self.severity = severity
        self.action = action
        self.offset = offset
        self.length = length
        self.isShadow = isShadow
        self.fingerprint = fingerprint
    }

    /// How sure a rule is of a match.
    package enum Level: UInt8, Sendable, Hashable, Comparable, CaseIterable {
        /// It looks like one (0.3).
        case shape = 0
        /// Words around it say so (0.6).
        case contextual = 1
        /// A checksum or an unmistakable form says so (0.9).
        case validated = 2

        package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }

        /// The word of the policy file and of the log.
        package var word: String {
            switch self {
            case .shape: "shape"
            case .contextual: "contextual"
            case .validated: "validated"
            }
        }
    }

    /// What a leak of it would cost.
    package enum Severity: UInt8, Sendable, Hashable, Comparable, CaseIterable {
        case low = 0
        case medium = 1
        case high = 2
        case critical = 3

        package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
    }

    /// What a policy does with a match; a stronger one has the higher raw value.
    package enum Action: UInt8, Sendable, Hashable, Comparable, CaseIterable {
        case allow = 0
        case flag = 1
        case redact = 2
        case tokenize = 3
        case block = 4

        package static func < (a: Action, b: Action) -> Bool { a.rawValue < b.rawValue }

        /// The word of the policy file and of the headers.
        package var word: String {
            switch self {
            case .allow: "allow"
            case .flag: "flag"
            case .redact: "redact"
            case .tokenize: "tokenize"
            case .block: "block"
            }
        }
    }
}
