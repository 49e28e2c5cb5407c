/// Reads `Retry-After` (RFC 9110, 10.2.3): a number of seconds, or a date.
package enum RetryAfter {
    /// Nanoseconds to wait; `nil` for anything that is neither.
    ///
    /// - Parameter wallClock: milliseconds since 1970.
    package static func nanoseconds(_ text: String, wallClock: UInt64) -> UInt64? {
        let bytes = text.utf8
        if !bytes.isEmpty, bytes.count <= 9, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let seconds = UInt64(text)
        {
            return seconds * 1_000_000_000
        }
        guard let date = Self.seconds(ofDate: text) else { return nil }
        let now = wallClock / 1000
        let wait = date > now ? date - now : 0
        return min(wait, 999_999_999) * 1_000_000_000
    }

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that is sent today.
    private static func seconds(ofDate text: String) -> UInt64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = UInt64(parts[1]), let year = UInt64(parts[3]),
            let month = Self.months.firstIndex(of: String(parts[2])), (1...31).contains(day),
            (1970...9999).contains(year)
        else { return nil }
        let clock = parts[4].split(separator: ":").map { UInt64($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2], hour < 24,
            minute < 60,
            second <= 60
        else { return nil }
        // Days before the year, then before the month, by the rule of Gregorian leap years.
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let monthDays: [UInt64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let days = before * 365 + leapDays + monthDays[..<month].reduce(0, +) + day - 1 - 719_162
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
