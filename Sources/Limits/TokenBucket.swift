package import Exchange

/// So many tokens a period, in whole numbers: a bucket that is filled evenly and never holds more than one period's worth.
///
/// The level is counted in *shares*: one token is `period` shares, and each nanosecond adds `amount` of them. So every
/// refill is a whole number, nothing is rounded and nothing drifts, however odd the rate. A share count is below 2^123
/// for any rate (an amount below 2^64, a period of at most a year, a debt of `debtMax` periods), so `Int128` holds it.
///
/// What is taken is settled later, when the true cost is known: `giveBack` returns the rest, `charge` takes more and may
/// leave a debt that the refill works off before anybody is admitted again. A debt is at most `debtMax` times the
/// capacity, so that one absurd report from an upstream cannot lock a caller out for good.
package struct TokenBucket: Sendable, Hashable {
    package let rate: LimitSettings.Rate
    /// In shares; negative is a debt.
    private var level: Int128
    /// The time up to which `level` is filled.
    private var filled: UInt64

    /// The longest period, a year; a longer one counts as this.
    package static let periodMax: UInt64 = 366 * 86_400_000_000_000

    /// How many capacities a bucket may owe.
    package static let debtMax: Int128 = 10

    /// A full bucket. An amount or a period of 0, which no configuration can say, counts as 1.
    package init(_ rate: LimitSettings.Rate, at now: UInt64) {
        let rate = LimitSettings.Rate(amount: max(rate.amount, 1), period: min(max(rate.period, 1), Self.periodMax))
        self.rate = rate
        self.level = Int128(rate.amount) &* Int128(rate.period)
        self.filled = now
    }

    /// How long until `tokens` can be taken: 0 is now, and a wait is exact to the nanosecond. More tokens than the bucket
    /// can hold are there when it is full: a large request waits for a whole period and then leaves a debt, but no
    /// request is impossible.
    package mutating func wait(for tokens: UInt64, at now: UInt64) -> UInt64 {
        self.refill(at: now)
        return self.time(toLevel: self.shares(of: min(tokens, self.rate.amount)))
    }

    /// Takes tokens without asking whether they are there.
    ///
    /// - Returns: what was taken, less than `tokens` where the debt would be too large: what `giveBack` may return.
    package mutating func charge(_ tokens: UInt64, at now: UInt64) -> UInt64 {
        self.refill(at: now)
        let cost = self.shares(of: tokens)
        if self.level &- cost >= self.floor {
            self.level = self.level &- cost
            return tokens
        }
        let taken = UInt64(clamping: max(self.level &- self.floor, 0) / Int128(self.rate.period))
        self.level = self.level &- self.shares(of: taken)
        return taken
    }

    /// Returns tokens that were taken and not used. The bucket never holds more than its capacity.
    package mutating func giveBack(_ tokens: UInt64, at now: UInt64) {
        self.refill(at: now)
        self.level = min(self.level &+ self.shares(of: tokens), self.capacity)
    }

    /// Whole tokens that are there.
    package mutating func remaining(at now: UInt64) -> UInt64 {
        self.refill(at: now)
        guard self.level > 0 else { return 0 }
        // The usual rate fits 64 bits, where a division is many times cheaper.
        if let level = UInt64(exactly: self.level) { return level / self.rate.period }
        return UInt64(clamping: self.level / Int128(self.rate.period))
    }

    /// How long until the bucket is full.
    package mutating func timeToFull(at now: UInt64) -> UInt64 {
        self.refill(at: now)
        return self.time(toLevel: self.capacity)
    }

    /// The same bucket under another rate: as full as it was, in proportion, and with the debt that it had, in tokens.
    /// Rounded down, so that reloading again and again gives nothing away.
    package func changed(to rate: LimitSettings.Rate, at now: UInt64) -> TokenBucket {
        var old = self
        old.refill(at: now)
        var new = TokenBucket(rate, at: now)
        guard new.rate != old.rate else { return old }
        if old.level < 0 {
            let period = Int128(old.rate.period)
            let debt = UInt64(clamping: (period &- 1 &- old.level) / period)
            new.level = max(0 &- new.shares(of: debt), new.floor)
        } else {
            new.level = Self.scale(new.capacity, by: old.level, of: old.capacity)
        }
        return new
    }

    private var capacity: Int128 { self.shares(of: self.rate.amount) }

    private var floor: Int128 { 0 &- Self.debtMax &* self.capacity }

    private func shares(of tokens: UInt64) -> Int128 {
        Int128(tokens) &* Int128(self.rate.period)
    }

    /// A clock that another core read a little earlier moves nothing.
    private mutating func refill(at now: UInt64) {
        guard now > self.filled else { return }
        let missing = self.capacity &- self.level
        // Behind this time the bucket is full whatever the product would be, so the product stays in range.
        let enough = Int128(Self.debtMax &+ 1) &* Int128(self.rate.period)
        let elapsed = min(Int128(now &- self.filled), enough)
        self.level = self.level &+ min(elapsed &* Int128(self.rate.amount), missing)
        self.filled = now
    }

    private func time(toLevel wanted: Int128) -> UInt64 {
        let missing = wanted &- self.level
        guard missing > 0 else { return 0 }
        let amount = self.rate.amount
        if let missing = UInt64(exactly: missing) {
            return missing / amount &+ (missing % amount == 0 ? 0 : 1)
        }
        return UInt64(clamping: (missing &+ Int128(amount) &- 1) / Int128(amount))
    }

    /// `value * part / whole`, rounded down, for `0 <= part <= whole`; exact to 2^-60 of the value.
    private static func scale(_ value: Int128, by part: Int128, of whole: Int128) -> Int128 {
        guard part < whole else { return value }
        // Long division in binary: 60 digits of part/whole, each adding half as much of the value as the one before.
        var sum: Int128 = 0
        var rest = part
        for digit in Int128(1)...60 {
            rest = rest &<< 1
            if rest >= whole {
                rest = rest &- whole
                sum = sum &+ (value &>> digit)
            }
        }
        return sum
    }
}
