import Exchange
import Ledger
import Policies

/// What the policy found in one exchange, on both sides, for the header and the log. Never the text.
struct PolicyReport {
    private var acting = Part()
    /// What is in shadow mode is told to the log, and to a caller whose key says so.
    private var shadow = Part()
    private var found: [Finding] = []

    /// What is told of the findings that act, and of those that would.
    private struct Part {
        var action = Finding.Action.allow
        var findings = 0
        var rules: [String] = []

        mutating func add(_ findings: some Sequence<Finding>) {
            for finding in findings {
                self.findings &+= 1
                if !self.rules.contains(finding.rule) { self.rules.append(finding.rule) }
            }
            self.rules.sort()
        }
    }

    /// A header has no room for hundreds of names; the log has all of them.
    private static let headerRulesMax = 16
    private static let foundMax = 32

    mutating func add(_ inspection: Inspection) {
        self.acting.action = max(self.acting.action, inspection.action)
        guard !inspection.findings.isEmpty else { return }
        self.shadow.action = max(self.shadow.action, inspection.shadowAction)
        self.acting.add(inspection.findings.lazy.filter { !$0.isShadow })
        self.shadow.add(inspection.findings.lazy.filter(\.isShadow))
        self.found += inspection.findings.prefix(Self.foundMax - self.found.count)
    }

    /// Appends the value of `x-gatehouse-policy`.
    ///
    /// - Parameters:
    ///   - label: `NAME@REVISION`.
    ///   - explained: what is in shadow mode is told too.
    func append(_ label: String, explained: Bool, to line: inout [UInt8]) {
        line.append(utf8: label)
        if self.acting.action != .allow || self.acting.findings > 0 {
            line.append(ascii: "; action=")
            Self.append(self.acting, "; findings=", "; rules=\"", to: &line)
        }
        if explained, self.shadow.findings > 0 {
            line.append(ascii: "; would-action=")
            Self.append(self.shadow, "; would-findings=", "; would-rules=\"", to: &line)
        }
    }

    private static func append(
        _ part: Part,
        _ findings: StaticString,
        _ rules: StaticString,
        to line: inout [UInt8]
    ) {
        line.append(utf8: part.action.word)
        line.append(ascii: findings)
        line.append(decimal: UInt64(part.findings))
        guard !part.rules.isEmpty else { return }
        line.append(ascii: rules)
        for (index, rule) in part.rules.prefix(Self.headerRulesMax).enumerated() {
            if index > 0 { line.append(0x2C) }
            line.append(utf8: rule)
        }
        line.append(ascii: part.rules.count > Self.headerRulesMax ? ",...\"" : "\"")
    }

    func fill(_ record: inout RequestRecord) {
        record.action = self.acting.findings > 0 || self.acting.action != .allow ? self.acting.action : nil
        record.wouldAction = self.shadow.findings > 0 ? self.shadow.action : nil
        record.findings = self.acting.findings &+ self.shadow.findings
        record.rules = self.acting.rules + self.shadow.rules.filter { !self.acting.rules.contains($0) }
        record.found = self.found
    }
}
