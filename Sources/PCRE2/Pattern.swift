import CPCRE2

/// A regular expression, compiled once and matched from any number of threads.
///
/// Subjects may be hostile: bytes that are not UTF-8 never match anything and never crash (`PCRE2_MATCH_INVALID_UTF`), and
/// how far a search goes is bounded by its ``MatchScratch`` and by the range of start positions that each call names.
///
/// `@unchecked Sendable`: the handle is written only in `init`. pcre2api(3), "The compiled pattern": "The data in the
/// compiled pattern is fixed, and does not change when the pattern is matched. Therefore, it is thread-safe, that is, the
/// same compiled pattern can be used by more than one thread simultaneously." JIT code is made in `init`, before anybody
/// can share the pattern, as the same section asks.
package final class Pattern: @unchecked Sendable {
    /// The expression as it was written.
    package let source: String
    /// What the library knows of it.
    package let traits: Traits
    /// Whether it was compiled to be tried at one place only.
    package let isAnchored: Bool
    let code: OpaquePointer

    package struct Options: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Letters match in either case.
        package static let caseless = Options(rawValue: 1)
        /// Also makes the code for matches that the end of the subject cuts (`.partial`), which costs memory.
        package static let partial = Options(rawValue: 2)
        /// Matches only where it is tried. Given to a match instead, the same would leave the compiled code.
        package static let anchored = Options(rawValue: 4)
        /// Tells a ``WorkCounter`` what it does. The compiled pattern grows by it, and may become too large.
        package static let counted = Options(rawValue: 8)
        /// Does all the work that a text can make of it: that a character which must come is nowhere in the subject, or the
        /// subject too short, is not looked at first.
        package static let exhaustive = Options(rawValue: 16)
    }

    /// The longest expression that is compiled, in bytes.
    package static let sourceBytesMax = 8 * 1024
    /// The deepest nesting of parentheses.
    static let nestingMax: UInt32 = 64

    package init(_ source: String, options: Options = []) throws(PatternError) {
        try Pattern.refuseLeadingVerb(in: source)
        guard let context = pcre2_compile_context_create_8(nil) else {
            throw PatternError(code: PCRE2_ERROR_HEAP_FAILED, offset: 0)
        }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_max_pattern_length_8(context, Pattern.sourceBytesMax)
        pcre2_set_parens_nest_limit_8(context, Pattern.nestingMax)

        var compileOptions: UInt32 =
            UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        // Neither needs the other: a limit says where the search for a beginning ends.
        compileOptions |= UInt32(options.contains(.anchored) ? PCRE2_ANCHORED : PCRE2_USE_OFFSET_LIMIT)
        if options.contains(.caseless) { compileOptions |= UInt32(PCRE2_CASELESS) }
        if options.contains(.counted) { compileOptions |= UInt32(PCRE2_AUTO_CALLOUT) }
        if options.contains(.exhaustive) { compileOptions |= UInt32(PCRE2_NO_START_OPTIMIZE) }

        var status: CInt = 0
        var offset = 0
        var text = source
        let compiled = text.withUTF8 { utf8 in
            pcre2_compile_8(utf8.baseAddress, utf8.count, compileOptions, &status, &offset, context)
        }
        guard let compiled else { throw PatternError(code: status, offset: offset) }

        // Without JIT (a kernel that forbids writable code) the interpreter matches the same, slower and under the same
        // limits, so a failure here is not an error.
        var modes = UInt32(PCRE2_JIT_COMPLETE)
        if options.contains(.partial) { modes |= UInt32(PCRE2_JIT_PARTIAL_HARD) }
        let jit = pcre2_jit_compile_8(compiled, modes)

        self.source = source
        self.code = compiled
        self.isAnchored = options.contains(.anchored)
        self.traits = Traits(of: compiled, isJITCompiled: jit == 0)
    }

    deinit {
        pcre2_code_free_8(self.code)
    }

    /// `(*LIMIT_MATCH=…)`, `(*NO_JIT)` and their like at the start of an expression change how it is compiled and matched.
    /// That is the caller's business, not the expression's.
    private static func refuseLeadingVerb(in source: String) throws(PatternError) {
        let utf8 = source.utf8
        guard utf8.starts(with: "(*".utf8), let letter = utf8.dropFirst(2).first else { return }
        if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) {
            throw PatternError(
                message: "verbs such as (*UTF) or (*LIMIT_MATCH=…) at the start are not allowed",
                offset: 0
            )
        }
    }
}

extension Pattern {
    /// What PCRE2 finds out about an expression while it compiles it.
    package struct Traits: Sendable, Hashable {
        package var captureCount: Int
        /// The most characters that a lookbehind (or `\b`) looks at before the match.
        package var maxLookbehind: Int
        /// The fewest characters that a match has.
        package var minLength: Int
        /// The byte with which every match begins, where there is one.
        package var firstCodeUnit: UInt8?
        package var canMatchEmpty: Bool
        package var isJITCompiled: Bool

        init(of code: OpaquePointer, isJITCompiled: Bool) {
            self.captureCount = Int(Traits.number(PCRE2_INFO_CAPTURECOUNT, of: code))
            self.maxLookbehind = Int(Traits.number(PCRE2_INFO_MAXLOOKBEHIND, of: code))
            self.minLength = Int(Traits.number(PCRE2_INFO_MINLENGTH, of: code))
            let hasFirst = Traits.number(PCRE2_INFO_FIRSTCODETYPE, of: code) == 1
            self.firstCodeUnit =
                hasFirst ? UInt8(truncatingIfNeeded: Traits.number(PCRE2_INFO_FIRSTCODEUNIT, of: code)) : nil
            self.canMatchEmpty = Traits.number(PCRE2_INFO_MATCHEMPTY, of: code) != 0
            self.isJITCompiled = isJITCompiled
        }

        /// One of the items that the library writes as a `uint32_t`.
        private static func number(_ item: CInt, of code: OpaquePointer) -> UInt32 {
            var value: UInt32 = 0
            return pcre2_pattern_info_8(code, UInt32(item), &value) == 0 ? value : 0
        }
    }
}
