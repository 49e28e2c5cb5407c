/// What a character beyond ASCII folds into.
enum Folding: Hashable {
    case none
    /// A letter or digit in another dress.
    case letter(UInt8)
    /// A letter of another script that looks like this one.
    case lookalike(UInt8)
    /// Two or three letters or digits; the first in the lowest bits.
    case letters(UInt32)
    case invisible
    /// Drawn over the character before it.
    case mark
    case space
    case dash
    case quote(UInt8)
    case sign(UInt8)
}

/// The folding of every character, in a table of two levels: 256 characters a page, and only pages that hold any.
final class FoldTable: Sendable {
    /// 30 KB, made at its first use.
    static let shared = FoldTable()

    /// By the upper bits of a scalar: the number of its page, 0 for the empty one.
    private let pageOf: [UInt8]
    private let pages: [UInt16]
    private let ligatures: [UInt32: UInt32]

    private static let planes: UInt32 = 0x2_0000

    private enum Code: UInt16 {
        case none, letter, lookalike, letters, invisible, mark, space, dash, quote, sign
    }

    func folding(of scalar: UInt32) -> Folding {
        guard scalar < FoldTable.planes else { return Signs.invisiblePlane.contains(scalar) ? .invisible : .none }
        let page = self.pageOf[Int(scalar >> 8)]
        guard page != 0 else { return .none }
        let entry = self.pages[Int(page) << 8 | Int(scalar & 0xff)]
        let ascii = UInt8(truncatingIfNeeded: entry)
        switch Code(rawValue: entry >> 8) ?? .none {
        case .none: return .none
        case .letter: return .letter(ascii)
        case .lookalike: return .lookalike(ascii)
        case .letters: return self.ligatures[scalar].map { .letters($0) } ?? .none
        case .invisible: return .invisible
        case .mark: return .mark
        case .space: return .space
        case .dash: return .dash
        case .quote: return .quote(ascii)
        case .sign: return .sign(ascii)
        }
    }

    private init() {
        var entries: [UInt32: UInt16] = [:]
        func set(_ scalar: UInt32, _ code: Code, _ ascii: UInt8 = 0) {
            entries[scalar] = code.rawValue << 8 | UInt16(ascii)
        }
        func set(_ ranges: [ClosedRange<UInt32>], _ code: Code, _ ascii: UInt8 = 0) {
            for range in ranges { for scalar in range { set(scalar, code, ascii) } }
        }
        for scalar in Signs.fullwidth { set(scalar, .sign, UInt8(truncatingIfNeeded: scalar - 0xfee0)) }
        for (ascii, scalars) in Signs.others {
            for scalar in scalars { set(scalar, .sign, ascii.asciiValue ?? 0) }
        }
        set(Signs.spaces, .space)
        set(Signs.dashes, .dash)
        set(Signs.singleQuotes, .quote, UInt8(ascii: "'"))
        set(Signs.doubleQuotes, .quote, UInt8(ascii: "\""))
        set(Signs.marks, .mark)
        set(Signs.invisible, .invisible)
        for (ascii, scalars) in Confusables.lookalikes {
            for scalar in scalars { set(scalar, .lookalike, ascii.asciiValue ?? 0) }
        }
        for scalar in CompatibleCharacters.mathematicalGreek {
            let letter = (scalar - CompatibleCharacters.mathematicalGreek.lowerBound) % 58
            guard let plain = entries[letter < 26 ? 0x391 + letter : 0x3b1 + letter - 26] else { continue }
            if plain >> 8 == Code.lookalike.rawValue { entries[scalar] = plain }
        }
        for scalar in CompatibleCharacters.mathematicalLetters {
            let letter = (scalar - CompatibleCharacters.mathematicalLetters.lowerBound) % 52
            set(scalar, .letter, UInt8(truncatingIfNeeded: letter < 26 ? 0x41 + letter : 0x61 + letter - 26))
        }
        for scalar in CompatibleCharacters.mathematicalDigits {
            let digit = (scalar - CompatibleCharacters.mathematicalDigits.lowerBound) % 10
            set(scalar, .letter, UInt8(truncatingIfNeeded: 0x30 + digit))
        }
        for (first, count, ascii) in CompatibleCharacters.runs {
            for offset in 0..<count { set(first + offset, .letter, (ascii.asciiValue ?? 0) + UInt8(offset)) }
        }
        for zero in CompatibleCharacters.zeros {
            for digit in 0..<10 as Range<UInt32> { set(zero + digit, .letter, UInt8(0x30 + digit)) }
        }
        var ligatures: [UInt32: UInt32] = [:]
        for (scalar, letters) in CompatibleCharacters.ligatures {
            set(scalar, .letters)
            ligatures[scalar] = letters.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }

        var pageOf = [UInt8](repeating: 0, count: Int(FoldTable.planes >> 8))
        var pages = [UInt16](repeating: 0, count: 256)
        for (scalar, entry) in entries where scalar < FoldTable.planes {
            let upper = Int(scalar >> 8)
            if pageOf[upper] == 0 {
                pageOf[upper] = UInt8(pages.count / 256)
                pages += [UInt16](repeating: 0, count: 256)
            }
            pages[Int(pageOf[upper]) << 8 | Int(scalar & 0xff)] = entry
        }
        self.pageOf = pageOf
        self.pages = pages
        self.ligatures = ligatures
    }
}

/// Reading one character of UTF-8.
enum ScalarReader {
    /// `nil` where the bytes are no character.
    static func read(_ text: UnsafeRawBufferPointer, at start: Int) -> (value: UInt32, end: Int)? {
        let first = text.byte(at: start)
        guard first >= 0x80 else { return (UInt32(first), start + 1) }
        let count = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1
        guard first >= 0xc2, first < 0xf5, start + count < text.count else { return nil }
        var value = UInt32(first) & (count == 3 ? 0x07 : count == 2 ? 0x0f : 0x1f)
        for offset in 1...count {
            let byte = text[start + offset]
            guard byte & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3f)
        }
        return (value, start + count + 1)
    }
}
