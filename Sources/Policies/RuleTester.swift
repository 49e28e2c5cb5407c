import Exchange

/// Runs the samples that rules bring along.
package enum RuleTester {
    package struct Report: Sendable, Hashable {
        package var rules = 0
        package var samples = 0
        /// Rules without a sample that must match.
        package var untested: [String] = []
        package var failures: [Failure] = []

        package var passed: Bool { self.failures.isEmpty }
    }

    package struct Failure: Sendable, Hashable {
        package var rule: String
        /// `policies/secrets.yaml:12:5`
        package var origin: String
        /// `match` or `no_match`.
        package var list: String
        /// The place in that list, from 1.
        package var sample: Int
        /// As it stands in the file, generators unfilled.
        package var text: String
        package var reason: String
    }

    /// Every rule of a set, disabled ones too.
    package static func run(_ set: PolicySet, clock: ScanClock = .system) -> Report {
        let scratch = ScanScratch(clock: clock)
        var report = Report()
        for rule in set.compiled {
            report.rules += 1
            let alone = RuleSet([rule])
            if rule.rule.tests.match.isEmpty { report.untested.append(rule.rule.id) }
            for (list, samples) in [("match", rule.rule.tests.match), ("no_match", rule.rule.tests.noMatch)] {
                for (index, sample) in samples.enumerated() {
                    report.samples += 1
                    guard let reason = RuleTester.fault(in: sample, from: list, of: alone, using: scratch) else {
                        continue
                    }
                    report.failures.append(
                        Failure(
                            rule: rule.rule.id,
                            origin: rule.rule.origin,
                            list: list,
                            sample: index + 1,
                            text: sample,
                            reason: reason
                        )
                    )
                }
            }
        }
        return report
    }

    /// What is wrong with a sample, if anything.
    private static func fault(
        in sample: String,
        from list: String,
        of rule: RuleSet,
        using scratch: ScanScratch
    ) -> String? {
        var text: String
        do throws(SampleText.Fault) {
            text = try SampleText.expand(sample)
        } catch {
            return error.message
        }
        scratch.state.start(ScanBudget(bytes: text.utf8.count))
        text.withUTF8 { rule.scan(UnsafeRawBufferPointer($0), into: &scratch.state) }
        if let failure = scratch.state.failures.first { return "the scan did not finish: \(failure.reason.word)" }
        switch (list, scratch.state.matches.isEmpty) {
        case ("match", true): return "does not match"
        case ("no_match", false): return "matches"
        default: return nil
        }
    }
}
