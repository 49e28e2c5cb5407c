/// Where a rule has to be tried, as far as it is not yet known what comes of it.
///
/// There is one of each rule at most: what comes later waits behind it, because where a match ends decides where the rule
/// is tried next.
struct Candidate {
    let rule: Int
    /// Where the rule is tried next; the places before it are settled.
    var start: Int
    /// Where the first range of places to try ends.
    var end: Int
    /// The ranges behind it, in order.
    var later: [Range<Int>] = []
    /// It is tried again when the text has grown to this.
    var wake = 0
    /// And, when a word ends, from this on.
    var wakeAtBreak = 0
    /// Its digits are too few so far. What it matches counts only once there are enough.
    var isTentative = false
    /// The beginning of a block has matched, and its end is looked for.
    var block: OpenBlock?

    struct OpenBlock {
        var begin: Range<Int>
        /// The end does not begin before this.
        var searched: Int
    }

    /// A text that has grown by less than one part in so many need not be tried again.
    private static let growth = 16
    /// Up to this length a candidate is tried again at the end of each word.
    private static let eagerBytesMax = 256
    private static let growthBytesMin = 64

    /// Nothing can be said before there is more text.
    mutating func wait(since end: Int, bound: Int) {
        let length = end - self.start
        self.wakeAtBreak = length <= Candidate.eagerBytesMax ? end : end + length / Candidate.growth
        self.wake = min(end + max(Candidate.growthBytesMin, length / 4), self.start + bound)
        if self.wake <= end { self.wake = end + 1 }
    }

    /// Nothing can be said before the text has grown to a certain length.
    mutating func wait(until end: Int) {
        self.wake = end
        self.wakeAtBreak = end
    }

    /// Adds places behind the known ones.
    mutating func add(_ range: Range<Int>) {
        guard let last = self.later.last else {
            if range.lowerBound <= self.end {
                self.end = max(self.end, range.upperBound)
            } else {
                self.later.append(range)
            }
            return
        }
        if range.lowerBound <= last.upperBound {
            self.later[self.later.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            self.later.append(range)
        }
    }

    /// Goes on to the next range; `false` if there is none.
    mutating func next() -> Bool {
        guard !self.later.isEmpty else { return false }
        let range = self.later.removeFirst()
        self.start = max(self.start, range.lowerBound)
        self.end = max(self.start, range.upperBound)
        return true
    }
}
