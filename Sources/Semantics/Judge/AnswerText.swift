/// An answer taken apart, as a judge compares it. The words come from ``QuestionText``; an answer has besides a first word that
/// may be yes or no, and blocks of code.
struct AnswerText {
    let numbers: Set<UInt64>
    let names: Set<UInt64>
    /// What is in fences, backticks and identifiers, white space apart.
    let code: Set<UInt64>
    /// 1 for yes, -1 for no, 0 if the answer begins with neither.
    let polarity: Int
    /// Whether it says not an odd number of times where there are few words: "is not", "never".
    let negates: Bool
    private let words: [UInt64: Int]
    /// The content words in their order.
    private let sequence: [UInt64]
    private let count: Int

    private static let agreeing = Set(
        ["yes", "yeah", "yep", "correct", "true", "certainly", "absolutely", "indeed", "ja", "oui", "sí", "si"]
            .map { WordHash.hash($0) }
    )
    private static let denying = Set(
        ["no", "nope", "incorrect", "false", "nein", "non", "não"].map { WordHash.hash($0) }
    )
    /// Longer answers say not of this and that; that one more of them is there proves nothing.
    private static let negationWords = 40

    init(_ bytes: ArraySlice<UInt8>) {
        var prose: [UInt8] = []
        var code: Set<UInt64> = []
        Self.split(bytes, &prose, &code)
        let text = QuestionText(prose[...])
        self.numbers = Set(text.numbers).union(text.units)
        self.names = Set(text.names)
        self.code = code.union(text.code)
        let first = text.words.first?.hash ?? 0
        self.polarity = Self.agreeing.contains(first) ? 1 : Self.denying.contains(first) ? -1 : 0
        self.negates = text.words.count <= Self.negationWords && text.negations % 2 == 1
        var words: [UInt64: Int] = [:]
        self.sequence = text.words.filter(\.isContent).map(\.meaning)
        for word in self.sequence { words[word, default: 0] += 1 }
        self.words = words
        self.count = words.values.reduce(0, +)
        self.isEmpty = text.words.isEmpty && self.numbers.isEmpty && self.code.isEmpty
    }

    let isEmpty: Bool

    /// Takes fenced blocks out: each a hash of its bytes without white space.
    private static func split(_ bytes: ArraySlice<UInt8>, _ prose: inout [UInt8], _ code: inout Set<UInt64>) {
        var block: [UInt8]?
        for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
            if line.drop(while: { $0 == 0x20 }).starts(with: [0x60, 0x60, 0x60]) {
                if let whole = block {
                    code.insert(WordHash.hash(whole))
                    block = nil
                } else {
                    block = []
                }
            } else if block != nil {
                block?.append(contentsOf: line.filter { $0 > 0x20 })
            } else {
                prose.append(contentsOf: line)
                prose.append(0x0a)
            }
        }
        if let whole = block { code.insert(WordHash.hash(whole)) }
    }

    /// Whether each has something that the other lacks, or one has something and the other nothing.
    ///
    /// An answer may say more than another; what contradicts is one thing in the place of another.
    static func disagree(_ one: Set<UInt64>, _ other: Set<UInt64>) -> Bool {
        let (here, there) = (one.subtracting(other), other.subtracting(one))
        return !here.isEmpty && !there.isEmpty || one.isEmpty != other.isEmpty
    }

    /// Whether they are one text in which a word or a few stand in the place of others: "the lid of the box" and "the lid of the
    /// jar". Whoever says the same in other words moves them about as well.
    func exchangesWords(with other: AnswerText) -> Bool {
        guard self.sequence.count == other.sequence.count else { return false }
        let exchanged = zip(self.sequence, other.sequence).count { $0 != $1 }
        return exchanged > 0 && exchanged * 3 <= max(3, self.sequence.count)
    }

    /// Dice's coefficient of the content words.
    func sharedWords(_ other: AnswerText) -> Double {
        guard self.count + other.count > 0 else { return self.polarity == other.polarity ? 1 : 0 }
        let common = self.words.reduce(0) { $0 + min($1.value, other.words[$1.key] ?? 0) }
        return 2 * Double(common) / Double(self.count + other.count)
    }
}
