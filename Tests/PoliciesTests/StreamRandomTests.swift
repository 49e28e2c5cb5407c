import Exchange
import Testing

@testable import Policies

/// Rules with every kind of reason to run, over texts of few letters in which nearly everything is nearly a match.
@Suite struct StreamRandomTests {
    private static let rules = """
          - {id: a.tail, entity: TAIL, pattern: 'ab(a|b){2,6}c(?!a)', keywords: [ab], severity: low}
          - {id: a.end, entity: END, pattern: 'bca$', keywords: [bca], severity: low}
          - {id: a.start, entity: START, pattern: '^\\s?c{2}', keywords: [cc], severity: medium}
          - {id: a.lead, entity: LEAD, pattern: '(?<![a-c])[a-c]{1,5}@[a-c]{2,8}(?![a-c])', keywords: ["@"], level: validated, severity: high}
          - {id: a.group, entity: GROUP, pattern: 'ca\\s{0,2}(b{1,9})', keywords: [ca], severity: low}
          - {id: a.phrase, entity: PHRASE, pattern: '\\ba b c\\b', keywords: ["a b"], severity: low}
          - {id: a.digits, entity: DIGITS, pattern: '(?<!\\d)(\\d{2}(?:[ -]?\\d{2}){2,4})(?!\\d)', digits: 6, severity: low}
          - {id: a.lettered, entity: LETTERED, pattern: '\\b[ab]{2}1(?:[ -]?[0-9abc]{3}){2,3}\\b', digits: 3, level: contextual, severity: high}
          - {id: a.near, entity: NEAR, pattern: '\\b2{3}\\b', digits: 3, context: {near: [bb], within: 9, need: true}, severity: high}
          - {id: a.raised, entity: RAISED, pattern: '\\b1{3}', digits: 3, context: {near: [aa], within: 9, need: false}, severity: high}
          - {id: a.block, entity: BLOCK, block: {begin: '<a>(?=b)', end: '</a>', max: 400}, keywords: ["<a"], severity: low}
          - {id: a.always, entity: ALWAYS, pattern: '[b]{3,5}-', severity: low}
          - {id: a.fold, entity: FOLD, pattern: '(?i)k\\w{0,3}#', keywords: ["#"], severity: low}
        """

    private static let pieces = [
        "a", "b", "c", "ab", "bca", "cc", "@", " ", "  ", "\n", "-", "1", "2", "12", "111", "222", "a b", "aa", "bb",
        "<a>b", "</a>", "<a", "ab1 ", "\u{212a}", "\u{e9}", "#", "k", "ca", ".",
    ].map { Array($0.utf8) }

    /// What reads differently in a view. Digits and letters of the rules that stand alone are not among it: beside another change in the text before,
    /// a whole text joins only those near it, and that is no matter of what a stream holds.
    private static let viewed = [
        "\u{200b}", "\u{200b}", "\u{ff11}", "\u{ff42}", "\u{ff20}", "\u{430}", "\u{301}", "\u{3000}", "\u{2019}",
        "\u{ff0c}",
        "%61", "%2562", "%", "\\u0062", "\\u00", "\\n", "\\\"", "\\", "&#99;", "&amp;#64;", "&", "=62=62", "=", "**",
        "*", "`",
        "__", "_", "<b>", "</b>", "<!-- a -->", "\" + \"", "' +\n  '", "\"", "\r\n", "  \n> ", "\n",
        base64("ab abab c@bca b"),
        base64(base64("bbb- ababbabc! 1212 1212")), hex("<a>b abc cc 1 </a>"),
        hex("abababc bca abc bca  ", separator: " "),
        "1.2.1.2.1.2", "x x x x x x x x x", "a b a b a b c ", "4111 / 1111 / 1111", "\u{e0061}\u{e0062}\u{e0061}",
        "YWJhYmFi", "abc_def1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Zm9vYmFyZm9v\n",
    ].map { Array($0.utf8) }

