/// Finds literals that the end of a text cuts, or of which the bytes that must follow are still to come.
struct LiteralBeginnings: Sendable {
    /// The literals by their first two bytes, folded; many pairs share one list.
    private let literals: [[SweptLiteral]]
    /// By byte: whether a literal may begin with it that the end of the text cuts behind it.
    private let opens: [Bool]
    private let longest: Int

    private static let lists = 4096

    init(_ literals: [SweptLiteral]) {
        var lists: [[SweptLiteral]] = Array(repeating: [], count: LiteralBeginnings.lists)
        var opens = [Bool](repeating: false, count: 256)
        for literal in literals {
            guard let first = literal.bytes.first, literal.bytes.count + literal.following.count > 1 else { continue }
            for byte in literal.sets[0].bytes { opens[Int(byte)] = true }
            let seconds =
                literal.bytes.count > 1
                ? [literal.bytes[1]] : literal.following.first?.lowercased.bytes ?? []
            for list in Set(seconds.map { LiteralBeginnings.list(first, $0) }) { lists[list].append(literal) }
        }
        self.literals = lists
        self.opens = opens
        self.longest = literals.map { $0.bytes.count + $0.following.count }.max() ?? 0
    }

    private static func list(_ first: UInt8, _ second: UInt8) -> Int {
        (Int(first | 0x20) << 8 | Int(second | 0x20)) % LiteralBeginnings.lists
    }

    func firstOpen(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let first = max(start, text.count - self.longest + 1, 0)
        guard first < text.count else { return nil }
        for place in first..<text.count - 1 {
            for literal in self.literals[LiteralBeginnings.list(text[place], text[place + 1])]
            where LiteralBeginnings.isOpen(literal, at: place, in: text) {
                return place
            }
        }
        return self.opens[Int(text[text.count - 1])] ? text.count - 1 : nil
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
