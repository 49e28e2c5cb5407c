import Exchange
import Testing

@testable import Policies

/// Every evasion of the table, run through an inspection: it is found, and nothing of the value is left.
@Suite(.enabled(if: Fixture.isThorough)) struct EvasionTests {
    @Test func theTableIsLong() {
        #expect(Set(Evasion.table.map(\.name)).count == Evasion.table.count && Evasion.table.count >= 85)
    }

    private struct Case {
        /// What stands before and behind the written value.
        var before: String
        var after: String
        var written: String
        var json: String { self.before + self.written + self.after }
    }

    private func makeCase(_ evasion: Evasion, _ value: String) -> Case {
        let head = #"{"model":"m","messages":[{"role":"user","content":"#
        let tail = #"}],"n":1.50,"x":"caf\u00e9"}"#
        switch evasion.writing {
        case .text(let write), .whole(let write):
            var written: [UInt8] = []
            JSONEscape.append(write(value), to: &written)
            return Case(
                before: head + "\"Please check ",
                after: " thanks\"" + tail,
                written: String(decoding: written, as: UTF8.self)
            )
        case .raw(let write):
            return Case(before: head + "\"Please check ", after: " thanks\"" + tail, written: write(value))
        case .content(let write): return Case(before: head, after: tail, written: write(value))
        }
    }

    @Test(arguments: Evasion.table)
    func isFoundAndLeavesNoTrace(evasion: Evasion) throws {
        let fixture = Fixture(try Fixture.shippedRules.get())
        for subject in Evasion.Subject.allCases where evasion.subjects.contains(subject) {
            let value = Evasion.value(subject)
            let test = self.makeCase(evasion, value)
            let blocked = try fixture.inspect(json: test.json, policy: "blocks")
            guard case .block = blocked.outcome else {
                Issue.record("\(subject) is not found: \(test.json)")
                continue
            }
            let rewritten = try #require(try fixture.rewritten(json: test.json, policy: "redacts"))
            #expect(rewritten.hasPrefix(test.before) && rewritten.hasSuffix(test.after), "\(subject): \(rewritten)")
            #expect(rewritten.contains("[") && rewritten.contains("]"))
            try self.expectNoTrace(of: value, in: rewritten, subject)
            #expect(try fixture.inspect(json: rewritten, policy: "blocks").outcome == .pass, "\(subject): \(rewritten)")
        }
    }

    private static let traceBytes = 7

    /// Neither the texts of the body nor any view of them has a part of the value, with or without its separators.
    private func expectNoTrace(of value: String, in json: String, _ subject: Evasion.Subject) throws {
        let parts = Set(Self.windows(value.utf8))
        try Array(json.utf8).withUnsafeBytes { bytes in
            var tape = JSONTape()
            try tape.scan(bytes)
            var text = JSONText()
            for node in tape.nodes.indices where tape.nodes[node].kind == .string {
                text.read(node, of: tape, in: bytes)
                let plain = text.withUTF8(in: bytes) { Array($0) }
                for reading in [plain] + ViewFixture(bytes: plain).views.map(\.bytes) {
                    let isClean = parts.isDisjoint(with: Self.windows(reading))
                    #expect(isClean, "\(subject): \(json)")
                }
            }
        }
    }

    /// Every so many letters and digits that follow each other, in one number.
    private static func windows(_ bytes: some Sequence<UInt8>) -> [UInt64] {
        var windows: [UInt64] = []
        var window: UInt64 = 0
        var count = 0
        for byte in bytes where ASCII.isAlphanumeric(byte) {
            window = (window << 8 | UInt64(ASCII.lowercased(byte))) & (1 << UInt64(8 * Self.traceBytes) - 1)
            count += 1
            if count >= Self.traceBytes { windows.append(window) }
        }
        return windows
    }
}
