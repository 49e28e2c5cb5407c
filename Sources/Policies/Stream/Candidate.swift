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
    private var later: [Range<Int>] = []
    /// From here on the digits are too few so far: what matches there counts only once there are enough.
    private(set) var sureEnd = Int.max
    /// It is tried again when the text has grown to this.
    private(set) var wake = 0
    /// And, when a word ends, from this on.
    private(set) var wakeAtBreak = 0
    /// The beginning of a block has matched, and its end is looked for.
    var block: OpenBlock?

    struct OpenBlock {
        var begin: Range<Int>
        /// The end does not begin before this.
        var searched: Int
    }

    /// Its literal is still to come, without which nothing matches: it is only tried to see whether it may go on.
    private(set) var isLoose = false

    /// A text that has grown by less than one part in so many need not be tried again.
    private static let growth = 16
    /// Up to this length a candidate is tried again at the end of each word.
    private static let eagerBytesMax = 256
    private static let growthBytesMin = 64
    /// A match whose literal is still to come is seldom tried again before so much has come.
    private static let looseBytesMin = 96

    init(rule: Int, _ range: Range<Int>, isSure: Bool) {
        self.rule = rule
        self.start = range.lowerBound
        self.end = range.upperBound
        if !isSure { self.sureEnd = range.lowerBound }
    }

    var isTentative: Bool { self.start >= self.sureEnd }

    /// Nothing can be said before there is more text.
    ///
    /// - Parameter bound: the text behind `start` with which something can be said in any case.
    mutating func wait(since end: Int, bound: Int) {
        let length = end - self.start
        let last = max(end + 1, self.start + bound)
        self.wakeAtBreak = length <= Candidate.eagerBytesMax ? end : min(end + length / Candidate.growth, last)
        self.wake = min(end + max(Candidate.growthBytesMin, length / 4), last)
    }

    /// Nothing can be said before the text has grown to a certain length.
    mutating func wait(until end: Int) {
        self.wake = end
        self.wakeAtBreak = end
    }

    /// The same where many wait for literals that are still to come: each is tried seldom.
    mutating func waitLoosely(since end: Int, bound: Int) {
        let next = max(self.start + Candidate.looseBytesMin, end + Candidate.growthBytesMin)
        self.wait(until: min(next, max(end + 1, self.start + bound)))
    }

    /// Its literal is still to come.
    mutating func loosen() {
        self.isLoose = true
    }

    /// Its literal has come.
    mutating func confirmLiteral() {
        guard self.isLoose else { return }
        self.isLoose = false
        self.wait(until: 0)
    }

    /// Adds places behind the known ones, or next to them. A range is sure as a whole, or not at all.
    mutating func add(_ range: Range<Int>, isSure: Bool) {
        let last = self.later.last ?? self.start..<self.end
        let isLastSure = last.lowerBound < self.sureEnd
        if !isSure { self.sureEnd = min(self.sureEnd, range.lowerBound) }
        if range.lowerBound > last.upperBound || isLastSure != isSure {
            self.later.append(range)
        } else if let index = self.later.indices.last {
            self.later[index] = min(last.lowerBound, range.lowerBound)..<max(last.upperBound, range.upperBound)
        } else {
            if range.lowerBound < self.start, self.block == nil {
                self.start = range.lowerBound
                if !self.isLoose { self.wait(until: 0) }
            }
            self.end = max(self.end, range.upperBound)
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

    /// Skips places that are not sure and stand before one from which on they may still become so.
    mutating func dropTentative(before place: Int) {
        guard self.sureEnd < place else { return }
        self.later = self.later.compactMap { range in
            guard range.lowerBound >= self.sureEnd else { return range }
            let start = max(range.lowerBound, place)
            return start < range.upperBound ? start..<range.upperBound : nil
        }
        guard self.isTentative, self.start < place else { return }
        self.start = place
        if self.start >= self.end, !self.next() { self.end = self.start }
        self.wait(until: 0)
    }

    /// There are enough digits now for the places of a range.
    mutating func confirm(_ range: Range<Int>) {
        self.dropTentative(before: range.lowerBound)
        if self.isTentative { self.wait(until: 0) }
        if self.sureEnd < .max { self.sureEnd = max(self.sureEnd, range.upperBound) }
    }

    /// Nothing is left to try.
    var isEmpty: Bool { self.start >= self.end && self.later.isEmpty }

    /// Skips all places before one.
    mutating func skip(to place: Int) {
        guard self.start < place else { return }
        self.start = place
        self.block = nil
        self.wait(until: 0)
    }

    /// The rule is not tried any more.
    mutating func drop() {
        self.start = .max
        self.end = .max
        self.later.removeAll()
        self.block = nil
    }
}
