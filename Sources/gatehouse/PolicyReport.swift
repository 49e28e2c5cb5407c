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
                    rule.id + rule.remark, rule.entity, "\(rule.level)", "\(rule.severity)",
                    rule.checks.isEmpty ? "-" : rule.checks.joined(separator: ","),
                    explained ? self.explanation(ofRule: rule.id) ?? "" : "",
                ]
            }
        lines += [""] + TextTable.lines(rows)
        if explained {
            let warnings = self.rules.flatMap { rule in
                self.warnings(ofRule: rule.id).map { "\(rule.origin): \(rule.id): \($0)" }
            }
            if !warnings.isEmpty { lines += [""] + warnings.map { Terminal.colored("warning: \($0)", .yellow) } }
        }
        return lines.joined(separator: "\n")
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
                "mode": .string(rule.mode.rawValue),
                "runs": .string(self.explanation(ofRule: rule.id) ?? ""),
                "warnings": .texts(self.warnings(ofRule: rule.id)), "origin": .string(rule.origin),
            ]
        }
        return [
            "revision": .string(self.revision), "policies": .array(policies), "rules": .array(rules),
        ]
    }
}

extension PolicySet {
    /// The rules as a table for docs/policies.md.
    var markdown: String {
        let heads = ["| rule | finds | entity | validators | level | severity |", "|---|---|---|---|---|---|"]
        let rows = self.rules.map { rule -> String in
            let checks = rule.checks.map(\.replacingGreaterOrEqual)
            let cells = [
                "`\(rule.id)`\(rule.remark)", rule.about.escapedForMarkdown, "`\(rule.entity)`",
                checks.isEmpty ? "-" : checks.joined(separator: ", "), rule.levelInWords, "\(rule.severity)",
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return (heads + rows).joined(separator: "\n")
    }
}

extension Rule {
    /// What keeps it from acting.
    fileprivate var remark: String {
        self.isEnabled ? (self.mode == .shadow ? " (shadow)" : "") : " (off)"
    }

    /// What is asked of the span, in words.
    fileprivate var checks: [String] {
        self.validators.map(\.name) + (self.hashes.map { ["one of \($0.count) hashes"] } ?? [])
    }

    /// What words near a match do to the level is said with it.
    fileprivate var levelInWords: String {
        guard let context = self.context else { return "\(self.level)" }
        if context.need { return "\(self.level), needs words near by" }
        return self.level == .validated ? "\(self.level)" : "\(self.level), raised by words near by"
    }
}

extension String {
    fileprivate var replacingGreaterOrEqual: String {
        self.split(separator: ">=", omittingEmptySubsequences: false).joined(separator: "≥")
    }

    fileprivate var escapedForMarkdown: String {
        self.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.map { .string($0) })
    }
}
