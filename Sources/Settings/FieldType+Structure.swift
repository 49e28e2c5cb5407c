import StrictYAML

/// Lists, mappings with declared fields, and mappings from free names to such.
extension FieldType {
    static func record(_ record: RecordType<Value>) -> FieldType {
        FieldType(schema: .object(of: record.fields), fields: record.fields) { node throws(YAMLFault) in
            var reader = try RecordReader(node, fields: record.fields)
            let value = try record.build(&reader)
            try reader.finish()
            return value
        }
    }

    static func list<Element>(of element: FieldType<Element>, atLeast least: Int = 0) -> FieldType
    where Value == [Element] {
        var schema: [JSONValue.Member] = [
            .init(name: "type", value: "array"), .init(name: "items", value: element.schema),
        ]
        if least > 0 {
            schema.append(.init(name: "minItems", value: .integer(least)))
        }
        return FieldType(schema: .object(schema), fields: element.fields) { node throws(YAMLFault) in
            let nodes = try node.list()
            guard nodes.count >= least else {
                throw node.fault("the list must not be empty")
            }
            var faults: [YAMLFault] = []
            var elements: [Element] = []
            for node in nodes {
                do throws(YAMLFault) {
                    elements.append(try element.read(node))
                } catch {
                    faults.append(error)
                }
            }
            if let fault = YAMLFault.joined(faults) {
                throw fault
            }
            return elements
        }
    }

    /// A mapping from names of the user's own; `problem` says why a text cannot be one.
    static func names<Element>(
        of record: RecordType<Element>,
        pattern: String,
        problem: @escaping @Sendable (String) -> String?
    ) -> FieldType where Value == [Element] {
        let schema: JSONValue = [
            "type": "object",
            "propertyNames": ["pattern": .string(pattern)],
            "additionalProperties": .object(of: record.fields),
        ]
        return FieldType(schema: schema, fields: record.fields) { node throws(YAMLFault) in
            var faults: [YAMLFault] = []
            var elements: [Element] = []
            for entry in try node.mapping() {
                do throws(YAMLFault) {
                    if let problem = problem(entry.name) {
                        throw YAMLFault(at: entry.namePlace, path: entry.value.path, problem)
                    }
                    var reader = try RecordReader(entry.value, name: entry.name, fields: record.fields)
                    let element = try record.build(&reader)
                    try reader.finish()
                    elements.append(element)
                } catch {
                    faults.append(error)
                }
            }
            if let fault = YAMLFault.joined(faults) {
                throw fault
            }
            return elements
        }
    }
}

extension JSONValue {
    /// The schema of a mapping with these fields and no others.
    static func object(of fields: [FieldNote]) -> JSONValue {
        let properties = fields.map { Member(name: $0.name, value: $0.property) }
        let required = fields.filter { $0.isRequired }.map { JSONValue.string($0.name) }
        var members: [Member] = [
            Member(name: "type", value: "object"),
            Member(name: "additionalProperties", value: false),
            Member(name: "properties", value: .object(properties)),
        ]
        if !required.isEmpty {
            members.append(Member(name: "required", value: .array(required)))
        }
        return .object(members)
    }
}

extension FieldNote {
    /// The field's schema with what an editor shows about it.
    fileprivate var property: JSONValue {
        guard case .object(var members) = self.schema else {
            return self.schema
        }
        let about = self.isSupported ? self.about : "Not supported yet. \(self.about)"
        members.insert(.init(name: "description", value: .string(about)), at: 0)
        if let shownDefault {
            members.append(.init(name: "default", value: shownDefault))
        }
        return .object(members)
    }
}
