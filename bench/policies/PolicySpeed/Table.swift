import Exchange
import Foundation
import Policies

/// Measures rows and prints each when it is done.
struct Table {
    private let rounds: Int
    /// Our times by text and size under the fewest rules, for what more rules cost.
    private var least: [String: Double] = [:]
    private var head = ""
    private var output: [UInt8] = []

    init(rounds: Int) {
        self.rounds = rounds
    }

    mutating func measure(_ row: Row, _ text: ScannedText, _ selection: RuleSelection, _ vectorscan: Vectorscan) {
        if let deltaBytes = row.deltaBytes {
            self.measureStream(row, text, deltaBytes, selection, vectorscan)
        } else {
            self.measureWhole(row, text, selection, vectorscan)
        }
    }

    private mutating func measureWhole(
        _ row: Row,
        _ text: ScannedText,
        _ selection: RuleSelection,
        _ vectorscan: Vectorscan
    ) {
        let inspection = selection.inspect(text.bytes)
        let (ours, theirs) = Stopwatch.inTurns(
            rounds: self.rounds,
            { _ = selection.inspect(text.bytes).findings.count },
            { _ = text.bytes.withUnsafeBytes { vectorscan.scan($0) } }
        )
        func rate(_ time: Double) -> String { Table.cell(Double(text.bytes.count) / time, 6, digits: 0) }
        self.begin("gatehouse us |   MB/s | vectorscan us |   MB/s | ratio | x few rules | findings | failures")
        self.end(
            row,
            [
                Table.cell(ours, 12, digits: 2), rate(ours), Table.cell(theirs, 13, digits: 2), rate(theirs),
                Table.cell(theirs / ours, 5, digits: 2), self.growth(row, ours),
                Table.cell(Double(inspection.findings.count), 8, digits: 0), Table.words(inspection.failures),
            ]
        )
    }

    private mutating func measureStream(
        _ row: Row,
        _ text: ScannedText,
        _ deltaBytes: Int,
        _ selection: RuleSelection,
        _ vectorscan: Vectorscan
    ) {
        var output = self.output
        let (findings, failures) = selection.stream(text.bytes, deltaBytes: deltaBytes, into: &output)
        let (ours, theirs) = Stopwatch.inTurns(
            rounds: self.rounds,
            { _ = selection.stream(text.bytes, deltaBytes: deltaBytes, into: &output) },
            { _ = text.bytes.withUnsafeBytes { vectorscan.scan($0) } }
        )
        self.output = output
        let deltas = Double((text.bytes.count + deltaBytes - 1) / deltaBytes)
        self.begin("gatehouse ns/delta | vectorscan ns/delta | ratio | x few rules | findings | failures")
        self.end(
            row,
            [
                Table.cell(ours * 1000 / deltas, 18, digits: 1), Table.cell(theirs * 1000 / deltas, 19, digits: 1),
                Table.cell(theirs / ours, 5, digits: 2), self.growth(row, ours),
                Table.cell(Double(findings), 8, digits: 0), Table.words(failures),
            ]
        )
    }

    /// How much more it costs than under the fewest rules.
    private mutating func growth(_ row: Row, _ time: Double) -> String {
        let key = "\(row.text)/\(row.bytes)/\(row.deltaBytes ?? 0)"
        if row.selection == 0 { self.least[key] = time }
        return self.least[key].map { Table.cell(time / $0, 11, digits: 2) } ?? String(repeating: " ", count: 11)
    }

    private mutating func begin(_ columns: String) {
        guard columns != self.head else { return }
        self.head = columns
        print("\n\(Table.padded("row", 26)) | \(columns)")
    }

    private func end(_ row: Row, _ cells: [String]) {
        print(([Table.padded(row.name, 26)] + cells).joined(separator: " | "))
        // Each row is to be read when it is there, in a pipe too.
        fflush(nil)
    }

    private static func words(_ failures: [ScanFailure]) -> String {
        failures.map { "\($0.rule) \($0.reason.word)" }.joined(separator: ", ")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func cell(_ value: Double, _ width: Int, digits: Int) -> String {
        let text = String(format: "%.\(digits)f", value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
