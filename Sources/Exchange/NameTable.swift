/// A fixed set of short names, in which the name of a member is looked up in a few nanoseconds.
package struct NameTable: Sendable {
    /// A name as two words, of which the unused bytes are zero.
    private struct Key: Hashable, Sendable {
        var low: UInt64
        var high: UInt64

        static let none = Key(low: 0, high: 0)

        init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }

        /// `nil` for a name that is empty or longer than two words, or that ends in a zero.
        init?(_ bytes: UnsafeRawBufferPointer) {
            guard (1...16).contains(bytes.count), bytes.last != 0 else { return nil }
            self.low = Self.word(bytes, from: 0)
            self.high = Self.word(bytes, from: 8)
        }

        private static func word(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
            var word: UInt64 = 0
            for place in start..<max(start, min(start + 8, bytes.count)) {
                word |= UInt64(bytes[place]) &<< UInt64(8 * (place - start))
            }
            return word
        }

        var slot: Int {
            let mixed = (self.low ^ self.high &* 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
            return Int(truncatingIfNeeded: mixed &>> 40)
        }
    }

    private var slots: [Key]

    /// - Parameter names: each of 1 to 16 bytes.
    package init(_ names: [StaticString]) {
        var size = 16
        while size < 4 * names.count { size *= 2 }
        self.slots = [Key](repeating: .none, count: size)
        for name in names {
            let key = name.withUTF8Buffer { Key(UnsafeRawBufferPointer($0)) }
            guard let key else { preconditionFailure("a name of this table has 1 to 16 bytes") }
            self.slots[self.place(of: key)] = key
        }
    }

    package func contains(_ name: UnsafeRawBufferPointer) -> Bool {
        guard let key = Key(name) else { return false }
        return self.slots[self.place(of: key)] == key
    }

    /// Where the key is, or would be.
    private func place(of key: Key) -> Int {
        var place = key.slot & (self.slots.count - 1)
        while self.slots[place] != .none, self.slots[place] != key { place = (place + 1) & (self.slots.count - 1) }
        return place
    }
}
