import Exchange
import Policies
import Settings

/// How `gatehouse policy scan` shows what it found. The matched text is never shown.
extension ScannedFile {
    func text(under policy: Policy, explained: Bool) -> String {
        var lines = self.inspection.findings.isEmpty ? ["nothing found"] : TextTable.lines(self.rows)
        lines += self.inspection.troubles
        if explained { lines += self.explanation }
        return (lines + ["\(policy.name)@\(policy.revision): \(self.inspection.verdict)"])
            .joined(separator: "\n")
    }

    private var rows: [[TextTable.Cell]] {
        [["ACTION", "RULE", "LEVEL", "SEVERITY", "BYTES", "SPAN"]]
            + self.inspection.findings.map { $0.cells + [.init(self.span(of: $0))] }
    }

    private var explanation: [String] {
        var lines = [""]
        if !self.texts.isEmpty {
            let rows = self.texts.map { text -> [String] in
                [
                    text.place.isEmpty ? "-" : text.place, "\(text.role)", "\(text.findings)",
                    ScannedFile.Step(name: "", nanoseconds: text.nanoseconds).duration,
                ]
            }
            lines += TextTable.lines([["TEXT", "ROLE", "FINDINGS", "TIME"]] + rows) + [""]
        }
        lines += TextTable.lines(self.steps.map { [$0.name, $0.duration] }) + [""]
        if let rewritten = self.rewritten {
            lines.append(self.inspection.isRewritten ? "What would be sent:" : "It would be sent as it is:")
            lines += [String(decoding: rewritten, as: UTF8.self), ""]
        }
        return lines
    }

    func json(under policy: Policy, explained: Bool) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "policy", value: .string(policy.name)),
            .init(name: "revision", value: .string(policy.revision)),
            .init(name: "outcome", value: .string(self.inspection.verdict)),
            .init(name: "findings", value: self.findings),
            .init(name: "unscanned_parts", value: .texts(self.inspection.unscannedParts)),
            .init(
                name: "failures",
                value: .texts(self.inspection.failures.map { "\($0.rule): \($0.reason.word)" })
            ),
        ]
        if explained {
            let steps = self.steps.map { step -> JSONValue in
                ["step": .string(step.name), "microseconds": .number(Double(step.nanoseconds) / 1000)]
            }
            let texts = self.texts.map { text -> JSONValue in
                [
                    "place": .string(text.place), "role": .string("\(text.role)"),
                    "findings": .integer(text.findings), "microseconds": .number(Double(text.nanoseconds) / 1000),
                ]
            }
            members.append(.init(name: "texts", value: .array(texts)))
            members.append(.init(name: "steps", value: .array(steps)))
            if let rewritten = self.rewritten {
                members.append(.init(name: "sent", value: .string(String(decoding: rewritten, as: UTF8.self))))
            }
        }
        return .object(members)
    }

    var findings: JSONValue {
        .array(
            self.inspection.findings.map { finding -> JSONValue in
                [
                    "rule": .string(finding.rule), "entity": .string(finding.entity),
                    "action": .string(finding.action.word), "level": .string("\(finding.level)"),
                    "severity": .string("\(finding.severity)"), "bytes": .integer(finding.length),
                    "place": .string(finding.place), "offset": .integer(finding.offset),
                    "shadow": .bool(finding.isShadow), "span": .string(self.span(of: finding)),
                ]
            }
        )
    }
}

extension ScannedFile.Step {
    /// `12.3 µs`
    var duration: String {
        let tenths = self.nanoseconds / 100
        return "\(tenths / 10).\(tenths % 10) µs"
    }
}

extension Finding {
    var cells: [TextTable.Cell] {
        let action = self.isShadow ? "(\(self.action.word))" : self.action.word
        return [
            .init(action, self.isShadow ? .faint : self.action.color), .init(self.rule), .init("\(self.level)"),
            .init("\(self.severity)"), .init("\(self.length)"),
        ]
    }
}

extension Finding.Action {
    var color: Terminal.Color? {
        switch self {
        case .allow: nil
        case .flag: .cyan
        case .redact, .tokenize: .yellow
        case .block: .red
        }
    }
}

extension Inspection {
    var isRewritten: Bool {
        if case .rewrite = self.outcome { true } else { false }
    }

    var troubles: [String] {
        self.unscannedParts.map { "\($0): cannot be read as text" }
            + self.failures.map { "\($0.rule.isEmpty ? "the scan" : $0.rule): could not finish (\($0.reason.word))" }
    }

    var verdict: String {
        switch self.outcome {
        case .block: "block"
        case .rewrite: "rewrite"
        case .pass: self.shadowAction > .flag ? "pass (shadow)" : "pass"
        }
    }
}
