import PCRE2
import Testing

@testable import Policies

@Suite struct RuleVettingTests {
    private static func pack(_ pattern: String, field: String? = nil) -> String {
        """
        pack: p
        rules:
          - id: a.rule
            entity: A
            \(field ?? "pattern: '\(pattern.replacing("'", with: "''"))'")
            keywords: [key, aa, "-----"]
            severity: high
        """
    }

    /// What becomes of a rule: nothing, or why it is refused.
    private static func fault(_ pack: String) -> String? {
        do {
            _ = try PolicySet.load(text: pack, file: "test.yaml")
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static let slow = [
        #"(a+)+$"#, #"(a|aa)+b"#, #"(.*a){20}"#, #"^(([a-z])+.)+[A-Z]([a-z])+$"#, #"key(a|aa)+$"#, #"(key.*)*!"#,
        #"key\s*(\w+\s?)*:"#, #"key=([a-z]+)*\d"#, #"aa*a*a*a*a*b"#, #"key(?:[a-z0-9]+[-_]?)+@"#,
        #"key.*=.*=.*=.*=x"#, #"key(?=(\d+)+x)\d"#, #"key(a|b|ab)*c"#, #"(key|ke|y)+\d{3}"#, #"(?<x>a+)\k<x>*\1*b"#,
        #"key([^"]*[^"]*)*""#, #"(?i)key(?:\p{L}+)+\d"#,
    ]

    @Test(arguments: Self.slow) func aPatternThatATextCanMakeSlowIsRefused(_ pattern: String) throws {
        let fault = try #require(Self.fault(Self.pack(pattern)), "it was loaded")
        #expect(fault.hasPrefix("test.yaml:5:14: rules[0].pattern: rule `a.rule`: the pattern can be made slow: over "))
        // What is counted is the same every time.
        #expect(Self.fault(Self.pack(pattern)) == fault)
    }

    /// Counting makes a pattern larger than PCRE2 takes; it is vetted by the library's own limits then.
    @Test func aPatternThatIsTooLargeToBeCountedIsVettedStill() throws {
        let large = "key" + String(repeating: "(?:(?:alpha|beta|gamma|delta)[ ]{0,9}x){1,40}", count: 12)
        #expect(throws: PatternError.self) { try Pattern(large, options: .counted) }
        _ = try Pattern(large)
        #expect(Self.fault(Self.pack("key[0-9]" + large)) == nil)
        let fault = try #require(Self.fault(Self.pack("(a|aa)+b" + large)))
        #expect(fault.contains("can be made slow"))
    }

    @Test func theEndOfABlockIsVettedToo() throws {
        let block = #"block: {begin: '-----B', end: '-----(a|aa)+E', max: 4KiB}"#
        let fault = try #require(Self.fault(Self.pack("", field: block)))
        #expect(fault.hasPrefix("test.yaml:5:"))
        #expect(fault.contains("rules[0].block.end: rule `a.rule`: the pattern can be made slow"))
    }

    @Test(arguments: [
        #"\b(key-[A-Za-z0-9]{20,})"#, #"key\s*[:=]\s*["']?([^\s"']{8,64})["']?"#, #"key(?:\d{4}[ -]?){3}\d{4}"#,
        #"[a-z0-9._-]{1,64}@aa(?:\.[a-z]{2,12}){1,4}\b"#, #"key[\s\S]{0,400}?secret"#, #"key(?>a|aa)++b"#,
        #"(?:key|token|aa)[ =:]{0,4}([A-Za-z0-9+/]{40}={0,2})(?![A-Za-z0-9+/])"#, #"key \d{1,3}(?:\.\d{1,3}){3}"#,
        #"key(?:-[a-f0-9]+)*"#, #"key.*"#,
    ])
    func anHonestPatternIsTaken(_ pattern: String) {
        #expect(Self.fault(Self.pack(pattern)) == nil)
    }

    /// The texts cost time, the syntax costs none.
    @Test func nearlyAllShippedRulesAreKnownByTheirSyntax() throws {
        let rules = try Fixture.shipped.get().compiled
        let unknown = rules.filter {
            !RuleVetting.isPlainlyHarmless($0.syntax, windowBytes: $0.bounds.windowBytes)
        }
        #expect(unknown.count <= rules.count / 8, "\(unknown.map(\.rule.id))")
    }

    /// Where the syntax says that a try is little work, it is: over every text that is written against it.
    @Test(arguments: [
        "key[a-z]{2,9}[0-9]", "key[a-z]{2,9}x", "k(?:ab|ac|b){1,4}c", "(?:key )?[a-f]{1,30}-[a-f]{1,30}\\b",
        "k[ab]*b{3}c",
        "(?:a{1,3}b?){1,3}c", "key(?=[a-z]{1,20}\\d)[a-z]{1,20}", "(?i)key[a-z ]{0,30}secret", "a?a?a?a?aaaa",
        "[ab]{1,9}[bc]{1,9}d",
    ])
    func theBoundOfAPatternHolds(_ source: String) throws {
        let windowBytes = 200
        let syntax = try #require(PatternSyntax.parse(source))
        let bound = PatternCost(ofTry: syntax, windowBytes: windowBytes)
        let pattern = try Pattern(source, options: [.anchored, .counted, .exhaustive])
        let counter = WorkCounter(of: pattern, limitOfTry: .max, limitOfAll: .max)
        let scratch = MatchScratch(counter: counter)
        var most = 0
        for text in HostileTexts(against: source, syntax, keywords: ["key"], windowBytes: windowBytes).texts {
            for start in text.starts {
                counter.beginTry()
                _ = text.bytes.withUnsafeBytes { bytes in
                    pattern.match(at: start, in: bytes, end: min(start + windowBytes, bytes.count), using: scratch)
                }
                most = max(most, counter.ofTry)
            }
        }
        #expect(most > 3)
        // Each way back is counted as a way, too.
        #expect(Double(most) <= 3 * (bound.work + bound.returns) + 8, "\(most) of \(bound)")
    }

    @Test func countingEndsATryThatPassesItsLimit() throws {
        let pattern = try Pattern("(a+)+$", options: [.anchored, .counted, .exhaustive])
        let counter = WorkCounter(of: pattern, limitOfTry: 100, limitOfAll: 1000)
        let scratch = MatchScratch(counter: counter)
        Array("aaaaaaaaaaaaaaaaaaaaaab".utf8).withUnsafeBytes { bytes in
            guard case .failure = pattern.match(at: 0, in: bytes, using: scratch) else {
                Issue.record("it went on to the end")
                return
            }
        }
        #expect(counter.isSpent && counter.ofTry > 100 && counter.ofTry < 200)
    }
}
