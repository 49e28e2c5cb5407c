import Exchange
import StrictYAML

/// The types that fields have. Their schemas let every scalar be written as a variable as well.
extension FieldType where Value == String {
    static let text = FieldType(schema: ["type": "string"]) { node throws(YAMLFault) in
        let text = try node.string()
        guard !text.isEmpty else {
            throw node.fault("must not be empty")
        }
        return text
    }

    /// A name that is shown in logs and headers, and so holds nothing odd.
    static let plainName = FieldType(
        schema: ["type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"]
    ) { node throws(YAMLFault) in
        let text = try node.string()
        guard let problem = NameRule.problem(of: text) else {
            return text
        }
        throw node.fault(problem)
    }

    /// A `Host` name.
    static let hostName = FieldType(schema: ["type": "string"]) { node throws(YAMLFault) in
        let text = try node.string()
        guard HostRule.isName(text) else {
            throw node.fault("a host is a name or an address, with a port if you like: gateway.lan, 10.0.0.5:8080")
        }
        return text.lowercased()
    }

    /// A word that says what happens anyway; the other documented ones are not built yet, nor is the mapping form.
    static func only(_ word: String, notYet: [String], orMapping: Bool = false) -> FieldType {
        FieldType(schema: ["const": .string(word)]) { node throws(YAMLFault) in
            if orMapping, case .mapping = node.content {
                throw MappingReader.notSupportedYet(node)
            }
            return try Words.read(node, from: [word], notYet: notYet)
        }
    }
}

extension FieldType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases' words; the words of `notYet` are documented and not built.
    static func word(notYet: [String] = []) -> FieldType {
        let words = Value.allCases.map { $0.rawValue }
        return FieldType(schema: .variable(or: ["enum": .array(words.map { .string($0) })])) { node throws(YAMLFault) in
            let word = try Words.read(node, from: words, notYet: notYet)
            guard let value = Value(rawValue: word) else {
                throw node.fault("not supported yet")
            }
            return value
        }
    }
}

private enum Words {
    static func read(_ node: YAMLNode, from words: [String], notYet: [String]) throws(YAMLFault) -> String {
        let word = try node.string()
        if notYet.contains(word) {
            throw MappingReader.notSupportedYet(node, "`\(word)`")
        }
        guard words.contains(word) else {
            let hint = NearestName.hint(for: word, among: words + notYet)
            let list = words.map { "`\($0)`" }.joined(separator: ", ")
            throw node.fault("\(node.shown) is not one of \(list)\(hint)")
        }
        return word
    }
}

extension FieldType where Value == Bool {
    static let bool = FieldType(schema: .variable(or: ["type": "boolean"])) { node throws(YAMLFault) in
        try node.bool()
    }
}

extension FieldType where Value == Int {
    static func count(_ range: ClosedRange<Int>) -> FieldType {
        let schema: JSONValue = [
            "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
        ]
        return FieldType(schema: .variable(or: schema)) { node throws(YAMLFault) in
            let value = try node.integer()
            guard range.contains(value) else {
                throw node.fault("must be from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
    }

    static func size(_ range: ClosedRange<Int>, _ words: String) -> FieldType {
        FieldType(schema: .variable(or: ["type": "string", "pattern": "^[0-9]+([KMGT]i?)?B$"])) {
            node throws(YAMLFault) in
            guard case .scalar(let scalar) = node.content, let bytes = SizeText.bytes(scalar.text) else {
                throw node.fault("a size is a whole number and a unit, like 64KB, 10MiB or 2GiB")
            }
            guard range.contains(bytes) else {
                throw node.fault("must be \(words)")
            }
            return bytes
        }
    }
}

extension FieldType where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> FieldType {
        let schema: JSONValue = [
            "type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
        ]
        return FieldType(schema: .variable(or: schema)) { node throws(YAMLFault) in
            let value = try node.number()
            guard range.contains(value) else {
                throw node.fault("must be from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
    }
}

extension FieldType where Value == UInt64 {
    /// Nanoseconds.
    static func duration(mayBeZero: Bool = false, wholeSeconds: Bool = false) -> FieldType {
        let schema: JSONValue = ["type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$"]
        return FieldType(schema: .variable(or: schema)) { node throws(YAMLFault) in
            guard case .scalar(let scalar) = node.content, let nanoseconds = DurationText.nanoseconds(scalar.text)
            else {
                throw node.fault("a duration is whole numbers with a unit (ms, s, m, h, d), like 250ms, 30s or 1h30m")
            }
            guard nanoseconds > 0 || mayBeZero else {
                throw node.fault("must be more than zero")
            }
            guard !wholeSeconds || nanoseconds.isMultiple(of: 1_000_000_000) else {
                throw node.fault("must be whole seconds")
            }
            return nanoseconds
        }
    }
}

extension FieldType where Value == LimitSettings.Rate {
    static let rate = FieldType(
        schema: .variable(or: ["type": "string", "pattern": "^[0-9]+[kM]?/(s|min|h|d)$"])
    ) { node throws(YAMLFault) in
        let text = try node.string()
        do throws(LimitSettings.Rate.Unreadable) {
            return try LimitSettings.Rate(parsing: text)
        } catch {
            throw node.fault(error.description)
        }
    }
}

extension FieldType where Value == HostPort {
    static let hostPort = FieldType(schema: ["type": "string"]) { node throws(YAMLFault) in
        let text = try node.string()
        do throws(HostPort.Unreadable) {
            return try HostPort(parsing: text)
        } catch {
            throw node.fault(error.message)
        }
    }
}

extension FieldType where Value == BaseURL {
    static let baseURL = FieldType(schema: ["type": "string"]) { node throws(YAMLFault) in
        let text = try node.string()
        do throws(BaseURL.Unreadable) {
            return try BaseURL(parsing: text)
        } catch {
            throw node.fault(error.message)
        }
    }
}

extension FieldType where Value == Secret {
    /// What goes into a header: visible ASCII, and nothing else that could end the header and begin another.
    static let secret = FieldType(schema: ["type": "string"]) { node throws(YAMLFault) in
        let text = try node.string()
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), text.utf8.count <= 4096 else {
            throw node.fault("a secret is visible ASCII without spaces or line ends, at most 4096 characters")
        }
        return Secret(text)
    }
}

extension JSONValue {
    /// A scalar that may also come from the environment.
    static func variable(or schema: JSONValue) -> JSONValue {
        ["anyOf": [schema, ["$ref": "#/$defs/variable"]]]
    }
}
