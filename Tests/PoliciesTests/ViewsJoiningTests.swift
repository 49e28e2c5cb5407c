import Exchange
import Testing

@testable import Policies

@Suite struct ViewsJoiningTests {
    private static let token = "ghp_aB3dE5fG7hI9jK1lM3nO5pQ7"

    @Test(arguments: [
        // line ends
        ("ghp_aB3dE5fG7hI9", "key ⟦ghp_aB3dE\n5fG7hI9⟧ end"), ("ghp_aB3dE5fG7hI9", "⟦ghp_aB3d\r\n    E5fG7hI9⟧"),
        ("ghp_aB3dE5fG7hI9", "> ⟦ghp_aB3d\n> E5fG7hI9⟧"), ("joe@example.org", "⟦joe@exam\nple.org⟧"),
        ("joe@example.org", "⟦joe@\nexample.org⟧"),
        ("AKIAQ2W3E4R5T6Y7", "⟦AKIA\nQ2W3E4R5T6Y7⟧"), ("4111111111111111", "⟦41111111\n11111111⟧"),
        // markup
        ("ghp_aB3dE5fG7hI9", "⟦ghp_**aB3d**E5fG7hI9⟧"), ("ghp_aB3dE5fG7hI9", "⟦ghp_`aB3d`E5fG7hI9⟧"),
        ("ghp_aB3dE5fG7hI9", "⟦ghp_~~aB3d~~E5fG7hI9⟧"),
        ("ghp_aB3dE5fG7hI9", "⟦ghp_<b>aB3d</b>E5fG7hI9⟧"),
        ("ghp_aB3dE5fG7hI9", "⟦ghp_aB3d<span class=\"x\"></span>E5fG7hI9⟧"),
        ("ghp_aB3dE5fG7hI9", "⟦ghp_aB3d<!-- -->E5fG7hI9⟧"), ("ghp_aB3dE5fG7hI9", "⟦ghp_aB3d<wbr>E5fG7hI9⟧"),
        ("sk9a1b2c3d4e5f", "⟦sk9__a1b2c3__d4e5f⟧"),
        ("4111 1111 1111 1111", "⟦4111 **1111** 1111 1111⟧"), ("4111111111111111", "⟦4111**1111**11111111⟧"),
        // code
        ("ghp_aB3dE5fG7hI9", #"k = "⟦ghp_aB3d" + "E5fG7hI9⟧""#),
        ("ghp_aB3dE5fG7hI9", "k = '⟦ghp_aB3d' +\n    'E5fG7hI9⟧'"),
        ("ghp_aB3dE5fG7hI9", "(\"⟦ghp_aB3d\"\n  \"E5fG7hI9⟧\")"), ("ghp_aB3dE5fG7hI9", #""⟦ghp_aB3d" & "E5fG7hI9⟧""#),
        ("ghp_aB3dE5fG7hI9", "\"⟦ghp_aB3d\" . \"E5fG7hI9⟧\""), ("ghp_aB3dE5fG7hI9", "'⟦ghp_aB3d' .. 'E5fG7hI9⟧'"),
        ("ghp_aB3dE5fG7hI9", "'⟦ghp_aB3d'||'E5fG7hI9⟧'"), ("ghp_aB3dE5fG7hI9", "\"⟦ghp_aB3d\" <> \"E5fG7hI9⟧\""),
        ("ghp_aB3dE5fG7hI9", "\"⟦ghp_aB3d\" \"E5fG7hI9⟧\""), ("ghp_aB3dE5fG7hI9", "f\"⟦ghp_aB3d\" f\"E5fG7hI9⟧\""),
        ("ghp_aB3dE5fG7hI9", "'⟦gh' + 'p_' + 'aB3' + 'dE5fG7hI9⟧'"),
        ("ghp_a1b2", "['⟦g','h','p','_','a','1','b','2⟧']"),
        // what stands before lines
        ("ghp_aB3dE5fG7hI9", "// ⟦ghp_aB3d\n// E5fG7hI9⟧"), ("ghp_aB3dE5fG7hI9", "-- ⟦ghp_aB3d\n-- E5fG7hI9⟧"),
        ("ghp_aB3dE5fG7hI9", "+⟦ghp_aB3d\n+E5fG7hI9⟧"), ("ghp_aB3dE5fG7hI9", "41: ⟦ghp_aB3d\n42: E5fG7hI9⟧"),
        ("ghp_aB3dE5fG7hI9", "  41\t⟦ghp_aB3d\n  42\tE5fG7hI9⟧"), ("ghp_aB3dE5fG7hI9", "9 | ⟦ghp_aB3d\n10 | E5fG7hI9⟧"),
        // tags around characters
        ("ghp_a1b2", "<b>⟦g</b><b>h</b><b>p</b><b>_</b><b>a</b><b>1</b><b>b</b><b>2⟧</b>"),
        ("ghp_a1b2", "⟦g<wbr>h<wbr>p<wbr>_<wbr>a<wbr>1<wbr>b<wbr>2⟧"),
        // characters that stand alone
        ("4111111111111111", "⟦4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1⟧"), ("ghp_a1b2c3", "⟦g|h|p|_|a|1|b|2|c|3⟧"),
        ("ghp_a1b2c3", "⟦g\th\tp\t_\ta\t1\tb\t2\tc\t3⟧"), ("sk-ant-api03", "⟦s•k•-•a•n•t•-•a•p•i•0•3⟧"),
        ("sk-ant-api03", "⟦s\u{a0}k\u{a0}-\u{a0}a\u{a0}n\u{a0}t\u{a0}-\u{a0}a\u{a0}p\u{a0}i\u{a0}0\u{a0}3⟧"),
        ("4111111111111111", "card ⟦4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1⟧ please"),
        ("sk-ant-api03", "⟦s k - a n t - a p i 0 3⟧"),
        ("4111111111111111", "⟦4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1⟧"),
        ("4111111111111111", "⟦4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1⟧"),
        ("4111111111111111", "⟦4\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1⟧"),
        ("123-45-6789", "ssn ⟦1 2 3 - 4 5 - 6 7 8 9⟧"),
        // groups
        ("4111-1111-1111-1111", "⟦4111.1111.1111.1111⟧"), ("4111-1111-1111-1111", "⟦4111/1111/1111/1111⟧"),
        ("4111-1111-1111-1111", "⟦4111_1111_1111_1111⟧"),
        ("4111-1111-1111-1111", "⟦4111 - 1111 - 1111 - 1111⟧"), ("4111-1111-1111-1111", "⟦4111  1111  1111  1111⟧"),
        ("123-45-6789", "⟦123.45.6789⟧"),
        ("123-45-6789", "⟦123 / 45 / 6789⟧"), ("3782-822463-10005", "⟦3782.822463.10005⟧"),
        ("4111111111111111", "⟦41 11111 1111 11111⟧"),
        // after decoding
        ("ghp_aB3dE5fG7hI9", #"k = \"⟦ghp_aB3d\" + \"E5fG7hI9⟧\""#), ("4111-1111-1111-1111", "⟦4111·1111·1111·1111⟧"),
        (
            "4111111111111111",
            "⟦4\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1\u{2009}1⟧"
        ),
    ])
    func breaksInsideAValueAreLeftOut(value: String, text: String) {
        let (text, part) = marked(text)
        let sources = ViewFixture(text).sources(of: value, in: .joined)
        #expect(sources.contains(part), "\(text) gave \(sources)")
    }

    /// Two lines of a list and two strings of one are two values.
    @Test(arguments: [
        "41: ghp_aB3d\n43: E5fG7hI9", "+ghp_aB3d\n-E5fG7hI9", "1. ghp_aB3d\n2. E5fG7hI9",
        "- ghp_aB3d\n- E5fG7hI9", "[\"ghp_aB3d\", \"E5fG7hI9\"]", "\"ghp_aB3d\": \"E5fG7hI9\"",
        "\"ghp_aB3d\" 'E5fG7hI9'",
        "\"ghp_aB3d\" = \"E5fG7hI9\"",
    ])
    func whatMayBeTwoValuesIsNotJoined(text: String) {
        #expect(ViewFixture(text).sources(of: "ghp_aB3dE5fG7hI9", in: .joined).isEmpty)
    }

    private func bears(_ text: String, _ value: String, _ level: Finding.Level, hasLiteral: Bool) -> Bool {
        ViewFixture(text).views.contains { view in
            guard view.kind == .joined else { return false }
            let value = Array(value.utf8)
            return view.bytes.indices.contains { start in
                view.bytes[start...].starts(with: value)
                    && view.bears(start..<(start + value.count), level: level, hasLiteral: hasLiteral)
            }
        }
    }

    @Test func onlyWhatLiesAcrossABreakCounts() {
        let text = "ghp_aB3dE\n5fG7hI9 and joe99@example.org"
        #expect(self.bears(text, "ghp_aB3dE5fG7hI9", .contextual, hasLiteral: true))
        #expect(self.bears(text, "ghp_aB3dE5fG7hI9", .validated, hasLiteral: false))
        #expect(!self.bears(text, "ghp_aB3dE5fG7hI9", .contextual, hasLiteral: false))
        #expect(!self.bears(text, "ghp_aB3dE5fG7hI9", .shape, hasLiteral: true))
        #expect(!self.bears(text, "joe99@example.org", .validated, hasLiteral: true))
        #expect(!self.bears(text, "5fG7hI9", .validated, hasLiteral: true))
    }

    @Test func shortNumbersOfTwoLinesAreTwoNumbers() {
        #expect(!self.bears("12345\n678901", "12345678901", .validated, hasLiteral: false))
        #expect(self.bears("123-45-\n6789", "123-45-6789", .contextual, hasLiteral: false))
        #expect(self.bears("41111111\n11111111", "4111111111111111", .contextual, hasLiteral: false))
        #expect(self.bears("123-45-**6789**", "123-45-6789", .contextual, hasLiteral: false))
        #expect(!self.bears("41 11111 1111 11111", "4111111111111111", .contextual, hasLiteral: false))
        #expect(self.bears("41 11111 1111 11111", "4111111111111111", .validated, hasLiteral: false))
    }
}

@Suite struct JoinedTextsTests {
    private func joined(_ texts: [String]) -> JoinedTexts {
        var joined = JoinedTexts()
        for text in texts { Array(text.utf8).withUnsafeBytes { joined.append($0) } }
        return joined
    }

    @Test func aRangeAcrossABorderHasAPieceOfEachText() {
        let joined = self.joined(["ab", "", "cd", "ef"])
        #expect(String(decoding: joined.bytes, as: UTF8.self) == "abcdef")
        #expect(
            joined.pieces(of: 1..<5) == [
                .init(text: 0, range: 1..<2), .init(text: 2, range: 0..<2), .init(text: 3, range: 0..<1),
            ]
        )
        #expect(joined.pieces(of: 2..<4) == nil && joined.pieces(of: 0..<2) == nil && joined.pieces(of: 2..<2) == nil)
        #expect(joined.isWorthwhile && !self.joined(["a"]).isWorthwhile)
    }

    @Test func ofALongTextTheTwoEndsAreKept() {
        let long = String(repeating: "x", count: 3 * JoinedTexts.reach)
        let joined = self.joined(["ab", long, "cd"])
        #expect(joined.bytes.count == 2 * JoinedTexts.reach + 4 + ViewMap.gapBytes.count)
        #expect(joined.pieces(of: 1..<3) == [.init(text: 0, range: 1..<2), .init(text: 1, range: 0..<1)])
        let end = joined.bytes.count
        #expect(
            joined.pieces(of: end - 3..<end - 1) == [
                .init(text: 1, range: long.utf8.count - 1..<long.utf8.count), .init(text: 2, range: 0..<1),
            ]
        )
        #expect(joined.pieces(of: JoinedTexts.reach..<JoinedTexts.reach + 8) == nil)
    }

    private func found(_ texts: [String], _ rules: String) throws -> [[JoinedTexts.Piece]] {
        let set = try PolicySet.load(
            text: "pack: p\nrules:\n\(rules)\n---\npolicy: default\nrequest: [{rules: [\"*\"], action: redact}]\n",
            file: "t.yaml"
        )
        let rules = try #require(set.policy(named: "default")).inspected(.request).rules
        let scratch = ScanScratch()
        scratch.state.start(ScanBudget(bytes: 100_000))
        var views = ViewScratch()
        var found: [[JoinedTexts.Piece]] = []
        rules.scanJoined(self.joined(texts), using: &views, into: &scratch.state) { _, pieces in found.append(pieces) }
        return found
    }

    private static let mail =
        "  - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z]{1,20}[.][a-z]{2,9}', keywords: ['@'], level: contextual, severity: low}"

    @Test func aValueThatIsSplitOverTextsIsFoundAndOneThatIsNotIsLeftToItsText() throws {
        #expect(
            try self.found(["mail joe@exam", "ple.org now"], Self.mail) == [
                [.init(text: 0, range: 5..<13), .init(text: 1, range: 0..<7)]
            ]
        )
        #expect(try self.found(["mail joe@x.org", "ann@y.org"], Self.mail).isEmpty)
        #expect(try self.found(["mail", "joe@x.org", "and"], Self.mail).isEmpty)
        #expect(try self.found(["joe@x.org"], Self.mail).isEmpty)
    }
}
