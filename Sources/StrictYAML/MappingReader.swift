import Exchange

/// Reads the fields of a mapping by name, and in the end refuses every field that nobody asked for.
///
///     var reader = try MappingReader(node, fields: ["id", "pattern", "keywords"])
///     let id = try reader.string("id")
///     let keywords = try reader.optionalStrings("keywords") ?? []
///     try reader.finish()
package struct MappingReader {
    package let node: YAMLNode
    private let entries: [YAMLNode.Entry]
    private var asked: [String] = []
    private var refused: [YAMLFault] = []

    /// - Parameter fields: Every name that may be written here. With them unknown fields are refused at once, and so before
    ///   what is missing because of a slip; without them `finish()` refuses what was not asked for.
    package init(_ node: YAMLNode, fields: [String]? = nil) throws(YAMLFault) {
        self.node = node
        self.entries = try node.mapping()
        if let fields {
            let unknown = self.entries.filter { !fields.contains($0.name) }
            if let fault = YAMLFault.joined(unknown.map { MappingReader.unknown($0, among: fields) }) {
                throw fault
            }
        }
    }

    package func fault(_ message: String) -> YAMLFault {
        self.node.fault(message)
    }

    package func contains(_ name: String) -> Bool {
        self.entries.contains { $0.name == name }
    }

    /// The value of a field, or nil when it is not written. A field with nothing after its colon is refused by whoever
    /// reads it as its type.
    package mutating func optionalNode(_ name: String) -> YAMLNode? {
        self.asked.append(name)
        return self.entries.first { $0.name == name }?.value
    }

    package mutating func node(_ name: String) throws(YAMLFault) -> YAMLNode {
        guard let value = self.optionalNode(name) else {
            throw self.fault("the field `\(name)` is missing")
        }
        return value
    }

    /// Refuses a documented field whose feature is not built yet, if it is written.
    package mutating func notSupportedYet(_ names: String...) {
        for name in names {
            if let value = self.optionalNode(name) {
                self.refused.append(MappingReader.notSupportedYet(value))
            }
        }
    }

    /// The words for what is documented and not built, with room for what of it.
    package static func notSupportedYet(_ node: YAMLNode, _ what: String? = nil) -> YAMLFault {
        node.fault(what.map { "\($0) is not supported yet" } ?? "not supported yet")
    }

    /// Refuses the fields that nobody asked for, all of them in one fault.
    package func finish() throws(YAMLFault) {
        let unknown = self.entries.filter { !self.asked.contains($0.name) }
        let faults = self.refused + unknown.map { MappingReader.unknown($0, among: self.asked) }
        if let fault = YAMLFault.joined(faults) {
            throw fault
        }
    }

    private static func unknown(_ entry: YAMLNode.Entry, among names: [String]) -> YAMLFault {
        let name = YAMLNode.printable(entry.name)
        let hint = NearestName.hint(for: entry.name, among: names)
        return YAMLFault(at: entry.namePlace, path: entry.value.path, "unknown field `\(name)`\(hint)")
    }
}

/// Fields as the types that they want; the `optional…` ones are nil only when the field is not written.
extension MappingReader {
    package mutating func string(_ name: String) throws(YAMLFault) -> String {
        try self.node(name).string()
    }

    package mutating func optionalString(_ name: String) throws(YAMLFault) -> String? {
        try self.optionalNode(name)?.string()
    }

    package mutating func bool(_ name: String) throws(YAMLFault) -> Bool {
        try self.node(name).bool()
    }

    package mutating func optionalBool(_ name: String) throws(YAMLFault) -> Bool? {
        try self.optionalNode(name)?.bool()
    }

    package mutating func integer(_ name: String) throws(YAMLFault) -> Int {
        try self.node(name).integer()
    }

    package mutating func optionalInteger(_ name: String) throws(YAMLFault) -> Int? {
        try self.optionalNode(name)?.integer()
    }

    package mutating func optionalNumber(_ name: String) throws(YAMLFault) -> Double? {
        try self.optionalNode(name)?.number()
    }

    package mutating func list(_ name: String) throws(YAMLFault) -> [YAMLNode] {
        try self.node(name).list()
    }

    package mutating func optionalList(_ name: String) throws(YAMLFault) -> [YAMLNode]? {
        try self.optionalNode(name)?.list()
    }

    package mutating func strings(_ name: String) throws(YAMLFault) -> [String] {
        try self.node(name).strings()
    }

    package mutating func optionalStrings(_ name: String) throws(YAMLFault) -> [String]? {
        try self.optionalNode(name)?.strings()
    }

    package mutating func mapping(_ name: String) throws(YAMLFault) -> MappingReader {
        try MappingReader(try self.node(name))
    }

    package mutating func optionalMapping(_ name: String) throws(YAMLFault) -> MappingReader? {
        guard let node = self.optionalNode(name) else {
            return nil
        }
        return try MappingReader(node)
    }

    package mutating func word(_ name: String, of words: [String]) throws(YAMLFault) -> String {
        try self.node(name).word(of: words)
    }

    package mutating func optionalWord(_ name: String, of words: [String]) throws(YAMLFault) -> String? {
        try self.optionalNode(name)?.word(of: words)
    }
}
