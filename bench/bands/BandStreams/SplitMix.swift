import Glibc

/// Steele, Lea and Flood's SplitMix64: the same seed, the same stream, on every machine.
package struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        // Mixed: neighbouring states would give the same stream, a step later.
        self.state = Self.mixed(seed ^ 0x1234_5678_9abc_def1)
    }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mixed(self.state)
    }

    private static func mixed(_ state: UInt64) -> UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    package mutating func unit() -> Double { Double(self.next() >> 11) * 0x1p-53 }

    /// Box and Muller's.
    package mutating func normal(_ mean: Double, _ spread: Double) -> Double {
        let radius = (-2 * log(1 - self.unit())).squareRoot()
        return mean + spread * radius * cos(2 * Double.pi * self.unit())
    }
}
