import Exchange
import Testing

@testable import Policies

/// What is written so that it looks like something else is found in a stream as it is in a whole text, wherever that is cut.
@Suite struct StreamEvasionTests {
    private static let table =
        Fixture.isThorough
        ? Evasion.table : Evasion.table.enumerated().filter { $0.offset.isMultiple(of: 12) }.map(\.element)

    private func fixture() throws -> StreamFixture {
        let set = try Fixture.shippedRules.get()
        // How long a busy machine takes is no matter here.
        let scratch = ScanScratch(clock: ScanClock(wall: { 0 }, cpu: { 0 }))
        return StreamFixture(try #require(set.policy(named: "redacts")), scratch: scratch)
    }

    private func written(_ value: String, by evasion: Evasion) -> String? {
        switch evasion.writing {
        case .text(let write), .raw(let write): write(value)
        case .content, .whole: nil
        }
    }

    @Test(arguments: StreamEvasionTests.table)
    func isFoundHoweverItIsCut(evasion: Evasion) throws {
        let fixture = try self.fixture()
        var random = SampleRandom(seed: evasion.name)
        for subject in Evasion.Subject.allCases where evasion.subjects.contains(subject) {
            guard let written = self.written(Evasion.value(subject), by: evasion) else { continue }
            let text = Array("Please check \(written) thanks, and then go on with the rest of it.".utf8)
            #expect(fixture.whole(text).output != text, "\(subject)")
            fixture.checkEqual(text, cuts: [], "\(evasion.name), \(subject), whole")
            fixture.checkEqual(text, cuts: Array(1..<text.count), "\(evasion.name), \(subject), byte by byte")
            fixture.checkEqual(
                text,
                cuts: random.cuts(of: text.count, every: 4),
                "\(evasion.name), \(subject), in pieces"
            )
        }
    }

    @Test(arguments: [
        "zero-width spaces", "fullwidth", "percent", "JSON escapes", "decimal entities", "base64 of a sentence",
        "hex bytes",
        "line end", "bold", "concatenation over lines", "a space behind each", "base64 in lines", "Cyrillic letters",
    ])
    func isFoundInTwoPiecesCutAnywhere(name: String) throws {
        let fixture = try self.fixture()
        let evasion = try #require(Evasion.table.first { $0.name == name })
        let subject = try #require([.accessKey, .email].first { evasion.subjects.contains($0) })
        let written = try #require(self.written(Evasion.value(subject), by: evasion))
        let text = Array("see \(written) ok".utf8)
        for cut in 1..<text.count { fixture.checkEqual(text, cuts: [cut], "\(name) at \(cut)") }
    }
}
