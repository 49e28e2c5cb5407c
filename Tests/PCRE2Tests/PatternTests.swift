import Testing

@testable import PCRE2

@Suite struct PatternTests {
    let scratch = MatchScratch()

    private func match(
        _ pattern: String,
        _ subject: String,
        from start: Int = 0,
        startingBefore limit: Int? = nil,
        end: Int? = nil,
        options: MatchOptions = []
    ) throws -> MatchResult {
        let bytes = Array(subject.utf8)
        return try self.match(pattern, bytes, from: start, startingBefore: limit, end: end, options: options)
    }

    private func match(
        _ pattern: String,
        _ bytes: [UInt8],
        from start: Int = 0,
        startingBefore limit: Int? = nil,
        end: Int? = nil,
        options: MatchOptions = []
    ) throws -> MatchResult {
        let pattern = try Pattern(pattern, options: .partial)
        return bytes.withUnsafeBytes {
            pattern.firstMatch(
                in: $0,
                startingIn: start..<(limit ?? bytes.count + 1),
                end: end,
                options: options,
                using: self.scratch
            )
        }
    }

    @Test func givesGroupOneWhereItTookPartElseTheWhole() throws {
        #expect(try self.match("key=(\\d+)", "a key=123;") == .match(PatternMatch(whole: 2..<9, span: 6..<9)))
        #expect(try self.match("key=\\d+", "a key=123;") == .match(PatternMatch(whole: 2..<9, span: 2..<9)))
        #expect(try self.match("x(\\d)?y", "xy") == .match(PatternMatch(whole: 0..<2, span: 0..<2)))
        #expect(try self.match("(a)(b)(c)", "abc") == .match(PatternMatch(whole: 0..<3, span: 0..<1)))
        #expect(try self.match("(?:(q)|(b))", "b") == .match(PatternMatch(whole: 0..<1, span: 0..<1)))
        #expect(try self.match("z", "abc") == MatchResult.none)
    }

