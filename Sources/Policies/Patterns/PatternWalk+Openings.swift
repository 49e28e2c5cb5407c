/// What may stand at the first places of a match, or behind its literal.
extension PatternWalk {
    /// The bytes that may stand at each of the first places from some place on; fewer than `count` where a match may end.
    mutating func openings(_ count: Int, from start: [Place]) -> [ByteSet] {
        var places = start
        var sets: [ByteSet] = []
        while sets.count < count {
            let heads = self.heads(of: places)
            guard !heads.mayEnd, !heads.mayEndText else { break }
            sets.append(heads.edges.reduce(into: ByteSet.none) { $0.formUnion($1.bytes) })
            places = Set(heads.edges.map(\.place)).sorted()
        }
        return sets
    }

    /// In which case a literal can stand at the beginning of a match, place by place, and the places behind it; `nil` if
    /// that is not known.
    mutating func literal(_ literal: [UInt8]) -> (sets: [ByteSet], places: [Place])? {
        var places = self.start
        var sets: [ByteSet] = []
        for byte in literal {
            let heads = self.heads(of: places)
            guard !heads.isUnknown else { return nil }
            let either = ByteSet([byte]).caseless
            let taken = heads.edges.filter { !$0.bytes.isDisjoint(with: either) }
            sets.append(taken.reduce(into: ByteSet.none) { $0.formUnion($1.bytes.intersection(either)) })
            places = Set(taken.map(\.place)).sorted()
        }
        return places.isEmpty ? nil : (sets, places)
    }

    /// The most bytes of a match before its first digit, `limit` at most.
    mutating func bytesBeforeDigit(limit: Int) -> Int {
        var places = self.start
        for count in 0..<limit {
            let heads = self.heads(of: places)
            guard !heads.mayEnd, !heads.mayEndText else { return limit }
            places = Set(heads.edges.filter { !$0.bytes.isSubset(of: .digits) }.map(\.place)).sorted()
            if places.isEmpty { return count }
        }
        return limit
    }
}
