import Foundation
import Exchange
import Testing

@testable import Policies

@Suite struct TmpSamplesTests {
    @Test func samples() throws {
        do {
            let set = try PolicySet.load(directory: Fixture.shippedFolder)
            let report = RuleTester.run(set)
            for f in report.failures { print("FAIL", f.rule, f.list, f.reason, "|", f.text, "|", (try? SampleText.expand(f.text)) ?? "") }
            for rule in set.rules where set.explanation(ofRule: rule.id)?.hasPrefix("over") == true { print("OVER", rule.id, set.explanation(ofRule: rule.id)!) }
            print("DONE", report.rules, report.samples)
            if let lines = try? String(contentsOfFile: "/tmp/gh/t/scan.txt", encoding: .utf8) {
                let policy = set.policy(named: "default")!
                let scratch = ScanScratch()
                for line in lines.split(separator: "\n") {
                    let text = (try? SampleText.expand(String(line))) ?? String(line)
                    let i = Array(text.utf8).withUnsafeBytes { Inspector.inspect(text: $0, side: .request, under: policy, using: scratch) }
                    print("SCAN", text.prefix(100), i.findings.map { "\($0.rule):\($0.level):\($0.action)" })
                }
            }
        } catch { print("LOAD", error) }
    }
}

@Suite struct TmpTimeTests {
    @Test func time() throws {
        let set = try PolicySet.load(directory: Fixture.shippedFolder)
        let policy = set.policy(named: "default")!
        var r = SampleRandom(seed: "t")
        var texts: [(String, String)] = []
        texts.append(("prose", String(repeating: "The quick brown fox jumps over the lazy dog and writes a letter to the editor. ", count: 800)))
        texts.append(("csv", (0..<1600).map { _ in "\(r.next() % 1000000000),\(r.next() % 100000),\(r.next() % 10000000000),ok" }.joined(separator: "\n")))
        texts.append(("soup", (0..<6000).map { _ in "\(r.next() % 100000000000)" }.joined(separator: " ")))
        texts.append(("soup2", (0..<64000).map { _ in "\(r.next() % 10)" }.joined(separator: "")))
        texts.append(("log", (0..<700).map { _ in "2024-05-17T10:22:31.\(r.next() % 1000)Z INFO [worker-\(r.next() % 10)] request \(r.next() % 1000000) took \(r.next() % 1000) ms status 200 bytes \(r.next() % 100000)" }.joined(separator: "\n")))
        for (name, text) in texts {
            let scratch = ScanScratch()
            let bytes = Array(text.utf8)
            let clock = ContinuousClock()
            let t = clock.measure { bytes.withUnsafeBytes { let i = Inspector.inspect(text: $0, side: .request, under: policy, using: scratch); print("TIME findings", i.findings.count, i.failures.count, i.failures.first.map { "\($0)" } ?? "") } }
            print("TIME", name, bytes.count, t)
        }
    }
}
