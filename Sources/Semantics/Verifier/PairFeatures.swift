/// What two questions have in common, as numbers around 0 to 1, and what forbids to take one for the other.
struct PairFeatures {
    /// How many there are, the constant 1 included.
    static let count = 11

    private(set) var values: [Double] = []
    private(set) var vetoes: Veto = []

    init(_ left: QuestionText, _ right: QuestionText) {
        let match = ContentMatch(left.words, right.words)
        self.vetoes = Self.differences(left, right)
        if Self.swapsRoles(left, right, match) { self.vetoes.insert(.roles) }
        let union = Double(max(match.common + match.soft + match.onlyLeft + match.onlyRight, 1))
        let (fewer, more) = (min(match.onlyLeft, match.onlyRight), max(match.onlyLeft, match.onlyRight))
        let sizes = (Double(left.words.count), Double(right.words.count))
        self.values = [
            1,
            // Content words: the share in common; how many stand against each other, and that in a text that is else the same;
            // how many are alone; how many are only alike.
            Double(match.common) / union,
            Double(min(fewer, 3)) / 3,
            fewer > 0 ? Self.trigramSimilarity(left, right) : 0,
            Double(min(more - fewer, 4)) / 4,
            Double(min(match.soft, 3)) / 3,
            // Letters, order, the kind of question, words like only and should, length.
            Self.trigramSimilarity(left, right),
            match.order,
            left.questions == right.questions ? 1 : 0,
            Double(min(left.modals.symmetricDifference(right.modals).count, 3)) / 3,
            min(sizes.0, sizes.1) / max(sizes.0, sizes.1, 1),
        ]
    }

    private static func differences(_ left: QuestionText, _ right: QuestionText) -> Veto {
        var vetoes: Veto = []
        if left.numbers != right.numbers { vetoes.insert(.numbers) }
        if left.units != right.units { vetoes.insert(.units) }
        if left.dates != right.dates { vetoes.insert(.dates) }
        if left.quotes != right.quotes { vetoes.insert(.quotes) }
        if left.code != right.code || left.symbols != right.symbols { vetoes.insert(.code) }
        if left.negations != right.negations { vetoes.insert(.negation) }
        if left.script != right.script || left.language != right.language && left.language != 0 && right.language != 0 {
            vetoes.insert(.language)
        }
        if Self.lacks(left, right) || Self.lacks(right, left) { vetoes.insert(.names) }
        for (pair, sides) in left.opposites {
            // One side here, the other there; both in both say nothing.
            if let others = right.opposites[pair], sides != others, sides & others == 0 { vetoes.insert(.opposites) }
        }
        // Who, when, where and why ask for different things; what and how are asked for anything.
        let (one, other) = (left.questions & 0b1111, right.questions & 0b1111)
        if one != 0, other != 0, one & other == 0 { vetoes.insert(.question) }
        if left.words.isEmpty && left.numbers.isEmpty || right.words.isEmpty && right.numbers.isEmpty {
            vetoes.insert(.unreadable)
        }
        return vetoes
    }

    /// Whether the first names something that the second does not mention in any spelling.
    private static func lacks(_ named: QuestionText, _ other: QuestionText) -> Bool {
        guard !named.names.isEmpty else { return false }
        let mentioned = Set(other.words.map(\.hash))
        return named.names.contains { !mentioned.contains($0) }
    }

    private static func swapsRoles(_ left: QuestionText, _ right: QuestionText, _ match: ContentMatch) -> Bool {
        let (inLeft, inRight) = (
            Set(left.words.map(\.meaning)).union(left.units), Set(right.words.map(\.meaning)).union(right.units)
        )
        for (role, objects) in left.objects {
            guard let others = right.objects[role] else { continue }
            // Another object of the same preposition, and each question knows both words.
            let here = objects.subtracting(others)
            let there = others.subtracting(objects)
            if here.contains(where: inRight.contains), there.contains(where: inLeft.contains) { return true }
        }
        for (role, objects) in left.objects {
            for (other, others) in right.objects where other != role {
                // The same word behind from and behind to, and nowhere behind the same.
                let moved = objects.intersection(others)
                let staying = moved.filter {
                    right.objects[role]?.contains($0) == true || left.objects[other]?.contains($0) == true
                }
                if moved.count > staying.count { return true }
            }
        }
        guard !left.isSymmetric, !right.isSymmetric else { return false }
        if match.isTransposed { return true }
        let (here, there) = (left.names.filter(inRightNames(right)), right.names.filter(inRightNames(left)))
        let objects = Set(left.objects.values.joined())
        return here.count > 1 && here != there && Set(here) == Set(there) && objects.isEmpty
    }

    private static func inRightNames(_ text: QuestionText) -> (UInt64) -> Bool {
        let names = Set(text.names)
        return { names.contains($0) }
    }

    /// Dice's coefficient of the letters that stand together.
    private static func trigramSimilarity(_ left: QuestionText, _ right: QuestionText) -> Double {
        var (common, all) = (0, 0)
        for (one, other) in zip(left.trigrams, right.trigrams) {
            common += Int(min(one, other))
            all += Int(one) + Int(other)
        }
        return all == 0 ? 0 : 2 * Double(common) / Double(all)
    }
}
