import Exchange
import Testing

@testable import Policies

/// A text that goes through a channel in pieces.
struct StreamFixture {
    let policy: Policy
    let side: Policy.Side
    let scratch: ScanScratch

    init(_ policy: Policy, side: Policy.Side = .response, scratch: ScanScratch = ScanScratch()) {
        self.policy = policy
        self.side = side
        self.scratch = scratch
    }

    /// Of a policy that does the same on both sides.
    ///
    /// - Parameter vetsRules: whether a rule that a text can make slow is refused.
    init(
        rules: String,
        statements: String = "[{rules: [\"*\"], action: redact}]",
        more: String = "",
        vetsRules: Bool = true
    ) throws {
        let text =
            "pack: p\nrules:\n\(rules)\n---\npolicy: default\nrequest: \(statements)\nresponse: \(statements)\n\(more)"
        self.init(try Fixture(text, vetsRules: vetsRules).policy())
    }

    struct Result: Equatable {
        var output: [UInt8] = []
        var findings: [Finding] = []
        var failures: [ScanFailure] = []
        var block: Inspection.Block?
        var heldBytesMax = 0

        var text: String { String(decoding: self.output, as: UTF8.self) }
    }

    /// - Parameter observe: called after each delta, with what came and what went out so far.
    func run(
        _ text: [UInt8],
        cuts: [Int],
        observe: (_ came: ArraySlice<UInt8>, _ wentOut: [UInt8], _ held: Int) -> Void = { _, _, _ in }
    ) -> Result {
        var inspector = ChannelInspector(policy: self.policy, side: self.side, place: "c")
        var result = Result()
        var start = 0
        for cut in cuts + [text.count] where cut > start {
            text[start..<cut].withUnsafeBytes { inspector.append($0, to: &result.output, using: self.scratch) }
            start = cut
            result.heldBytesMax = max(result.heldBytesMax, inspector.heldBytes)
            observe(text[..<cut], result.output, inspector.heldBytes)
        }
        inspector.end(to: &result.output, using: self.scratch)
        if inspector.block == nil { #expect(inspector.heldBytes == 0) }
        result.findings = inspector.takeFindings()
        result.failures = inspector.takeFailures()
        result.block = inspector.block
        return result
    }

    func run(_ text: String, every bytes: Int) -> Result {
        self.run(Array(text.utf8), every: bytes)
    }

    func run(_ text: [UInt8], every bytes: Int) -> Result {
        self.run(text, cuts: Array(stride(from: bytes, to: text.count, by: bytes)))
    }

    /// What the whole text becomes; `nil` if it is blocked.
    func whole(_ text: [UInt8]) -> (output: [UInt8]?, inspection: Inspection) {
        let inspection = text.withUnsafeBytes {
            Inspector.inspect(text: $0, side: self.side, under: self.policy, using: self.scratch)
        }
        switch inspection.outcome {
        case .pass: return (text, inspection)
        case .block: return (nil, inspection)
        case .rewrite(let replacements):
            var output: [UInt8] = []
            text.withUnsafeBytes { Splice.apply(replacements, to: $0, into: &output) }
            return (output, inspection)
        }
    }

    /// Whether the text becomes the same whole and in these pieces, and nothing that is to be withheld shows on the way.
    func checkEqual(_ text: [UInt8], cuts: [Int], _ comment: @autoclosure () -> String = "") {
        let whole = self.whole(text)
        guard let output = whole.output else {
            let result = self.run(text, cuts: cuts)
            #expect(result.block != nil, "\(comment())")
            return
        }
        var leaks = false
        let result = self.run(text, cuts: cuts) { _, wentOut, _ in
            if !output.starts(with: wentOut) { leaks = true }
        }
        #expect(
            result.output == output,
            "\(comment()): \(String(reflecting: result.text)) for \(String(reflecting: String(decoding: output, as: UTF8.self))) of \(String(reflecting: String(decoding: text, as: UTF8.self))) cut at \(cuts)"
        )
        #expect(!leaks, "\(comment())")
        var findings = result.findings
        for index in findings.indices { findings[index].place = "" }
        #expect(findings == whole.inspection.findings, "\(comment()) \(String(decoding: text, as: UTF8.self))")
        #expect(result.failures == whole.inspection.failures)
        #expect(result.block == nil)
    }
}

extension SampleRandom {
    /// Places to cut a text at, on average so many bytes apart.
    mutating func cuts(of count: Int, every bytes: Int) -> [Int] {
        var cuts: [Int] = []
        var place = 0
        while place < count {
            place += 1 + Int(self.next() % UInt64(max(1, 2 * bytes - 1)))
            if place < count { cuts.append(place) }
        }
        return cuts
    }
}
