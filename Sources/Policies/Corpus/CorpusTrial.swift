import Exchange

/// Runs a policy over a corpus.
package enum CorpusTrial {
    /// It judges what is found, not how fast: a slow build must not make misses.
    private static let budget = ScanBudget(nanoseconds: 30_000_000_000)

    /// - Parameter progress: is called with the number of texts that are done.
    package static func run(
        _ corpus: Corpus,
        under policy: Policy,
        progress: (Int) -> Void = { _ in }
    ) -> CorpusReport {
        let scratch = ScanScratch()
        var tape = JSONTape()
        var report = CorpusReport()
        for sample in corpus.cases {
            let body = CorpusTrial.body(of: sample)
            body.withUnsafeBytes { bytes in
                do throws(JSONFault) {
                    try tape.scan(bytes)
                } catch {
                    // Only a body that the corpus wrote as text with a generator in a wrong place.
                    report.unfinished.append(sample.origin)
                    return
                }
                let inspection = Inspector.inspect(
                    bytes,
                    tape: tape,
                    side: sample.side,
                    under: policy,
                    budget: CorpusTrial.budget,
                    using: scratch
                )
                report.note(inspection, of: sample)
                if CorpusTrial.leaks(sample, inspection, bytes) { report.noteLeak(of: sample) }
            }
            progress(report.texts)
        }
        return report
    }

    /// What the gateway would get: a text is what a user says in a chat, or what the assistant answers.
    private static func body(of sample: Corpus.Case) -> [UInt8] {
        switch sample.content {
        case .body(let json): return Array(json.utf8)
        case .text(let text):
            let (opening, closing) =
                switch sample.side {
                case .request: (#"{"model":"m","messages":[{"role":"user","content":""#, #""}]}"#)
                case .response: (#"{"choices":[{"index":0,"message":{"role":"assistant","content":""#, #""}}]}"#)
                }
            var body = Array(opening.utf8)
            JSONEscape.append(text, to: &body)
            return body + closing.utf8
        }
    }

    /// Parts of a value shorter than this stand anywhere.
    private static let partBytesMin = 5

    /// Whether a half of the value stands in what would be sent.
    private static func leaks(_ sample: Corpus.Case, _ inspection: Inspection, _ body: UnsafeRawBufferPointer) -> Bool {
        guard let value = sample.value, case .rewrite(let replacements) = inspection.outcome else { return false }
        guard inspection.findings.contains(where: { finding in sample.expected.contains { $0.isMet(by: finding) } })
        else {
            return false
        }
        var output: [UInt8] = []
        Splice.apply(replacements, to: body, into: &output)
        let sent = String(decoding: output, as: UTF8.self)
        let half = value.count / 2
        return [String(value.prefix(half)), String(value.suffix(half))].contains { part in
            part.utf8.count >= CorpusTrial.partBytesMin && sent.contains(part)
        }
    }
}

extension CorpusReport {
    fileprivate mutating func note(_ inspection: Inspection, of sample: Corpus.Case) {
        self.texts += 1
        if !inspection.failures.isEmpty { self.unfinished.append(sample.origin) }
        var kind = self.kinds[sample.kind] ?? Kind()
        kind.texts += 1
        for expectation in sample.expected {
            let met = inspection.findings.filter { expectation.isMet(by: $0) }
            kind.expected += 1
            if met.isEmpty {
                self.misses.append(Miss(origin: sample.origin, kind: sample.kind, expected: "\(expectation)"))
            } else {
                kind.found += 1
                if met.contains(where: { $0.action > .flag }) { kind.enforced += 1 }
            }
        }
        self.kinds[sample.kind] = kind
        self.noteFindings(of: inspection, of: sample)
    }

    private mutating func noteFindings(of inspection: Inspection, of sample: Corpus.Case) {
        var worst: Wrong?
        for finding in inspection.findings {
            if sample.expected.contains(where: { $0.isMet(by: finding) }) {
                self.rules[finding.rule, default: RuleScore()].right += 1
                continue
            }
            if sample.tolerated.contains(where: { $0.isMet(by: finding) }) { continue }
            self.rules[finding.rule, default: RuleScore()].wrong += 1
            let wrong = Wrong(
                origin: sample.origin,
                kind: sample.kind,
                rule: finding.rule,
                level: finding.level,
                action: finding.action
            )
            self.wrong.append(wrong)
            if wrong.action > (worst?.action ?? .allow) { worst = wrong }
        }
        guard sample.expected.isEmpty else { return }
        self.benign += 1
        guard let worst else { return }
        if worst.action > .flag { self.benignTouched.append(worst) } else { self.benignFlagged += 1 }
    }

    fileprivate mutating func noteLeak(of sample: Corpus.Case) {
        self.leaks.append(
            Miss(
                origin: sample.origin,
                kind: sample.kind,
                expected: sample.expected.map(\.description).joined(separator: ", ")
            )
        )
    }
}
