/// Finds literals that the end of a text cuts, or of which the bytes that must follow are still to come.
struct LiteralBeginnings: Sendable {
    /// By first byte, folded: the literals that begin with it.
    private let literals: [[SweptLiteral]]
    /// One bit for each pair of folded bytes with which a literal begins.
    private let pairs: [UInt64]
    private let longest: Int

    init(_ literals: [SweptLiteral]) {
        var byFirst: [[SweptLiteral]] = Array(repeating: [], count: 256)
        var pairs = [UInt64](repeating: 0, count: 1024)
        for literal in literals {
            guard let first = literal.bytes.first else { continue }
            byFirst[Int(first | 0x20)].append(literal)
            let seconds =
                literal.bytes.count > 1
                ? [literal.bytes[1]] : literal.following.first?.lowercased.bytes ?? []
            for second in seconds {
                let pair = LiteralBeginnings.pair(first, second)
                pairs[pair >> 6] |= 1 << UInt64(pair & 63)
            }
        }
        self.literals = byFirst
        self.pairs = pairs
        self.longest = literals.map { $0.bytes.count + $0.following.count }.max() ?? 0
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> Int {
        Int(first | 0x20) << 8 | Int(second | 0x20)
    }

    func firstOpen(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let first = max(start, text.count - self.longest + 1, 0)
        guard first < text.count else { return nil }
        return (first..<text.count).first { place in
            if place + 1 < text.count {
                let pair = LiteralBeginnings.pair(text[place], text[place + 1])
                guard self.pairs[pair >> 6] >> UInt64(pair & 63) & 1 != 0 else { return false }
            }
            return self.literals[Int(text[place] | 0x20)].contains { LiteralBeginnings.isOpen($0, at: place, in: text) }
        }
    }

    private static func isOpen(_ literal: SweptLiteral, at place: Int, in text: UnsafeRawBufferPointer) -> Bool {
        let known = text.count - place
        guard literal.bytes.count + literal.following.count > known else { return false }
        return (0..<known).allSatisfy { index in
            let byte = text[place + index]
            return index < literal.bytes.count
                ? literal.sets[index].contains(byte)
                : literal.following[index - literal.bytes.count].contains(byte)
        }
    }
}
