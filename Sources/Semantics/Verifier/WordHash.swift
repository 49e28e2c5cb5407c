/// A word as a number: FNV-1a, 64 bits, of its lower-case bytes. Two different words of a pair of questions share one with a
/// probability of 10^-15.
enum WordHash {
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    static func hash(_ word: String) -> UInt64 { self.hash(word.utf8) }

    /// Lower case for ASCII, Latin-1 and Cyrillic in UTF-8; what is no letter stays.
    static func lowered(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var lowered = Array(bytes)
        for index in lowered.indices {
            let byte = lowered[index]
            if byte >= 0x41, byte <= 0x5a {
                lowered[index] = byte | 0x20
            } else if index > 0, byte >= 0x80 {
                switch (lowered[index - 1], byte) {
                case (0xc3, 0x80...0x9e) where byte != 0x97: lowered[index] = byte + 0x20
                case (0xd0, 0x90...0x9f): lowered[index] = byte + 0x20
                case (0xd0, 0xa0...0xaf):
                    lowered[index - 1] = 0xd1
                    lowered[index] = byte - 0x20
                default: break
                }
            }
        }
        return lowered
    }

    /// The word without the commonest English endings: two forms of one word mostly meet, two words hardly ever.
    static func stem(_ lowered: [UInt8]) -> UInt64 {
        var word = lowered[...]
        func ends(_ ending: String) -> Bool {
            word.count > ending.utf8.count + 2 && word.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        }
        if ends("ies") {
            word = word.dropLast(3) + [0x79]
        } else if ends("s"), !ends("ss"), !ends("us"), !ends("is") {
            word = word.dropLast()
        }
        var cut = false
        for ending in ["ing", "ed", "ly"] where !cut && ends(ending) && word.count > ending.utf8.count + 2 {
            word = word.dropLast(ending.utf8.count)
            cut = true
        }
        // running, planned
        if cut, word.count > 3, let last = word.last, word.dropLast().last == last, last != 0x6c, last != 0x73 {
            word = word.dropLast()
        }
        if word.count > 3, word.last == 0x65 { word = word.dropLast() }
        return self.hash(word)
    }
}
