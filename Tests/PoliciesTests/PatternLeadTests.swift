import Testing

@testable import Policies

@Suite struct PatternLeadTests {
    @Test(
        arguments: [
            ("\\b(AKIA[A-Z2-7]{16})\\b", ["AKIA"], 0...0),
            ("(?<![a-z])(gh[pousr]_[A-Za-z0-9]{36,})", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], 0...0),
            ("[a-z]{1,64}@[a-z]+", ["@"], 1...64), ("(?:sk-ant-|sk-)[a-z]+", ["sk-"], 0...0),
            ("(?i)api[_-]?key\\s*=", ["apikey", "api_key", "api-key"], 0...0), ("(?i)[a-z]x?://", ["://"], 1...4),
            ("[A-Za-z0-9]{14}\\.atlasv1\\.", [".atlasv1."], 14...14), ("(?:abc|[0-9]{3}key)z", ["abc", "key"], 0...3),
            ("a?key", ["key"], 0...1), ("é{2}key", ["key"], 4...4), (".{3}key", ["key"], 3...12),
            ("x{3}yz", ["xxy"], 1...1), ("(?-i)key", ["key"], 0...0), ("[[:alpha:]]key", ["key"], 1...1),
            ("\\x41key", ["key"], 1...1), ("(?#x)key", ["key"], 0...0), ("\\Qkey\\E", ["key"], 0...0),
            ("a{b}key", ["key"], 4...4), ("\\p{L}key", ["key"], 1...4),
        ] as [(String, [String], ClosedRange<Int>)]
    )
    func knowsWhereTheKeywordStands(source: String, keywords: [String], distance: ClosedRange<Int>) {
        #expect(PatternLead(of: source, keywords: keywords)?.distance == distance)
    }

    /// Each of these may match without its keyword at a known place, or is beyond this reader.
    @Test(arguments: [
        (".*key", ["key"]), ("[a-z]+@", ["@"]), ("foo|key", ["key"]), ("(?:key)?[0-9]+", ["key"]), ("k[a-z]y", ["key"]),
        ("(?R)key", ["key"]), ("(?x) key", ["key"]), ("(a)\\1key", ["key"]), (".{300}key", ["key"]),
        ("a\\Kkey", ["key"]), ("key", ["other"]), ("(?(1)a|b)key", ["key"]), ("a{,3}key", ["key"]),
    ])
    func givesUpWhereItCannotKnow(source: String, keywords: [String]) {
        #expect(PatternLead(of: source, keywords: keywords) == nil)
    }

    @Test(arguments: [
        ("\\b(xox[bp]-[0-9]+)", ["xoxb-", "xoxp-"]), ("SG\\.[a-z]+", ["sg."]), ("(?:abc|defg)[0-9]", ["abc", "defg"]),
    ])
    func findsLiteralsOfItsOwn(source: String, literals: [String]) {
        #expect(PatternLead(of: source, keywords: [])?.literals == literals)
    }

    @Test(arguments: ["[a-z]{10,20}", "ab[0-9]+", "\\d{9}", "a|bcd", "(?:abc)?d"])
    func findsNoneWhereThereIsNone(source: String) {
        #expect(PatternLead(of: source, keywords: []) == nil)
    }

    @Test func anyTextIsReadWithoutATrap() {
        let characters = Array("ab(|)[]^-\\?*+{1,2}.:<>=!i$é")
        var random = SampleRandom(seed: "patterns")
        for _ in 0..<20_000 {
            let source = String(
                (0..<Int(random.next() % 14)).map { _ in characters[Int(random.next() % UInt64(characters.count))] }
            )
            _ = PatternLead(of: source, keywords: ["ab"])
            _ = PatternLead(of: source, keywords: [])
        }
    }
}
