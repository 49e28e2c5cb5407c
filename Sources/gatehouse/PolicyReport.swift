import Exchange
import Policies
import Settings

/// How `gatehouse policy` shows what it knows: to people, and as JSON to scripts.
extension RuleTester.Report {
    var text: String {
        var lines = self.failures.map {
            "\($0.origin): \($0.rule): \($0.list) sample \($0.sample) \($0.reason): \($0.text.debugDescription)"
        }
        lines += self.untested.map { "\($0): has no sample that must match" }
        let failed = self.failures.isEmpty ? "all passed" : "\(self.failures.count) failed"
        lines.append("\(self.rules) rules, \(self.samples) samples: \(failed)")
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        let failures = self.failures.map { failure -> JSONValue in
            [
                "rule": .string(failure.rule), "origin": .string(failure.origin),
                "list": .string(failure.list), "sample": .integer(failure.sample),
                "text": .string(failure.text), "reason": .string(failure.reason),
            ]
        }
        return [
            "passed": .bool(self.passed), "rules": .integer(self.rules),
            "samples": .integer(self.samples), "untested": .texts(self.untested),
            "failures": .array(failures),
        ]
    }
}

extension PolicySet {
    func table(explained: Bool) -> String {
        var lines: [String] = []
        for policy in self.names.compactMap(self.policy(named:)) {
            lines.append(
                "policy \(policy.name)@\(policy.revision)  \(policy.mode.rawValue)"
                    + "  \(policy.ruleIDs(on: .request).count) rules on requests"
                    + ", \(policy.ruleIDs(on: .response).count) on answers"
            )
        }
        let heads = ["RULE", "ENTITY", "LEVEL", "SEVERITY", "VALIDATE", explained ? "RUNS" : ""]
        let rows =
            [heads]
            + self.rules.map { rule -> [String] in
                [
                    rule.isEnabled ? rule.id : "\(rule.id) (off)", rule.entity, "\(rule.level)", "\(rule.severity)",
                    rule.validators.isEmpty ? "-" : rule.validators.map(\.name).joined(separator: ","),
                    explained ? self.explanation(ofRule: rule.id) ?? "" : "",
                ]
            }
        return (lines + [""] + TextTable.lines(rows)).joined(separator: "\n")
    }

    var json: JSONValue {
        let policies = self.names.compactMap(self.policy(named:)).map { policy -> JSONValue in
            [
                "name": .string(policy.name), "revision": .string(policy.revision),
                "mode": .string(policy.mode.rawValue),
                "on_error": .string(policy.onError.rawValue),
                "unscannable": .string(policy.unscannable.rawValue),
                "request_rules": .texts(policy.ruleIDs(on: .request)),
                "response_rules": .texts(policy.ruleIDs(on: .response)),
            ]
        }
        let rules = self.rules.map { rule -> JSONValue in
            [
                "id": .string(rule.id), "entity": .string(rule.entity), "about": .string(rule.about),
                "level": .string("\(rule.level)"), "severity": .string("\(rule.severity)"),
                "validate": .texts(rule.validators.map(\.name)), "enabled": .bool(rule.isEnabled),
                "runs": .string(self.explanation(ofRule: rule.id) ?? ""), "origin": .string(rule.origin),
            ]
        }
        return [
            "revision": .string(self.revision), "policies": .array(policies), "rules": .array(rules),
        ]
    }
}

extension Inspection {
    func table(under policy: Policy) -> String {
        let rows =
            [["ACTION", "RULE", "LEVEL", "SEVERITY", "BYTES", "PLACE"]]
            + self.findings.map { finding -> [String] in
                [
                    finding.action.word, finding.rule, "\(finding.level)", "\(finding.severity)", "\(finding.length)",
                    finding.place.isEmpty ? "-" : finding.place,
                ]
            }
        var lines = self.findings.isEmpty ? ["nothing found"] : TextTable.lines(rows)
        lines += self.unscannedParts.map { "\($0): cannot be read as text" }
        lines += self.failures.map { "\($0.rule): could not finish (\($0.reason.word))" }
        return (lines + ["\(policy.name)@\(policy.revision): \(self.verdict(under: policy))"]).joined(separator: "\n")
    }

    func json(under policy: Policy) -> JSONValue {
        let findings = self.findings.map { finding -> JSONValue in
            [
                "rule": .string(finding.rule), "entity": .string(finding.entity),
                "action": .string(finding.action.word), "level": .string("\(finding.level)"),
                "severity": .string("\(finding.severity)"), "bytes": .integer(finding.length),
                "place": .string(finding.place),
            ]
        }
        return [
            "policy": .string(policy.name), "revision": .string(policy.revision),
            "outcome": .string(self.verdict(under: policy)), "findings": .array(findings),
            "unscanned_parts": .texts(self.unscannedParts),
            "failures": .texts(self.failures.map { "\($0.rule): \($0.reason.word)" }),
        ]
    }

    private func verdict(under policy: Policy) -> String {
        switch self.outcome {
        case .block: "block"
        case .rewrite: "rewrite"
        case .pass: self.shadowAction > .flag ? "pass (shadow)" : "pass"
        }
    }
}

/// Columns that stand under each other.
private enum TextTable {
    static func lines(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.map { .string($0) })
    }
}
