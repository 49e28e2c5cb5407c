/// Which content words two questions share, and in what order.
struct ContentMatch {
    private(set) var common = 0
    /// Words that are no more than alike: a slip of the pen, another form.
    private(set) var soft = 0
    private(set) var onlyLeft = 0
    private(set) var onlyRight = 0
    /// The share of neighbouring common words that stand in the same order, 1 if there are none.
    private(set) var order = 1.0
    /// The same words, two that are no neighbours have changed places, and nothing else.
    private(set) var isTransposed = false

    /// How many words without a partner are compared letter by letter.
    private static let softLimit = 8

    init(_ left: [QuestionText.Word], _ right: [QuestionText.Word]) {
        let (left, right) = (left.filter(\.isContent), right.filter(\.isContent))
        var places: [UInt64: [Int]] = [:]
        for (place, word) in right.enumerated().reversed() { places[word.meaning, default: []].append(place) }
        var taken = Array(repeating: false, count: right.count)
        var sequence: [Int] = []
        var restLeft: [QuestionText.Word] = []
        for word in left {
            if let place = places[word.meaning]?.popLast() {
                sequence.append(place)
                taken[place] = true
            } else {
                restLeft.append(word)
            }
        }
        var restRight = right.indices.filter { !taken[$0] }.map { right[$0] }
        self.common = sequence.count
        self.onlyRight = restRight.count
        self.onlyLeft = restLeft.count
        for word in restLeft.prefix(Self.softLimit) {
            guard let partner = restRight.prefix(Self.softLimit).firstIndex(where: { Self.alike(word, $0) }) else {
                continue
            }
            restRight.remove(at: partner)
            self.soft += 1
        }
        self.onlyLeft -= self.soft
        self.onlyRight -= self.soft
        if sequence.count > 1 {
            let ordered = zip(sequence, sequence.dropFirst()).count { $0.0 < $0.1 }
            self.order = Double(ordered) / Double(sequence.count - 1)
        }
        if sequence.count == left.count, left.count == right.count {
            let moved = sequence.indices.filter { sequence[$0] != $0 }
            self.isTransposed =
                moved.count == 2 && moved[1] - moved[0] > 1
                && !moved.contains { left[$0].isAdjunct || right[$0].isAdjunct }
        }
    }

    private static func alike(_ one: QuestionText.Word, _ other: QuestionText.Word) -> Bool {
        guard one.first == other.first, one.length > 4, other.length > 4, abs(one.length - other.length) < 4 else {
            return false
        }
        let common = (one.trigrams & other.trigrams).nonzeroBitCount
        return 10 * common >= 3 * (one.trigrams.nonzeroBitCount + other.trigrams.nonzeroBitCount)
    }
}
