/// Whether a rule can find a word of its context near a place.
///
/// Most rules for numbers find nothing without a word near by (`context.need`), and most texts full of numbers have none
/// of the words. So before such a rule is tried, the beginnings of the words around the place are looked up, one load a
/// word. What is let through may still be wrong; what is held back never is.
struct ContextGate: Sendable {
    /// By a hash of the first letters of a word: the rules that have such a word, one bit a rule.
    private let table: [UInt64]
    private let words: Int
    /// By rule: how far before and behind the beginning of a match a word may begin; `nil` if the rule needs no word, or
    /// one that is too short to be looked up.
    private let reaches: [Reach?]

    private struct Reach {
        var before: Int
        var behind: Int
    }

    private static let bits = 11

    init(_ rules: [CompiledRule]) {
        let words = (rules.count + 63) / 64
        var table = [UInt64](repeating: 0, count: words << ContextGate.bits)
        self.reaches = rules.enumerated().map { number, rule in
            guard let context = rule.rule.context, context.need, let keys = ContextGate.keys(of: context.near) else {
                return nil
            }
            let bit = UInt64(1) << UInt64(number % 64)
            for key in keys { table[Int(key) * words + number / 64] |= bit }
            // What was found may begin behind the place that was tried, and a word ends where its window does.
            let length = rule.bounds.windowBytes
            return Reach(before: context.within, behind: length + context.within)
        }
        self.table = table
        self.words = words
    }

    /// `false` if no word that a rule needs can stand near a match that begins at a place.
    func mayFindWords(of rule: Int, around place: Int, in text: UnsafeRawBufferPointer) -> Bool {
        guard let reach = self.reaches[rule] else { return true }
        let (word, bit) = (rule / 64, UInt64(1) << UInt64(rule % 64))
        return self.table.withUnsafeBufferPointer { table in
            var at = max(0, place - reach.before)
            let end = min(text.count, place + reach.behind)
            while at + 1 < end {
                if Rule.Context.isInWord(text[at]), ContextGate.mayBegin(at: at, in: text) {
                    let (short, long) = ContextGate.keys(text, at)
                    if (table[Int(short) * self.words + word] | table[Int(long) * self.words + word]) & bit != 0 {
                        return true
                    }
                }
                at += 1
            }
            return false
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
