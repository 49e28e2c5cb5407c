/// The `${VAR}` and `${VAR:-default}` of a configuration: replaced inside scalars once the file has been parsed, and never
/// parsed again, so that no value of a variable can add a field.
///
/// `:-` means unset or empty, as in a shell. `$${` writes `${`; any other `$` is itself.
struct Variables {
    let environment: [String: String]

    /// Why a text cannot be expanded. The texts hold names of variables only, never their values.
    struct Problem: Error {
        let message: String
    }

    /// The expanded text, or nil when it holds nothing to expand.
    func expand(_ text: String) throws(Problem) -> (text: String, holdsVariable: Bool)? {
        guard text.utf8.contains(UInt8(ascii: "$")) else {
            return nil
        }
        var result: [UInt8] = []
        var holdsVariable = false
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if rest.starts(with: "$${".utf8) {
                result += "${".utf8
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "${".utf8) {
                let inside = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "}") }
                guard inside.endIndex < rest.endIndex else {
                    throw Problem(message: "`${` without `}`; write `$${` for a literal `${`")
                }
                result += try self.value(of: inside).utf8
                holdsVariable = true
                rest = rest[(inside.endIndex + 1)...]
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return (String(decoding: result, as: UTF8.self), holdsVariable)
    }

    private func value(of reference: ArraySlice<UInt8>) throws(Problem) -> String {
        let name = reference.prefix { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default:
                false
            }
        }
        let tail = reference.dropFirst(name.count)
        let hasDefault = tail.starts(with: ":-".utf8)
        guard let first = name.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            tail.isEmpty || hasDefault
        else {
            throw Problem(message: "a variable is written `${NAME}` or `${NAME:-default}`")
        }
        let fallback = tail.dropFirst(2)
        guard !(hasDefault && fallback.contains(UInt8(ascii: "$"))) else {
            throw Problem(message: "the default of a variable cannot hold `$`")
        }
        let key = String(decoding: name, as: UTF8.self)
        let value = self.environment[key]
        if hasDefault {
            return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(decoding: fallback, as: UTF8.self)
        }
        guard let value else {
            let shown = YAMLNode.printable(key)
            throw Problem(message: "the variable `\(shown)` is not set; set it, or write `${\(shown):-default}`")
        }
        return value
    }
}
