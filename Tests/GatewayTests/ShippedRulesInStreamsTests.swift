import Exchange
import Foundation
import Testing

@testable import Gateway
@testable import Policies

/// Every shipped rule over the streamed answers of both dialects: what goes out is what would go out if the text came whole.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["GATEHOUSE_THOROUGH"] != nil))
struct ShippedRulesInStreamsTests {
    /// All packs, under a policy that redacts whatever any rule finds in an answer.
    private static let set = Result {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../policies")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        var text = "policy: everything\nresponse: [{rules: [\"*\"], action: redact}]\n"
        for name in names.sorted() {
            text += try "---\n" + String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        return try PolicySet.load(text: text, file: "all.yaml")
    }

    /// Every twelfth speaks for all, unless `GATEHOUSE_THOROUGH=1` asks for each: a debug build takes minutes for them.
    private static let rules: [String] = {
        let ids = (try? set.get())?.rules.map(\.id) ?? []
        if ProcessInfo.processInfo.environment["GATEHOUSE_THOROUGH"] != nil { return ids }
        return ids.enumerated().filter { $0.offset.isMultiple(of: 12) }.map(\.element)
    }()

    @Test func readsThemAll() throws {
        #expect(try Self.set.get().rules.count > 40)
    }

    /// One sample a rule, the dialects in turn: the scanner's own tests look at more of them.
    @Test(arguments: rules) func letsOutTheSameHoweverAnAnswerIsCut(_ id: String) throws {
        let set = try Self.set.get()
        let policy = try #require(set.policy(named: "everything"))
        let rule = try #require(set.rules.first { $0.id == id })
        guard rule.isEnabled, rule.mode == .enforce, let sample = rule.tests.match.first else { return }
        let dialect = id.utf8.count.isMultiple(of: 2) ? Dialect.openAI : .anthropic
        var random = SeededGenerator(state: UInt64(id.utf8.count))
        let scratch = ScanScratch(clock: ScanClock(wall: { 0 }, cpu: { 0 }))
        let text = try "Here it is:\n\n" + SampleText.expand(sample) + "\n\nand so on."
        let expected = Self.redacted(text, policy, scratch)
        for pieceMax in [2, 9, 100_000] {
            let events = Self.stream(text, dialect, pieceMax: pieceMax, using: &random)
            let whole = Self.feed([events], dialect, policy, scratch)
            #expect(Self.said(whole, dialect) == expected)
            guard pieceMax == 9 else { continue }
            let cut = Int.random(in: 0...events.count, using: &random)
            #expect(Self.feed([events[..<cut], events[cut...]], dialect, policy, scratch) == whole)
            #expect(Self.feed(events.map { [$0] }, dialect, policy, scratch) == whole)
        }
    }

    private static func redacted(_ text: String, _ policy: Policy, _ scratch: ScanScratch) -> String {
        Array(text.utf8).withUnsafeBytes { bytes in
            let found = Inspector.inspect(text: bytes, side: .response, under: policy, using: scratch)
            guard case .rewrite(let replacements) = found.outcome else {
                Issue.record("the sample is not found in prose: \(text)")
                return text
            }
            var output: [UInt8] = []
            Splice.apply(replacements, to: bytes, into: &output)
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// A text as a stream whose deltas are of random length.
    private static func stream(
        _ text: String,
        _ dialect: Dialect,
        pieceMax: Int,
        using random: inout SeededGenerator
    ) -> [UInt8] {
        var rest = Array(text)[...]
        var stream = ""
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...pieceMax, using: &random))
            rest = rest.dropFirst(piece.count)
            var escaped: [UInt8] = []
            JSONEscape.append(String(piece), to: &escaped)
            let string = String(decoding: escaped, as: UTF8.self)
            stream +=
                dialect == .openAI
                ? #"data: {"choices":[{"index":0,"delta":{"content":"\#(string)"}}]}"#
                : #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\#(string)"}}"#
            stream += "\n\n"
        }
        stream += dialect == .openAI ? "data: [DONE]\n\n" : #"data: {"type":"message_stop"}"# + "\n\n"
        return Array(stream.utf8)
    }

    private static func feed(
        _ pieces: [some Collection<UInt8>],
        _ dialect: Dialect,
        _ policy: Policy,
        _ scratch: ScanScratch
    ) -> [UInt8] {
        let intake = StreamIntake(
            dialect: dialect,
            endpoint: dialect == .openAI ? .chatCompletions : .messages,
            keeps: false,
            inspection: StreamInspection(policy, of: Inspector.Subject(), using: scratch)
        )
        var tape = JSONTape()
        for piece in pieces { _ = Array(piece).withUnsafeBytes { intake.take($0, using: &tape) } }
        return intake.outgoing
    }

    /// What a client reads.
    private static func said(_ stream: [UInt8], _ dialect: Dialect) -> String {
        var reader = EventStreamReader()
        stream.withUnsafeBytes { reader.append($0) }
        var said = ""
        while let event = try? reader.next() {
            reader.withData(of: event) { data in
                guard let chunk = try? JSONSerialization.jsonObject(with: Data(data)) as? [String: Any] else { return }
                let choice = (chunk["choices"] as? [[String: Any]])?.first
                let delta = (choice?["delta"] ?? chunk["delta"]) as? [String: Any]
                said += (delta?["content"] ?? delta?["text"]) as? String ?? ""
            }
        }
        return said
    }
}
