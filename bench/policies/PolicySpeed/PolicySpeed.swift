import Exchange
import Foundation
import Policies

/// Prints what a scan costs: rules × sizes × texts, beside vectorscan's block mode with the same patterns, taken in turns.
@main
struct PolicySpeed {
    private static let sizes = [1, 8, 64, 1024].map { $0 * 1024 }

    static func main() throws {
        var arguments = CommandLine.arguments.dropFirst()
        let repository = arguments.popFirst() ?? "."
        let folder = arguments.popFirst() ?? repository + "/policies"
        // Only the texts of one name, for a profiler.
        let only = arguments.popFirst()
        let rules = try RuleSelection.load(folder: folder)
        let all = rules[rules.count - 1]
        let texts = try SampleTexts(repository: repository, keywords: all.keywords) { !all.findings(in: $0).isEmpty }

        var engines: [(selection: RuleSelection, vectorscan: Vectorscan)] = []
        for selection in rules {
            let engine = try Vectorscan(selection.patterns)
            engines.append((selection, engine))
            print(
                "\(selection.name): \(selection.patterns.count) patterns; vectorscan: \(engine.approximated.count) in its"
                    + " approximate form, \(engine.refused.count) not at all \(engine.refused.joined(separator: " "))"
            )
        }
        print(Table.head)
        for size in self.sizes {
            let samples = texts.harmless(bytes: size) + [texts.fewMatches(bytes: size)]
            for sample in samples where only == nil || only == sample.name {
                for (selection, vectorscan) in engines { Table.row(selection, vectorscan, sample) }
            }
            guard size == 64 * 1024, let (selection, vectorscan) = engines.last else { continue }
            for sample in texts.hostile(bytes: size) where only == nil || only == sample.name {
                Table.row(selection, vectorscan, sample)
            }
        }
    }
}

private enum Table {
    static let head =
        "text            | KB   | rules | gatehouse us |  MB/s | vectorscan us |  MB/s | ratio | findings | failures"

    static func row(_ selection: RuleSelection, _ vectorscan: Vectorscan, _ sample: ScannedText) {
        let inspection = selection.inspect(sample.bytes)
        let (ours, theirs) = Stopwatch.inTurns(
            { _ = selection.inspect(sample.bytes).findings.count },
            { _ = sample.bytes.withUnsafeBytes { vectorscan.scan($0) } }
        )
        func rate(_ time: Double) -> String { Table.cell(Double(sample.bytes.count) / time, 5, digits: 0) }
        print(
            [
                sample.name.padding(toLength: 15, withPad: " ", startingAt: 0),
                Table.cell(Double(sample.bytes.count) / 1024, 4, digits: 0),
                Table.cell(Double(selection.count), 5, digits: 0),
                Table.cell(ours, 12, digits: 2), rate(ours), Table.cell(theirs, 13, digits: 2), rate(theirs),
                Table.cell(theirs / ours, 5, digits: 2), Table.cell(Double(inspection.findings.count), 8, digits: 0),
                inspection.failures.map { "\($0.rule) \($0.reason.word)" }.joined(separator: ", "),
            ].joined(separator: " | ")
        )
    }

    private static func cell(_ value: Double, _ width: Int, digits: Int) -> String {
        let text = String(format: "%.\(digits)f", value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
