import Policies
import Settings

/// How `gatehouse policy replay` shows what would change.
extension PolicyComparison {
    var text: String {
        var lines: [String] = []
        if !self.changes.isEmpty {
            let rows = self.sortedChanges.map { change, lines -> [TextTable.Cell] in
                let isStricter = change.was < change.becomes
                return [
                    .init(Effect.change(from: change.was, to: change.becomes), isStricter ? .red : .green),
                    .init(change.rule), .init(change.key.isEmpty ? "-" : change.key), .init("\(lines.count)"),
                    .init(lines.shown), .init("\(change.was.participle) -> \(change.becomes.participle)"),
                ]
            }
            lines = TextTable.lines([["CHANGE", "RULE", "KEY", "REQUESTS", "LINES", ""]] + rows) + [""]
        }
        for (change, count) in self.sortedOutcomes {
            lines.append("\(count) requests \(Effect.change(from: change.was, to: change.becomes))")
        }
        if !self.unreadable.isEmpty {
            let shown = self.unreadable.prefix(Lines.shownMax).map(String.init).joined(separator: ", ")
            lines.append("\(self.unreadable.count) lines are no request and were left out: \(shown)")
        }
        if self.candidate.mode == .shadow {
            lines.append("The candidate is in shadow mode: it changes no request.")
        }
        lines.append(
            "\(self.current.name)@\(self.current.revision) -> \(self.candidate.name)@\(self.candidate.revision): "
                + "\(self.requests) requests, \(self.outcomes.values.reduce(0, +)) would be treated otherwise"
        )
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        let changes = self.sortedChanges.map { change, lines -> JSONValue in
            [
                "change": .string(Effect.change(from: change.was, to: change.becomes)),
                "rule": .string(change.rule), "key": .string(change.key), "requests": .integer(lines.count),
                "lines": .array(lines.first.map { .integer($0) }),
                "was": .string(change.was.participle), "becomes": .string(change.becomes.participle),
            ]
        }
        let outcomes = self.sortedOutcomes.map { change, count -> JSONValue in
            [
                "change": .string(Effect.change(from: change.was, to: change.becomes)),
                "requests": .integer(count), "was": .string(change.was.participle),
                "becomes": .string(change.becomes.participle),
            ]
        }
        return [
            "current": ["policy": .string(self.current.name), "revision": .string(self.current.revision)],
            "candidate": [
                "policy": .string(self.candidate.name), "revision": .string(self.candidate.revision),
                "mode": .string(self.candidate.mode.rawValue),
            ],
            "requests": .integer(self.requests), "changed": .integer(self.outcomes.values.reduce(0, +)),
            "outcomes": .array(outcomes), "changes": .array(changes),
            "unreadable_lines": .array(self.unreadable.map { .integer($0) }),
        ]
    }

    /// What becomes stricter first.
    private var sortedOutcomes: [(OutcomeChange, Int)] {
        self.outcomes.sorted { a, b in
            (b.key.becomes.rawValue, b.key.was.rawValue) < (a.key.becomes.rawValue, a.key.was.rawValue)
        }
    }

    private var sortedChanges: [(Change, Lines)] {
        self.changes.sorted { a, b in
            let effects = (a.key.becomes, b.key.becomes)
            if effects.0 != effects.1 { return effects.0 > effects.1 }
            if a.key.was != b.key.was { return a.key.was < b.key.was }
            return (a.key.rule, a.key.key) < (b.key.rule, b.key.key)
        }
    }
}

extension PolicyComparison.Lines {
    fileprivate var shown: String {
        self.first.map(String.init).joined(separator: ",") + (self.count > self.first.count ? ",…" : "")
    }
}
