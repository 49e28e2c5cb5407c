/// Words to look for in a value, in any case, in one pass over it.
struct WordTable: Sendable {
    /// By first byte, lower-cased.
    private let words: [[[UInt8]]]

    /// - Parameter words: in lower case; none is empty.
    init(_ words: [String]) {
        var table = [[[UInt8]]](repeating: [], count: 256)
        for word in words.map({ Array($0.utf8) }) {
            if let first = word.first { table[Int(first)].append(word) }
        }
        self.words = table
    }

    func hasWord(in span: UnsafeRawBufferPointer) -> Bool {
        span.indices.contains { self.isWord(at: $0, in: span) }
    }

    /// Whether one of the words stands there.
    func isWord(at start: Int, in span: UnsafeRawBufferPointer) -> Bool {
        guard start < span.count else { return false }
        return self.words[Int(ASCII.lowercased(span[start]))].contains { word in
            word.count <= span.count - start
                && word.indices.allSatisfy { ASCII.lowercased(span[start + $0]) == word[$0] }
        }
    }
}
