import Exchange

/// What a caller's limits stand at, as the headers of an answer tell it.
package struct LimitStatus: Sendable, Hashable {
    package struct Gauge: Sendable, Hashable {
        package var limit: UInt64
        package var remaining: UInt64
        /// Nanoseconds until the bucket is full again.
        package var reset: UInt64

        package init(limit: UInt64, remaining: UInt64, reset: UInt64) {
            self.limit = limit
            self.remaining = remaining
            self.reset = reset
        }
    }

    package var requests: Gauge?
    package var tokens: Gauge?

    package init(requests: Gauge? = nil, tokens: Gauge? = nil) {
        self.requests = requests
        self.tokens = tokens
    }

    /// Appends `x-ratelimit-…` lines, each with its line end, for the limits that there are.
    package func appendHeaders(to bytes: inout [UInt8]) {
        if let gauge = self.requests {
            bytes.append(ascii: "x-ratelimit-limit-requests: ")
            bytes.append(decimal: gauge.limit)
            bytes.append(ascii: "\r\nx-ratelimit-remaining-requests: ")
            bytes.append(decimal: gauge.remaining)
            bytes.append(ascii: "\r\nx-ratelimit-reset-requests: ")
            WaitText.append(duration: gauge.reset, to: &bytes)
            bytes.append(ascii: "\r\n")
        }
        if let gauge = self.tokens {
            bytes.append(ascii: "x-ratelimit-limit-tokens: ")
            bytes.append(decimal: gauge.limit)
            bytes.append(ascii: "\r\nx-ratelimit-remaining-tokens: ")
            bytes.append(decimal: gauge.remaining)
            bytes.append(ascii: "\r\nx-ratelimit-reset-tokens: ")
            WaitText.append(duration: gauge.reset, to: &bytes)
            bytes.append(ascii: "\r\n")
        }
    }

    /// Appends `anthropic-ratelimit-…` lines, whose reset is a moment.
    ///
    /// - Parameter wallClock: milliseconds since 1970.
    package func appendAnthropicHeaders(to bytes: inout [UInt8], wallClock: UInt64) {
        if let gauge = self.requests {
            bytes.append(ascii: "anthropic-ratelimit-requests-limit: ")
            bytes.append(decimal: gauge.limit)
            bytes.append(ascii: "\r\nanthropic-ratelimit-requests-remaining: ")
            bytes.append(decimal: gauge.remaining)
            bytes.append(ascii: "\r\nanthropic-ratelimit-requests-reset: ")
            Self.append(moment: gauge.reset, after: wallClock, to: &bytes)
            bytes.append(ascii: "\r\n")
        }
        if let gauge = self.tokens {
            bytes.append(ascii: "anthropic-ratelimit-tokens-limit: ")
            bytes.append(decimal: gauge.limit)
            bytes.append(ascii: "\r\nanthropic-ratelimit-tokens-remaining: ")
            bytes.append(decimal: gauge.remaining)
            bytes.append(ascii: "\r\nanthropic-ratelimit-tokens-reset: ")
            Self.append(moment: gauge.reset, after: wallClock, to: &bytes)
            bytes.append(ascii: "\r\n")
        }
    }

    /// Whole seconds, as the Anthropic API writes them, rounded up.
    private static func append(moment wait: UInt64, after wallClock: UInt64, to bytes: inout [UInt8]) {
        let milliseconds = wallClock &+ WaitText.milliseconds(wait)
        bytes.append(timestamp: Timestamp(milliseconds: milliseconds &+ 999), withMilliseconds: false)
    }
}
