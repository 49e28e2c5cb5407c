import Crypto
import Exchange

/// What a policy document says, before it is joined with the rules.
struct PolicyDocument: Sendable {
    var name: String
    var mode: Policy.Mode = .enforce
    var onError: Policy.OnError = .closed
    var unscannable: Policy.Unscannable = .block
    var request: [PolicyStatement] = []
    var response: [PolicyStatement] = []
}

extension Policy {
    /// A change of what the engine finds with the same rules changes this number, and so every revision.
    private static let engineGeneration = 2

    init(_ document: PolicyDocument, rules: [CompiledRule]) {
        let request = InspectedSide(statements: document.request, rules: rules, mode: document.mode)
        let response = InspectedSide(
            statements: document.response,
            rules: rules,
            mode: document.mode,
            isStreamed: true
        )
        self.name = document.name
        self.mode = document.mode
        self.onError = document.onError
        self.unscannable = document.unscannable
        self.request = request
        self.response = response
        self.revision = Policy.revision(of: document, request: request, response: response)
    }

    private static func revision(of document: PolicyDocument, request: InspectedSide, response: InspectedSide) -> String
    {
        var lines = [
            "gatehouse policy \(Policy.engineGeneration)", canonical(document.name), document.mode.rawValue,
            document.onError.rawValue, document.unscannable.rawValue,
        ]
        for (statements, side) in [(document.request, request), (document.response, response)] {
            lines.append("\(statements.count) \(side.rules.rules.count)")
            lines += statements.map(\.canonicalContent)
            lines += side.rules.rules.map(\.rule.canonicalContent)
        }
        return Policy.shortDigest(of: lines)
    }

    /// Twelve hex digits of the SHA-256 of lines, each with its length.
    static func shortDigest(of lines: [String]) -> String {
        var hash = SHA256()
        for line in lines { hash.update(data: Array(canonical(line).utf8)) }
        let digits = Array("0123456789abcdef".utf8)
        let hex = hash.finalize().prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }
}
