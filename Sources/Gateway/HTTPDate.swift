import Exchange

/// The text of a `Date` field, kept for the second in which it holds (RFC 9110, 5.6.7).
struct HTTPDate {
    private var second: UInt64 = .max
    private var bytes: [UInt8] = []

    private static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter wallClock: milliseconds since 1970.
    mutating func text(at wallClock: UInt64) -> [UInt8] {
        let second = wallClock / 1000
        if second == self.second { return self.bytes }
        self.second = second
        let time = Timestamp(milliseconds: wallClock)
        self.bytes.removeAll(keepingCapacity: true)
        // 1970-01-01 was a Thursday.
        self.bytes.append(ascii: Self.weekdays[Int(truncatingIfNeeded: second / 86_400 % 7)])
        self.bytes.append(ascii: ", ")
        self.bytes.append(decimal: time.day, width: 2)
        self.bytes.append(0x20)
        self.bytes.append(ascii: Self.months[Int(truncatingIfNeeded: (time.month &- 1) % 12)])
        self.bytes.append(0x20)
        self.bytes.append(decimal: time.year, width: 4)
        self.bytes.append(0x20)
        self.bytes.append(decimal: time.hour, width: 2)
        self.bytes.append(0x3A)
        self.bytes.append(decimal: time.minute, width: 2)
        self.bytes.append(0x3A)
        self.bytes.append(decimal: time.second, width: 2)
        self.bytes.append(ascii: " GMT")
        return self.bytes
    }
}
