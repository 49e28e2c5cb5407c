/// Values that stand where a secret would stand: `YOUR_API_KEY`, `xxxxxxxx`, `<token>`, `${TOKEN}`, `12345678`, `P@ssw0rd`.
enum Placeholder {
    /// Any of these inside a value, in any case, makes it a placeholder.
    private static let words = WordTable([
        "example", "placeholder", "changeme", "change_me", "change-me", "changethis", "change-this", "change_this",
        "your_", "your-", "yourkey", "yourtoken", "yoursecret", "yourpass", "yourapi", "-your", "_your", "redacted",
        "masked", "dummy", "insert_", "insert-", "inserthere", "replace_", "replace-", "replaceme", "notreal",
        "not_real", "not-a-real", "not-real", "notasecret", "not-a-secret", "fake_", "fake-", "fakekey", "faketoken",
        "xxxx", "****", "....", "\u{2026}", "\u{2022}\u{2022}", "sample", "todo", "fixme", "mysecret", "my-secret",
        "my_secret", "yourstrong", "mypassword", "my_password", "my-password", "my_token", "my-token", "supersecret",
        "super-secret",
        "super_secret", "topsecret", "_here", "-here", "keyhere", "tokenhere", "abc123def", "deadbeef", "cafebabe",
        "foobar", "lorem", "somekey", "some_", "some-",
        // The payload of the token that the home page of JSON Web Tokens shows; it opens nothing.
        "eyjzdwiioiixmjm0nty3odkwiiwibmftzsi6ikpva",
    ])
    /// A value that is no more than one of these is one, also with a few digits or signs behind it, or in leetspeak.
    private static let wholeWords: [StaticString] = [
        "password", "passwd", "passphrase", "passwort", "pass", "pwd", "secret", "token", "apikey", "api_key", "key",
        "changeit", "change", "none", "null", "nil", "undefined", "string", "value", "test", "testing", "tester",
        "admin",
        "administrator", "root", "user", "username", "guest", "anonymous", "login", "default", "demo", "foo", "bar",
        "baz", "abc",
        "abcd", "abcdef", "qwerty", "letmein", "welcome", "postgres", "postgresql", "mysql", "mariadb", "mongo",
        "mongodb",
        "redis", "rabbitmq", "secretkey", "secret_key", "userpass", "user_pass", "userpassword", "user_password",
        "dbpassword", "db_password", "db_pass", "dbpass", "rootpassword", "adminpassword", "testpass", "testpassword",
        "test_password", "pa55word", "hidden", "empty", "blank", "true", "false", "required", "optional", "bearer",
        "basic", "blah", "dev", "local", "private", "public",
    ]
    /// Characters that repeat or count up this many times are no accident.
    private static let runMax = 6
    /// How much of a long value is searched for words; those that people write are short.
    private static let searchedBytesMax = 160

    /// `true` for what may be real.
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        let searched = UnsafeRawBufferPointer(rebasing: span.prefix(Placeholder.searchedBytesMax))
        return !Placeholder.isReference(span) && !Placeholder.hasRun(searched) && !Placeholder.isWholeWord(span)
            && !Placeholder.words.hasWord(in: searched)
    }

    /// `${NAME}`, `$NAME`, `<name>`, `{{name}}`, `%NAME%`, `%s`, `#{name}`, `[name]`: the name of a secret instead of it.
    private static func isReference(_ span: UnsafeRawBufferPointer) -> Bool {
        guard let first = span.first, let last = span.last else { return true }
        switch first {
        case UInt8(ascii: "<"): return last == UInt8(ascii: ">")
        case UInt8(ascii: "["): return last == UInt8(ascii: "]")
        case UInt8(ascii: "{"): return last == UInt8(ascii: "}")
        case UInt8(ascii: "%"): return last == UInt8(ascii: "%") || span.count == 2
        case UInt8(ascii: "#"): return span.count > 1 && span[1] == UInt8(ascii: "{")
        case UInt8(ascii: "$"):
            return span.dropFirst().allSatisfy {
                ASCII.isWord($0) || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: ".")
                    || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "(")
            } && !(span.count > 2 && ASCII.isDigit(span[1]))
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

    private static func isWholeWord(_ span: UnsafeRawBufferPointer) -> Bool {
        let tail = span.suffix(4).reversed().prefix { !ASCII.isLetter($0) && $0 < 0x80 }
        let stem = UnsafeRawBufferPointer(rebasing: span.dropLast(tail.count))
        return [span, stem].contains { candidate in
            Placeholder.wholeWords.contains {
                $0.utf8CodeUnitCount == candidate.count && Placeholder.equals($0, candidate)
            }
        }
    }

    /// The same word, in any case, and with the digits and signs that look like its letters.
    private static func equals(_ word: StaticString, _ span: UnsafeRawBufferPointer) -> Bool {
        let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return zip(letters, span).allSatisfy { letter, byte in
            ASCII.lowercased(byte) == letter || Placeholder.letter(thatLooksLike: byte) == letter
        }
    }

    private static func letter(thatLooksLike byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"), UInt8(ascii: "!"): UInt8(ascii: "i")
        case UInt8(ascii: "3"): UInt8(ascii: "e")
        case UInt8(ascii: "4"), UInt8(ascii: "@"): UInt8(ascii: "a")
        case UInt8(ascii: "5"), UInt8(ascii: "$"): UInt8(ascii: "s")
        case UInt8(ascii: "7"): UInt8(ascii: "t")
        default: nil
        }
    }
}
