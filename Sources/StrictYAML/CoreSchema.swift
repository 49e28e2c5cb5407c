/// What a scalar without quotes is, by the core schema of YAML 1.2.2 (section 10.3.2): `off`, `no`, `yes` and `on` are
/// text, and so are `1:30`, `1_000` and dates.
enum CoreSchema {
    enum Value: Hashable {
        case null
        case bool(Bool)
        case integer(Int)
        /// An integer that `Int` does not hold.
        case hugeInteger
        case number(Double)
        case text
    }

    static func resolve(_ text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL":
            return .null
        case "true", "True", "TRUE":
            return .bool(true)
        case "false", "False", "FALSE":
            return .bool(false)
        case ".nan", ".NaN", ".NAN":
            return .number(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
            return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF":
            return .number(-.infinity)
        default:
            return self.integer(text) ?? self.number(text) ?? .text
        }
    }

    private static func integer(_ text: String) -> Value? {
        let bytes = Array(text.utf8)
        var digits = bytes[...]
        var radix = 10
        if bytes.starts(with: "0o".utf8) || bytes.starts(with: "0x".utf8) {
            radix = bytes[1] == UInt8(ascii: "o") ? 8 : 16
            digits = bytes[2...]
        } else if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") {
            digits = bytes[1...]
        }
        guard !digits.isEmpty, digits.allSatisfy({ self.isDigit($0, radix: radix) }) else {
            return nil
        }
        let signed = radix == 10 ? text : String(decoding: digits, as: UTF8.self)
        return Int(signed, radix: radix).map { .integer($0) } ?? .hugeInteger
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func number(_ text: String) -> Value? {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            rest = rest.dropFirst()
        }
        let whole = rest.prefix { self.isDigit($0, radix: 10) }
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix { self.isDigit($0, radix: 10) }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else {
            return nil
        }
        if let mark = rest.first {
            guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else {
                return nil
            }
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
                rest = rest.dropFirst()
            }
            guard !rest.isEmpty, rest.allSatisfy({ self.isDigit($0, radix: 10) }) else {
                return nil
            }
        }
        return Double(text).map { .number($0) }
    }

    private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            true
        case UInt8(ascii: "8"), UInt8(ascii: "9"):
            radix >= 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
            radix == 16
        default:
            false
        }
    }
}
