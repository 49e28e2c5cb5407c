/// In how many JSON strings a place of a text stands, one inside another, as the text goes by.
///
/// Tool arguments are JSON, and a string in them may be JSON again: its quotes are written `\"`, those of the next depth
/// `\\\"`. A string counts as JSON again if it begins with a bracket.
struct JSONDepth: Sendable {
    /// By depth from 1: whether that string is JSON itself.
    private var isJSON: [Bool] = []
    /// The innermost string has just been opened.
    private var isFresh = false

    /// Deeper strings are taken for text.
    private static let depthMax = 4

    var strings: Int { self.isJSON.count }

    mutating func take(_ byte: UInt8, backslashes: Int) {
        guard byte == UInt8(ascii: "\"") else {
            guard self.isFresh, !self.isJSON.isEmpty else { return }
            if JSONDepth.isSpace(byte, backslashes) { return }
            let isBracket = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
            self.isJSON[self.isJSON.count - 1] = isBracket && backslashes == 0
            self.isFresh = false
            return
        }
        // A quote of depth 1 stands behind an even number, one of depth 2 behind 1, 5, 9 …, one of depth 3 behind 3, 11 …
        let depth = (~backslashes).trailingZeroBitCount + 1
        if depth <= self.isJSON.count {
            self.isJSON.removeLast(self.isJSON.count - depth + 1)
            self.isFresh = false
        } else if depth == self.isJSON.count + 1, depth <= JSONDepth.depthMax, self.isJSON.last ?? true {
            self.isJSON.append(false)
            self.isFresh = true
        } else {
            self.isFresh = false
        }
    }

    private static func isSpace(_ byte: UInt8, _ backslashes: Int) -> Bool {
        switch byte {
        case UInt8(ascii: " "): backslashes == 0
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): backslashes > 0
        default: false
        }
    }
}
