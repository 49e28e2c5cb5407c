import Exchange
import StrictYAML

/// Reads the declared fields of one mapping and gathers every fault, so that one look at a file shows all of them.
struct RecordReader {
    let node: YAMLNode
    /// The name under which the mapping stands, `openai` of `providers.openai`; empty in a list.
    let name: String
    private var values: [String: YAMLNode] = [:]
    private var unread: Set<String> = []
    private var faults: [YAMLFault] = []

    init(_ node: YAMLNode, name: String = "", fields: [FieldNote]) throws(YAMLFault) {
        self.node = node
        self.name = name
        for entry in try node.mapping() {
            let note = fields.first { $0.name == entry.name }
            if let note, note.isSupported {
                self.values[entry.name] = entry.value
                self.unread.insert(entry.name)
            } else if note != nil {
                self.faults.append(YAMLFault(at: entry.namePlace, path: entry.value.path, "not supported yet"))
            } else {
                let hint = NearestName.hint(for: entry.name, among: fields.map { $0.name })
                let message = "unknown field `\(YAMLNode.printable(entry.name))`\(hint)"
                self.faults.append(YAMLFault(at: entry.namePlace, path: entry.value.path, message))
            }
        }
    }

    /// The value of a field, or its fallback where it is not written or wrong; what is wrong is thrown by `finish()`.
    mutating func value<Value>(_ field: Field<Value>) -> Value {
        guard let node = self.node(of: field) else {
            return field.fallback
        }
        do throws(YAMLFault) {
            return try field.type.read(node)
        } catch {
            self.faults.append(error)
            return field.fallback
        }
    }

    /// The value of a field without which the record cannot be made: throws every fault found so far.
    mutating func required<Value>(_ field: Field<Value?>) throws(YAMLFault) -> Value {
        let isWritten = self.values[field.name] != nil
        if let value = self.value(field) {
            return value
        }
        if !isWritten {
            self.faults.append(self.node.fault("the field `\(field.name)` is missing"))
        }
        throw YAMLFault.joined(self.faults) ?? self.node.fault("the field `\(field.name)` is missing")
    }

    /// Where a field is written, for faults that its type alone cannot find.
    mutating func node<Value>(of field: Field<Value>) -> YAMLNode? {
        self.unread.remove(field.name)
        return self.values[field.name]
    }

    mutating func refuse(_ fault: YAMLFault) {
        self.faults.append(fault)
    }

    /// Throws what was found. A field that was written and that nobody read would be accepted and ignored: it is refused.
    func finish() throws(YAMLFault) {
        let ignored = self.unread.sorted().compactMap { self.values[$0]?.fault("not supported yet") }
        if let fault = YAMLFault.joined(self.faults + ignored) {
            throw fault
        }
    }
}
