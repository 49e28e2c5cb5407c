/// How much one caller may do, as the operator wrote it. `nil` is no limit.
package struct LimitSettings: Sendable, Hashable {
    package var requests: Rate?
    package var tokens: Rate?
    /// How many requests may be in flight at once.
    package var concurrent: Int?

    package init(requests: Rate? = nil, tokens: Rate? = nil, concurrent: Int? = nil) {
        self.requests = requests
        self.tokens = tokens
        self.concurrent = concurrent
    }

    /// So many of something in each period, `100k/min`.
    package struct Rate: Sendable, Hashable {
        /// At least 1.
        package var amount: UInt64
        /// In nanoseconds, at least 1.
        package var period: UInt64

        package init(amount: UInt64, period: UInt64) {
            self.amount = amount
            self.period = period
        }
    }
}

extension LimitSettings.Rate {
    /// Why a text is not a rate, in words for whoever wrote it.
    package struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// The most that a rate may say; leaves room to multiply by a period without wide arithmetic going wrong.
    package static let amountMax: UInt64 = 1_000_000_000_000

    /// Reads `60/min`, `100k/min`, `5000/s`, `2M/d`: a whole number, `k` (thousand) or `M` (million), and `s`, `min`, `h`
    /// or `d`.
    package init(parsing text: String) throws(Unreadable) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw Unreadable(description: "a rate is an amount, a slash and a unit of time, like 60/min or 100k/min")
        }
        guard let amount = Self.amount(parts[0]) else {
            throw Unreadable(
                description:
                    "the amount of a rate is a whole number from 1 to \(Self.amountMax), with k or M behind it if"
                    + " you like, as in 60/min or 100k/min"
            )
        }
        let second: UInt64 = 1_000_000_000
        switch parts[1] {
        case "s": self.init(amount: amount, period: second)
        case "min": self.init(amount: amount, period: 60 * second)
        case "h": self.init(amount: amount, period: 3600 * second)
        case "d": self.init(amount: amount, period: 86_400 * second)
        default: throw Unreadable(description: "the unit of time of a rate is s, min, h or d, as in 60/min")
        }
    }

    private static func amount(_ text: Substring) -> UInt64? {
        var digits = text
        var scale: UInt64 = 1
        if digits.last == "k" {
            scale = 1000
            digits.removeLast()
        } else if digits.last == "M" {
            scale = 1_000_000
            digits.removeLast()
        }
        // `UInt64("+5")` would be a number.
        guard digits.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true, let number = UInt64(digits) else {
            return nil
        }
        let (amount, overflow) = number.multipliedReportingOverflow(by: scale)
        return overflow || amount == 0 || amount > Self.amountMax ? nil : amount
    }
}

extension LimitSettings.Rate: CustomStringConvertible {
    /// The form that `init(parsing:)` reads.
    package var description: String {
        let amount =
            if self.amount >= 1_000_000, self.amount % 1_000_000 == 0 {
                "\(self.amount / 1_000_000)M"
            } else if self.amount >= 1000, self.amount % 1000 == 0 {
                "\(self.amount / 1000)k"
            } else {
                "\(self.amount)"
            }
        let unit =
            switch self.period {
            case 1_000_000_000: "s"
            case 60_000_000_000: "min"
            case 3_600_000_000_000: "h"
            case 86_400_000_000_000: "d"
            default: "\(self.period)ns"
            }
        return "\(amount)/\(unit)"
    }
}
