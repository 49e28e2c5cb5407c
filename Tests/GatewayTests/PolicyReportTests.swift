import Exchange
import Ledger
import Policies
import Testing

@testable import Gateway

@Suite struct PolicyReportTests {
    private func finding(_ rule: String, _ action: Finding.Action, isShadow: Bool = false) -> Finding {
        Finding(
            rule: rule,
            entity: "E",
            place: "p",
            level: .shape,
            severity: .low,
            action: action,
            length: 1,
            isShadow: isShadow
        )
    }

    private func header(_ report: PolicyReport, explained: Bool = false) -> String {
        var line: [UInt8] = []
        report.append("default@1", explained: explained, to: &line)
        return String(decoding: line, as: UTF8.self)
    }

    private func report(_ findings: [Finding]) -> PolicyReport {
        var inspection = Inspection()
        inspection.findings = findings
        var report = PolicyReport()
        report.add(inspection)
        return report
    }

    @Test func tellsWhatWasDone() {
        var report = self.report([self.finding("b", .redact), self.finding("a", .flag)])
        report.add(Inspection())
        #expect(self.header(report) == "default@1; action=redact; findings=2; rules=\"a,b\"")
        #expect(self.header(PolicyReport(), explained: true) == "default@1")
    }

    @Test func whatIsInShadowIsToldToTheLogAndToWhoeverMayKnow() {
        let report = self.report([self.finding("a", .flag), self.finding("s", .block, isShadow: true)])
        #expect(self.header(report) == "default@1; action=flag; findings=1; rules=\"a\"")
        #expect(
            self.header(report, explained: true)
                == "default@1; action=flag; findings=1; rules=\"a\"; would-action=block; would-findings=1; would-rules=\"s\""
        )
        let silent = self.report([self.finding("s", .block, isShadow: true)])
        #expect(self.header(silent) == "default@1")
        var random = LoopRandom(seed: 1)
        var record = RequestRecord(id: RequestID(wallClock: 0, random: &random), time: 0)
        report.fill(&record)
        #expect(record.action == .flag && record.wouldAction == .block)
        #expect(record.findings == 2 && record.rules == ["a", "s"] && record.found.count == 2)
        silent.fill(&record)
        #expect(record.action == nil && record.wouldAction == .block)
    }

    @Test func listsNoMoreThanALineHolds() {
        let report = self.report((0..<100).map { self.finding("rule\($0)", .flag) })
        #expect(self.header(report).contains("findings=100") && self.header(report).hasSuffix(",...\""))
        var random = LoopRandom(seed: 1)
        var record = RequestRecord(id: RequestID(wallClock: 0, random: &random), time: 0)
        report.fill(&record)
        #expect(record.found.count == 32 && record.rules.count == 100)
    }
}
