import Exchange
import Policies
import Settings

/// How `gatehouse policy test --corpus` shows how a policy did. A text is named by its file and line, never quoted.
extension CorpusReport {
    /// - Parameter everything: else only kinds and rules that are not perfect, and the first of each list.
    func text(under policy: Policy, _ failures: [String], everything: Bool) -> String {
        var lines = self.kindLines(everything: everything) + self.ruleLines(everything: everything)
        let most = everything ? Int.max : CorpusReport.shownMax
        lines += CorpusReport.list("missed", self.misses.map { "\($0.origin)  \($0.kind)  \($0.expected)" }, most)
        lines += CorpusReport.list("benign, but touched", self.benignTouched.map(CorpusReport.line), most)
        lines += CorpusReport.list("found, but not expected", self.wrong.map(CorpusReport.line), most)
        lines += CorpusReport.list(
            "found, but a part goes out",
            self.leaks.map { "\($0.origin)  \($0.kind)  \($0.expected)" },
            most
        )
        lines += CorpusReport.list("not finished", self.unfinished, most)
        let expected = self.kinds.values.reduce(0) { $0 + $1.expected }
        lines.append("\(policy.name)@\(policy.revision): \(self.texts) texts of \(self.kinds.count) kinds")
        lines.append("recall     \(self.recall) of \(expected) (\(self.enforcedRecall) by rules that act)")
        lines.append("precision  \(self.precision)")
        lines.append(
            "benign     \(self.benignTouched.count) of \(self.benign) touched, \(self.benignFlagged) only flagged"
        )
        return (lines + failures.map { Terminal.colored("failed: \($0)", .red) }).joined(separator: "\n")
    }

    private static let shownMax = 20

    private static func line(_ wrong: Wrong) -> String {
        "\(wrong.origin)  \(wrong.kind)  \(wrong.rule)  \(wrong.level)  \(wrong.action.word)"
    }

    private static func list(_ title: String, _ lines: [String], _ most: Int) -> [String] {
        guard !lines.isEmpty else { return [] }
        let rest = lines.count > most ? ["  and \(lines.count - most) more; --all shows them"] : []
        return ["\(title): \(lines.count)"] + lines.prefix(most).map { "  \($0)" } + rest + [""]
    }

    private func kindLines(everything: Bool) -> [String] {
        let rows = self.kinds.sorted { $0.key < $1.key }
            .filter { $0.value.expected > 0 && (everything || $0.value.found < $0.value.expected) }
            .map { name, kind -> [TextTable.Cell] in
                [
                    .init(name), .init("\(kind.texts)"), .init("\(kind.found)/\(kind.expected)"),
                    .init("\(kind.recall)", kind.recall.fraction < 0.9 ? .red : nil), .init("\(kind.enforced)"),
                ]
            }
        guard !rows.isEmpty else { return [] }
        return TextTable.lines([["KIND", "TEXTS", "FOUND", "RECALL", "ENFORCED"]] + rows) + [""]
    }

    private func ruleLines(everything: Bool) -> [String] {
        let rows = self.rules.sorted { $0.key < $1.key }
            .filter { everything || $0.value.wrong > 0 }
            .map { name, score -> [TextTable.Cell] in
                [
                    .init(name), .init("\(score.right)"), .init("\(score.wrong)"),
                    .init("\(score.precision)", score.precision.fraction < 0.9 ? .red : nil),
                ]
            }
        guard !rows.isEmpty else { return [] }
        return TextTable.lines([["RULE", "RIGHT", "WRONG", "PRECISION"]] + rows) + [""]
    }
}

extension CorpusReport {
    func json(under policy: Policy, _ failures: [String]) -> JSONValue {
        let kinds = self.kinds.sorted { $0.key < $1.key }.map { name, kind -> JSONValue in
            [
                "kind": .string(name), "texts": .integer(kind.texts), "expected": .integer(kind.expected),
                "found": .integer(kind.found), "enforced": .integer(kind.enforced),
                "recall": .number(kind.recall.fraction),
            ]
        }
        let rules = self.rules.sorted { $0.key < $1.key }.map { name, score -> JSONValue in
            [
                "rule": .string(name), "right": .integer(score.right), "wrong": .integer(score.wrong),
                "precision": .number(score.precision.fraction),
            ]
        }
        return [
            "policy": .string(policy.name), "revision": .string(policy.revision), "texts": .integer(self.texts),
            "recall": .number(self.recall.fraction), "enforced_recall": .number(self.enforcedRecall.fraction),
            "precision": .number(self.precision.fraction), "benign": .integer(self.benign),
            "benign_touched": .array(self.benignTouched.map(CorpusReport.json)),
            "kinds": .array(kinds), "rules": .array(rules),
            "misses": .array(self.misses.map(CorpusReport.json)), "wrong": .array(self.wrong.map(CorpusReport.json)),
            "leaks": .array(self.leaks.map(CorpusReport.json)), "unfinished": .texts(self.unfinished),
            "failed": .texts(failures),
        ]
    }

    private static func json(_ wrong: Wrong) -> JSONValue {
        [
            "origin": .string(wrong.origin), "kind": .string(wrong.kind), "rule": .string(wrong.rule),
            "level": .string("\(wrong.level)"), "action": .string(wrong.action.word),
        ]
    }

    private static func json(_ miss: Miss) -> JSONValue {
        ["origin": .string(miss.origin), "kind": .string(miss.kind), "expected": .string(miss.expected)]
    }
}
