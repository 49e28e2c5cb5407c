/// What stands around a match, and how far a match looks.
extension PatternSyntax {
    /// The bytes that may stand directly before a match, where one does.
    static func before(_ alternatives: Alternatives) -> ByteSet {
        alternatives.reduce(into: ByteSet.none) { $0.formUnion(PatternSyntax.before($1)) }
    }

    private static func before(_ sequence: [Item]) -> ByteSet {
        var allowed = ByteSet.all
        for item in sequence {
            switch item.atom {
            case .look(let look) where look.direction == .behind && item.least > 0:
                allowed = allowed.intersection(look.allowed)
            case .look, .border, .nothing: continue
            case .group(let alternatives) where item.least > 0:
                return allowed.intersection(PatternSyntax.before(alternatives))
            case .character, .text, .group, .unknown: return allowed
            }
        }
        return allowed
    }

    /// How many bytes from its start on a match may look at, those that it only looks ahead at included.
    static func reach(_ alternatives: Alternatives) -> Int? {
        alternatives.reduce(0) { most, sequence in
            most.flatMap { most in PatternSyntax.reach(sequence).map { max(most, $0) } }
        }
    }

    private static func reach(_ sequence: [Item]) -> Int? {
        var before = 0
        var reach = 0
        for item in sequence {
            guard let width = item.width.most else { return nil }
            var own = width
            switch item.atom {
            case .look(let look) where look.direction == .ahead:
                guard let ahead = PatternSyntax.reach(look.alternatives) else { return nil }
                own = ahead
            case .group(let alternatives):
                // Its last round may look as far as one round can.
                guard let inner = PatternSyntax.reach(alternatives) else { return nil }
                own = width + inner
            default: break
            }
            reach = max(reach, before + own)
            before += width
        }
        return reach
    }

    /// Of what the long part of a match is made, and what follows it: as far as they have no space or quotes in them.
    static func tail(_ alternatives: Alternatives) -> ByteSet {
        let tail = alternatives.reduce(into: ByteSet.none) { $0.formUnion(PatternSyntax.tail($1)) }
        let bytes = tail.isEmpty || tail == .all ? PatternSyntax.tokenBytes : tail
        return bytes.subtracting(PatternSyntax.gaps)
    }

    /// A repetition that can grow so long is the body of a match.
    private static let longRepetition = 64
    private static let tokenBytes = ByteSet.word.union(ByteSet("+/=.~-".utf8))
    private static let gaps = ByteSet.space.union(ByteSet("\"'`<>".utf8))

    private static func tail(_ sequence: [Item]) -> ByteSet {
        var tail = ByteSet.none
        var isInside = false
        for item in sequence {
            if (item.most ?? .max) >= longRepetition { isInside = true }
            if isInside {
                tail.formUnion(item.atom.bytes)
            } else if case .group(let alternatives) = item.atom {
                let inner = alternatives.reduce(into: ByteSet.none) { $0.formUnion(PatternSyntax.tail($1)) }
                isInside = !inner.isEmpty
                tail.formUnion(inner)
            }
        }
        return tail
    }
}
