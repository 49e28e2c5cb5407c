/// Which rules for numbers can find a word of theirs near a cluster of digits.
///
/// Most rules for numbers find nothing without a word near by (`context.need`), and most texts full of numbers have none
/// of the words. So before any of them is tried, the beginnings of the words around a cluster are looked up: two loads a
/// word, for all rules together. What is let through may still be wrong; what is held back never is.
struct ContextGate: Sendable {
    /// By a hash of the first letters of a word: the rules that have such a word, one bit a rule.
    private let table: [UInt64]
    /// The rules that need no word, or one that is too short to be looked up.
    private let free: [UInt64]
    private let words: Int
    /// How far from a cluster a word of some rule may begin.
    private let reach: Int

    private static let bits = 11
    /// A context word that counts begins before the end of its window, so this is beyond what a match can add to a cluster.
    private static let margin = RuleSet.digitsReach + CompiledRule.Bounds.shapeBytes

    /// - Parameter rules: in the order of their bits.
    init(_ rules: [Rule]) {
        let words = (rules.count + 63) / 64
        var table = [UInt64](repeating: 0, count: words << ContextGate.bits)
        var free = [UInt64](repeating: 0, count: words)
        var within = 0
        for (number, rule) in rules.enumerated() {
            let (place, bit) = (number / 64, UInt64(1) << UInt64(number % 64))
            guard let context = rule.context, context.need,
                let keys = ContextGate.keys(of: context.near)
            else {
                free[place] |= bit
                continue
            }
            within = max(within, context.within)
            for key in keys { table[Int(key) * words + place] |= bit }
        }
        self.table = table
        self.free = free
        self.words = words
        self.reach = within + ContextGate.margin
    }

    /// The rules that may find something near the cluster, into `rules`, which has one word for each 64 of them.
    func open(
        around cluster: LiteralSweep.DigitCluster,
        in text: UnsafeRawBufferPointer,
        into rules: UnsafeMutableBufferPointer<UInt64>
    ) {
        for word in 0..<self.words { rules[word] = self.free[word] }
        let end = min(text.count, cluster.end + self.reach)
        var place = max(0, cluster.start - self.reach)
        while place + 1 < end {
            let byte = text[place]
            if Rule.Context.isInWord(byte), ContextGate.mayBegin(at: place, in: text) {
                let (short, long) = ContextGate.keys(text, place)
                for word in 0..<self.words {
                    rules[word] |=
                        self.table[Int(short) * self.words + word] | self.table[Int(long) * self.words + word]
                }
            }
            place += 1
        }
    }

    /// The same borders as ``Rule/Context`` knows, and a few more.
    @inline(__always)
    private static func mayBegin(at place: Int, in text: UnsafeRawBufferPointer) -> Bool {
        guard place > 0, Rule.Context.isInWord(text[place - 1]), text[place - 1] < 0x80 else { return true }
        return ASCII.isUppercase(text[place]) || text[place] >= Rule.Context.threeByteLead
    }

    /// Of two letters, and of three: a word of two letters has the first, a longer one the second.
    @inline(__always)
    private static func keys(_ text: UnsafeRawBufferPointer, _ place: Int) -> (short: UInt32, long: UInt32) {
        let first = text[place]
        guard first < 0x80, text[place + 1] < 0x80 else {
            // A letter of two bytes or more, or a letter and the beginning of one: the pair is enough.
            let pair =
                first < 0x80 ? UInt32(ASCII.lowercased(first)) << 8 : UInt32(LetterCase.lowered(first, text[place + 1]))
            let key = ContextGate.hash(pair | 0x80_0000)
            return (key, key)
        }
        let pair = UInt32(ASCII.lowercased(first)) << 8 | UInt32(ASCII.lowercased(text[place + 1]))
        guard place + 2 < text.count else { return (ContextGate.hash(pair), ContextGate.hash(pair)) }
        let third = text[place + 2] < 0x80 ? ASCII.lowercased(text[place + 2]) : 0x80
        return (ContextGate.hash(pair), ContextGate.hash(pair << 8 | UInt32(third) | 0x100_0000))
    }

    /// `nil` if a word cannot be looked up.
    private static func keys(of words: [String]) -> Set<UInt32>? {
        var keys: Set<UInt32> = []
        for word in words {
            var utf8 = Array(word.utf8)
            guard utf8.count >= 2, Rule.Context.isInWord(utf8[0]), !Rule.Context.isLoose(utf8[1]) else { return nil }
            // What is loose may be another sign in the text, or none.
            let isShort = utf8.count == 2 || Rule.Context.isLoose(utf8[2])
            if isShort { utf8 = Array(utf8.prefix(2)) }
            let key = utf8.withUnsafeBytes { ContextGate.keys($0, 0) }
            keys.insert(isShort ? key.short : key.long)
        }
        return keys
    }

    @inline(__always)
    private static func hash(_ key: UInt32) -> UInt32 {
        (key &* 0x9e37_79b1) >> UInt32(32 - ContextGate.bits)
    }
}
