package import Exchange

/// One line of a policy: which findings, and what happens to them.
package struct PolicyStatement: Sendable, Hashable {
    package var rules: [RuleGlob]
    package var minSeverity: Finding.Severity = .low
    package var minLevel: Finding.Level = .shape
    /// Whose words it is about.
    package var roles: Set<TextRole> = Set(TextRole.allCases)
    /// The names of the callers whom it is about; none named are all.
    package var keys: [RuleGlob] = []
    package var action: Finding.Action
    /// How many characters at the end of the value `redact` leaves readable.
    package var keep = 0

    /// The limits of a policy file; each is refused with its name when it is passed.
    package enum Limit {
        package static let keep = 8
        package static let keys = 64
    }

    /// Whether it can be about a rule at all.
    func names(_ rule: Rule) -> Bool {
        rule.severity >= self.minSeverity && self.rules.contains { $0.matches(rule.id) }
    }

    /// Whether it is about every caller and every role.
    var isUnconditional: Bool { self.keys.isEmpty && self.roles.count == TextRole.allCases.count }

    func isAbout(caller: String) -> Bool {
        self.keys.isEmpty || self.keys.contains { $0.matches(caller) }
    }

    /// Everything that decides what it does, in one line that is the same for the same content.
    var canonicalContent: String {
        [
            self.rules.map { canonical($0.pattern) }.joined(separator: ","),
            "\(self.minSeverity)", "\(self.minLevel)",
            TextRole.allCases.filter(self.roles.contains).map(\.word).joined(separator: ","),
            self.keys.map { canonical($0.pattern) }.joined(separator: ","),
            self.action.word, "\(self.keep)",
        ].joined(separator: " ")
    }
}
