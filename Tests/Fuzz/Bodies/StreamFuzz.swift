import Exchange
import Policies

/// A stream of events through reader, meter and policy: cut anywhere, the same goes out.
enum StreamFuzz {
    static func run(_ stream: UnsafeRawBufferPointer, on bench: FuzzBench) throws {
        var cuts = FuzzCuts(of: stream)
        let cuttings = cuts.all(of: stream.count)
        for dialect in [Dialect.openAI, .anthropic, .gemini] {
            for policy in [bench.redacting, bench.blocking] {
                var first: Relay?
                for cutting in cuttings {
                    var relay = Relay(dialect, policy, bench)
                    FuzzCuts.forEachPiece(of: stream, cutting) { relay.take($0) }
                    relay.end()
                    try self.check(relay, of: stream)
                    try FuzzFault.unless(
                        first.map { $0.said == relay.said } ?? true,
                        "\(dialect) under \(policy.name), cut and whole: \(relay.said) and \(first?.said as Any)"
                    )
                    first = first ?? relay
                }
            }
        }
    }

    /// Every byte that came was handed out in order, or still waits.
    private static func check(_ relay: Relay, of stream: UnsafeRawBufferPointer) throws {
        try FuzzFault.unless(
            relay.handedOut.elementsEqual(stream.prefix(relay.handedOut.count)),
            "the blocks are not the bytes of the stream"
        )
        guard relay.said.ending == "goesOn" else { return }
        try FuzzFault.unless(
            relay.handedOut.count + relay.pendingBytes == stream.count,
            "\(relay.handedOut.count) bytes in blocks and \(relay.pendingBytes) that wait are not \(stream.count)"
        )
    }
}

/// One stream on its way.
private struct Relay {
    /// What must not depend on the cuts.
    struct Said: Equatable, CustomStringConvertible {
        var output: [UInt8] = []
        var ending = "goesOn"
        var findings: [Finding] = []
        var events = 0
        var textBytes = 0
        var parts: [String] = []
        var isFinished = false
        var usage: TokenUsage?

        var description: String {
            "\(self.ending) \(String(reflecting: String(decoding: self.output, as: UTF8.self))) \(self.parts)"
        }
    }

    private(set) var said = Said()
    private(set) var handedOut: [UInt8] = []
    var pendingBytes: Int { self.reader.pendingBytes }

    private var reader = EventStreamReader(eventBytesMax: 2048)
    private var answer: AnswerStreamReader
    private var rewriter: StreamRewriter
    private var tape = JSONTape()
    private let filter: PolicyFilter
    private let dialect: Dialect

    init(_ dialect: Dialect, _ policy: Policy, _ bench: FuzzBench) {
        self.dialect = dialect
        self.answer = AnswerStreamReader(
            dialect: dialect,
            endpoint: dialect == .anthropic ? .messages : .chatCompletions
        )
        self.rewriter = StreamRewriter(dialect: dialect, dropsVoidSignatures: true)
        self.filter = PolicyFilter(policy, bench.scratch)
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        guard self.said.ending == "goesOn" else { return }
        self.reader.append(bytes)
        self.drain()
    }

    mutating func end() {
        guard self.said.ending == "goesOn" else { return }
        self.reader.end()
        self.drain()
        self.said.findings = self.filter.findings
        self.said.events = self.answer.events
        self.said.textBytes = self.answer.textBytes
        self.said.isFinished = self.answer.isFinished
        self.said.usage = self.answer.usage
    }

    private mutating func drain() {
        do throws(EventStreamFault) {
            while self.said.ending == "goesOn", let block = try self.reader.next() {
                self.reader.withRaw(of: block) { self.handedOut.append(contentsOf: $0) }
                let part = self.answer.take(block, of: self.reader, using: &self.tape)
                self.said.parts.append(Relay.word(part))
                let outcome = self.rewriter.take(
                    block,
                    of: self.reader,
                    using: &self.tape,
                    through: self.filter,
                    to: &self.said.output
                )
                guard outcome != .goesOn else { continue }
                self.said.ending = "\(outcome)"
                guard outcome == .blocked else { continue }
                let ending = WithheldAnswer(id: "w", model: "m", created: 7, usage: self.answer.usage)
                self.rewriter.appendBlockedEnding(ending, includeUsage: true, to: &self.said.output)
            }
        } catch {
            self.said.ending = error.message
        }
    }

    private static func word(_ part: AnswerStreamReader.Part) -> String {
        switch part {
        case .silence: "silence"
        case .content: "content"
        case .usage: "usage"
        case .done: "done"
        case .error: "error"
        case .malformed: "malformed"
        }
    }
}

/// A policy over the texts of one stream.
private final class PolicyFilter: StreamTextFilter {
    private(set) var isBlocked = false
    private(set) var findings: [Finding] = []
    private let policy: Policy
    private let scratch: ScanScratch
    private var channels: [Int: ChannelInspector] = [:]

    init(_ policy: Policy, _ scratch: ScanScratch) {
        self.policy = policy
        self.scratch = scratch
    }

    func begin(_ channel: Int, _ description: StreamChannel) {
        self.channels[channel] = ChannelInspector(policy: self.policy, side: .response, place: description.place)
    }

    func pass(_ text: UnsafeRawBufferPointer, on channel: Int, to output: inout [UInt8]) -> Int {
        self.channels[channel]?.append(text, to: &output, using: self.scratch)
        return self.held(in: channel)
    }

    func end(_ channel: Int, to output: inout [UInt8]) -> Int {
        self.channels[channel]?.end(to: &output, using: self.scratch)
        return self.held(in: channel)
    }

    func passWhole(_ text: UnsafeRawBufferPointer, at place: () -> String, to output: inout [UInt8]) -> WholeTextOutcome
    {
        let found = Inspector.inspect(text: text, side: .response, under: self.policy, using: self.scratch)
        self.findings += found.findings
        switch found.outcome {
        case .pass: return found.findings.isEmpty ? .unchanged : .noted
        case .block:
            self.isBlocked = true
            return .replaced
        case .rewrite(let replacements):
            Splice.apply(replacements, to: text, into: &output)
            return .replaced
        }
    }

    private func held(in channel: Int) -> Int {
        self.findings += self.channels[channel]?.takeFindings() ?? []
        if self.channels[channel]?.block != nil { self.isBlocked = true }
        return self.channels[channel]?.heldBytes ?? 0
    }
}
