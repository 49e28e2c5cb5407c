import StrictYAML

/// One field of the configuration, declared once: the reader, the schema and the documentation's test all go by it.
///
/// An optional field is a `Field<V?>` whose fallback is nil.
struct Field<Value: Sendable>: Sendable {
    let note: FieldNote
    let type: FieldType<Value>
    let fallback: Value

    var name: String { self.note.name }
}

/// What the schema says of a field, whatever its type.
struct FieldNote: Sendable {
    let name: String
    /// One sentence or two, for whoever writes the file.
    let about: String
    var schema: JSONValue
    /// The default as one would write it.
    var shownDefault: JSONValue?
    var isRequired = false
    /// False: documented, but its feature is not built yet, so that writing it is refused.
    var isSupported = true
    /// The fields of the mapping that it holds, or of the mappings that it holds.
    var fields: [FieldNote] = []
}

extension Field {
    /// A field with a default. `shown` is the same default as one would write it; a test holds them equal.
    init(_ name: String, _ type: FieldType<Value>, default fallback: Value, shown: JSONValue, _ about: String) {
        let note = FieldNote(name: name, about: about, schema: type.schema, shownDefault: shown, fields: type.fields)
        self.init(note: note, type: type, fallback: fallback)
    }

    /// A field that may be left out.
    init<Wrapped>(_ name: String, _ type: FieldType<Wrapped>, _ about: String) where Value == Wrapped? {
        let note = FieldNote(name: name, about: about, schema: type.schema, fields: type.fields)
        self.init(note: note, type: type.optional, fallback: nil)
    }

    /// A field that must be written; read it with `RecordReader.required`.
    init<Wrapped>(required name: String, _ type: FieldType<Wrapped>, _ about: String) where Value == Wrapped? {
        let note = FieldNote(name: name, about: about, schema: type.schema, isRequired: true, fields: type.fields)
        self.init(note: note, type: type.optional, fallback: nil)
    }
}

extension FieldNote {
    /// A documented field that is refused until its feature is built.
    static func notYet(_ name: String, _ about: String) -> FieldNote {
        FieldNote(name: name, about: about, schema: ["not": [:]], isSupported: false)
    }
}

/// How a value is read from a node, and how the schema describes it.
struct FieldType<Value: Sendable>: Sendable {
    let schema: JSONValue
    var fields: [FieldNote] = []
    let read: @Sendable (YAMLNode) throws(YAMLFault) -> Value

    var optional: FieldType<Value?> {
        let read = self.read
        return FieldType<Value?>(schema: self.schema, fields: self.fields) { node throws(YAMLFault) in try read(node) }
    }
}

/// A mapping with fields of its own.
struct RecordType<Value: Sendable>: Sendable {
    let fields: [FieldNote]
    let build: @Sendable (inout RecordReader) throws(YAMLFault) -> Value
}
