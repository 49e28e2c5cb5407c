/// Letters and their combining marks as one scalar where Unicode has one, so that both spellings are the same text.
///
/// Canonical equivalence is the standard library's: two `Character`s are equal when they are canonically equivalent
/// (Unicode Standard Annex #15). Sequences that have no single scalar stay as they were written.
enum CanonicalComposition {
    /// Whether a scalar may be a part of what can be written in another way.
    static func concerns(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x300: false
        case 0x300...0x36F, 0x1100...0x11FF, 0x2126, 0x212A, 0x212B, 0x3099, 0x309A: true
        default: false
        }
    }

    static func composed(_ scalars: [UInt32]) -> [UInt32] {
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            if let scalar = Unicode.Scalar(scalar) { text.append(scalar) }
        }
        var composed: [UInt32] = []
        composed.reserveCapacity(scalars.count)
        for character in String(text) {
            let parts = character.unicodeScalars.map(\.value)
            if let whole = Self.whole(character, parts) {
                composed.append(whole)
            } else if parts.count > 2, let start = Self.whole(Self.character(parts[0..<2]), Array(parts[0..<2])) {
                composed.append(start)
                composed.append(contentsOf: parts[2...])
            } else {
                composed.append(contentsOf: parts)
            }
        }
        return composed
    }

    private static func whole(_ character: Character, _ parts: [UInt32]) -> UInt32? {
        if let syllable = Self.syllable(parts) { return syllable }
        return Self.precomposed[character]
    }

    private static func character(_ scalars: ArraySlice<UInt32>) -> Character {
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            if let scalar = Unicode.Scalar(scalar) { text.append(scalar) }
        }
        return String(text).first ?? " "
    }

    /// A Hangul syllable from its parts (The Unicode Standard, 3.12).
    private static func syllable(_ parts: [UInt32]) -> UInt32? {
        guard parts.count == 2 || parts.count == 3, (0x1100...0x1112).contains(parts[0]),
            (0x1161...0x1175).contains(parts[1])
        else { return nil }
        let open = 0xAC00 + ((parts[0] - 0x1100) * 21 + parts[1] - 0x1161) * 28
        guard parts.count == 3 else { return open }
        return (0x11A8...0x11C2).contains(parts[2]) ? open + parts[2] - 0x11A7 : nil
    }

    /// The letters of Latin, Greek, Cyrillic and kana that can also be written with marks, by what they look like.
    private static let precomposed: [Character: UInt32] = {
        var table: [Character: UInt32] = [:]
        let ranges: [ClosedRange<UInt32>] = [
            0x4B...0x4B, 0xC0...0x24F, 0x386...0x3CE, 0x400...0x45F, 0x4C1...0x4F9, 0x1E00...0x1EFF, 0x1F00...0x1FFC,
            0x3041...0x30FE,
        ]
        for range in ranges {
            for scalar in range {
                guard let unicode = Unicode.Scalar(scalar) else { continue }
                let character = Character(unicode)
                if table[character] == nil { table[character] = scalar }
            }
        }
        return table
    }()
}
