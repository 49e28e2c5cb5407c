/// The most work that one try of a pattern can be, as far as the pattern's syntax shows.
///
/// PCRE2 tries one way through a pattern after another. How often it can go back is what the repetitions and alternatives
/// leave open: `[a-z]{2,9}` leaves eight ways, and what follows it is tried on each, unless it must begin with a byte that
/// is no letter; then only the longest way leads on. Where groups that repeat leave ways open in each round, they multiply.
struct PatternCost: Sendable, Hashable {
    /// How many ways lead through.
    private var ways = 1.0
    /// Bytes looked at and items tried on all of them.
    private(set) var work = 0.0
    /// How often PCRE2 goes back to try another: what its match limit counts, at most.
    private(set) var returns = 0.0

    /// - Parameter windowBytes: how much of a text a try looks at.
    init(ofTry alternatives: PatternSyntax.Alternatives, windowBytes: Int) {
        self = Reader(window: Double(windowBytes)).cost(of: alternatives, before: .nothing)
        if self.work.isNaN || self.returns.isNaN { self = .unbounded }
    }

    private init(ways: Double = 1, work: Double = 0, returns: Double = 0) {
        (self.ways, self.work, self.returns) = (ways, work, returns)
    }

    private static let none = PatternCost()
    private static let unbounded = PatternCost(ways: .infinity, work: .infinity, returns: .infinity)

    /// Does something else on each of the ways.
    private mutating func append(_ next: PatternCost) {
        self.work += self.ways * next.work
        self.returns += self.ways * next.returns
        self.ways *= next.ways
    }

    /// What comes behind an item.
    private enum Next {
        /// The pattern ends: whatever way led here, it is a match.
        case nothing
        /// It begins with one of these bytes.
        case bytes(ByteSet)
        /// It may begin with any byte, or asserts something.
        case anything

        func isDisjoint(with set: ByteSet) -> Bool {
            switch self {
            case .nothing: true
            case .bytes(let bytes): bytes.isDisjoint(with: set)
            case .anything: false
            }
        }

        func union(_ set: ByteSet) -> Next {
            switch self {
            case .bytes(let bytes): .bytes(bytes.union(set))
            case .nothing, .anything: .anything
            }
        }
    }

    private struct Reader {
        let window: Double

        func cost(of alternatives: PatternSyntax.Alternatives, before next: Next) -> PatternCost {
            let costs = alternatives.map { self.cost(of: $0[...], before: next) }
            var sum = PatternCost(ways: 0, work: Double(costs.count), returns: Double(costs.count - 1))
            for cost in costs {
                sum.work += cost.work
                sum.returns += cost.returns
                sum.ways += cost.ways
            }
            // Where each begins with another byte, one of them is the way.
            if self.areDistinct(alternatives) { sum.ways = costs.map(\.ways).max() ?? 1 }
            return sum
        }

        private func areDistinct(_ alternatives: PatternSyntax.Alternatives) -> Bool {
            var seen = ByteSet.none
            for alternative in alternatives {
                guard case .bytes(let first) = self.first(of: alternative[...], before: .anything),
                    seen.isDisjoint(with: first)
                else { return false }
                seen.formUnion(first)
            }
            return true
        }

        private func cost(of sequence: ArraySlice<PatternSyntax.Item>, before next: Next) -> PatternCost {
            var cost = PatternCost.none
            for index in sequence.indices {
                let rest = sequence[(index + 1)...]
                var item = self.cost(of: sequence[index], before: self.first(of: rest, before: next))
                // A text of several bytes that must follow stands only so often where it is looked for.
                let apart = Reader.distance(ofTextAtStart: rest)
                if apart > 1, item.ways.isFinite, item.ways > 1 {
                    item.work += item.ways * Double(apart)
                    item.ways = (item.ways / Double(apart)).rounded(.up) + 1
                }
                cost.append(item)
            }
            return cost
        }

