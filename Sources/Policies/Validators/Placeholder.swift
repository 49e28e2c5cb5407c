/// Values that stand where a secret would stand: `YOUR_API_KEY`, `xxxxxxxx`, `<token>`, `${TOKEN}`, `12345678`.
enum Placeholder {
    /// Any of these inside a value, in any case, makes it a placeholder.
    private static let words: [StaticString] = [
        "example", "placeholder", "changeme", "change_me", "change-me", "your_", "your-", "yourkey", "yourtoken",
        "redacted", "dummy", "insert_", "replace_", "replace-", "notreal", "not_real", "not-a-real", "fake_", "fake-",
        "xxxx", "****", "....", "sample", "todo",
    ]
    /// A value that is no more than one of these is one.
    private static let wholeWords: [StaticString] = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "changeit", "none", "null",
        "undefined", "string", "value", "test", "testing", "admin", "root", "user", "username",
    ]
    /// Characters that repeat or count up this many times are no accident.
    private static let runMax = 7

    /// `true` for what may be real.
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        !Placeholder.isReference(span) && !Placeholder.hasRun(span)
            && !Placeholder.wholeWords.contains { $0.utf8CodeUnitCount == span.count && Placeholder.contains($0, span) }
            && !Placeholder.words.contains { Placeholder.contains($0, span) }
    }

    /// `${NAME}`, `$NAME`, `<name>`, `{{name}}`, `%NAME%`: the name of a secret instead of the secret.
    private static func isReference(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let first = span.first, let last = span.last else { return true }
        switch first {
        case UInt8(ascii: "<"): return last == UInt8(ascii: ">")
        case UInt8(ascii: "{"): return last == UInt8(ascii: "}")
        case UInt8(ascii: "%"): return last == UInt8(ascii: "%")
        case UInt8(ascii: "$"):
            return span.dropFirst().allSatisfy {
                ASCII.isWord($0) || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: ".")
            }
        default: return false
        }
    }

    /// `aaaaaaaa`, `12345678`, `abcdefgh`.
    private static func hasRun(_ span: UnsafeRawBufferPointer) -> Bool {
        var same = 1
        var rising = 1
        for index in span.indices.dropFirst() {
            same = span[index] == span[index - 1] ? same + 1 : 1
            rising = span[index] == span[index - 1] &+ 1 ? rising + 1 : 1
            if same >= Placeholder.runMax || rising >= Placeholder.runMax { return true }
        }
        return false
    }

    private static func contains(_ word: StaticString, _ span: UnsafeRawBufferPointer) -> Bool {
        let needle = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard needle.count <= span.count else { return false }
        return (0...(span.count - needle.count)).contains { start in
            needle.indices.allSatisfy { ASCII.lowercased(span[start + $0]) == needle[$0] }
        }
    }
}
