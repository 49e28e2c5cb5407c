/// The escapes of JSON strings, both ways.
package enum JSONEscape {
    /// Writes text as it stands between the quotes of a JSON string. The text is UTF-8.
    package static func append(_ utf8: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var run = 0
        var at = 0
        while at < utf8.count {
            let byte = utf8[at]
            guard byte < .space || byte == .quote || byte == .backslash else {
                at &+= 1
                continue
            }
            output.append(contentsOf: utf8[run..<at])
            Self.append(escaped: byte, to: &output)
            at &+= 1
            run = at
        }
        output.append(contentsOf: utf8[run...])
    }

    package static func append(_ utf8: [UInt8], to output: inout [UInt8]) {
        utf8.withUnsafeBytes { Self.append($0, to: &output) }
    }

    package static func append(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { Self.append(UnsafeRawBufferPointer($0), to: &output) }
    }

    private static func append(escaped byte: UInt8, to output: inout [UInt8]) {
        output.append(.backslash)
        switch byte {
        case .quote, .backslash: output.append(byte)
        case .newline: output.append(UInt8(ascii: "n"))
        case .tab: output.append(UInt8(ascii: "t"))
        case .carriageReturn: output.append(UInt8(ascii: "r"))
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        default:
            output.append(contentsOf: [UInt8(ascii: "u"), .zero, .zero])
            for digit in [byte >> 4, byte & 0x0F] {
                output.append(digit < 10 ? .zero + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }

    /// What one escape of a scanned string stands for.
    struct Decoded {
        /// One to four bytes of UTF-8, the first in the lowest bits.
        var utf8: UInt32
        var utf8Count: Int
        var rawCount: Int
    }

    /// Reads the escape that begins at an offset. The scan has found it sound; bytes that are not are taken as they stand.
    static func decode(_ raw: UnsafeRawBufferPointer, at start: Int) -> Decoded {
        guard start + 1 < raw.count else { return Decoded(utf8: UInt32(UInt8.backslash), utf8Count: 1, rawCount: 1) }
        let short: UInt8
        switch raw[start + 1] {
        case UInt8(ascii: "n"): short = .newline
        case UInt8(ascii: "t"): short = .tab
        case UInt8(ascii: "r"): short = .carriageReturn
        case UInt8(ascii: "b"): short = 0x08
        case UInt8(ascii: "f"): short = 0x0C
        case UInt8(ascii: "u"):
            if let decoded = Self.decodeUnicode(raw, at: start) { return decoded }
            short = UInt8(ascii: "u")
        case let byte: short = byte
        }
        return Decoded(utf8: UInt32(short), utf8Count: 1, rawCount: 2)
    }

    private static func decodeUnicode(_ raw: UnsafeRawBufferPointer, at start: Int) -> Decoded? {
        guard let unit = Self.unit(raw, at: start) else { return nil }
        if unit < 0x80 { return Decoded(utf8: unit, utf8Count: 1, rawCount: 6) }
        if unit < 0x800 {
            return Decoded(utf8: (0xC0 | unit >> 6) | (0x80 | unit & 0x3F) << 8, utf8Count: 2, rawCount: 6)
        }
        guard unit & 0xF800 == 0xD800 else {
            let utf8 = (0xE0 | unit >> 12) | (0x80 | unit >> 6 & 0x3F) << 8 | (0x80 | unit & 0x3F) << 16
            return Decoded(utf8: utf8, utf8Count: 3, rawCount: 6)
        }
        guard unit < 0xDC00, let low = Self.unit(raw, at: start + 6), low & 0xFC00 == 0xDC00 else { return nil }
        let scalar = 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF
        let first = (0xF0 | scalar >> 18) | (0x80 | scalar >> 12 & 0x3F) << 8
        let last = (0x80 | scalar >> 6 & 0x3F) << 16 | (0x80 | scalar & 0x3F) << 24
        return Decoded(utf8: first | last, utf8Count: 4, rawCount: 12)
    }

    /// The number of the `\u` escape at an offset.
    private static func unit(_ raw: UnsafeRawBufferPointer, at start: Int) -> UInt32? {
        guard start + 6 <= raw.count, raw[start] == .backslash, raw[start + 1] == UInt8(ascii: "u") else { return nil }
        var unit: UInt32 = 0
        for offset in 2..<6 {
            guard let digit = raw[start + offset].hexDigit else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}

/// The bytes that a string with escapes stands for, one after the other and without a copy.
struct JSONUnescaped: Sequence, IteratorProtocol {
    private let raw: UnsafeRawBufferPointer
    private var at = 0
    /// What is left of an escape that gave more than one byte.
    private var rest: UInt32 = 0
    private var restCount = 0

    init(_ raw: UnsafeRawBufferPointer) {
        self.raw = raw
    }

    mutating func next() -> UInt8? {
        if self.restCount > 0 { return self.takeRest() }
        guard self.at < self.raw.count else { return nil }
        let byte = self.raw[self.at]
        guard byte == .backslash else {
            self.at += 1
            return byte
        }
        let decoded = JSONEscape.decode(self.raw, at: self.at)
        self.at += decoded.rawCount
        self.rest = decoded.utf8
        self.restCount = decoded.utf8Count
        return self.takeRest()
    }

    private mutating func takeRest() -> UInt8 {
        let byte = UInt8(truncatingIfNeeded: self.rest)
        self.rest >>= 8
        self.restCount -= 1
        return byte
    }
}
