import Ledger
import Testing

@Suite struct TracesTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test(arguments: [
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    ])
    func givesBackWhatItRead(text: String) {
        #expect(TraceParent(parsing: text)?.description == text)
    }

    @Test func readsOfALaterVersionWhatItKnows() {
        let text = "cc-\(Self.trace)-00f067aa0ba902b7-ff-what-the-future-holds"
        #expect(TraceParent(parsing: text)?.description == "00-\(Self.trace)-00f067aa0ba902b7-01")
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473é-0f067aa0ba902b7-01x",
    ])
    func ignoresWhatIsNone(text: String) {
        #expect(TraceParent(parsing: text) == nil)
    }

    @Test func keepsTheClientsTraceUnderANewParent() throws {
        var random = LoopRandom(seed: 1)
        let client = try #require(TraceParent(parsing: "00-\(Self.trace)-00f067aa0ba902b7-01"))
        let upstream = TraceParent.upstream(of: client, random: &random).description
        #expect(upstream.hasPrefix("00-\(Self.trace)-"))
        #expect(upstream.hasSuffix("-01"))
        #expect(!upstream.contains("00f067aa0ba902b7"))
    }

    @Test func beginsATraceWhereThereIsNone() throws {
        var random = LoopRandom(seed: 1)
        let first = TraceParent.upstream(of: nil, random: &random)
        let second = TraceParent.upstream(of: nil, random: &random)
        #expect(first != second)
        #expect(!first.isSampled)
        #expect(TraceParent(parsing: first.description) == first)
    }
}
