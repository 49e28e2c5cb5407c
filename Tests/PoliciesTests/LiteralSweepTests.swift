import Exchange
import Testing

@testable import Policies

@Suite struct LiteralSweepTests {
    private func hits(_ literals: [String], _ text: String) -> [LiteralSweep.Hit] {
        self.found(LiteralSweep(literals: literals, digitsMin: .max), Array(text.utf8)).hits
    }

    private func found(_ sweep: LiteralSweep, _ bytes: [UInt8], segment: Int = .max) -> LiteralSweep.Found {
        var found = LiteralSweep.Found()
        bytes.withUnsafeBytes { text in
            var start = 0
            while start < text.count {
                let end = segment < text.count - start ? start + segment : text.count
                sweep.run(over: text, in: start..<end, into: &found)
                start = end
            }
        }
        return found
    }

    @Test func findsInAnyCaseAndTellsWhere() {
        #expect(self.hits(["AKIA"], "x akIA y AKIA").map(\.offset) == [2, 9])
        #expect(self.hits(["@"], "a@b@").map(\.offset) == [1, 3])
        #expect(self.hits(["sk"], "ask SK").map(\.offset) == [1, 4])
        #expect(self.hits(["é"], "café É").map(\.offset) == [3])
        #expect(self.hits([], "anything").isEmpty)
        #expect(self.hits(["abc"], "").isEmpty)
        #expect(self.hits(["abc"], "ab").isEmpty)
    }

    @Test func foldsLettersAndNothingElse() {
        // These pairs differ by the bit that makes a letter small.
        #expect(self.hits(["_ab"], "\u{7f}ab").isEmpty)
        #expect(self.hits(["[ab"], "{ab").isEmpty)
        #expect(self.hits(["-ab"], "\rab").isEmpty)
        #expect(self.hits(["@"], "`").isEmpty)
    }

    @Test func literalsThatBeginAlikeAreAllFound() {
        let hits = self.hits(["sk-", "sk-ant-", "sk-proj-", "k-a"], "sk-ant-1")
        #expect(
            Set(hits) == [.init(literal: 0, offset: 0), .init(literal: 1, offset: 0), .init(literal: 3, offset: 1)]
        )
    }

    /// Whatever the place, the length of the text and the cut: a naive search says the same.
    @Test(arguments: [2, 4, 6, 8, 10, 16, 1_000])
    func findsAtEveryPlace(segment: Int) {
        let literals = ["@", "gh", "key", "token", "AKIAAKIAAKIA"]
        let sweep = LiteralSweep(literals: literals, digitsMin: .max)
        for (index, literal) in literals.enumerated() {
            for before in 0...19 {
                for behind in 0...11 {
                    let text = String(repeating: ".", count: before) + literal + String(repeating: ",", count: behind)
                    let expected = [LiteralSweep.Hit(literal: index, offset: before)]
                    #expect(self.found(sweep, Array(text.utf8), segment: segment).hits == expected)
                }
            }
        }
    }

    /// A run of one sign is passed over where two of it side by side are of no interest; its ends are looked at.
    @Test(arguments: [1, 31, 32, 33, 64, 67, 68, 130])
    func theEndsOfARunAreLookedAt(length: Int) {
        let digit = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
        let sweep = LiteralSweep([SweptLiteral(bytes: Array("@".utf8), following: [digit])], digitsMin: .max)
        for before in 0...9 {
            let start = String(repeating: "x", count: before) + String(repeating: "@", count: length)
            let expected = [LiteralSweep.Hit(literal: 0, offset: before + length - 1)]
            #expect(self.found(sweep, Array((start + "7").utf8)).hits == expected)
            #expect(self.found(sweep, Array((start + "7" + String(repeating: ".", count: 70)).utf8)).hits == expected)
            #expect(self.found(sweep, Array((start + String(repeating: ".", count: 70)).utf8)).hits.isEmpty)
        }
        let run = String(repeating: "a", count: length + 3)
        #expect(self.hits(["aaa"], run).map(\.offset) == Array(0...length))
    }

    @Test func findsClustersOfDigits() {
        func clusters(_ text: String, _ least: Int) -> [LiteralSweep.DigitCluster] {
            self.found(LiteralSweep(literals: [], digitsMin: least), Array(text.utf8)).clusters
        }
        #expect(clusters("tel 415 867-5309 ok", 10) == [.init(start: 4, end: 16, digits: 10)])
        #expect(clusters("tel 415 867-5309 ok", 11).isEmpty)
        #expect(clusters("1234", 4) == [.init(start: 0, end: 4, digits: 4)])
        #expect(clusters("no digits at all in here", 1).isEmpty)
        #expect(clusters("12 and a long way to 34", 4).isEmpty)
        let two = clusters("1111 ------------------------ 2222", 4)
        #expect(two.map(\.digits) == [4, 4])
    }

    @Test(arguments: [1, 5, 8, 13, 64, 100_000])
    func aLongClusterIsToldInPiecesThatCoverIt(segment: Int) {
        let text = [UInt8](repeating: UInt8(ascii: "7"), count: 20_000)
        let clusters = self.found(LiteralSweep(literals: [], digitsMin: 9), text, segment: segment).clusters
        #expect(clusters.first?.start == 0)
        #expect(clusters.last?.end == 20_000)
        #expect(zip(clusters, clusters.dropFirst()).allSatisfy { $0.end >= $1.start })
    }

    /// What may stand behind a match need not be there at all.
    @Test(arguments: [
        #"\b(bluebird)\b"#, #"bluebird(?!\w)"#, #"bluebird(?=\W|$)"#, #"(?<!\w)bluebird\b"#,
        #"\b(?:bluebird|bullfinch)\b"#,
    ])
    func findsWhatEndsTheText(_ pattern: String) throws {
        let fixture = try Fixture(
            """
            pack: p
            rules: [{id: a.b, entity: E, about: x, pattern: '\(pattern)', level: validated, severity: high}]
            ---
            policy: default
            request: [{rules: [a.b], action: redact}]
            """
        )
        for before in ["", "a ", "the ", "see the ", String(repeating: "prose ", count: 20)] {
            for behind in ["", " ", ".", "\n"] {
                #expect(
                    try fixture.inspect(text: before + "bluebird" + behind).findings.count == 1,
                    "\(before)|\(behind)"
                )
            }
            #expect(try fixture.inspect(text: before + "bluebirds").findings.isEmpty)
        }
    }
}

/// What the rules say of their literals and what stands around them must hold at both ends of a text too.
@Suite struct LiteralCollectorTests {
    @Test(arguments: [
        ("[a-z]{2,9}@(?:ybl|okaxis)(?![a-z])", "@", "ab@ybl"), ("([a-f0-9]{4}-us\\d{1,2})(?![0-9])", "-us", "ab12-us6"),
        ("[A-Z]{4}\\+[A-Z]{2}\\b", "+", "ABCD+EF"), ("\\bSK[0-9a-f]{2}\\b", "SK", "SKab"), ("_mmk\\b", "_mmk", "_mmk"),
    ])
    func aLiteralAtTheEndOfATextIsFound(pattern: String, keyword: String, text: String) throws {
        let fixture = try Fixture(
            """
            pack: p
            rules:
              - {id: a.x, entity: X, pattern: '\(pattern)', keywords: ["\(keyword)"], severity: high}
            ---
            policy: default
            request: [{rules: ["*"], action: flag}]
            """
        )
        #expect(try fixture.inspect(text: text).findings.map(\.length) == [text.utf8.count])
        #expect(try fixture.inspect(text: "x \(text) y").findings.map(\.length) == [text.utf8.count])
    }
}
