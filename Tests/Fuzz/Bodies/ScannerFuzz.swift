import Exchange
import Policies

/// A text under each policy: what is found lies in it, what is replaced is in order, and the same is found again.
enum ScannerFuzz {
    static func run(_ text: UnsafeRawBufferPointer, on bench: FuzzBench) throws {
        for policy in [bench.redacting, bench.tokenizing, bench.blocking] {
            let found = self.inspect(text, policy, bench)
            try self.check(found, in: text)
            let again = self.inspect(text, policy, bench)
            try FuzzFault.unless(
                found.findings == again.findings && found.outcome == again.outcome && found.failures == again.failures,
                "under \(policy.name) the same text gave something else the second time"
            )
            guard case .rewrite(let replacements) = found.outcome else { continue }
            var rewritten: [UInt8] = []
            Splice.apply(replacements, to: text, into: &rewritten)
            try rewritten.withUnsafeBytes { bytes in
                try self.check(self.inspect(bytes, policy, bench), in: bytes)
            }
        }
    }

    private static func inspect(_ text: UnsafeRawBufferPointer, _ policy: Policy, _ bench: FuzzBench) -> Inspection {
        Inspector.inspect(text: text, side: .request, under: policy, using: bench.scratch)
    }

    private static func check(_ found: Inspection, in text: UnsafeRawBufferPointer) throws {
        for finding in found.findings {
            try FuzzFault.unless(
                finding.offset >= 0 && finding.length >= 0 && finding.offset + finding.length <= text.count,
                "\(finding.rule) was found outside the text, at \(finding.offset) with \(finding.length) bytes"
            )
        }
        try self.check(found.outcome, in: text)
    }

    /// That replacements are sorted, disjoint and inside of what they are for.
    static func check(_ outcome: Inspection.Outcome, in bytes: UnsafeRawBufferPointer) throws {
        guard case .rewrite(let replacements) = outcome else { return }
        var end = 0
        for replacement in replacements {
            try FuzzFault.unless(
                end <= replacement.start && replacement.start <= replacement.end && replacement.end <= bytes.count,
                "a replacement of \(replacement.start)..<\(replacement.end) behind \(end), of \(bytes.count) bytes"
            )
            end = replacement.end
        }
    }
}
