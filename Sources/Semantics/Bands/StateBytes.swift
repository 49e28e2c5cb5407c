/// Writes eight bytes at a time, little-endian.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { self.bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    mutating func add(_ count: Int) { self.add(UInt64(bitPattern: Int64(count))) }

    mutating func add(_ number: Double) { self.add(number.bitPattern) }
}

/// Reads what ``StateWriter`` wrote; `nil` where that is not so.
struct StateReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { self.place == self.bytes.count }

    mutating func word() -> UInt64? {
        guard self.bytes.count - self.place >= 8 else { return nil }
        var word: UInt64 = 0
        for offset in 0..<8 { word |= UInt64(self.bytes[self.place + offset]) << (8 * offset) }
        self.place += 8
        return word
    }

    mutating func count(below limit: Int) -> Int? {
        guard let word = self.word(), let count = Int(exactly: word), count < limit else { return nil }
        return count
    }

    mutating func number(in range: ClosedRange<Double>) -> Double? {
        guard let word = self.word() else { return nil }
        let number = Double(bitPattern: word)
        return range.contains(number) ? number : nil
    }

    mutating func flag() -> Bool? {
        switch self.word() {
        case 0: false
        case 1: true
        default: nil
        }
    }
}
