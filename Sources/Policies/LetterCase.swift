/// Small letters of the scripts that have them, without tables: ASCII, Latin with accents, Greek and Cyrillic.
enum LetterCase {
    /// How many bytes are the same letter in both, in any case: 1, 2, or `nil`. A letter of more bytes is compared byte by
    /// byte; no script that has those has capitals in common use.
    @inline(__always)
    static func equalBytes(
        _ text: UnsafeRawBufferPointer,
        _ place: Int,
        _ word: UnsafeRawBufferPointer,
        _ index: Int
    ) -> Int? {
        guard place < text.count else { return nil }
        if word[index] < 0x80 || index + 1 >= word.count || place + 1 >= text.count {
            return ASCII.lowercased(text[place]) == ASCII.lowercased(word[index]) ? 1 : nil
        }
        guard LetterCase.isLead(word[index]) else { return text[place] == word[index] ? 1 : nil }
        let letter = LetterCase.lowered(text[place], text[place + 1])
        return letter == LetterCase.lowered(word[index], word[index + 1]) ? 2 : nil
    }

    /// The first byte of a letter of two bytes.
    private static func isLead(_ byte: UInt8) -> Bool { byte & 0xe0 == 0xc0 }

    /// Two bytes that are one letter, made small; any other two as they are.
    static func lowered(_ first: UInt8, _ second: UInt8) -> UInt16 {
        let pair = UInt16(first) << 8 | UInt16(second)
        switch pair {
        // À to Þ, but the sign of multiplication.
        case 0xc380...0xc396, 0xc398...0xc39e: return pair + 0x20
        // Ā to ķ and Ŋ to ŷ: a capital is even. Ĺ to ň and Ź to Ž: odd.
        case 0xc480...0xc4b7, 0xc58a...0xc5b7: return pair | 1
        case 0xc4b9...0xc587, 0xc5b9...0xc5be:
            guard pair != 0xc4bf else { return 0xc580 }
            return pair & 1 == 1 ? pair + 1 : pair
        // Ά, Έ to Ί, Ό, Ύ, Ώ, then Α to Ο and Π to Ϋ.
        case 0xce86: return 0xceac
        case 0xce88...0xce8a: return pair + 0x25
        case 0xce8c: return 0xcf8c
        case 0xce8e, 0xce8f: return pair + 0xff
        case 0xce91...0xce9f: return pair + 0x20
        case 0xcea0...0xceab: return pair + 0xe0
        // Ѐ to Џ, А to П, Р to Я.
        case 0xd080...0xd08f: return pair + 0x110
        case 0xd090...0xd09f: return pair + 0x20
        case 0xd0a0...0xd0af: return pair + 0xe0
        default: return pair
        }
    }
}
