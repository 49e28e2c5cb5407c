/// What the scan of a channel needs to know of a set of rules besides the set; made once, when a policy is loaded.
///
/// The heart of it is how little of a text has to be held because a match *could* begin in it. A match of a rule begins at
/// most so many bytes before one of its literals, and only some bytes may stand between; so where a text ends in a space,
/// it holds no beginning of a match whose literal is still to come, and where it ends in a word, only that word does.
final class StreamPlan: Sendable {
    let rules: RuleSet
    /// By rule: whether its matches may change the text. For the others nothing is held.
    let changesText: [Bool]
    /// Whether anything has to be held at all.
    let holds: Bool
    /// By rule: how many digits must stand close together, for those that look for numbers.
    let digits: [Int]
    /// By rule: whether it is tried at places that give a reason; the others are searched for.
    let isTried: [Bool]
    /// By rule: whether it finds blocks.
    let isBlock: [Bool]
    /// The rules that are searched for from the beginning.
    let restlessRules: [Int]
    /// What each byte is to the scan.
    let byteKinds: [ByteKind]
    /// A match whose literal is still to come begins in the current word, and in its last so many bytes.
    let leadBytes: Int
    /// Rules that let white space stand before their literal.
    let loose: LooseStarts
    /// How much of what went out patterns and context words may still look at.
    let keptBytes: Int

    /// How far from a change a view may read a word that decides on a match.
    let contextBytes: Int
    /// So much of the text before a change is read with it.
    static let viewContextBytes = 512

    /// Whether a word ended in a piece of text.
    func endsWord(in piece: UnsafeRawBufferPointer) -> Bool {
        self.byteKinds.withUnsafeBufferPointer { kinds in piece.contains { !kinds[Int($0)].contains(.word) } }
    }

    struct ByteKind: OptionSet, Sendable {
        let rawValue: UInt8
        /// It may stand in a word.
        static let word = ByteKind(rawValue: 1)
        static let digit = ByteKind(rawValue: 2)
    }

    /// A rule whose literal may stand anywhere is searched for from its literal on, and from so many bytes of the word before.
    static let wakingReach = 64

    init(_ rules: RuleSet, changesText: [Bool]) {
        self.rules = rules
        self.changesText = changesText
        self.holds = changesText.contains(true)

        var word = ByteSet.word
        var leadBytes = 0
        var loose: [(rule: LooseStarts.Rule, alternatives: PatternSyntax.Alternatives)] = []
        var digits: [Int] = []
        for (index, rule) in rules.rules.enumerated() {
            let (distance, bytes) = StreamPlan.lead(of: rule)
            // Text in other scripts is not held as one word.
            if bytes.isDisjoint(with: .space), bytes.isSubset(of: .ascii) {
                word.formUnion(bytes)
                leadBytes = max(leadBytes, distance)
            } else if let alternatives = rule.looseAlternatives {
                let isTried = if case .near = rule.trigger { true } else { false }
                loose.append((LooseStarts.Rule(index: index, distance: distance, isTried: isTried), alternatives))
            }
            if case .digits(let count) = rule.trigger { digits.append(count) } else { digits.append(0) }
        }
        self.digits = digits
        self.isTried = rules.rules.map(\.trigger.isPlace)
        self.isBlock = rules.rules.map { if case .block = $0.detector { true } else { false } }
        self.restlessRules = rules.wholeTextRules.filter { rules.rules[$0].trigger == .always }
        self.leadBytes = leadBytes
        self.loose = LooseStarts(loose)
        let lookbehind = rules.rules.map(\.lookbehindBytes).max() ?? 0
        let within = rules.rules.compactMap(\.rule.context?.within).max() ?? 0
        // A context word has a border.
        self.contextBytes = max(lookbehind, within + 1, Rule.Context.unlessWithin + 1)
        self.keptBytes = max(self.contextBytes, StreamPlan.viewContextBytes) + RuleSet.digitsReach
        let hasNumbers = !rules.numbers.isEmpty
        self.byteKinds = (UInt8(0)...0xff).map { byte in
            var kind: ByteKind = word.contains(byte) ? .word : []
            if hasNumbers, ASCII.isDigit(byte) { kind.insert(.digit) }
            return kind
        }
    }

    /// How far before what gives the reason to try a rule a match may begin, and what may stand there.
    private static func lead(of rule: CompiledRule) -> (distance: Int, bytes: ByteSet) {
        switch rule.trigger {
        case .near(_, let distance):
            return (distance.upperBound, distance.upperBound == 0 ? .none : rule.lead?.bytes ?? .all)
        case .literals: return (StreamPlan.wakingReach, .none)
        case .always: return (0, .none)
        case .digits:
            guard let syntax = rule.syntax else { return (RuleSet.digitsReach, .all) }
            var walk = PatternWalk(syntax)
            let distance = walk.bytesBeforeDigit(limit: RuleSet.digitsReach)
            guard distance < RuleSet.digitsReach else { return (distance, .all) }
            let openings = walk.openings(distance, from: walk.start)
            return (distance, openings.reduce(.none) { $0.union($1) })
        }
    }
}