    private func text(_ random: inout SampleRandom, pieces: Int, viewed: UInt64 = 0) -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0..<pieces {
            let pieces = viewed > 0 && random.next() % viewed == 0 ? Self.viewed : Self.pieces
            text += pieces[Int(random.next() % UInt64(pieces.count))]
        }
        return text
    }

    @Test(arguments: 0..<12)
    func anyCuttingGivesTheWholeTextWithItsViews(seed: Int) throws {
        let fixture = try StreamFixture(rules: Self.rules)
        var random = SampleRandom(seed: "views \(seed)")
        for round in 0..<200 {
            let text = self.text(&random, pieces: 1 + Int(random.next() % 40), viewed: UInt64(1 + seed))
            fixture.checkEqual(text, cuts: [], "\(seed) \(round) whole")
            fixture.checkEqual(text, cuts: Array(1..<max(1, text.count)), "\(seed) \(round) byte by byte")
            fixture.checkEqual(
                text,
                cuts: random.cuts(of: text.count, every: 1 + Int(random.next() % 9)),
                "\(seed) \(round)"
            )
        }
    }

    @Test(arguments: 0..<4)
    func anyCuttingGivesTheWholeText(seed: Int) throws {
        let fixture = try StreamFixture(rules: Self.rules)
        var random = SampleRandom(seed: "cut \(seed)")
        for round in 0..<200 {
            let text = self.text(&random, pieces: 1 + Int(random.next() % 60))
            fixture.checkEqual(text, cuts: Array(1..<max(1, text.count)), "\(seed) \(round)")
            fixture.checkEqual(
                text,
                cuts: random.cuts(of: text.count, every: 1 + Int(random.next() % 9)),
                "\(seed) \(round)"
            )
        }
    }

    @Test(arguments: 0..<4)
    func anyCuttingGivesTheWholeTextWhereContextDecides(seed: Int) throws {
        let fixture = try StreamFixture(
            rules: Self.rules,
            statements:
                "[{rules: [a.raised], min_level: contextual, action: redact}, {rules: [a.near, a.lettered], action: redact}, {rules: [\"*\"], action: flag}]"
        )
        var random = SampleRandom(seed: "context \(seed)")
        for round in 0..<200 {
            let text = self.text(&random, pieces: 1 + Int(random.next() % 50))
            fixture.checkEqual(
                text,
                cuts: random.cuts(of: text.count, every: 1 + Int(random.next() % 7)),
                "\(seed) \(round)"
            )
        }
    }

    /// Bytes that are no UTF-8 as well.
    @Test(arguments: 0..<4)
    func anyBytesComeOutAsTheyDoWhole(seed: Int) throws {
        let fixture = try StreamFixture(rules: Self.rules)
        var random = SampleRandom(seed: "bytes \(seed)")
        for round in 0..<200 {
            var text = self.text(&random, pieces: 1 + Int(random.next() % 40))
            for _ in 0..<(random.next() % 6) where !text.isEmpty {
                text[Int(random.next() % UInt64(text.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            fixture.checkEqual(
                text,
                cuts: random.cuts(of: text.count, every: 1 + Int(random.next() % 5)),
                "\(seed) \(round)"
            )
        }
    }

    /// Where the text ends early, what went out is the same as well.
    @Test(arguments: 0..<4)
    func aBlockedTextEndsAtTheSamePlaceHoweverItIsCut(seed: Int) throws {
        let fixture = try StreamFixture(
            rules: Self.rules,
            statements: "[{rules: [a.lead, a.near], action: block}, {rules: [\"*\"], action: redact}]"
        )
        var random = SampleRandom(seed: "block \(seed)")
        for _ in 0..<200 {
            let text = self.text(&random, pieces: 1 + Int(random.next() % 60))
            let whole = fixture.whole(text)
            let once = fixture.run(text, cuts: [])
            let cut = fixture.run(text, cuts: random.cuts(of: text.count, every: 1 + Int(random.next() % 7)))
            #expect(once.output == cut.output, "\(String(decoding: text, as: UTF8.self))")
            #expect(
                once.block == cut.block && once.findings == cut.findings,
                "\(String(decoding: text, as: UTF8.self))"
            )
            #expect((once.block == nil) == (whole.output != nil))
        }
    }
}
