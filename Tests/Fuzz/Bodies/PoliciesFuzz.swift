import Exchange
import Policies

/// A policy file: it is refused with a place in each line, or every policy of it can be used.
enum PoliciesFuzz {
    private static let file = "fuzz.yaml"
    private static let sample = Array(
        "key = tk-a1b2c3d4 and joe@example.org, card 4000 0000 0000, pin 123456, ab@ab \u{200b}%41 ----- a1".utf8
    )

    static func run(_ input: UnsafeRawBufferPointer, on bench: FuzzBench) throws {
        let text = String(decoding: input, as: UTF8.self)
        let set: PolicySet
        do throws(PolicyFault) {
            set = try PolicySet.load(text: text, file: self.file)
        } catch {
            try FuzzFault.unless(!error.lines.isEmpty, "a fault that says nothing")
            for line in error.lines {
                try FuzzFault.unless(line.hasPrefix(self.file), "a fault without its place: \(line)")
            }
            return
        }
        for rule in set.rules {
            try FuzzFault.unless(set.explanation(ofRule: rule.id) != nil, "no explanation of \(rule.id)")
            _ = set.warnings(ofRule: rule.id)
        }
        for name in set.names {
            guard let policy = set.policy(named: name) else { throw FuzzFault("no policy of the name \(name)") }
            for side in [Policy.Side.request, .response] {
                try self.sample.withUnsafeBytes { sample in
                    let found = Inspector.inspect(text: sample, side: side, under: policy, using: bench.scratch)
                    try ScannerFuzz.check(found.outcome, in: sample)
                }
            }
        }
    }
}
