import Exchange
import Testing

@testable import Policies

/// How much is held, and for how long.
@Suite struct StreamHoldTests {
    private static let set = Result { try PolicySet.load(directory: Fixture.shippedFolder) }

    private func shipped() throws -> StreamFixture {
        var document = PolicyDocument(name: "strict", unscannable: .allow)
        document.response = [
            PolicyStatement(rules: [RuleGlob("*")], minSeverity: .low, minLevel: .shape, action: .redact)
        ]
        return StreamFixture(Policy(document, rules: try Self.set.get().compiled))
    }

    @Test(arguments: [1, 4, 7])
    func ofProseAFewWordsAreHeld(every: Int) throws {
        let fixture = try self.shipped()
        let prose = """
            The quick answer is that it can be done in three steps (see below), and none of them needs downtime. "First",
            deploy the new version; don't forget the cron-jobs! Gr\u{fc}\u{df}e an alle, und vielen Dank f\u{fc}r die M\u{fc}he.

            - a list, with `code` and func login(user: String) -> Session? { return nil } inside
            \u{6211}\u{4eec}\u{5728}\u{8fd9}\u{91cc}\u{8ba8}\u{8bba}\u{ff0c}\u{4e0d}\u{5f71}\u{54cd}\u{3002} And so on.
            """
        let text = Array(prose.utf8)
        let result = fixture.run(text, cuts: Array(stride(from: every, to: text.count, by: every))) {
            came,
            wentOut,
            held in
            // A word of twelve letters of any script may be a month, and a line end waits for the word behind it.
            #expect(held <= 40, "\(held) of \(String(decoding: came.suffix(40), as: UTF8.self))")
            #expect(wentOut.count + held == came.count)
        }
        #expect(result.output == text)
    }

    /// What asks for a view now and then: lists, bold words, tables, code, escapes, emoji.
    @Test(arguments: [1, 4, 11])
    func ofMarkdownAndCodeAFewWordsAreHeld(every: Int) throws {
        let text = Array(StreamHoldTests.markdown.utf8)
        let fixture = try self.shipped()
        var longest = (held: 0, text: "")
        let result = fixture.run(text, cuts: Array(stride(from: every, to: text.count, by: every))) { came, _, held in
            if held > longest.held { longest = (held, String(decoding: came.suffix(held + 20), as: UTF8.self)) }
        }
        #expect(result.output == text)
        #expect(longest.held <= 144, "\(longest.text)")
    }

    private static let markdown = """
        ## What happens next

        Here is **the short version**, in *three* points \u{1f680}\u{fe0f}:

        - first_item: the `user_name` column becomes a **primary key** of the table
        - second: we call `fetch(url)` again; it\u{2019}s what the docs say (\u{201c}retry twice\u{201d})
        * third \u{2014} nothing else \u{1f469}\u{200d}\u{1f4bb} is needed

        | name  | count | note        |
        |-------|-------|-------------|
        | alpha | 12    | first/last  |
        | beta  | 345   | na\u{ef}ve, \u{fc}ber |

        ```swift
        for index in 0..<count where items[index] != nil && index % 2 == 0 {
            print("item \\(index): \\(items[index] ?? "none")\\n")
            total += Int(items[index]!.count) * 2; flags &= ~mask | 0x40
        }
        let url = "https://example.com/search?q=some%20words&lang=en#top"
        ```

        <b>Note</b>: on macOS the path is /usr/local/lib/python3.12/site-packages, and "C:\\Users\\name" on Windows.
        \u{417}\u{434}\u{435}\u{441}\u{44c} \u{442}\u{43e}\u{436}\u{435} \u{432}\u{441}\u{451} \u{43f}\u{440}\u{43e}\u{441}\u{442}\u{43e}, \u{43a}\u{430}\u{43a} \u{432}\u{438}\u{434}\u{438}\u{448}\u{44c}.

        """

