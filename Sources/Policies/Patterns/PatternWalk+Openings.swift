/// What may stand at the first places of a match, or behind its literal.
extension PatternWalk {
    /// The bytes that may stand at each of the first places from some place on; fewer than `count` where a match may end.
    mutating func openings(_ count: Int, from start: [Place]) -> [ByteSet] {
        var places = start
        var sets: [ByteSet] = []
        while sets.count < count {
            let heads = self.heads(of: places)
            guard !heads.mayEnd else { break }
            sets.append(heads.edges.reduce(into: ByteSet.none) { $0.formUnion($1.bytes) })
            places = Set(heads.edges.map(\.place)).sorted()
        }
        return sets
    }

    /// The places behind a literal with which a match begins, in any case; empty if they are not known.
    mutating func places(behind literal: [UInt8]) -> [Place] {
        var places = self.start
        for byte in literal {
            let heads = self.heads(of: places)
            guard !heads.isUnknown else { return [] }
            let isLetter = ASCII.isLetter(byte)
            places = Set(
                heads.edges.filter { $0.bytes.contains(byte) || (isLetter && $0.bytes.contains(byte ^ 0x20)) }
                    .map(\.place)
            ).sorted()
        }
        return places
    }

    /// The most bytes of a match before its first digit, `limit` at most.
    mutating func bytesBeforeDigit(limit: Int) -> Int {
        var places = self.start
        for count in 0..<limit {
            let heads = self.heads(of: places)
            guard !heads.mayEnd else { return limit }
            places = Set(heads.edges.filter { !$0.bytes.isSubset(of: .digits) }.map(\.place)).sorted()
            if places.isEmpty { return count }
        }
        return limit
    }
}
