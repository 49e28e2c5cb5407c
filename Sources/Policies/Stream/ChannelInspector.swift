package import Exchange

/// Looks at one channel of a streamed answer: words are looked at when they have ended.
package struct ChannelInspector {
    private let policy: Policy
    private let side: Policy.Side
    private let place: String
    private let caller: String
    private var held: [UInt8] = []
    private var findings: [Finding] = []
    private var failures: [ScanFailure] = []
    package private(set) var block: Inspection.Block?
    package private(set) var isChanged = false

    package init(policy: Policy, side: Policy.Side, place: String, caller: String = "") {
        self.policy = policy
        self.side = side
        self.place = place
        self.caller = caller
    }

    package var heldBytes: Int { self.held.count }

    package mutating func append(_ text: UnsafeRawBufferPointer, to output: inout [UInt8], using scratch: ScanScratch) {
        self.held.append(contentsOf: text)
        guard let space = self.held.lastIndex(of: 0x20) else { return }
        self.decide(space + 1, to: &output, using: scratch)
    }

    package mutating func end(to output: inout [UInt8], using scratch: ScanScratch) {
        self.decide(self.held.count, to: &output, using: scratch)
    }

    private mutating func decide(_ count: Int, to output: inout [UInt8], using scratch: ScanScratch) {
        guard self.block == nil else { return }
        let text = Array(self.held[..<count])
        let found = text.withUnsafeBytes {
            Inspector.inspect(
                text: $0,
                side: self.side,
                under: self.policy,
                of: Inspector.Subject(caller: self.caller),
                using: scratch
            )
        }
        self.findings += found.findings.map { finding in
            var finding = finding
            finding.place = self.place
            return finding
        }
        self.failures += found.failures
        switch found.outcome {
        case .pass:
            output += text
        case .rewrite(let replacements):
            self.isChanged = true
            text.withUnsafeBytes { Splice.apply(replacements, to: $0, into: &output) }
        case .block(let block):
            self.block = block
            let at = found.findings.first?.offset ?? 0
            output += text[..<at]
            self.held.removeFirst(at)
            return
        }
        self.held.removeFirst(count)
    }

    package mutating func takeFindings() -> [Finding] {
        defer { self.findings = [] }
        return self.findings
    }

    package mutating func takeFailures() -> [ScanFailure] {
        defer { self.failures = [] }
        return self.failures
    }
}
