/// Several texts that a reader reads as one: the parts of one message, the strings of one array. What lies across their
/// borders is in none of them.
struct JoinedTexts {
    /// A part of one of the texts.
    struct Piece: Hashable {
        var text: Int
        var range: Range<Int>
    }

    private(set) var bytes: [UInt8] = []
    /// The texts, or of long ones their two ends.
    private var parts: [Part] = []
    private(set) var count = 0

    private struct Part {
        var start: Int
        var end: Int
        var text: Int
        var textStart: Int
    }

    /// So much of either end of a text is kept.
    static let reach = 4096

    init() {}

    mutating func removeAll() {
        self.bytes.removeAll(keepingCapacity: true)
        self.parts.removeAll(keepingCapacity: true)
        self.count = 0
    }

    /// Adds the text that follows. Texts have the numbers 0, 1, 2 …
    mutating func append(_ text: UnsafeRawBufferPointer) {
        if text.count <= 2 * JoinedTexts.reach {
            self.append(text, 0..<text.count)
        } else {
            self.append(text, 0..<JoinedTexts.reach)
            // A part that belongs to no text, which nothing is found across.
            self.bytes += ViewMap.gapBytes
            self.append(text, (text.count - JoinedTexts.reach)..<text.count)
        }
        self.count += 1
    }

    private mutating func append(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) {
        let start = self.bytes.count
        self.bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[range]))
        self.parts.append(Part(start: start, end: self.bytes.count, text: self.count, textStart: range.lowerBound))
    }

    /// Whether there is a border at all.
    var isWorthwhile: Bool { self.count > 1 }

    /// The same bytes with a line end in place of a space or tab at each border where one stands beside what may be a value,
    /// so that they are read as lines are; `nil` if there is no such border.
    func withLineEnds() -> [UInt8]? {
        var lined: [UInt8]?
        self.bytes.withUnsafeBytes { bytes in
            for (number, part) in self.parts.enumerated().dropFirst() where self.parts[number - 1].text != part.text {
                var start = part.start
                while part.start - start < JoinedTexts.blanksMax, ASCII.isSpace(bytes.byte(at: start - 1)) {
                    start -= 1
                }
                var end = part.start
                while end - part.start < JoinedTexts.blanksMax, ASCII.isSpace(bytes.byte(at: end)) { end += 1 }
                guard start < end, !bytes[start..<end].contains(UInt8(ascii: "\n")),
                    Fragment.belong(Fragment(before: start, in: bytes), Fragment(from: end, in: bytes))
                else { continue }
                var copy = lined ?? self.bytes
                copy[start] = UInt8(ascii: "\n")
                lined = copy
            }
        }
        return lined
    }

    private static let blanksMax = 32

    /// The parts that a range of the bytes stands for; `nil` if it lies inside one text, or runs into what was left out.
    func pieces(of range: Range<Int>) -> [Piece]? {
        guard !range.isEmpty else { return nil }
        var (low, high) = (0, self.parts.count)
        while low < high {
            let middle = (low + high) / 2
            if self.parts[middle].end <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var pieces: [Piece] = []
        var at = range.lowerBound
        while low < self.parts.count, self.parts[low].start < range.upperBound {
            let part = self.parts[low]
            guard part.start <= at else { return nil }
            let end = min(part.end, range.upperBound)
            if end > at {
                let first = part.textStart + at - part.start
                pieces.append(Piece(text: part.text, range: first..<(first + end - at)))
                at = end
            }
            low += 1
        }
        return at == range.upperBound && pieces.count > 1 ? pieces : nil
    }

    /// The places inside a range at which another text begins.
    func borders(in range: Range<Int>) -> [Int] {
        self.parts.compactMap { $0.start > range.lowerBound && $0.start < range.upperBound ? $0.start : nil }
    }

    /// The same texts with something between them across which nothing is found.
    func separated() -> (bytes: [UInt8], starts: [Int]) {
        var bytes: [UInt8] = []
        var starts: [Int] = []
        for part in self.parts {
            starts.append(bytes.count - part.start)
            bytes += self.bytes[part.start..<part.end]
            bytes += ViewMap.gapBytes
        }
        return (bytes, starts)
    }

    /// The range of the bytes that a range of the separated ones is.
    func range(ofSeparated range: Range<Int>, starts: [Int]) -> Range<Int> {
        var (low, high) = (0, self.parts.count)
        while low < high {
            let middle = (low + high) / 2
            if self.parts[middle].start + starts[middle] <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        let shift = low > 0 ? starts[low - 1] : 0
        return (range.lowerBound - shift)..<(range.upperBound - shift)
    }
}
