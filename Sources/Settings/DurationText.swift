/// Durations as the configuration writes them: `250ms`, `10s`, `1h30m`, `7d`.
enum DurationText {
    /// A hundred years: far from the end of `UInt64`.
    static let daysMax: UInt64 = 36_500

    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ]

    /// Nanoseconds, or nil when the text is no duration: whole numbers, each with its unit, the largest unit first.
    static func nanoseconds(_ text: String) -> UInt64? {
        var rest = text[...]
        var total: UInt64 = 0
        var previous = UInt64.max
        repeat {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !("0"..."9").contains($0) }
            rest = rest.dropFirst(name.count)
            guard let number = UInt64(digits), let unit = self.units.first(where: { $0.name == name })?.nanoseconds,
                unit < previous
            else {
                return nil
            }
            let (part, tooLong) = number.multipliedReportingOverflow(by: unit)
            let (sum, tooLongTogether) = total.addingReportingOverflow(part)
            guard !tooLong, !tooLongTogether, sum <= self.daysMax * 86_400_000_000_000 else {
                return nil
            }
            total = sum
            previous = unit
        } while !rest.isEmpty
        return total
    }
}
