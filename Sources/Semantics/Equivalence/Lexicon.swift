/// The words that the rules know, each with a number and its classes: one open-addressed table.
struct Lexicon: Sendable {
    /// The pseudo word that stands for "the question follows": `tell me`, `I would like to know`.
    static let asking = "\u{2}ask"
    /// More words than tokens can number are refused by `SynonymTable`.
    static let countMax = 60_000

    private(set) var classes: [WordClass] = [[]]
    private var texts: [UInt8] = []
    private var ends: [UInt32] = [0]
    /// Numbers of words by hash; 0 is an empty place.
    private var places: [UInt16] = Array(repeating: 0, count: 8192)
    private var mask = 8191

    var count: Int { self.classes.count }

    /// The number of this word, which is added if it is new.
    mutating func intern(_ word: String, as wordClass: WordClass = []) -> UInt16 {
        let bytes = Array(word.utf8)
        let known = bytes.withUnsafeBufferPointer { self.number(of: $0) }
        if known != 0 {
            self.classes[Int(known)].formUnion(wordClass)
            return known
        }
        if self.classes.count * 2 > self.places.count {
            self.grow()
        }
        let number = UInt16(truncatingIfNeeded: self.classes.count)
        self.classes.append(wordClass)
        self.texts.append(contentsOf: bytes)
        self.ends.append(UInt32(self.texts.count))
        self.place(number, hash: bytes.withUnsafeBufferPointer { Self.hash($0) })
        return number
    }

    /// The number of this word, 0 if it is not known.
    func number(of word: UnsafeBufferPointer<UInt8>) -> UInt16 {
        var place = Int(truncatingIfNeeded: Self.hash(word)) & self.mask
        while true {
            let number = self.places[place]
            if number == 0 { return 0 }
            let start = Int(self.ends[Int(number) - 1])
            let end = Int(self.ends[Int(number)])
            if end - start == word.count {
                var offset = 0
                while offset < word.count, self.texts[start + offset] == word[offset] { offset += 1 }
                if offset == word.count { return number }
            }
            place = (place + 1) & self.mask
        }
    }

    func text(of number: UInt16) -> ArraySlice<UInt8> {
        number == 0 ? [] : self.texts[Int(self.ends[Int(number) - 1])..<Int(self.ends[Int(number)])]
    }

    func append(_ number: UInt16, to bytes: inout [UInt8]) {
        guard number != 0 else { return }
        for index in Int(self.ends[Int(number) - 1])..<Int(self.ends[Int(number)]) { bytes.append(self.texts[index]) }
    }

    /// FNV-1a. The words in the table are the operator's, never a caller's: nobody can fill one place.
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in word {
            hash = (hash ^ UInt32(byte)) &* 16_777_619
        }
        return hash ^ (hash >> 15)
    }

    private mutating func place(_ number: UInt16, hash: UInt32) {
        var place = Int(truncatingIfNeeded: hash) & self.mask
        while self.places[place] != 0 {
            place = (place + 1) & self.mask
        }
        self.places[place] = number
    }

    private mutating func grow() {
        self.places = Array(repeating: 0, count: self.places.count * 2)
        self.mask = self.places.count - 1
        for number in 1..<self.classes.count {
            let text = Array(self.text(of: UInt16(number)))
            self.place(UInt16(number), hash: text.withUnsafeBufferPointer { Self.hash($0) })
        }
    }
}
