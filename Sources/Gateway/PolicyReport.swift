import Exchange
import Ledger
import Policies

/// What the policy found in one exchange, on both sides, for the header and the log. Never the text.
struct PolicyReport {
    private(set) var action = Finding.Action.allow
    private(set) var findings = 0
    private(set) var rules: [String] = []
    /// Findings of a policy in shadow mode are told to the log alone.
    private var isShadow = false

    /// A header has no room for hundreds of names; the log has all of them.
    private static let headerRulesMax = 16

    mutating func add(_ inspection: Inspection, under policy: Policy) {
        self.isShadow = policy.mode == .shadow
        self.action = max(self.action, inspection.action)
        self.findings &+= inspection.findings.count
        for rule in inspection.ruleIDs where !self.rules.contains(rule) { self.rules.append(rule) }
    }

    /// Appends the value of `x-gatehouse-policy`.
    ///
    /// - Parameter label: `NAME@REVISION`.
    func append(_ label: String, to line: inout [UInt8]) {
        line.append(utf8: label)
        guard !self.isShadow, self.action != .allow || self.findings > 0 else { return }
        line.append(ascii: "; action=")
        line.append(utf8: self.action.word)
        line.append(ascii: "; findings=")
        line.append(decimal: UInt64(self.findings))
        guard !self.rules.isEmpty else { return }
        line.append(ascii: "; rules=\"")
        for (index, rule) in self.rules.prefix(Self.headerRulesMax).enumerated() {
            if index > 0 { line.append(0x2C) }
            line.append(utf8: rule)
        }
        line.append(ascii: self.rules.count > Self.headerRulesMax ? ",...\"" : "\"")
    }

    func fill(_ record: inout RequestRecord) {
        record.action = self.findings > 0 || self.action != .allow ? self.action : nil
        record.isShadow = self.isShadow
        record.findings = self.findings
        record.rules = self.rules
    }
}
