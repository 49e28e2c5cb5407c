import Exchange

/// Waits as the headers write them. Always rounded up: whoever comes back after what is written gets in.
package enum WaitText {
    /// Appends a duration as OpenAI's headers do: `0s`, `120ms`, `1.5s`, `6m0s`, `1h0m30s`.
    package static func append(duration nanoseconds: UInt64, to bytes: inout [UInt8]) {
        let milliseconds = Self.milliseconds(nanoseconds)
        if milliseconds > 0, milliseconds < 1000 {
            bytes.append(decimal: milliseconds)
            bytes.append(ascii: "ms")
            return
        }
        let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000)
        if minutes >= 60 {
            bytes.append(decimal: minutes / 60)
            bytes.append(ascii: "h")
        }
        if minutes > 0 {
            bytes.append(decimal: minutes % 60)
            bytes.append(ascii: "m")
        }
        bytes.append(decimal: rest / 1000)
        var fraction = rest % 1000
        if fraction > 0 {
            bytes.append(ascii: ".")
            var width = 3
            while fraction % 10 == 0 {
                fraction /= 10
                width -= 1
            }
            bytes.append(decimal: fraction, width: width)
        }
        bytes.append(ascii: "s")
    }

    package static func duration(_ nanoseconds: UInt64) -> String {
        var bytes: [UInt8] = []
        Self.append(duration: nanoseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number of `Retry-After`; at least 1, because 0 would ask for the same refusal at once.
    package static func seconds(_ nanoseconds: UInt64) -> UInt64 {
        max(Self.roundUp(nanoseconds, to: 1_000_000_000), 1)
    }

    /// The number of `retry-after-ms`.
    package static func milliseconds(_ nanoseconds: UInt64) -> UInt64 {
        Self.roundUp(nanoseconds, to: 1_000_000)
    }

    private static func roundUp(_ nanoseconds: UInt64, to unit: UInt64) -> UInt64 {
        nanoseconds / unit + (nanoseconds % unit == 0 ? 0 : 1)
    }
}
