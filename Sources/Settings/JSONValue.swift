/// A JSON text in the making, whose members keep their order: the schema, and what `gatehouse check --json` prints.
package enum JSONValue: Sendable, Hashable {
    case string(String)
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case array([JSONValue])
    case object([Member])

    package struct Member: Sendable, Hashable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The text on several lines, each level indented by two spaces.
    package var text: String {
        var text = ""
        self.append(to: &text, indent: "\n")
        return text
    }

    private func append(to text: inout String, indent: String) {
        switch self {
        case .string(let value):
            JSONValue.append(value, to: &text)
        case .integer(let value):
            text += "\(value)"
        case .number(let value):
            // JSON has no word for what is not finite.
            text += value.isFinite ? "\(value)" : "null"
        case .bool(let value):
            text += "\(value)"
        case .array(let elements):
            JSONValue.append(elements, "[", "]", to: &text, indent: indent) { $0.append(to: &$1, indent: $2) }
        case .object(let members):
            JSONValue.append(members, "{", "}", to: &text, indent: indent) { member, text, indent in
                JSONValue.append(member.name, to: &text)
                text += ": "
                member.value.append(to: &text, indent: indent)
            }
        }
    }

    private static func append<Element>(
        _ elements: [Element],
        _ opening: String,
        _ closing: String,
        to text: inout String,
        indent: String,
        _ body: (Element, inout String, String) -> Void
    ) {
        text += opening
        for (index, element) in elements.enumerated() {
            text += (index > 0 ? "," : "") + indent + "  "
            body(element, &text, indent + "  ")
        }
        text += (elements.isEmpty ? "" : indent) + closing
    }

    private static func append(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) {
        self = .string(value)
    }

    package init(integerLiteral value: Int) {
        self = .integer(value)
    }

    package init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
