/// A seeded 64-bit hash of bytes that costs next to nothing: it chooses a place in a table and says that something was never
/// there. Whoever knows the seed can make two texts with one hash, so it never says that two texts are the same.
package struct QuickHash: Sendable {
    private let seed: UInt64

    /// A longer text is hashed by its length, its first bytes and its last, so many of each.
    private static let edgeBytes = 1024
    private static let odd: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// - Parameter seed: random, made anew with each process, so that nobody outside can choose a place.
    package init(seed: UInt64) {
        self.seed = seed
    }

    package func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let edge = min(bytes.count, QuickHash.edgeBytes)
        let first = QuickHash.hash(UnsafeRawBufferPointer(rebasing: bytes[..<edge]), self.seed ^ UInt64(bytes.count))
        guard edge < bytes.count else { return QuickHash.mix(first) }
        let last = UnsafeRawBufferPointer(rebasing: bytes[max(edge, bytes.count - QuickHash.edgeBytes)...])
        return QuickHash.mix(QuickHash.hash(last, first))
    }

    /// Sixteen bytes a step, in two lanes that do not wait for each other.
    private static func hash(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        var left = seed
        var right = seed &* QuickHash.odd
        var place = 0
        while place + 16 <= bytes.count {
            left = QuickHash.mix(left ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            right = QuickHash.mix(right ^ bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self))
            place += 16
        }
        if place + 8 <= bytes.count {
            right = QuickHash.mix(right ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        while place < bytes.count {
            left = QuickHash.mix(left ^ UInt64(bytes[place]))
            place += 1
        }
        return left ^ right &>> 32 ^ right &<< 32
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: QuickHash.odd)
        return high ^ low
    }
}
