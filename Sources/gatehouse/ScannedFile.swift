import Exchange
import Policies

/// What a policy finds in one file, and how long each step takes.
struct ScannedFile {
    let name: String
    let inspection: Inspection
    let isJSON: Bool
    /// As it would go on; `nil` if it would not.
    let rewritten: [UInt8]?
    let steps: [Step]
    private let bytes: [UInt8]

    struct Step: Sendable, Hashable {
        var name: String
        var nanoseconds: UInt64
    }

    init(_ name: String, _ bytes: [UInt8], _ side: Policy.Side, under policy: Policy, using scratch: ScanScratch) {
        self.name = name
        self.bytes = bytes
        var steps: [Step] = []
        var rewritten: [UInt8]?
        var isJSON = false
        self.inspection = bytes.withUnsafeBytes { bytes in
            var tape = JSONTape()
            isJSON = Self.timed("read", &steps) { Self.scan(bytes, into: &tape) }
            let inspect = {
                isJSON
                    ? Inspector.inspect(bytes, tape: tape, side: side, under: policy, using: scratch)
                    : Inspector.inspect(text: bytes, side: side, under: policy, using: scratch)
            }
            let inspection = Self.timed("inspect", &steps, inspect)
            switch inspection.outcome {
            case .pass: rewritten = Array(bytes)
            case .block: rewritten = nil
            case .rewrite(let replacements):
                rewritten = Self.timed("rewrite", &steps) {
                    var output: [UInt8] = []
                    Splice.apply(replacements, to: bytes, into: &output)
                    return output
                }
            }
            return inspection
        }
        self.isJSON = isJSON
        self.rewritten = rewritten
        self.steps = steps
    }

    var isBlocked: Bool {
        if case .block = self.inspection.outcome { true } else { false }
    }

    private static func scan(_ bytes: UnsafeRawBufferPointer, into tape: inout JSONTape) -> Bool {
        do throws(JSONFault) {
            try tape.scan(bytes)
            return true
        } catch {
            return false
        }
    }

    private static func timed<Result>(_ name: String, _ steps: inout [Step], _ step: () -> Result) -> Result {
        let start = ScanClock.system.wall()
        let result = step()
        steps.append(Step(name: name, nanoseconds: ScanClock.system.wall() &- start))
        return result
    }

    /// Where a finding stands: `messages[0].content:12` in JSON, `line:column` in a text; both from 1 or, for JSON, from the
    /// first byte of the text.
    func span(of finding: Finding) -> String {
        if self.isJSON { return "\(finding.place)[\(finding.offset)..<\(finding.offset + finding.length)]" }
        let before = self.bytes.prefix(max(0, finding.offset))
        let lines = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return "\(lines.count):\((lines.last?.count ?? 0) + 1)"
    }

    /// A file with a zero byte near its start is no text.
    static func isBinary(_ bytes: [UInt8]) -> Bool {
        bytes.prefix(8192).contains(0)
    }
}
