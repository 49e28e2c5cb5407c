import Exchange
import Foundation
import Policies

/// Some of the rules of a folder, under a policy that flags whatever they find.
struct RuleSelection {
    let name: String
    let count: Int
    /// What vectorscan is given: each rule's pattern, of a block its beginning.
    let patterns: [(id: String, source: String)]
    let keywords: [String]
    private let policy: Policy
    private let scratch = ScanScratch()

    /// Thirty, a hundred and all; those of a smaller set are spread evenly over the folder.
    static func load(folder: String) throws -> [RuleSelection] {
        let shipped = try PolicySet.load(directory: folder).rules.filter(\.isEnabled)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
            .sorted()
        let packs = try files.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
        return try [30, 100, shipped.count].filter { $0 <= shipped.count }.map { count in
            let rules = (0..<count).map { shipped[$0 * shipped.count / count] }
            let name = count == shipped.count ? "all" : "\(count)"
            let ids = rules.map { "\"\($0.id)\"" }.joined(separator: ", ")
            let policy = "policy: bench\nrequest:\n  - {rules: [\(ids)], action: flag}\n"
            let set = try PolicySet.load(text: (packs + [policy]).joined(separator: "\n---\n"), file: "bench.yaml")
            guard let bench = set.policy(named: "bench") else { throw Missing() }
            return RuleSelection(name, rules, bench)
        }
    }

    private struct Missing: Error {}

    private init(_ name: String, _ rules: [Rule], _ policy: Policy) {
        self.name = name
        self.count = rules.count
        self.policy = policy
        self.keywords = Set(rules.flatMap(\.keywords)).sorted()
        self.patterns = rules.map { rule in
            switch rule.detector {
            case .pattern(let source): (rule.id, source)
            case .block(let begin, _, _): (rule.id, begin)
            }
        }
    }

    func inspect(_ bytes: [UInt8]) -> Inspection {
        bytes.withUnsafeBytes {
            Inspector.inspect(text: $0, side: .request, under: self.policy, using: self.scratch)
        }
    }

    func findings(in text: String) -> [Finding] {
        self.inspect(Array(text.utf8)).findings
    }
}
