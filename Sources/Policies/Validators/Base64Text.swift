/// Base64 in either alphabet, with or without padding, decoded as far as a check needs it.
enum Base64Text {
    /// Calls the body with the decoded bytes of at most `max` characters; `nil` for a text that is none.
    static func decode<Result>(
        _ text: Slice<UnsafeRawBufferPointer>,
        max: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        var text = text
        while text.last == UInt8(ascii: "=") { text.removeLast() }
        guard text.count % 4 != 1, text.allSatisfy({ Base64Text.value(of: $0) != nil }) else { return nil }
        text = text.prefix(max)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Swift.max(1, text.count)) { output in
            var count = 0
            var bits: UInt32 = 0
            var width = 0
            for byte in text {
                bits = bits << 6 | UInt32(Base64Text.value(of: byte) ?? 0)
                width += 6
                guard width >= 8 else { continue }
                width -= 8
                output[count] = UInt8(truncatingIfNeeded: bits >> UInt32(width))
                count += 1
            }
            return body(UnsafeBufferPointer(rebasing: output[..<count]))
        }
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    /// For samples: the text of some bytes, in the alphabet of URLs and without padding.
    static func encodeURL(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = Array(group) + [UInt8](repeating: 0, count: 3 - group.count)
            let bits = padded.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            for place in 0...group.count { output.append(alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]) }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
