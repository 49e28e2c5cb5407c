import Exchange
import Policies

/// The response side of a policy over the texts of one streamed answer.
final class StreamInspection: StreamTextFilter {
    private let policy: Policy
    private let subject: Inspector.Subject
    private let scratch: ScanScratch
    /// By channel.
    private var inspectors: [ChannelInspector?] = []
    private var inspection = Inspection()
    private(set) var isBlocked = false

    init(_ policy: Policy, of subject: Inspector.Subject, using scratch: ScanScratch) {
        self.policy = policy
        self.subject = subject
        self.scratch = scratch
    }

    /// What was found since the last call, and what blocks.
    func takeInspection() -> Inspection {
        for channel in self.inspectors.indices { self.collect(channel) }
        var taken = Inspection()
        swap(&taken, &self.inspection)
        return taken
    }

    func begin(_ channel: Int, _ description: StreamChannel) {
        while self.inspectors.count <= channel { self.inspectors.append(nil) }
        self.collect(channel)
        self.inspectors[channel] = ChannelInspector(policy: self.policy, side: .response, place: description.place)
    }

    func pass(_ text: UnsafeRawBufferPointer, on channel: Int, to output: inout [UInt8]) -> Int {
        self.inspectors[channel]?.append(text, to: &output, using: self.scratch)
        return self.held(in: channel)
    }

    func end(_ channel: Int, to output: inout [UInt8]) -> Int {
        self.inspectors[channel]?.end(to: &output, using: self.scratch)
        let held = self.held(in: channel)
        self.collect(channel)
        return held
    }

    func passWhole(_ text: UnsafeRawBufferPointer, at place: () -> String, to output: inout [UInt8]) -> WholeTextOutcome
    {
        let found = Inspector.inspect(
            text: text,
            side: .response,
            under: self.policy,
            of: self.subject,
            using: self.scratch
        )
        if !found.findings.isEmpty {
            let place = place()
            self.inspection.findings += found.findings.map { finding in
                var finding = finding
                finding.place = place
                return finding
            }
        }
        self.inspection.failures += found.failures
        switch found.outcome {
        case .pass:
            return found.findings.isEmpty ? .unchanged : .noted
        case .block(var block):
            if block.place.isEmpty { block.place = place() }
            self.block(block)
            return .replaced
        case .rewrite(let replacements):
            Splice.apply(replacements, to: text, into: &output)
            return .replaced
        }
    }

    private func held(in channel: Int) -> Int {
        guard let inspector = self.inspectors[channel] else { return 0 }
        if let block = inspector.block { self.block(block) }
        return inspector.heldBytes
    }

    private func block(_ block: Inspection.Block) {
        guard !self.isBlocked else { return }
        self.isBlocked = true
        self.inspection.outcome = .block(block)
    }

    private func collect(_ channel: Int) {
        self.inspection.findings += self.inspectors[channel]?.takeFindings() ?? []
        self.inspection.failures += self.inspectors[channel]?.takeFailures() ?? []
    }
}
