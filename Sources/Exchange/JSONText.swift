private import Glibc

/// The text of one string of a body, and the way back from a place in the text to the bytes of the body.
///
/// A text without escapes is not copied: its bytes are the body's own. A scratch that one loop reuses.
package struct JSONText {
    /// One escape: what it became, and where it stands in the body.
    private struct Escape {
        var start: Int
        var end: Int
        var rawStart: Int
        var rawEnd: Int
    }

    private var decoded: [UInt8] = []
    /// In the order of the text; empty when the text is the body's own bytes.
    private var escapes: [Escape] = []
    private var rawStart = 0
    private var rawEnd = 0

    package init() {}

    /// Takes the string of a node. Any other node gives an empty text.
    package mutating func read(_ node: Int, of tape: borrowing JSONTape, in bytes: UnsafeRawBufferPointer) {
        self.decoded.removeAll(keepingCapacity: true)
        self.escapes.removeAll(keepingCapacity: true)
        let string = tape.nodes[node]
        let raw = tape.rawBytes(of: node, in: bytes)
        self.rawStart = Int(string.start)
        self.rawEnd = string.kind == .string ? Int(string.end) : self.rawStart
        if string.hasEscapes { self.unescape(raw) }
    }

    /// Takes the inside of a string that stands there in the bytes.
    mutating func read(rawString range: Range<Int>, in bytes: UnsafeRawBufferPointer) {
        self.decoded.removeAll(keepingCapacity: true)
        self.escapes.removeAll(keepingCapacity: true)
        self.rawStart = range.lowerBound
        self.rawEnd = range.upperBound
        let raw = UnsafeRawBufferPointer(rebasing: bytes[range])
        if raw.firstOffset(of: .backslash) != nil { self.unescape(raw) }
    }

    /// The length of the text in bytes of UTF-8.
    package var count: Int {
        self.escapes.isEmpty ? self.rawEnd - self.rawStart : self.decoded.count
    }

    /// Gives the text, in UTF-8, to a function; `bytes` are those that `read` was given.
    package func withUTF8<Result>(
        in bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        if self.escapes.isEmpty {
            precondition(self.rawEnd <= bytes.count, "the bytes are not those of the text")
            return try body(UnsafeRawBufferPointer(rebasing: bytes[self.rawStart..<self.rawEnd]))
        }
        return try self.decoded.withUnsafeBytes(body)
    }

    /// Where the character begins to which a byte of the text belongs.
    func characterStart(_ offset: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        self.withUTF8(in: bytes) { text in
            var start = offset
            while start > 0, start < text.count, text[start] & 0xC0 == 0x80 { start -= 1 }
            return start
        }
    }

    /// The bytes of the body that stand for a range of the text. An escape is taken whole, also where the range cuts the
    /// character that it stands for.
    package func rawRange(of range: Range<Int>) -> Range<Int> {
        let start = self.raw(range.lowerBound, isEnd: false)
        return start..<(range.isEmpty ? start : max(start, self.raw(range.upperBound - 1, isEnd: true)))
    }

    /// The range of the text for which a range of the body stands; an escape that the range cuts is taken whole.
    package func textRange(ofRaw raw: Range<Int>) -> Range<Int> {
        let start = self.text(raw.lowerBound, isEnd: false)
        return start..<(raw.isEmpty ? start : max(start, self.text(raw.upperBound, isEnd: true)))
    }

    /// The offset in the text of what begins or ends at a raw offset.
    private func text(_ offset: Int, isEnd: Bool) -> Int {
        let offset = min(max(offset, self.rawStart), self.rawEnd)
        // The number of escapes that begin before the offset, or at it.
        var (low, high) = (0, self.escapes.count)
        while low < high {
            let middle = (low + high) / 2
            if self.escapes[middle].rawStart < offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return offset - self.rawStart }
        let escape = self.escapes[low - 1]
        if offset < escape.rawEnd { return isEnd ? escape.end : escape.start }
        return escape.end + offset - escape.rawEnd
    }

    /// The raw offset at which the character byte begins, or behind which it ends.
    private func raw(_ offset: Int, isEnd: Bool) -> Int {
        // The number of escapes that begin at or before the offset.
        var (low, high) = (0, self.escapes.count)
        while low < high {
            let middle = (low + high) / 2
            if self.escapes[middle].start <= offset { low = middle + 1 } else { high = middle }
        }
        let plain: Int
        if low == 0 {
            plain = self.rawStart + offset
        } else {
            let escape = self.escapes[low - 1]
            if offset < escape.end { return isEnd ? escape.rawEnd : escape.rawStart }
            plain = escape.rawEnd + offset - escape.end
        }
        return min(isEnd ? plain + 1 : plain, self.rawEnd)
    }

    private mutating func unescape(_ raw: UnsafeRawBufferPointer) {
        self.decoded.reserveCapacity(raw.count)
        var at = 0
        while at < raw.count {
            let rest = UnsafeRawBufferPointer(rebasing: raw[at...])
            let stop = at + (rest.firstOffset(of: .backslash) ?? rest.count)
            self.decoded.append(contentsOf: UnsafeRawBufferPointer(rebasing: raw[at..<stop]))
            guard stop < raw.count else { return }
            let escape = JSONEscape.decode(raw, at: stop)
            let start = self.decoded.count
            for byte in 0..<escape.utf8Count {
                self.decoded.append(UInt8(truncatingIfNeeded: escape.utf8 &>> (8 * byte)))
            }
            at = stop + escape.rawCount
            self.escapes.append(
                Escape(
                    start: start,
                    end: self.decoded.count,
                    rawStart: self.rawStart + stop,
                    rawEnd: self.rawStart + at
                )
            )
        }
    }
}

extension UnsafeRawBufferPointer {
    func firstOffset(of byte: UInt8) -> Int? {
        guard let base = self.baseAddress, let found = memchr(base, Int32(byte), self.count) else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
