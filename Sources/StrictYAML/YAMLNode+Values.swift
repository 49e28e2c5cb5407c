import Exchange

/// A node as the type that its field wants. A value of another type is a fault; nothing is converted.
extension YAMLNode {
    package func string() throws(YAMLFault) -> String {
        guard case .scalar(let scalar) = self.content else {
            throw self.mismatch(wanted: "text")
        }
        if scalar.isPlain && !scalar.isExpanded {
            switch CoreSchema.resolve(scalar.text) {
            case .text:
                break
            case .null:
                throw self.mismatch(wanted: "text")
            case .bool, .integer, .number, .hugeInteger:
                throw self.fault("expected text, found \(self.kind); put it in quotes to make it text")
            }
        }
        return scalar.text
    }

    package func bool() throws(YAMLFault) -> Bool {
        guard case .bool(let value)? = self.coreValue else {
            throw self.mismatch(wanted: "true or false")
        }
        return value
    }

    package func integer() throws(YAMLFault) -> Int {
        switch self.coreValue {
        case .integer(let value):
            return value
        case .hugeInteger:
            throw self.fault("the number is too large")
        default:
            throw self.mismatch(wanted: "an integer")
        }
    }

    /// A finite number; an integer is one too.
    package func number() throws(YAMLFault) -> Double {
        switch self.coreValue {
        case .integer(let value):
            return Double(value)
        case .number(let value) where value.isFinite:
            return value
        case .number, .hugeInteger:
            throw self.fault("the number must be finite and of a usual size")
        default:
            throw self.mismatch(wanted: "a number")
        }
    }

    package func list() throws(YAMLFault) -> [YAMLNode] {
        guard case .list(let elements) = self.content else {
            throw self.mismatch(wanted: "a list")
        }
        return elements
    }

    package func mapping() throws(YAMLFault) -> [Entry] {
        guard case .mapping(let entries) = self.content else {
            throw self.mismatch(wanted: "a mapping")
        }
        return entries
    }

    package func strings() throws(YAMLFault) -> [String] {
        var texts: [String] = []
        for element in try self.list() {
            texts.append(try element.string())
        }
        return texts
    }

    /// One of these words; anything else is refused with the nearest of them.
    package func word(of words: [String]) throws(YAMLFault) -> String {
        let text = try self.string()
        guard words.contains(text) else {
            let list = words.map { "`\($0)`" }.joined(separator: ", ")
            throw self.fault("\(self.shown) is not one of \(list)\(NearestName.hint(for: text, among: words))")
        }
        return text
    }

    package var isNull: Bool {
        guard case .null? = self.coreValue else {
            return false
        }
        return true
    }

    /// What the node is, in the words of a message.
    package var kind: String {
        switch self.content {
        case .list:
            return "a list"
        case .mapping:
            return "a mapping"
        case .scalar(let scalar) where scalar.isExpanded:
            return "the value of a variable"
        case .scalar:
            switch self.coreValue {
            case .null:
                return "nothing"
            case .bool(let value):
                return "`\(value)`"
            case .integer, .hugeInteger:
                return "an integer"
            case .number:
                return "a number"
            case .text, nil:
                return "text"
            }
        }
    }

    /// A scalar as a message may quote it; the value of a variable is not shown, since it may be a secret.
    package var shown: String {
        guard case .scalar(let scalar) = self.content, !scalar.isExpanded else {
            return self.kind
        }
        return "`\(YAMLNode.printable(scalar.text))`"
    }

    private var coreValue: CoreSchema.Value? {
        guard case .scalar(let scalar) = self.content else {
            return nil
        }
        return scalar.isPlain || scalar.isExpanded ? CoreSchema.resolve(scalar.text) : .text
    }

    package func mismatch(wanted: String) -> YAMLFault {
        self.fault("expected \(wanted), found \(self.kind)")
    }
}
