import Embeddings
import Exchange
import Policies

/// What is fuzzed. Each takes any bytes, and throws where something came of them that must never come.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// A text under a policy.
    case scanner
    /// A body of JSON: read, inspected, rewritten, and read again.
    case body
    /// The readings of a text in which values may be encoded.
    case views
    /// A stream of events, cut anywhere, in each dialect.
    case stream
    /// A text that comes in deltas, cut anywhere.
    case channel
    /// A policy file.
    case policies
    /// A text that becomes tokens, and the answer of an embeddings endpoint.
    case encoder

    package func run(_ input: UnsafeRawBufferPointer, on bench: FuzzBench) throws {
        switch self {
        case .scanner: try ScannerFuzz.run(input, on: bench)
        case .body: try BodyFuzz.run(input, on: bench)
        case .views: try ViewsFuzz.run(input)
        case .stream: try StreamFuzz.run(input, on: bench)
        case .channel: try ChannelFuzz.run(input, on: bench)
        case .policies: try PoliciesFuzz.run(input, on: bench)
        case .encoder: try EncoderFuzz.run(input, on: bench)
        }
    }
}

/// What must never be, and was.
package struct FuzzFault: Error, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }

    static func unless(_ isRight: Bool, _ description: @autoclosure () -> String) throws {
        if !isRight { throw FuzzFault(description()) }
    }
}

/// What the runs of one thread share: policies, and a scratch whose clocks stand, so that no run depends on the machine.
package final class FuzzBench {
    let scratch = ScanScratch(clock: ScanClock(wall: { 0 }, cpu: { 0 }))
    let redacting: Policy
    let tokenizing: Policy
    let blocking: Policy
    let wordPiece: WordPiece

    package init() throws {
        let set = try PolicySet.load(text: FuzzPolicies.text, file: "fuzz.yaml")
        let policy = { (name: String) in set.policy(named: name) ?? Policy.empty }
        (self.redacting, self.tokenizing, self.blocking) = (policy("redacts"), policy("tokenizes"), policy("blocks"))
        self.wordPiece = try EncoderFuzz.wordPiece()
    }
}

extension Policy {
    fileprivate static let empty: Policy = {
        guard let policy = PolicySet.empty.policy(named: "default") else {
            preconditionFailure("the empty set has a policy")
        }
        return policy
    }()
}
