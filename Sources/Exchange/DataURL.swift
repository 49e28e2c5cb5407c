/// What a `data:` URL carries in base64 (RFC 2397), in the text of a body.
package struct DataURL: Sendable, Hashable {
    /// Where the base64 stands in the text.
    package let payload: Range<Int>
    /// The URL says that it carries text.
    package let declaresText: Bool

    private static let headBytesMax = 256

    /// `nil` for a text that is no such URL; one whose payload is percent-encoded is readable as it stands.
    package init?(_ text: UnsafeRawBufferPointer) {
        guard text.count > 12, text[4] == .colon else { return nil }
        let head = text.prefix(Self.headBytesMax)
        guard Self.begins(head, with: "data:"), let comma = head.firstIndex(of: .comma) else { return nil }
        let fields = head[5..<comma].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        guard let last = fields.last, Self.begins(last, with: "base64"), last.count == 6 else { return nil }
        self.payload = comma + 1..<text.count
        // No type at all is `text/plain`.
        self.declaresText = fields.count == 1 || fields[0].isEmpty || Self.isText(fields[0])
    }

    /// Whether a media type is one of text.
    static func isText(_ type: some Collection<UInt8>) -> Bool {
        if Self.begins(type, with: "text/") { return true }
        let type = type.prefix { $0 != UInt8(ascii: ";") && $0 != .space }
        return Self.textTypes.contains { Self.begins(type, with: $0) && type.count == $0.utf8CodeUnitCount }
            || Self.textSuffixes.contains { Self.begins(type.suffix($0.utf8CodeUnitCount), with: $0) }
    }

    private static let textTypes: [StaticString] = [
        "application/json", "application/xml", "application/yaml", "application/x-yaml", "application/javascript",
        "application/x-sh", "application/sql", "application/toml", "application/x-www-form-urlencoded",
    ]
    private static let textSuffixes: [StaticString] = ["+json", "+xml", "+yaml"]

    /// In any case.
    private static func begins(_ bytes: some Collection<UInt8>, with literal: StaticString) -> Bool {
        guard bytes.count >= literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { literal in
            zip(bytes, literal).allSatisfy { byte, wanted in
                (byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte) == wanted
            }
        }
    }
}

/// Base64 (RFC 4648), both alphabets.
package enum Base64 {
    /// White space and missing padding are let pass, anything else that is no base64 is `nil`.
    package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count / 4 * 3 + 3)
        var (bits, count, ended) = (UInt32(0), 0, false)
        for byte in text {
            switch byte {
            case .space, .newline, .carriageReturn, .tab: continue
            case UInt8(ascii: "="):
                ended = true
                continue
            default: break
            }
            guard !ended, let value = Self.value(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count == 4 {
                output.append(UInt8(truncatingIfNeeded: bits >> 16))
                output.append(UInt8(truncatingIfNeeded: bits >> 8))
                output.append(UInt8(truncatingIfNeeded: bits))
                (bits, count) = (0, 0)
            }
        }
        switch count {
        case 0: break
        case 2: output.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3:
            output.append(UInt8(truncatingIfNeeded: bits >> 10))
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return nil
        }
        return output
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case .zero ... .nine: byte - .zero + 52
        case .plus, .minus: 62
        case .slash, UInt8(ascii: "_"): 63
        default: nil
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The standard alphabet, with padding.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var at = 0
        while at < bytes.count {
            let (second, third) = (at + 1 < bytes.count, at + 2 < bytes.count)
            let group =
                UInt32(bytes[at]) << 16 | (second ? UInt32(bytes[at + 1]) << 8 : 0)
                | (third ? UInt32(bytes[at + 2]) : 0)
            output.append(Self.alphabet[Int(group >> 18 & 63)])
            output.append(Self.alphabet[Int(group >> 12 & 63)])
            output.append(second ? Self.alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
            output.append(third ? Self.alphabet[Int(group & 63)] : UInt8(ascii: "="))
            at += 3
        }
        return output
    }
}

extension [UInt8] {
    /// Whether these bytes are text: sound UTF-8 without the control characters that only binary files hold.
    package var isReadableText: Bool {
        let isPlain = self.allSatisfy { byte in
            byte >= .space ? byte != 0x7F : byte == .newline || byte == .tab || byte == .carriageReturn || byte == 0x0C
        }
        return isPlain && String(validating: self, as: UTF8.self) != nil
    }
}