        /// How far apart two places are at least at which the text stands with which a sequence begins; 1 if that is not known.
        private static func distance(ofTextAtStart sequence: ArraySlice<PatternSyntax.Item>) -> Int {
            var sets: [ByteSet] = []
            for item in sequence.prefix(32) {
                guard item.least == 1, item.most == 1, case .character(let set, .none) = item.atom else { break }
                sets.append(set)
            }
            guard sets.count > 1 else { return 1 }
            return (1..<sets.count).first { shift in
                (0..<sets.count - shift).allSatisfy { !sets[$0].isDisjoint(with: sets[$0 + shift]) }
            } ?? sets.count
        }

        private func cost(of item: PatternSyntax.Item, before next: Next) -> PatternCost {
            switch item.atom {
            case .nothing, .border: return PatternCost(work: 1)
            case .look(let look):
                // Once it holds it is not gone back into.
                var inside = self.cost(of: look.alternatives, before: .nothing)
                inside.ways = 1
                inside.work += 1
                return inside
            case .unknown: return .unbounded
            case .character(let set, let wide):
                let isClear = wide == .none && next.isDisjoint(with: set)
                return self.repetition(of: item, PatternCost(work: 1), width: 1, isClear: isClear)
            case .text(let bytes):
                let isClear = next.isDisjoint(with: ByteSet(bytes.prefix(1)))
                let once = PatternCost(work: Double(bytes.count))
                return self.repetition(of: item, once, width: bytes.count, isClear: isClear)
            case .group(let alternatives):
                guard item.most != 1 || item.least != 1 else { return self.cost(of: alternatives, before: next) }
                let first: ByteSet? =
                    if case .bytes(let bytes) = self.first(of: alternatives, before: .anything) { bytes } else { nil }
                let once = self.cost(of: alternatives, before: first.map(next.union) ?? .anything)
                let isClear = first.map(next.isDisjoint) ?? false
                return self.repetition(of: item, once, width: item.atom.width.least, isClear: isClear)
            }
        }

        /// - Parameter isClear: what follows cannot stand where another round could begin.
        private func repetition(
            of item: PatternSyntax.Item,
            _ once: PatternCost,
            width: Int,
            isClear: Bool
        ) -> PatternCost {
            if item.least == 1, item.most == 1 { return once }
            let rounds = min(item.most.map(Double.init) ?? .infinity, self.window / Double(max(width, 1)))
            let free = rounds - min(Double(item.least), rounds)
            if once.ways <= 1 {
                return PatternCost(
                    ways: isClear ? 1 : free + 1,
                    work: rounds * (once.work + 1),
                    returns: rounds * once.returns + free + 1
                )
            }
            // Each round multiplies the ways, and the last one alone is more than half of the work.
            let ways = self.power(once.ways, rounds) * 2
            return PatternCost(ways: ways, work: ways * (once.work + 1), returns: ways * (once.returns + 1))
        }

        private func power(_ base: Double, _ exponent: Double) -> Double {
            var power = 1.0
            for _ in 0..<Int(min(exponent, 2000)) where power < 1e12 { power *= base }
            return power
        }

        private func first(of alternatives: PatternSyntax.Alternatives, before next: Next) -> Next {
            var bytes = ByteSet.none
            for alternative in alternatives {
                guard case .bytes(let first) = self.first(of: alternative[...], before: next) else { return .anything }
                bytes.formUnion(first)
            }
            return .bytes(bytes)
        }

        /// The bytes with which a sequence begins, or what is behind it if all of it may be left out.
        private func first(of sequence: ArraySlice<PatternSyntax.Item>, before next: Next) -> Next {
            guard let item = sequence.first else { return next }
            let own: ByteSet
            switch item.atom {
            case .nothing, .border, .look, .unknown: return .anything
            case .character(let set, let wide): own = wide == .none ? set : set.union(.leading)
            case .text(let bytes): own = ByteSet(bytes.prefix(1))
            case .group(let alternatives):
                guard case .bytes(let bytes) = self.first(of: alternatives, before: .anything) else { return .anything }
                own = bytes
            }
            return item.least > 0 ? .bytes(own) : self.first(of: sequence.dropFirst(), before: next).union(own)
        }
    }
}
