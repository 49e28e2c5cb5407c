import Exchange
import Policies

/// What another policy would have done with the same requests.
struct PolicyComparison {
    let current: Policy
    let candidate: Policy
    private let side: Policy.Side
    private(set) var requests = 0
    /// Numbers of lines that hold no request.
    private(set) var unreadable: [Int] = []
    /// Requests that would be treated otherwise as a whole, by what would become of them.
    private(set) var outcomes: [OutcomeChange: Int] = [:]
    private(set) var changes: [Change: Lines] = [:]

    private let scratch = ScanScratch()
    private var tape = JSONTape()

    /// What would happen otherwise to the findings of one rule in the requests of one key.
    struct Change: Sendable, Hashable {
        var rule: String
        /// The name of the key, where the file tells it.
        var key: String
        var was: Effect
        var becomes: Effect
    }

    /// The requests that it concerns.
    struct Lines: Sendable, Hashable {
        var count = 0
        /// The numbers of the first.
        var first: [Int] = []

        static let shownMax = 5
    }

    struct OutcomeChange: Sendable, Hashable {
        var was: Effect
        var becomes: Effect
    }

    /// What is done in the end. What a policy in shadow mode would have done is only a flag.
    enum Effect: UInt8, Sendable, Hashable, Comparable {
        case none
        case flag
        case redact
        case tokenize
        case block

        static func < (a: Effect, b: Effect) -> Bool { a.rawValue < b.rawValue }
    }

    init(from current: Policy, to candidate: Policy, side: Policy.Side) {
        self.current = current
        self.candidate = candidate
        self.side = side
    }

    /// Lines of JSON: each is a body, or an object of nothing but `body` and perhaps `key`.
    mutating func read(_ bytes: UnsafeRawBufferPointer, progress: (Int) -> Void) {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            self.compare(UnsafeRawBufferPointer(rebasing: line), number)
            progress(number)
        }
    }

    private mutating func compare(_ line: UnsafeRawBufferPointer, _ number: Int) {
        guard self.scan(line) else { return self.unreadable.append(number) }
        var body = line
        var key = ""
        if let recorded = self.recordedBody(in: line) {
            key = self.tape.child(of: 0, named: "key", in: line).map { self.tape.string(at: $0, in: line) } ?? ""
            body = self.tape.rawBytes(of: recorded, in: line)
            guard self.scan(body) else { return self.unreadable.append(number) }
        }
        self.requests += 1
        let was = self.effects(on: body, of: key, under: self.current)
        let becomes = self.effects(on: body, of: key, under: self.candidate)
        let whole = OutcomeChange(was: was.values.max() ?? .none, becomes: becomes.values.max() ?? .none)
        if whole.was != whole.becomes { self.outcomes[whole, default: 0] += 1 }
        for rule in Set(was.keys).union(becomes.keys) {
            let change = Change(rule: rule, key: key, was: was[rule] ?? .none, becomes: becomes[rule] ?? .none)
            guard change.was != change.becomes else { continue }
            self.changes[change, default: Lines()].count += 1
            if let lines = self.changes[change], lines.first.count < Lines.shownMax {
                self.changes[change]?.first.append(number)
            }
        }
    }

    private mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do throws(JSONFault) {
            try self.tape.scan(bytes)
            return true
        } catch {
            return false
        }
    }

    private func recordedBody(in line: UnsafeRawBufferPointer) -> Int? {
        guard self.tape.nodes[0].kind == .object, let body = self.tape.child(of: 0, named: "body", in: line) else {
            return nil
        }
        let names = self.tape.members(of: 0).map { self.tape.string(at: $0.name, in: line) }
        return names.allSatisfy { $0 == "body" || $0 == "key" } ? body : nil
    }

    /// By rule, the strongest thing that a policy does with what the rule finds. What is blocked for another reason than a
    /// finding has that reason in place of a rule.
    private func effects(on body: UnsafeRawBufferPointer, of key: String, under policy: Policy) -> [String: Effect] {
        let inspection = Inspector.inspect(
            body,
            tape: self.tape,
            side: self.side,
            under: policy,
            of: Inspector.Subject(caller: key),
            using: self.scratch
        )
        var effects: [String: Effect] = [:]
        for finding in inspection.findings {
            let isShadow = finding.isShadow || policy.mode == .shadow
            let effect = isShadow ? .flag : Effect(finding.action)
            effects[finding.rule] = max(effect, effects[finding.rule] ?? .none)
        }
        guard case .block(let block) = inspection.outcome else { return effects }
        switch block.reason {
        case .finding: break
        case .unscannable: effects["(a part that is no text)"] = .block
        case .unfinished: effects["(a scan that did not finish)"] = .block
        }
        return effects
    }
}

extension PolicyComparison.Effect {
    init(_ action: Finding.Action) {
        switch action {
        case .allow: self = .none
        case .flag: self = .flag
        case .redact: self = .redact
        case .tokenize: self = .tokenize
        case .block: self = .block
        }
    }

    /// `blocked`
    var participle: String {
        switch self {
        case .none: "untouched"
        case .flag: "flagged"
        case .redact: "redacted"
        case .tokenize: "tokenized"
        case .block: "blocked"
        }
    }

    /// `newly blocked` or `no longer redacted`.
    static func change(from was: Self, to becomes: Self) -> String {
        was < becomes ? "newly \(becomes.participle)" : "no longer \(was.participle)"
    }
}
