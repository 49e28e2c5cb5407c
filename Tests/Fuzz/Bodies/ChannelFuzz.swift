import Exchange
import Policies

/// A text in deltas: what goes out and what is found is the same however it is cut, and nothing that went out is taken back.
enum ChannelFuzz {
    static func run(_ text: UnsafeRawBufferPointer, on bench: FuzzBench) throws {
        var cuts = FuzzCuts(of: text)
        let cuttings = cuts.all(of: text.count)
        for policy in [bench.redacting, bench.blocking] {
            let results = cuttings.map { self.pass(text, $0, policy, bench) }
            for result in results {
                try FuzzFault.unless(
                    result == results[0],
                    "under \(policy.name): \(result) in pieces, in one piece \(results[0])"
                )
            }
        }
    }

    private struct Result: Equatable, CustomStringConvertible {
        var output: [UInt8]
        var findings: [Finding]
        var failures: [ScanFailure]
        var block: Inspection.Block?
        var heldBytes: Int

        var description: String {
            let found = self.findings.map { "\($0.rule) \($0.offset)+\($0.length) \($0.action)" }
            return "\(String(reflecting: String(decoding: self.output, as: UTF8.self))) \(found) \(self.failures)"
                + " blocked: \(self.block?.rule ?? "no") held: \(self.heldBytes)"
        }
    }

    private static func pass(
        _ text: UnsafeRawBufferPointer,
        _ cuts: [Int],
        _ policy: Policy,
        _ bench: FuzzBench
    ) -> Result {
        var inspector = ChannelInspector(policy: policy, side: .response, place: "text")
        var output: [UInt8] = []
        var findings: [Finding] = []
        FuzzCuts.forEachPiece(of: text, cuts) { piece in
            inspector.append(piece, to: &output, using: bench.scratch)
            findings += inspector.takeFindings()
        }
        inspector.end(to: &output, using: bench.scratch)
        findings += inspector.takeFindings()
        return Result(
            output: output,
            findings: findings,
            failures: inspector.takeFailures(),
            block: inspector.block,
            heldBytes: inspector.heldBytes
        )
    }
}
