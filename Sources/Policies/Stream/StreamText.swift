/// As much of a channel's text as is still needed: what is held back, and a little of what went out before it.
///
/// Places are offsets in the text of the channel as a whole.
struct StreamText {
    private(set) var bytes: [UInt8] = []
    /// The place of the first byte that is still here.
    private(set) var origin = 0

    /// So much must be superfluous before what follows is moved; it is at least as long as what is moved, so that moving
    /// costs one byte for each byte of the text.
    private static let superfluousBytesMin = 256
    /// A longer one is given back when a long match is over.
    private static let capacityMax = 32 * 1024

    private(set) var end = 0

    mutating func append(_ text: UnsafeRawBufferPointer) {
        self.bytes.append(contentsOf: text)
        self.end += text.count
    }

    /// Lets go of what stands before a place, sooner or later.
    mutating func discard(before place: Int) {
        let superfluous = min(place - self.origin, self.bytes.count)
        guard superfluous >= StreamText.superfluousBytesMin, superfluous >= self.bytes.count - superfluous else {
            return
        }
        // A lookbehind must not find half a character.
        var count = superfluous
        while count > 0, superfluous - count < 3, count < self.bytes.count, self.bytes[count] & 0xc0 == 0x80 {
            count -= 1
        }
        if self.bytes.capacity > StreamText.capacityMax, self.bytes.count - count < StreamText.capacityMax / 2 {
            self.bytes = Array(self.bytes[count...])
        } else {
            self.bytes.removeSubrange(..<count)
        }
        self.origin += count
    }

    /// Where the last character that is complete ends. What can be no character is complete: it stays what it is.
    static func wholeEnd(of text: UnsafeRawBufferPointer) -> Int {
        var place = text.count
        while place > 0, text.count - place < 4 {
            place -= 1
            let byte = text[place]
            if byte & 0xc0 == 0x80 { continue }
            let length =
                switch byte {
                case 0xc2...0xdf: 2
                case 0xe0...0xef: 3
                case 0xf0...0xf4: 4
                default: 1
                }
            return text.count - place < length ? place : text.count
        }
        return text.count
    }
}

extension StreamText {
    /// - Parameters:
    ///   - place: the text behind it is left out.
    ///   - isLast: whether it is complete. If not, a character that is cut is left out.
    func withWindow<Result>(upTo place: Int = .max, isLast: Bool, _ body: (StreamWindow) -> Result) -> Result {
        self.bytes.withUnsafeBytes { bytes in
            let part = bytes[..<min(bytes.count, max(0, place - self.origin))]
            let count = isLast ? part.count : StreamText.wholeEnd(of: UnsafeRawBufferPointer(rebasing: part))
            return body(
                StreamWindow(
                    text: UnsafeRawBufferPointer(rebasing: bytes[..<count]),
                    origin: self.origin,
                    isLast: isLast
                )
            )
        }
    }

    /// Calls `body` with all of it, and the place where it begins.
    func withPlaces<Result>(_ body: (UnsafeRawBufferPointer, Int) -> Result) -> Result {
        self.bytes.withUnsafeBytes { body($0, self.origin) }
    }

    /// Appends what stands in a range of places.
    func append(_ range: Range<Int>, to output: inout [UInt8]) {
        let first = max(range.lowerBound - self.origin, 0)
        let last = min(range.upperBound - self.origin, self.bytes.count)
        guard first < last else { return }
        output += self.bytes[first..<last]
    }
}
