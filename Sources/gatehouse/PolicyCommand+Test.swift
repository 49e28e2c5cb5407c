import ArgumentParser
import Exchange
import Policies
import Settings

extension PolicyCommand {
    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the samples that the rules bring along, or a corpus of labelled texts.",
            discussion: """
                It exits 0 when every sample does what its rule says, and 1 when not. With --corpus it runs a policy over \
                labelled texts instead (docs/policies.md says how they are written), reports precision and recall, and \
                exits 1 when one of the thresholds is missed.
                """
        )

        @OptionGroup var place: Place

        @Option(
            name: .long,
            help: "Labelled texts: a file of JSON lines, or a folder of *.jsonl.",
            completion: .file(extensions: ["jsonl"])
        )
        var corpus: String?

        @Option(name: .long, help: "With --corpus: the policy that is tried.")
        var policy = "default"

        @Option(name: .long, help: "With --corpus: only texts whose kind begins so.")
        var kind = ""

        @Option(name: .long, help: "With --corpus: exit 1 if less than this share is found (0 to 1).")
        var minRecall: Double?

        @Option(name: .long, help: "With --corpus: exit 1 if less than this share of the findings is right (0 to 1).")
        var minPrecision: Double?

        @Option(name: .long, help: "With --corpus: exit 1 if more benign texts than this are rewritten or blocked.")
        var maxBenignTouched: Int?

        @Flag(name: .long, help: "With --corpus: show every kind, rule, miss and wrong finding.")
        var all = false

        func validate() throws {
            for (name, share) in [("--min-recall", self.minRecall), ("--min-precision", self.minPrecision)] {
                if let share, !(0...1).contains(share) { throw ValidationError("\(name) is a number from 0 to 1.") }
            }
            if let count = self.maxBenignTouched, count < 0 {
                throw ValidationError("--max-benign-touched is a number from 0.")
            }
            let needs = self.minRecall != nil || self.minPrecision != nil || self.maxBenignTouched != nil || self.all
            if self.corpus == nil, needs { throw ValidationError("A threshold and --all need --corpus.") }
        }

        func run() throws {
            let set = try self.place.load()
            guard let corpus = self.corpus else { return try self.runSamples(of: set) }
            let policy = try set.policy(asked: self.policy)
            var texts = try self.read(corpus)
            texts.keep(kindsBeginning: self.kind)
            let report = CorpusTrial.run(texts, under: policy) { done in
                if done.isMultiple(of: 100) { Terminal.progress("\(done) of \(texts.cases.count) texts") }
            }
            Terminal.endProgress()
            let failures = self.missedThresholds(of: report)
            print(
                self.place.json
                    ? report.json(under: policy, failures).text
                    : report.text(under: policy, failures, everything: self.all)
            )
            // A corpus without texts is a wrong corpus: a check that can never fail is none.
            if report.texts == 0 { Console.say("There is no text in this corpus.") }
            if !failures.isEmpty || report.texts == 0 { throw ExitCode(1) }
        }

        private func runSamples(of set: PolicySet) throws {
            let report = RuleTester.run(set)
            print(self.place.json ? report.json.text : report.text)
            // The same for a folder without rules.
            if report.rules == 0 { Console.say("There is no rule in this folder.") }
            if !report.passed || report.rules == 0 { throw ExitCode(1) }
        }

        private func read(_ path: String) throws -> Corpus {
            do {
                var reader = CorpusReader()
                for file in try InputFile.lines(path) {
                    try file.bytes().withUnsafeBytes { try reader.read($0, file: file.name) }
                }
                return try reader.finish()
            } catch let fault as CorpusFault {
                throw self.place.failure(["\(fault)"])
            } catch let fault as InputFile.Fault {
                throw self.place.failure(["\(fault)"])
            }
        }

        private func missedThresholds(of report: CorpusReport) -> [String] {
            var missed: [String] = []
            if let least = self.minRecall, report.recall.fraction < least {
                missed.append("recall is \(report.recall), less than \(CorpusReport.Share(least))")
            }
            if let least = self.minPrecision, report.precision.fraction < least {
                missed.append("precision is \(report.precision), less than \(CorpusReport.Share(least))")
            }
            if let most = self.maxBenignTouched, report.benignTouched.count > most {
                missed.append("\(report.benignTouched.count) benign texts were touched, more than \(most)")
            }
            return missed
        }
    }
}
