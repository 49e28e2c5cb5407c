import Glibc

/// How random a text looks: Shannon's entropy of its bytes. Random base62 of 20 characters has about 4 bits a byte, a
/// word of prose below 3, `aaaaaaaa` none.
enum Entropy {
    static func accepts(_ span: UnsafeRawBufferPointer, tenths: Int) -> Bool {
        Entropy.bits(of: span) * 10 >= Double(tenths)
    }

    static func bits(of span: UnsafeRawBufferPointer) -> Double {
        guard !span.isEmpty else { return 0 }
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { counts in
            counts.initialize(repeating: 0)
            for byte in span { counts[Int(byte)] &+= 1 }
            let total = Double(span.count)
            return counts.reduce(0.0) { sum, count in
                guard count > 0 else { return sum }
                let share = Double(count) / total
                return sum - share * log2(share)
            }
        }
    }
}
