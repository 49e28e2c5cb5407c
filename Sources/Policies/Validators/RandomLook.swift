/// Whether a value looks drawn at random rather than written by a person: letters, capitals and digits alternate in it.
///
/// `my-app-secret-v1` and `getUserToken2` are names; `9fK2vLx0Qp` is none. What counts are the places where the kind of
/// character changes, but for those inside `camelCase` and `Capitalised` words. A random text of letters and digits has one
/// at every second or third place, a name at fewer than one in seven.
enum RandomLook {
    private static let bytesPerChange = 7
    private static let samples = WordTable(["test", "mock", "demo", "fixture", "foobar", "default"])

    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        let changes = span.indices.dropFirst().count { RandomLook.isChange(at: $0, in: span) }
        return changes >= (span.count < 20 ? 2 : 3) && changes * RandomLook.bytesPerChange >= span.count
            && !UUIDText.accepts(span) && !RandomLook.samples.hasWord(in: span)
    }

    private static func isChange(at place: Int, in span: UnsafeRawBufferPointer) -> Bool {
        let (left, right) = (Kind(span[place - 1]), Kind(span[place]))
        guard left != right, left != .other, right != .other else { return false }
        switch (left, right) {
        case (.upper, .lower): return false
        case (.lower, .upper):
            // A word begins: no accident, if it goes on in lower case.
            return place + 1 == span.count || Kind(span[place + 1]) != .lower
        default: return true
        }
    }

    private enum Kind {
        case lower
        case upper
        case digit
        case other

        init(_ byte: UInt8) {
            self =
                ASCII.isDigit(byte)
                ? .digit : ASCII.isUppercase(byte) ? .upper : ASCII.isLetter(byte) ? .lower : .other
        }
    }
}

/// Hexadecimal in groups of 8-4-4-4-12: more often the name of something than the key to it.
enum UUIDText {
    static func accepts(_ span: UnsafeRawBufferPointer) -> Bool {
        span.count == 36
            && span.indices.allSatisfy { place in
                switch place {
                case 8, 13, 18, 23: span[place] == UInt8(ascii: "-")
                default: ASCII.isHex(span[place])
                }
            }
    }
}
