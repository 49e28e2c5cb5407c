import CPCRE2

/// Why an expression does not compile: PCRE2's own words, and where.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    /// The byte of the expression at which the compiler stopped.
    package var offset: Int

    init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    init(code: CInt, offset: Int) {
        self.init(message: PatternError.text(of: code), offset: offset)
    }

    package var description: String { "\(self.message) (at byte \(self.offset) of the pattern)" }

    /// The library's own text of a status code.
    static func text(of code: CInt) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let length = pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
            // PCRE2_ERROR_NOMEMORY means that the text was cut to the buffer; what stands there is still good.
            guard length >= 0 || length == PCRE2_ERROR_NOMEMORY else { return "PCRE2 error \(code)" }
            let count = length >= 0 ? Int(length) : buffer.count - 1
            return String(decoding: buffer[..<min(count, buffer.count)], as: UTF8.self)
        }
    }
}

/// Why a search gave up: it is not known whether the pattern matches.
package enum MatchFailure: Error, Sendable, Hashable {
    /// More backtracking at one start position than ``MatchLimits/match`` allows.
    case matchLimit
    /// The interpreter went deeper than ``MatchLimits/depth`` allows.
    case depthLimit
    /// The interpreter needed more memory than ``MatchLimits/heapKilobytes`` allows.
    case heapLimit
    /// The compiled code needed more stack than ``MatchLimits/jitStackBytes`` allows.
    case jitStack
    /// Any other status of the library.
    case other(Int32)

    init(status: CInt) {
        self =
            switch status {
            case PCRE2_ERROR_MATCHLIMIT: .matchLimit
            case PCRE2_ERROR_DEPTHLIMIT: .depthLimit
            case PCRE2_ERROR_HEAPLIMIT: .heapLimit
            case PCRE2_ERROR_JIT_STACKLIMIT: .jitStack
            default: .other(status)
            }
    }

    /// One or two words for a log line or the label of a metric.
    package var word: String {
        switch self {
        case .matchLimit: "match_limit"
        case .depthLimit: "depth_limit"
        case .heapLimit: "heap_limit"
        case .jitStack: "jit_stack"
        case .other: "pcre2_error"
        }
    }
}
