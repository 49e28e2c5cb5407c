import PCRE2

/// Refuses rules that a text could make slow, when they are loaded.
///
/// The time of a scan is bounded whatever a rule is like (``ScanBudget``), but a rule that spends it on a text of a few
/// hundred bytes lets anybody have requests blocked, or pass unscanned. So each pattern is shown not to: by its syntax
/// (``PatternCost``), which is nearly always enough and costs nothing, or else by trying it on texts that are written against
/// it (``HostileTexts``). What counts is work and not time, so that a rule that loads here loads everywhere.
struct RuleVetting {
    /// The most work of one try, in units of a ``WorkCounter``: about a quarter of a millisecond at 2.6 GHz.
    static let workMax = 256 * 1024
    /// After so much, in all tries of a pattern, it is believed.
    private static let workOfAllMax = 8 * 1024 * 1024

    private let keywords: [String]
    private var windowBytes: Int

    /// Throws for a rule that does more than it may over one of the texts.
    static func check(_ rule: CompiledRule) throws(CompiledRule.Fault) {
        var vetting = RuleVetting(keywords: rule.rule.keywords, windowBytes: rule.bounds.windowBytes)
        switch rule.rule.detector {
        case .pattern(let source):
            try vetting.check(source, rule.syntax, field: "pattern")
        case .block(let begin, let end, _):
            try vetting.check(begin, rule.syntax, field: "block.begin")
            vetting.windowBytes = BlockSearch.windowBytes
            try vetting.check(end, PatternSyntax.parse(end), field: "block.end")
        }
    }

    /// Whether its syntax shows that no try of a pattern can be too much work.
    static func isPlainlyHarmless(_ syntax: PatternSyntax.Alternatives?, windowBytes: Int) -> Bool {
        guard let syntax else { return false }
        let cost = PatternCost(ofTry: syntax, windowBytes: windowBytes)
        return cost.work <= Double(RuleVetting.workMax) && cost.returns <= Double(MatchLimits().match)
    }

    private func check(
        _ source: String,
        _ syntax: PatternSyntax.Alternatives?,
        field: String
    ) throws(CompiledRule.Fault) {
        guard !RuleVetting.isPlainlyHarmless(syntax, windowBytes: self.windowBytes) else { return }
        let pattern = try RuleVetting.pattern(source, field: field)
        let counter = WorkCounter(
            of: pattern,
            limitOfTry: RuleVetting.workMax,
            limitOfAll: RuleVetting.workOfAllMax
        )
        let scratch = MatchScratch(counter: counter)
        let hostile = HostileTexts(
            against: source,
            syntax,
            keywords: self.keywords,
            windowBytes: self.windowBytes
        )
        for text in hostile.texts {
            guard let reason = self.reason(against: pattern, over: text, counter, scratch) else { continue }
            throw CompiledRule.Fault(
                field: field,
                message: "the pattern can be made slow: over \(text.name) \(reason). Say how often each part may be"
                    + " repeated ({1,40}), let no two parts in a row begin with the same characters, and repeat no"
                    + " repetition"
            )
        }
    }

    private static func pattern(_ source: String, field: String) throws(CompiledRule.Fault) -> Pattern {
        let options: Pattern.Options = [.anchored, .partial, .exhaustive]
        do throws(PatternError) {
            return try Pattern(source, options: options.union(.counted))
        } catch {
            // What has become too large to be counted has PCRE2's own limits still.
        }
        do throws(PatternError) {
            return try Pattern(source, options: options)
        } catch {
            throw CompiledRule.Fault(field: field, message: "the pattern does not compile: \(error)")
        }
    }

    /// Tries a pattern at the places of a text that is against it. `nil`: it stands that.
    private func reason(
        against pattern: Pattern,
        over text: HostileText,
        _ counter: WorkCounter,
        _ scratch: MatchScratch
    ) -> String? {
        text.bytes.withUnsafeBytes { bytes in
            for start in text.starts {
                let end = min(start + self.windowBytes, bytes.count)
                let options: MatchOptions = end < bytes.count ? [.partial, .notAtEndOfLine] : []
                counter.beginTry()
                let result = pattern.match(at: start, in: bytes, end: end, options: options, using: scratch)
                if counter.ofTry > RuleVetting.workMax {
                    return "one try of it takes more than \(RuleVetting.workMax) steps"
                }
                if counter.isSpent { return nil }
                if case .failure(let failure) = result { return "PCRE2 gives up on it (\(failure.word))" }
            }
            return nil
        }
    }
}
