/// Randomness that is the same in every run: a Weyl sequence through two rounds of multiplication.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var word = self.state
        word = (word ^ word >> 32) &* 0xd6e8_feb8_6659_fd93
        word = (word ^ word >> 29) &* 0xa076_1d64_78bd_642f
        return word ^ word >> 32
    }
}
