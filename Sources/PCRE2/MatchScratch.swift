import CPCRE2

/// How much work one call of a match may do.
package struct MatchLimits: Sendable, Hashable {
    /// Backtracking steps at one start position. It does not bound time by itself: a search tries many start positions,
    /// so callers also name a range of them for each call.
    package var match: UInt32 = 10_000
    /// Nested backtracking; binds the interpreter only.
    package var depth: UInt32 = 1_000
    /// Memory of the interpreter, in KiB; binds the interpreter only.
    package var heapKilobytes: UInt32 = 1_024
    /// Stack of the compiled code.
    package var jitStackBytes: Int = 512 * 1024

    package init() {}
}

/// What a match writes to: one for each thread, reused by every match of that thread.
///
/// It is not `Sendable`: pcre2jit(3) wants "separate memory stack areas for each thread", and the match data receives
/// the result of each call.
package final class MatchScratch {
    let data: OpaquePointer
    /// For a match at one place.
    let context: OpaquePointer
    /// For a search: the same limits, and where the search ends, which the library takes only from patterns compiled for it.
    let searchContext: OpaquePointer
    /// The spans of the last match: of the whole, and of group 1.
    let spans: UnsafeMutablePointer<Int>
    /// `nil` where there is no JIT; the interpreter then uses the heap.
    private let jitStack: OpaquePointer?
    private let counter: WorkCounter?

    /// The compiled code begins with this much of its stack.
    private static let jitStackBytesAtFirst = 32 * 1024

    /// - Parameter counter: is told of the work of patterns that were compiled to be counted.
    package init(limits: MatchLimits = MatchLimits(), counter: WorkCounter? = nil) {
        guard let data = pcre2_match_data_create_8(2, nil), let context = pcre2_match_context_create_8(nil),
            let searchContext = pcre2_match_context_create_8(nil)
        else {
            preconditionFailure("no memory for the match data of a thread, of which there is one at start")
        }
        self.data = data
        self.counter = counter
        self.context = context
        self.searchContext = searchContext
        self.spans = pcre2_get_ovector_pointer_8(data).withMemoryRebound(to: Int.self, capacity: 4) { $0 }
        self.jitStack = pcre2_jit_stack_create_8(
            min(MatchScratch.jitStackBytesAtFirst, limits.jitStackBytes),
            limits.jitStackBytes,
            nil
        )
        for context in [context, searchContext] {
            pcre2_set_match_limit_8(context, limits.match)
            pcre2_set_depth_limit_8(context, limits.depth)
            pcre2_set_heap_limit_8(context, limits.heapKilobytes)
            counter?.attach(to: context)
            guard let jitStack = self.jitStack else { continue }
            pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(jitStack))
        }
    }

    deinit {
        pcre2_match_context_free_8(self.searchContext)
        pcre2_match_context_free_8(self.context)
        pcre2_match_data_free_8(self.data)
        if let jitStack = self.jitStack { pcre2_jit_stack_free_8(jitStack) }
    }
}