    /// Of Chinese there are no words to wait for the end of. Twelve letters of any script may be a month before a digit; at
    /// the beginning of a line sixty may be a password whose label follows.
    @Test(arguments: [3, 4])
    func ofTextWithoutSpacesAFewCharactersAreHeld(every: Int) throws {
        let text = Array(String(repeating: "\u{6211}\u{4eec}\u{5728}\u{8fd9}\u{91cc}", count: 80).utf8)
        let result = try self.shipped().run(text, cuts: Array(stride(from: every, to: text.count, by: every))) {
            came,
            _,
            held in
            #expect(held <= (came.count < 256 ? 200 : 40))
        }
        #expect(result.output == text)
    }

    @Test func aNumberIsHeldOnlyAsLongAsItMayBecomeOne() throws {
        let fixture = try self.shipped()
        let text = Array("In 1984 there were 17 of 99 cases, or 17.2 percent; 1 in 10 of 1000 at 09:30.".utf8)
        let result = fixture.run(text, cuts: Array(1..<text.count)) { came, _, held in
            #expect(held <= 20, "\(held) of \(String(decoding: came.suffix(40), as: UTF8.self))")
        }
        #expect(result.output == text)
    }

    /// A fixed number of held characters let 36 of 93, 78 of 197 and 561 of 614 through.
    @Test(arguments: [
        ("GITHUB_TOKEN", "github_pat_{{base62:22}}_{{base62:59}}", 93),
        ("JWT", "eyJ{{base64url:33}}.eyJ{{base64url:113}}.{{base64url:43}}", 197),
        (
            "PRIVATE_KEY",
            "-----BEGIN {{chars:R:1}}SA PRIVATE KEY-----\n{{base64:64}}\n{{base64:64}}\n{{base64:64}}\n{{base64:64}}\n{{base64:64}}\n{{base64:64}}\n{{base64:64}}\n{{base64:64}}\n-----END RSA PRIVATE KEY-----",
            584
        ),
    ])
    func aLongSecretLeaksNoCharacter(entity: String, sample: String, length: Int) throws {
        let fixture = try self.shipped()
        let secret = Array(try SampleText.expand(sample).utf8)
        #expect(secret.count == length || entity == "PRIVATE_KEY")
        let (before, behind) = (
            "Here it is: ",
            " and more, for which nobody has to wait any longer than for the next few words of it, and then goes on to its end."
        )
        let text = before.utf8 + secret + behind.utf8
        for every in [1, 3, 4, 50, 1000] {
            let result = fixture.run(text, cuts: Array(stride(from: every, to: text.count, by: every))) {
                came,
                wentOut,
                _ in
                let clear = Array(before.utf8)
                #expect(wentOut.starts(with: clear.prefix(wentOut.count)))
                if wentOut.count > clear.count { #expect(wentOut[clear.count] == UInt8(ascii: "[")) }
                if came.count >= text.count - 1 { #expect(wentOut.count >= clear.count + entity.utf8.count + 2) }
            }
            #expect(result.text == "\(before)[\(entity)]\(behind)")
        }
    }

    /// A run that stands for text waits for its end, any other does not.
    @Test(arguments: [1, 4])
    func ofEncodedBytesOnlyTextIsHeld(every: Int) throws {
        let fixture = try StreamFixture(
            rules: "  - {id: a.key, entity: KEY, pattern: 'KEY[0-9]{4}', keywords: [KEY], severity: high}"
        )
        let text = base64(String(repeating: "nothing is in here, ", count: 20))
        #expect(fixture.run("see \(text) ok", every: every).text == "see \(text) ok")
        let key = base64(String(repeating: "nothing is in here, ", count: 20) + "but KEY1234 is")
        let result = fixture.run("see \(key) ok", every: every)
        #expect(result.text == "see [KEY] ok" && result.heldBytesMax >= key.utf8.count - 4)
        let bytes = "see " + String(repeating: "/9j4AAQSkZJRg\u{2b}ABAQEAYABgAAD", count: 200)
        #expect(fixture.run(bytes, every: every).heldBytesMax <= ViewWatch.wordBytesMax + 2 * every)
        #expect(fixture.run(bytes, every: every).text == bytes)
    }

    /// A picture made of letters, or a table of digits.
    @Test(arguments: [4, 2000])
    func charactersThatStandAloneForLongAreNotHeld(every: Int) throws {
        let rule = "{id: a.key, entity: KEY, pattern: 'KEY[0-9]{4}', keywords: [KEY], level: validated, severity: high}"
        let plain = try StreamFixture(rules: "  - \(rule)")
        // How long a busy machine takes is no matter here.
        let scratch = ScanScratch(clock: ScanClock(wall: { 0 }, cpu: { 0 }))
        let fixture = StreamFixture(plain.policy, scratch: scratch)
        let text = String(repeating: "x 1 0 ", count: 3_000)
        let result = fixture.run("\(text)K E Y 1 2 3 4, and so on", every: every)
        #expect(result.text == "\(text)[KEY], and so on")
        #expect(result.failures.isEmpty && result.heldBytesMax <= 10 * 1024)
    }

    /// What waits for its end longer than anybody would is a failure, not a hole.
    @Test(arguments: [4096, 16 * 1024])
    func anEncodedTextWithoutEndIsAFailure(every: Int) throws {
        let fixture = try StreamFixture(
            rules: "  - {id: a.key, entity: KEY, pattern: 'KEY[0-9]{4}', keywords: [KEY], severity: high}"
        )
        let text = base64(String(repeating: "nothing is in here, ", count: 6_000))
        let result = fixture.run("see \(text) ok", every: every)
        #expect(result.failures.map(\.reason) == [.views] && result.block?.reason == .unfinished)
        #expect(result.text == "see ")
    }

    @Test func aCharacterThatIsCutWaitsForItsEnd() throws {
        let fixture = try self.shipped()
        let text = Array("a \u{1f600}".utf8)
        #expect(fixture.run(text, every: 1).output == text)
        let cut = Array(text.dropLast())
        #expect(fixture.run(cut, every: 1).output == cut)
        #expect(fixture.run(cut, every: 1).heldBytesMax == cut.count)
    }

    @Test(arguments: ["mode: shadow", ""])
    func whereNothingChangesNothingIsHeld(mode: String) throws {
        let action = mode.isEmpty ? "flag" : "block"
        let fixture = try StreamFixture(
            rules: "  - {id: a.key, entity: KEY, pattern: 'KEY[0-9]{4}', keywords: [KEY], severity: high}",
            statements: "[{rules: [\"*\"], action: \(action)}]",
            more: mode
        )
        let result = fixture.run("the KEY1234 and KEY12", every: 1)
        #expect(result.text == "the KEY1234 and KEY12" && result.heldBytesMax == 0 && result.block == nil)
        #expect(result.findings.map(\.rule) == ["a.key"])
        #expect(result.findings.map(\.place) == ["c"] && result.findings.map(\.length) == [7])
    }

    @Test func wordsBehindAMatchAreWaitedForOnlyIfTheyDecide() throws {
        let rule = """
              - id: a.n
                entity: N
                pattern: '\\bN[0-9]{4}\\b'
                keywords: [N]
                context: {near: [pin], within: 20, need: false}
                severity: high
            """.replacing("keywords: [N]", with: "keywords: [\"N1\", \"N2\"]")
        let deciding = try StreamFixture(
            rules: rule,
            statements: "[{rules: [\"*\"], min_level: contextual, action: redact}]"
        )
        #expect(deciding.run("an N1234 as pin", every: 1).text == "an [N] as pin")
        #expect(deciding.run("an N1234 as thing", every: 1).text == "an N1234 as thing")
        #expect(deciding.run("the pin N1234 " + String(repeating: "as ", count: 20), every: 1).heldBytesMax <= 10)
        #expect(deciding.run("an N1234 " + String(repeating: "a ", count: 20), every: 1).heldBytesMax > 20)
        let either = try StreamFixture(rules: rule)
        let result = either.run("an N1234 as a pin " + String(repeating: "as ", count: 20), every: 1)
        #expect(result.text.hasPrefix("an [N] as a pin") && result.heldBytesMax <= 10)
        #expect(result.findings.map(\.level) == [.contextual])
    }
}

/// What is longer than is waited for.
@Suite struct StreamBoundTests {
    private func fixture() throws -> StreamFixture {
        try StreamFixture(
            rules: """
                  - {id: a.token, entity: TOKEN, pattern: '\\btok_([A-Za-z0-9.]{10,9000})!', keywords: [tok_], severity: high}
                  - {id: a.shape, entity: SHAPE, pattern: '\\d+x', digits: 8, severity: high}
                  - {id: a.block, entity: BLOCK, block: {begin: '<<KEY>>(?=[A-Z]{4})', end: '<</KEY>>', max: 8KiB}, keywords: ["<<KEY>>"], severity: high}
                """
        )
    }

    @Test(arguments: [1, 4, 1000, 100_000])
    func aTokenThatOutgrowsItsBoundIsWithheldToItsEnd(every: Int) throws {
        let fixture = try self.fixture()
        let run = String(repeating: "aB3.", count: 3_000)
        let result = fixture.run("say tok_\(run)\" and go on", every: every)
        #expect(result.text == "say [TOKEN]\" and go on")
        #expect(result.heldBytesMax <= CompiledRule.Bounds.tokenBytes + max(64, every))
        #expect(result.findings.map(\.rule) == ["a.token"])
        #expect(fixture.run("say tok_\(run)", every: every).text == "say [TOKEN]")
    }

    @Test func aTokenWithinItsBoundIsMatchedAsEver() throws {
        let fixture = try self.fixture()
        let run = String(repeating: "aB3.", count: 1_000)
        #expect(fixture.run("say tok_\(run)! and", every: 4).text == "say tok_[TOKEN]! and")
        #expect(fixture.run("say tok_\(run)? and", every: 4).text == "say tok_\(run)? and")
    }

    @Test(arguments: [1, 4, 1000])
    func aShapeThatOutgrowsItsBoundIsReleased(every: Int) throws {
        let fixture = try self.fixture()
        let digits = String(repeating: "1234567890", count: 30)
        let result = fixture.run("n \(digits) and 12345678x", every: every)
        #expect(result.text == "n \(digits) and [SHAPE]")
        if every < 10 { #expect(result.heldBytesMax <= 2 * CompiledRule.Bounds.shapeBytes) }
    }

    @Test(arguments: [1, 4, 1000, 100_000])
    func aBlockWithoutAnEndIsWithheldAsFarAsItLooksLikeOne(every: Int) throws {
        let fixture = try self.fixture()
        let body = String(repeating: "ABCDEFG\n", count: 3_000)
        let result = fixture.run("a <<KEY>>\(body); and prose", every: every)
        #expect(result.text == "a [BLOCK]; and prose")
        // Lines that may be one value are read joined too, now and then.
        #expect(result.heldBytesMax <= 9 * 1024 + max(512, every))
        #expect(fixture.run("a <<KEY>>ABCD; and prose", every: every).text == "a [BLOCK]; and prose")
        #expect(fixture.run("a <<KEY>>ABCD; no body <</KEY>>, prose", every: every).text == "a [BLOCK], prose")
    }

    /// Deltas of four bytes, each of which could make a scan start anew.
    @Test func longHeldTextsCostNoMoreThanTheirBudget() throws {
        let fixture = try self.fixture()
        for text in [
            "tok_" + String(repeating: "a.", count: 2_000), "<<KEY>>" + String(repeating: "ABC ", count: 2_000),
            String(repeating: "tok_", count: 10_000), String(repeating: "1 ", count: 2_000),
            String(repeating: "<<KEY>>AB ", count: 3_000), String(repeating: "a@", count: 10_000),
        ] {
            #expect(fixture.run(text, every: 4).failures.isEmpty, "\(text.prefix(8))")
        }
    }
}
