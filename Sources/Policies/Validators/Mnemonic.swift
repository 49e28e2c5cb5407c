import Crypto

/// The recovery phrase of a wallet (BIP-39): 12 to 24 words of a list, each 11 bits of a key and of its checksum.
enum Mnemonic {
    static let wordCounts = [12, 15, 18, 21, 24]
    private static let bitsPerWord = 11
    /// Of the checksum: one bit for so many bits of the key.
    private static let keyBitsPerCheckBit = 32

    /// The bytes up to the end of the phrase, if the span begins with one; prose may follow it.
    static func acceptedBytes(of span: UnsafeRawBufferPointer) -> Int? {
        var accepted: Int?
        Mnemonic.forEachWord(of: span) { count, end in
            if Mnemonic.wordCounts.contains(count) { accepted = end }
        }
        return accepted
    }

    /// Whether the last word holds the right checksum; one phrase in sixteen does by accident.
    static func hasChecksum(_ span: UnsafeRawBufferPointer) -> Bool {
        var indices: [Int] = []
        Mnemonic.forEachWord(of: span, index: { indices.append($0) }) { _, _ in }
        guard Mnemonic.wordCounts.contains(indices.count) else { return false }
        let bits = indices.flatMap { (index: Int) -> [Bool] in
            (0..<Mnemonic.bitsPerWord).map { index >> (Mnemonic.bitsPerWord - 1 - $0) & 1 == 1 }
        }
        let checkBits = bits.count / (Mnemonic.keyBitsPerCheckBit + 1)
        return bits.suffix(checkBits).elementsEqual(
            Mnemonic.check(of: Array(bits.dropLast(checkBits)), bits: checkBits)
        )
    }

    /// The words of a key, for samples.
    static func phrase(of key: [UInt8]) -> String {
        let keyBits = key.flatMap { (byte: UInt8) -> [Bool] in (0..<8).map { byte >> UInt8(7 - $0) & 1 == 1 } }
        let bits = keyBits + Mnemonic.check(of: keyBits, bits: keyBits.count / Mnemonic.keyBitsPerCheckBit)
        let words = stride(from: 0, to: bits.count, by: Mnemonic.bitsPerWord).map { start in
            let index = bits[start..<min(start + Mnemonic.bitsPerWord, bits.count)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
            return String(decoding: MnemonicList.word(index).filter(ASCII.isLetter), as: UTF8.self)
        }
        return words.joined(separator: " ")
    }

    private static func check(of keyBits: [Bool], bits: Int) -> [Bool] {
        let key = stride(from: 0, to: keyBits.count, by: 8).map { start in
            keyBits[start..<min(start + 8, keyBits.count)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        let first = Array(SHA256.hash(data: key)).first ?? 0
        return (0..<bits).map { first >> UInt8(7 - $0) & 1 == 1 }
    }

    /// Calls the bodies with each word of the list, its number from 1 and its end, up to the first that is none.
    private static func forEachWord(
        of span: UnsafeRawBufferPointer,
        index: (Int) -> Void = { _ in },
        _ body: (_ count: Int, _ end: Int) -> Void
    ) {
        var place = 0
        var count = 0
        while count < (Mnemonic.wordCounts.last ?? 0) {
            while place < span.count, !ASCII.isLetter(span[place]) { place += 1 }
            let start = place
            while place < span.count, ASCII.isLetter(span[place]) { place += 1 }
            guard let found = MnemonicList.index(of: span[start..<place]) else { return }
            count += 1
            index(found)
            body(count, place)
        }
    }
}

/// Looks words up in ``MnemonicWords``.
enum MnemonicList {
    static func word(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = max(0, min(index, MnemonicWords.count - 1)) * MnemonicWords.letters
        let all = UnsafeBufferPointer(
            start: MnemonicWords.beginnings.utf8Start,
            count: MnemonicWords.beginnings.utf8CodeUnitCount
        )
        return UnsafeBufferPointer(rebasing: all[start..<start + MnemonicWords.letters])
    }

    /// The number of a word, whatever follows its first four letters.
    static func index(of word: Slice<UnsafeRawBufferPointer>) -> Int? {
        guard word.count >= 3 else { return nil }
        var (low, high) = (0, MnemonicWords.count)
        while low < high {
            let middle = (low + high) / 2
            switch MnemonicList.order(MnemonicList.word(middle), word) {
            case 0: return middle
            case ..<0: low = middle + 1
            default: high = middle
            }
        }
        return nil
    }

    /// Below, at or above zero, as the entry stands before the word, is it, or stands behind it.
    private static func order(_ entry: UnsafeBufferPointer<UInt8>, _ word: Slice<UnsafeRawBufferPointer>) -> Int {
        for place in entry.indices {
            let letter = place < word.count ? ASCII.lowercased(word[word.startIndex + place]) : UInt8(ascii: "_")
            if entry[place] != letter { return entry[place] < letter ? -1 : 1 }
        }
        return 0
    }
}
