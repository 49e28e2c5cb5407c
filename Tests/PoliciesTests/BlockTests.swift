import Exchange
import Testing

@testable import Policies

@Suite struct BlockTests {
    private let fixture: Fixture

    init() throws {
        self.fixture = try Fixture(
            """
            pack: p
            rules:
              - id: a.block
                entity: BLOCK
                block: {begin: '<<KEY>>(?=[\\sA-Z]{4})', end: '<</KEY>>', max: 8KiB}
                severity: high
            ---
            policy: default
            request:
              - {rules: ["*"], action: redact}
            """
        )
    }

    @Test func runsFromItsBeginningToItsEnd() throws {
        let block = "<<KEY>>\nABCD\nEFGH\n<</KEY>>"
        #expect(try self.fixture.rewritten(text: "a \(block) b \(block)!") == "a [BLOCK] b [BLOCK]!")
    }

    @Test func withoutAnEndItRunsAsFarAsItLooksLikeOne() throws {
        #expect(try self.fixture.rewritten(text: "a <<KEY>>\nABCD\nEFGH; and prose") == "a [BLOCK]; and prose")
    }

    @Test func beyondItsMaximumItRunsAsFarAsItLooksLikeOne() throws {
        let block = "<<KEY>>" + String(repeating: "ABCDEFG\n", count: 4_000)
        #expect(try self.fixture.rewritten(text: "a \(block)<</KEY>>") == "a [BLOCK]<</KEY>>")
    }

    @Test func proseAboutItIsNone() throws {
        #expect(
            try self.fixture.rewritten(text: "it begins with <<KEY>>, you know") == "it begins with <<KEY>>, you know"
        )
    }

    @Test func isFoundAtEveryPlaceAroundABorder() throws {
        let block = "<<KEY>>\n" + String(repeating: "ABCDEFGHIJKLMNO\n", count: 200) + "<</KEY>>"
        for place in stride(from: RuleSet.segmentBytes - 3_300, through: RuleSet.segmentBytes + 20, by: 163) {
            let text = String(repeating: ".", count: place) + block + "."
            #expect(try self.fixture.inspect(text: text).findings.map(\.length) == [block.utf8.count], "at \(place)")
        }
    }
}
