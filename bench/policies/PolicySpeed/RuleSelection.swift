import Exchange
import Foundation
import Policies

/// Some of the rules of a folder, under a policy that flags what they find in a request and redacts it in an answer.
struct RuleSelection {
    let name: String
    let count: Int
    /// What vectorscan is given: each rule's pattern, of a block its beginning.
    let patterns: [(id: String, source: String)]
    let keywords: [String]
    private let policy: Policy
    private let scratch = ScanScratch(remembersTexts: false)

    struct Loaded {
        var selections: [RuleSelection]
        /// Of the folder as it is.
        var milliseconds: Double
    }

    private struct Missing: Error {}

    /// Thirty, a hundred and all; those of a smaller set are spread evenly over the folder.
    static func load(folder: String) throws -> Loaded {
        let start = Stopwatch.now()
        let shipped = try PolicySet.load(directory: folder).rules.filter(\.isEnabled)
        let milliseconds = Double(Stopwatch.now() - start) / 1_000_000
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
            .sorted()
        let packs = try files.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }

        var chosen = [30, 100].filter { $0 < shipped.count }.map { count in
            (name: "\(count)", rules: (0..<count).map { shipped[$0 * shipped.count / count] })
        }
        chosen.append((name: "all", rules: shipped))
        let policies = chosen.map { name, rules in
            let ids = rules.map { "\"\($0.id)\"" }.joined(separator: ", ")
            return """
                policy: bench-\(name)
                request:
                  - {rules: [\(ids)], action: flag}
                response:
                  - {rules: [\(ids)], action: redact}
                """
        }
        let set = try PolicySet.load(text: (packs + policies).joined(separator: "\n---\n"), file: "bench.yaml")
        let selections = try chosen.map { name, rules in
            guard let policy = set.policy(named: "bench-\(name)") else { throw Missing() }
            return RuleSelection(name, rules, policy)
        }
        return Loaded(selections: selections, milliseconds: milliseconds)
    }

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

    /// Streams a text in deltas, as one channel of an answer.
    ///
    /// - Returns: what it found, and whether some rule could not finish.
    func stream(
        _ bytes: [UInt8],
        deltaBytes: Int,
        into output: inout [UInt8]
    ) -> (findings: Int, failures: [ScanFailure]) {
        output.removeAll(keepingCapacity: true)
        var inspector = ChannelInspector(policy: self.policy, side: .response, place: "choices[0].delta.content")
        bytes.withUnsafeBytes { text in
            var start = 0
            while start < text.count {
                let end = min(start + deltaBytes, text.count)
                let delta = UnsafeRawBufferPointer(rebasing: text[start..<end])
                inspector.append(delta, to: &output, using: self.scratch)
                start = end
            }
        }
        inspector.end(to: &output, using: self.scratch)
        return (inspector.takeFindings().count, inspector.takeFailures())
    }
}
