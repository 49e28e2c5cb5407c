/// A moment of the wall clock, taken apart into a date and a time of day in UTC (RFC 3339).
package struct Timestamp: Sendable, Hashable {
    package var year: UInt64
    package var month: UInt64
    package var day: UInt64
    package var hour: UInt64
    package var minute: UInt64
    package var second: UInt64
    package var millisecond: UInt64

    /// - Parameter milliseconds: since 1970. Behind the year 9999 it stays the last moment of that year.
    package init(milliseconds: UInt64) {
        let clamped = min(milliseconds, 253_402_300_799_999)
        self.millisecond = clamped % 1000
        let seconds = clamped / 1000
        self.second = seconds % 60
        self.minute = seconds / 60 % 60
        self.hour = seconds / 3600 % 24
        // Counted from 0000-03-01, so that the leap day is the last of its year; 400 years are 146,097 days.
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // Five months from March are always 153 days.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        self.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
    }
}

extension [UInt8] {
    /// Appends `2025-03-01T12:00:00.250Z`, or the same without its milliseconds.
    package mutating func append(timestamp time: Timestamp, withMilliseconds: Bool = true) {
        self.append(bytes: 24) { output in
            output.write(0x5a)
            if withMilliseconds {
                output.write(decimal: time.millisecond, width: 3)
                output.write(0x2e)
            }
            output.write(decimal: time.second, width: 2)
            output.write(0x3a)
            output.write(decimal: time.minute, width: 2)
            output.write(0x3a)
            output.write(decimal: time.hour, width: 2)
            output.write(0x54)
            output.write(decimal: time.day, width: 2)
            output.write(0x2d)
            output.write(decimal: time.month, width: 2)
            output.write(0x2d)
            output.write(decimal: time.year, width: 4)
        }
    }
}
