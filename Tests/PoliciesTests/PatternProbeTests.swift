import PCRE2
import Testing

@testable import Policies

@Suite struct PatternProbeTests {
    private func mayMatch(_ pattern: String, _ text: String, at start: Int = 0) throws -> Bool {
        let syntax = try #require(PatternSyntax.parse(pattern))
        let probe = try #require(PatternProbe(syntax))
        return Array(text.utf8).withUnsafeBytes { probe.mayMatch($0, at: start) }
    }

    @Test(arguments: [
        ("AKIA[A-Z2-7]{16}", "AKIA is"), ("AKIA", "akia"), ("(?i:token)\\s{0,3}[:=]", "token of"),
        ("(?:ab|cd)+x", "abcdy"), ("[^\\s]{2}a", "é b"), ("\\d{3}-\\d{2}", "123-4a"), ("a{2,3}b", "aaaab"),
        ("\\b[0-9a-f]{8}\\b", "012345678"), ("a(?![0-9])", "a1"), ("x\\bé", "xy"), ("(?i)key", "kfy"),
        ("ab*+c", "abbd"),
    ])
    func saysNoWhereItIsSure(pattern: String, text: String) throws {
        #expect(try !self.mayMatch(pattern, text))
    }

    @Test(arguments: [
        ("AKIA[A-Z2-7]{16}", "AKIA"), ("AKIA", "AKIA"), ("(?i)key", "\u{212a}ey"), ("[^a]{3}", "é\u{1f600}b"),
        ("(a)\\1b", "ac"), ("(?:a*)*b", "aaab"), ("a.c", "a\u{e9}c"), ("\\x41\\x{e9}", "A\u{e9}"), ("\\R", "\r\n"),
        ("(?i)[^k]", "s"), ("[[:^digit:]]", "\u{e9}"), ("[a-z-]b", "-b"), ("[]a]", "]"), ("\\Qa.b\\E", "a.b"),
    ])
    func saysMaybeWhereItMayBe(pattern: String, text: String) throws {
        #expect(try self.mayMatch(pattern, text))
    }

    /// Whatever a pattern is made of, and whatever the text: where PCRE2 matches, the probe does not say no.
    @Test func neverSaysNoToAMatch() throws {
        let pieces = [
            "a", "b", "k", "S", "1", "-", "\\.", "[ab]", "[^a]", "[a-k1]", "\\d", "\\w", "\\s", ".", "é", "(?i:k)",
            "\\b",
            "(?=a)", "(?!b)", "(?<!a)", "(a|b1)", "(?:a|)", "[\\w-]", "\\S", "(?i)",
        ]
        let quantities = ["", "", "", "?", "*", "+", "{2}", "{0,3}", "{1,}", "+?", "*+"]
        let letters = Array("abkKsS1- .é\u{212a}\n".unicodeScalars)
        let scratch = MatchScratch()
        var random = SampleRandom(seed: "probe")
        func next(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        var matches = 0
        for _ in 0..<400 {
            var source = ""
            for _ in 0...next(5) {
                let piece = pieces[next(pieces.count)]
                source += piece + (piece.hasPrefix("(?") || piece == "\\b" ? "" : quantities[next(quantities.count)])
            }
            let pattern = try Pattern(source, options: .anchored)
            guard let syntax = PatternSyntax.parse(source), let probe = PatternProbe(syntax) else { continue }
            let before = PatternSyntax.before(syntax)
            for _ in 0..<12 {
                var scalars = String.UnicodeScalarView()
                for _ in 0...next(12) { scalars.append(letters[next(letters.count)]) }
                let text = Array(String(scalars).utf8)
                text.withUnsafeBytes { text in
                    for start in 0..<text.count {
                        guard case .match = pattern.match(at: start, in: text, using: scratch) else { continue }
                        matches += 1
                        #expect(probe.mayMatch(text, at: start), "\(source) at \(start) of \(scalars)")
                        if start > 0 {
                            #expect(before.contains(text[start - 1]), "\(source) at \(start) of \(scalars)")
                        }
                    }
                }
            }
        }
        #expect(matches > 1_000)
    }
}
