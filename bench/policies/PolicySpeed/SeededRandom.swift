/// Splitmix64: the same texts in every run.
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (self.state ^ (self.state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int(self.next() % UInt64(bound))
    }

    /// True once in so many times, on average.
    mutating func once(in times: Int) -> Bool {
        self.below(times) == 0
    }

    mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element
    where Choices.Index == Int {
        choices[choices.startIndex + self.below(choices.count)]
    }

    /// The earlier the likelier, about as words are in a language.
    mutating func pickCommon<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element
    where Choices.Index == Int {
        let (first, second) = (self.below(choices.count), self.below(choices.count))
        return choices[choices.startIndex + first * second / choices.count]
    }
}
