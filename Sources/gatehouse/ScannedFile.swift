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

    /// Each text of the body, with its time.
    let texts: [InspectionTrace.Text]

    /// Under what it is tried.
    struct Trial: Sendable {
        var policy: Policy
        var side: Policy.Side
        var subject = Inspector.Subject()
    }

    struct Step: Sendable, Hashable {
        var name: String
        var nanoseconds: UInt64
    }

    init(_ name: String, _ bytes: [UInt8], _ trial: Trial, using scratch: ScanScratch) {
        self.name = name
        self.bytes = bytes
        var steps: [Step] = []
        var rewritten: [UInt8]?
        var isJSON = false
        let trace = InspectionTrace()
        self.inspection = bytes.withUnsafeBytes { bytes in
            var tape = JSONTape()
            isJSON = Self.timed("read", &steps) { Self.scan(bytes, into: &tape) }
            let inspection = Self.timed("inspect", &steps) {
                isJSON ? trial.inspect(bytes, tape, using: scratch, trace) : trial.inspect(text: bytes, using: scratch)
            }
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
        self.texts = trace.texts
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

extension ScannedFile.Trial {
    fileprivate func inspect(
        _ bytes: UnsafeRawBufferPointer,
        _ tape: JSONTape,
        using scratch: ScanScratch,
        _ trace: InspectionTrace
    ) -> Inspection {
        Inspector.inspect(
            bytes,
            tape: tape,
            side: self.side,
            under: self.policy,
            of: self.subject,
            using: scratch,
            trace: trace
        )
    }

    fileprivate func inspect(text: UnsafeRawBufferPointer, using scratch: ScanScratch) -> Inspection {
        Inspector.inspect(text: text, side: self.side, under: self.policy, of: self.subject, using: scratch)
    }
}
