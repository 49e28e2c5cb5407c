/// The words of a tokenizer and their numbers, found by their bytes.
///
/// A table with open addressing over the text of the file: no object a word, and a look-up allocates nothing.
struct Vocabulary: Sendable {
    /// The tokens that mean something to the model.
    struct Special: Sendable {
        var padding: UInt32
        var unknown: UInt32
        var start: UInt32
        var end: UInt32
        var mask: UInt32
    }

    private struct Entry {
        var start: UInt32
        var count: UInt32
        var token: UInt32
    }

    let special: Special
    /// The length in bytes of the longest word, `##` not counted.
    let wordBytesMax: Int
    let count: Int
    private let text: [UInt8]
    /// Twice as many places as words at least; `count` is 0 in a free one.
    private let table: [Entry]

    /// - Parameters:
    ///   - bytes: a word a line; its number is that of the line, counted from 0.
    ///   - path: of the file, for what is said of it.
    ///   - words: how many there must be; any number if it is nil.
    init(_ bytes: UnsafeRawBufferPointer, path: String, words: Int? = nil) throws(EmbeddingModelError) {
        guard bytes.count < 1 << 24 else { throw EmbeddingModelError(.malformed("it is too long"), path: path) }
        let text = Array(bytes)
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let last = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
        guard words == nil || words == last else {
            throw EmbeddingModelError(.malformed("it has \(last) words and not \(words ?? 0)"), path: path)
        }
        var size = 16
        while size < last * 2 { size *= 2 }
        var table = [Entry](repeating: Entry(start: 0, count: 0, token: 0), count: size)
        var longest = 0
        for (token, line) in lines[..<last].enumerated() {
            var line = line
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard !line.isEmpty else {
                throw EmbeddingModelError(.malformed("line \(token + 1) is empty"), path: path)
            }
            longest = max(longest, line.count)
            var place = Int(truncatingIfNeeded: line.reduce(Self.hashStart, Self.hash)) & (size - 1)
            while table[place].count > 0 { place = (place + 1) & (size - 1) }
            table[place] = Entry(start: UInt32(line.startIndex), count: UInt32(line.count), token: UInt32(token))
        }
        self.text = text
        self.table = table
        self.count = last
        self.wordBytesMax = longest
        var found: [UInt32] = []
        for name in ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] {
            let token = Self.token(of: Array(name.utf8)[...], continuing: false, in: table, text: text)
            guard let token else { throw EmbeddingModelError(.malformed("it has no word \(name)"), path: path) }
            found.append(token)
        }
        self.special = Special(padding: found[0], unknown: found[1], start: found[2], end: found[3], mask: found[4])
    }

    /// The number of a word, or of what continues one (`##` and the bytes).
    func token(of word: ArraySlice<UInt8>, continuing: Bool) -> UInt32? {
        Self.token(of: word, continuing: continuing, in: self.table, text: self.text)
    }

    private static func token(
        of word: ArraySlice<UInt8>,
        continuing: Bool,
        in table: [Entry],
        text: [UInt8]
    ) -> UInt32? {
        let mark = UInt8(ascii: "#")
        var hash = continuing ? Self.hash(Self.hash(Self.hashStart, mark), mark) : Self.hashStart
        for byte in word { hash = Self.hash(hash, byte) }
        let offset = continuing ? 2 : 0
        var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
        while table[place].count > 0 {
            let entry = table[place]
            let start = Int(entry.start)
            let found = text[start..<start + Int(entry.count)]
            if found.count == word.count + offset, found.dropFirst(offset) == word,
                !continuing || (found.first == mark && found.dropFirst().first == mark)
            {
                return entry.token
            }
            place = (place + 1) & (table.count - 1)
        }
        return nil
    }

    // FNV-1a.
    private static let hashStart: UInt64 = 0xcbf2_9ce4_8422_2325

    private static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0100_0000_01b3
    }
}
