/// Looks at each byte of a channel once, as it comes: where the current word began, and which clusters of digits there are.
struct StreamReader {
    /// Behind the last byte that is none of a word.
    private(set) var wordStart = 0
    /// The cluster of digits that may still grow.
    private(set) var open = LiteralSweep.DigitCluster(start: 0, end: 0, digits: 0)
    /// Those that ended since they were taken.
    private var closed: [LiteralSweep.DigitCluster] = []
    private var place = 0

    /// Reads on to the end of a window.
    mutating func read(_ window: StreamWindow, _ plan: StreamPlan) {
        plan.byteKinds.withUnsafeBufferPointer { kinds in
            while self.place < window.end {
                let kind = kinds[Int(window[self.place])]
                if kind != .word {
                    if kind.contains(.digit) { self.addDigit() }
                    if !kind.contains(.word) { self.wordStart = self.place + 1 }
                }
                self.place += 1
            }
        }
    }

    private mutating func addDigit() {
        if self.open.digits == 0 || self.place - self.open.end > LiteralSweep.gapMax {
            if self.open.digits > 0 { self.closed.append(self.open) }
            self.open = LiteralSweep.DigitCluster(start: self.place, end: self.place, digits: 0)
        }
        self.open.digits += 1
        self.open.end = self.place + 1
    }

    /// Behind the last digit.
    var digitsEnd: Int { self.open.end }

    var hasClusters: Bool { self.open.digits > 0 || !self.closed.isEmpty }

    var clusterCount: Int { self.closed.count + (self.open.digits > 0 ? 1 : 0) }

    /// In the order of the text; the last may still grow.
    func cluster(_ index: Int) -> LiteralSweep.DigitCluster {
        index < self.closed.count ? self.closed[index] : self.open
    }

    /// How far back a rule may be tried for the next digit that comes.
    func clusterReach(at end: Int, reach: Int) -> Int {
        let grows = self.open.digits > 0 && end - self.open.end <= LiteralSweep.gapMax
        return (grows ? self.open.start : end) - reach
    }

    mutating func forgetClusters(endingBefore place: Int) {
        if !self.closed.isEmpty { self.closed.removeAll { $0.end <= place } }
        if self.open.end <= place { self.open.digits = 0 }
    }
}
