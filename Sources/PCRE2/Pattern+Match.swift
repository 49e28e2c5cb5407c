import CPCRE2

/// Where a pattern matched, as byte offsets into the subject.
package struct PatternMatch: Sendable, Hashable {
    /// The whole match. It begins where the search may go on from, `max(end, start + 1)` at the earliest.
    package var whole: Range<Int>
    /// What the author of the pattern is after: group 1 where it took part in the match, else the whole.
    package var span: Range<Int>

    package init(whole: Range<Int>, span: Range<Int>) {
        self.whole = whole
        self.span = span
    }
}

package enum MatchResult: Sendable, Hashable {
    case match(PatternMatch)
    case none
    /// The end of the subject came while a match that began here was still possible; only asked for with `.partial`.
    case partial(start: Int)
    case failure(MatchFailure)
}

package struct MatchOptions: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A match that the end of the subject cuts is reported as `.partial`, even if a shorter one is complete.
    package static let partial = MatchOptions(rawValue: UInt32(PCRE2_PARTIAL_HARD))
    /// The subject's first byte is not the beginning of a line.
    package static let notAtBeginOfLine = MatchOptions(rawValue: UInt32(PCRE2_NOTBOL))
    /// The subject's last byte is not the end of a line.
    package static let notAtEndOfLine = MatchOptions(rawValue: UInt32(PCRE2_NOTEOL))
}

extension Pattern {
    /// Finds the first match that begins in `starts`.
    ///
    /// Lookbehinds see what stands before `starts`; a match may extend to `end`, and nothing behind that is looked at. A
    /// range of one position tries the pattern at that place alone. Work is bounded by the scratch's limits times the
    /// number of start positions.
    ///
    /// - Parameters:
    ///   - starts: where a match may begin.
    ///   - end: where the subject ends; the whole of it by default.
    package func firstMatch(
        in subject: UnsafeRawBufferPointer,
        startingIn starts: Range<Int>,
        end: Int? = nil,
        options: MatchOptions = [],
        using scratch: MatchScratch
    ) -> MatchResult {
        let end = min(end ?? subject.count, subject.count)
        guard starts.lowerBound >= 0, !starts.isEmpty, starts.lowerBound <= end else { return .none }
        guard !self.isAnchored else {
            return self.match(at: starts, in: subject, end: end, options: options, using: scratch)
        }

        pcre2_set_offset_limit_8(scratch.searchContext, starts.upperBound - 1)
        return self.run(on: subject, from: starts.lowerBound, end: end, options, scratch, scratch.searchContext)
    }

    /// Tries the pattern at one place, from which on nothing is searched for; the cheapest call if it was compiled for
    /// that (``Options/anchored``). Else it is ``firstMatch(in:startingIn:end:options:using:)`` for a range of one.
    package func match(
        at start: Int,
        in subject: UnsafeRawBufferPointer,
        end: Int? = nil,
        options: MatchOptions = [],
        using scratch: MatchScratch
    ) -> MatchResult {
        let end = min(end ?? subject.count, subject.count)
        guard start >= 0, start <= end else { return .none }
        guard self.isAnchored else {
            return self.firstMatch(
                in: subject,
                startingIn: start..<start + 1,
                end: end,
                options: options,
                using: scratch
            )
        }
        return self.run(on: subject, from: start, end: end, options, scratch, scratch.context)
    }

    /// An anchored pattern at one place after another.
    private func match(
        at starts: Range<Int>,
        in subject: UnsafeRawBufferPointer,
        end: Int,
        options: MatchOptions,
        using scratch: MatchScratch
    ) -> MatchResult {
        for start in starts.lowerBound..<min(starts.upperBound, end + 1) {
            let result = self.run(on: subject, from: start, end: end, options, scratch, scratch.context)
            if result != .none { return result }
        }
        return .none
    }

    private func run(
        on subject: UnsafeRawBufferPointer,
        from start: Int,
        end: Int,
        _ options: MatchOptions,
        _ scratch: MatchScratch,
        _ context: OpaquePointer
    ) -> MatchResult {
        // A null pointer with length 0 is an error to the library before 10.43, and an empty subject is a subject.
        var nothing: UInt8 = 0
        return withUnsafePointer(to: &nothing) { empty in
            let text = subject.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? empty
            let status = pcre2_match_8(
                self.code,
                text,
                end,
                start,
                options.rawValue,
                scratch.data,
                context
            )
            return self.result(of: status, end: end, spans: scratch.spans)
        }
    }

    /// - Parameter status: the number of spans that were set, 0 if there were more than the scratch holds, or an error.
    private func result(of status: CInt, end: Int, spans: UnsafeMutablePointer<Int>) -> MatchResult {
        switch status {
        case PCRE2_ERROR_NOMATCH:
            return .none
        case PCRE2_ERROR_PARTIAL:
            return .partial(start: min(max(spans[0], 0), end))
        case 0...:
            // `\K` may move the start of a match, so nothing about the order of the offsets is taken for granted.
            guard let whole = Pattern.range(spans[0], spans[1], end) else { return .none }
            let hasGroup = self.traits.captureCount > 0 && status != 1
            let group = hasGroup ? Pattern.range(spans[2], spans[3], end) : nil
            return .match(PatternMatch(whole: whole, span: group ?? whole))
        default:
            return .failure(MatchFailure(status: status))
        }
    }

    /// `nil` for a group that took no part (`PCRE2_UNSET`, all bits set, is -1 here).
    private static func range(_ start: Int, _ end: Int, _ limit: Int) -> Range<Int>? {
        guard start >= 0, start <= end, end <= limit else { return nil }
        return start..<end
    }
}