    @Test func beginsOnlyInTheRangeOfStarts() throws {
        #expect(try self.match("b", "abab", from: 2) == .match(PatternMatch(whole: 3..<4, span: 3..<4)))
        #expect(try self.match("b", "abab", from: 2, startingBefore: 3) == MatchResult.none)
        #expect(try self.match("ab+", "abbbb", startingBefore: 1) == .match(PatternMatch(whole: 0..<5, span: 0..<5)))
        #expect(
            try self.match("ab+", "abbbb", startingBefore: 1, end: 3) == .match(PatternMatch(whole: 0..<3, span: 0..<3))
        )
        #expect(try self.match("(?<=a)b", "ab", from: 1) == .match(PatternMatch(whole: 1..<2, span: 1..<2)))
    }

    @Test func emptySubjectsAndPlacesBehindTheEndAreNoTrouble() throws {
        #expect(try self.match("^$", "") == .match(PatternMatch(whole: 0..<0, span: 0..<0)))
        #expect(try self.match("a", "") == MatchResult.none)
        #expect(try self.match("a", "a", from: 5, startingBefore: 9) == MatchResult.none)
        let pattern = try Pattern("x*")
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        let result = pattern.firstMatch(in: nothing, startingIn: 0..<1, using: self.scratch)
        #expect(result == .match(PatternMatch(whole: 0..<0, span: 0..<0)))
    }

    @Test(
        arguments: [
            [0xff], [0xc3], [0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0xaf], [0xe2, 0x82],
        ] as [[UInt8]]
    )
    func bytesThatAreNotUTF8MatchNothingAndHideNothing(hostile: [UInt8]) throws {
        let subject = hostile + Array("key".utf8) + hostile
        let n = hostile.count
        #expect(try self.match("key", subject) == .match(PatternMatch(whole: n..<n + 3, span: n..<n + 3)))
        #expect(try self.match("[^a]{9}", subject) == MatchResult.none)
        for start in subject.indices { _ = try self.match(".+", subject, from: start) }
    }

    @Test func reportsAMatchThatTheEndCuts() throws {
        #expect(try self.match("AKIA\\d{4}", "x AKIA12", options: .partial) == .partial(start: 2))
        #expect(try self.match("AKIA\\d{4}", "x prose ", options: .partial) == MatchResult.none)
    }

    @Test(arguments: [
        ("(a", "missing closing parenthesis (at byte 2 of the pattern)"),
        ("[z-a]", "range out of order in character class (at byte 3 of the pattern)"),
        ("a\\Cb", "using \\C is disabled by the application (at byte 3 of the pattern)"),
        (
            "(*LIMIT_MATCH=4000000)a",
            "verbs such as (*UTF) or (*LIMIT_MATCH=…) at the start are not allowed (at byte 0 of the pattern)"
        ),
        (
            "(*NO_JIT)a",
            "verbs such as (*UTF) or (*LIMIT_MATCH=…) at the start are not allowed (at byte 0 of the pattern)"
        ),
    ])
    func saysWhyAndWhereItDoesNotCompile(source: String, message: String) {
        #expect {
            _ = try Pattern(source)
        } throws: {
            "\($0)" == message
        }
    }

    @Test func refusesWhatIsTooLongOrTooDeep() {
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: Pattern.sourceBytesMax + 1)) }
        #expect(throws: PatternError.self) {
            try Pattern(String(repeating: "(", count: 100) + String(repeating: ")", count: 100))
        }
    }

    @Test func knowsWhatTheLibraryKnows() throws {
        let traits = try Pattern("(?<![a-z])AKIA(\\d{4})(x)?").traits
        #expect(traits.captureCount == 2)
        #expect(traits.maxLookbehind == 1)
        #expect(traits.minLength == 8)
        #expect(traits.firstCodeUnit == UInt8(ascii: "A"))
        #expect(!traits.canMatchEmpty)
        #expect(try Pattern("a*").traits.canMatchEmpty)
        #expect(try Pattern("[ab]c").traits.firstCodeUnit == nil)
    }

    @Test func caselessIsAnOption() throws {
        let pattern = try Pattern("key", options: .caseless)
        let result = Array("KEY".utf8).withUnsafeBytes {
            pattern.firstMatch(in: $0, startingIn: 0..<1, using: self.scratch)
        }
        #expect(result == .match(PatternMatch(whole: 0..<3, span: 0..<3)))
    }

    /// Each of these takes exponential time in an engine without limits.
    @Test(arguments: ["(a+)+$", "(?:a|aa)+$", "(a*)*b", "(?:a?){40}a{40}b", "^(([a-z])+.)+[A-Z]([a-z])+$"])
    func aCatastrophicPatternEndsByItsLimit(source: String) throws {
        let pattern = try Pattern(source)
        let subject = Array(String(repeating: "a", count: 2_000).utf8) + [UInt8(ascii: "!")]
        let result = subject.withUnsafeBytes {
            pattern.firstMatch(in: $0, startingIn: 0..<1, using: self.scratch)
        }
        switch result {
        case .failure(.matchLimit), .failure(.jitStack), .none: break
        default: Issue.record("ended with \(result)")
        }
    }

    @Test func aSmallStackEndsTheSearchInsteadOfTheProcess() throws {
        var limits = MatchLimits()
        limits.jitStackBytes = 32 * 1024
        limits.match = 10_000_000
        let pattern = try Pattern("(?:(.)|x)*[yz]")
        let subject = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
        let scratch = MatchScratch(limits: limits)
        let result = subject.withUnsafeBytes { pattern.firstMatch(in: $0, startingIn: 0..<1, using: scratch) }
        if pattern.traits.isJITCompiled { #expect(result == .failure(.jitStack)) }
    }

    @Test func oneThreadsScratchServesManyPatternsAndManyThreadsShareOnePattern() async throws {
        let pattern = try Pattern("\\bk(\\d+)\\b")
        let subject = Array("a k17 b".utf8)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let scratch = MatchScratch()
                    return (0..<200).allSatisfy { _ in
                        subject.withUnsafeBytes { pattern.firstMatch(in: $0, startingIn: 0..<7, using: scratch) }
                            == .match(PatternMatch(whole: 2..<5, span: 3..<5))
                    }
                }
            }
            for await good in group { #expect(good) }
        }
    }
}
