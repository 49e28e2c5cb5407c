import Exchange
import Glibc
import Testing

@testable import Policies

/// Policies of one test, and what they do to a text.
struct Fixture {
    let set: PolicySet
    let scratch: ScanScratch

    /// - Parameter vetsRules: whether a rule that a text can make slow is refused.
    init(_ text: String, clock: ScanClock = .system, vetsRules: Bool = true) throws {
        var reader = PolicyReader()
        reader.vetsRules = vetsRules
        reader.read(text: text, file: "test.yaml")
        self.set = try reader.finish(in: "test.yaml")
        self.scratch = ScanScratch(clock: clock)
    }

    /// The same policies with a scratch of its own. Its clock stands still: how long a busy machine takes is no matter here.
    init(_ set: PolicySet) {
        self.set = set
        self.scratch = ScanScratch(clock: ScanClock(wall: { 0 }, cpu: { 0 }))
    }

    /// The rules that are shipped, under the policies `blocks` and `redacts`, which act on all that is more than a shape.
    /// Read once: all patterns are tried on hostile texts.
    static let shippedRules = Result {
        var reader = PolicyReader()
        for file in try PolicyFolder.files(of: Fixture.shippedFolder) where !file.hasSuffix("/default.yaml") {
            reader.read(file: file)
        }
        let policies = ["block", "redact"].map { action in
            let statements = "[{rules: ['*'], min_level: contextual, action: \(action)}]"
            return "policy: \(action)s\nrequest: \(statements)\nresponse: \(statements)"
        }
        reader.read(text: policies.joined(separator: "\n---\n"), file: "test.yaml")
        return try reader.finish(in: "test.yaml")
    }

    func policy(_ name: String = "default") throws -> Policy {
        try #require(self.set.policy(named: name))
    }

    func inspect(
        json: String,
        policy: String = "default",
        side: Policy.Side = .request,
        subject: Inspector.Subject = Inspector.Subject(),
        budget: ScanBudget? = nil
    ) throws -> Inspection {
        try Array(json.utf8).withUnsafeBytes { bytes in
            var tape = JSONTape()
            try tape.scan(bytes)
            return Inspector.inspect(
                bytes,
                tape: tape,
                side: side,
                under: try self.policy(policy),
                of: subject,
                budget: budget,
                using: self.scratch
            )
        }
    }

    func inspect(
        text: String,
        policy: String = "default",
        caller: String = "",
        budget: ScanBudget? = nil
    ) throws -> Inspection {
        try self.inspect(bytes: Array(text.utf8), policy: policy, caller: caller, budget: budget)
    }

    func inspect(
        bytes: [UInt8],
        policy: String = "default",
        caller: String = "",
        budget: ScanBudget? = nil
    ) throws -> Inspection {
        let policy = try self.policy(policy)
        return bytes.withUnsafeBytes {
            Inspector.inspect(
                text: $0,
                side: .request,
                under: policy,
                of: Inspector.Subject(caller: caller),
                budget: budget,
                using: self.scratch
            )
        }
    }

    /// The body as it would go on; `nil` if it is blocked.
    func rewritten(json: String, policy: String = "default", side: Policy.Side = .request) throws -> String? {
        Fixture.apply(try self.inspect(json: json, policy: policy, side: side).outcome, to: json)
    }

    func rewritten(text: String, policy: String = "default", caller: String = "") throws -> String? {
        Fixture.apply(try self.inspect(text: text, policy: policy, caller: caller).outcome, to: text)
    }

    private static func apply(_ outcome: Inspection.Outcome, to text: String) -> String? {
        switch outcome {
        case .pass: return text
        case .block: return nil
        case .rewrite(let replacements):
            var output: [UInt8] = []
            Array(text.utf8).withUnsafeBytes { Splice.apply(replacements, to: $0, into: &output) }
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// The policies that the repository ships, read once for all tests: their patterns take a while to compile.
    static let shipped = Result { try PolicySet.load(directory: Fixture.shippedFolder) }

    /// What is said of each rule in a debug build takes minutes, so every twelfth speaks for all, unless
    /// `GATEHOUSE_THOROUGH=1` asks for each.
    static var isThorough: Bool { getenv("GATEHOUSE_THOROUGH") != nil }

    static func share(of ids: [String]) -> [String] {
        if Fixture.isThorough { return ids }
        return ids.enumerated().filter { $0.offset.isMultiple(of: 12) }.map(\.element)
    }

    static let shippedFolder: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/") + "/policies"
    }()
}
