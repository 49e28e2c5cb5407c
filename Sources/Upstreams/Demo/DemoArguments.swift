import Exchange

/// Makes a value that fits a JSON Schema, as a model would that was asked to call a tool.
struct DemoArguments {
    private let view: DemoView
    private let about: String

    init(_ view: DemoView, about text: String) {
        self.view = view
        self.about = text
    }

    /// JSON; without a schema an empty object.
    func text(of schema: Int?) -> String {
        guard let schema, self.view.kind(schema) == .object else { return "{}" }
        var output: [UInt8] = []
        self.write(schema, name: "", depth: 0, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private static let depthMax = 4
    private static let propertiesMax = 64

    private func write(_ schema: Int, name: String, depth: Int, to output: inout [UInt8]) {
        if let fixed = self.view.child(schema, "const") ?? self.view.child(schema, "default")
            ?? self.firstOfEnum(schema)
        {
            output.append(contentsOf: self.view.written(fixed))
            return
        }
        switch self.type(of: schema) {
        case "object" where depth < Self.depthMax:
            self.writeObject(schema, depth: depth, to: &output)
        case "object":
            output.append(utf8: "{}")
        case "array":
            output.append(utf8: "[")
            if depth < Self.depthMax, let items = self.view.child(schema, "items"), self.view.kind(items) == .object {
                self.write(items, name: name, depth: depth + 1, to: &output)
            }
            output.append(utf8: "]")
        case "integer", "number":
            output.append(utf8: String(self.view.unsigned(schema, "minimum") ?? 1))
        case "boolean":
            output.append(utf8: "true")
        case "null":
            output.append(utf8: "null")
        default:
            output.append(utf8: "\"")
            JSONEscape.append(self.word(for: name, format: self.view.text(schema, "format")), to: &output)
            output.append(utf8: "\"")
        }
    }

    private func writeObject(_ schema: Int, depth: Int, to output: inout [UInt8]) {
        output.append(utf8: "{")
        if let properties = self.view.child(schema, "properties") {
            let required = self.required(schema)
            var isFirst = true
            for (name, value) in self.view.tape.members(of: properties).prefix(Self.propertiesMax) {
                let key = self.view.tape.string(at: name, in: self.view.bytes)
                guard required.isEmpty || required.contains(key), self.view.kind(value) == .object else { continue }
                if !isFirst { output.append(utf8: ",") }
                isFirst = false
                output.append(utf8: "\"")
                JSONEscape.append(key, to: &output)
                output.append(utf8: "\":")
                self.write(value, name: key.lowercased(), depth: depth + 1, to: &output)
            }
        }
        output.append(utf8: "}")
    }

    private func required(_ schema: Int) -> Set<String> {
        guard let list = self.view.child(schema, "required") else { return [] }
        return Set(self.view.tape.elements(of: list).prefix(Self.propertiesMax).compactMap { self.view.string($0) })
    }

    private func firstOfEnum(_ schema: Int) -> Int? {
        self.view.child(schema, "enum").flatMap { list in self.view.tape.elements(of: list).first { _ in true } }
    }

    /// `type` as a word, or the first of its words that is not `null`; an object if it has properties.
    private func type(of schema: Int) -> String {
        if let node = self.view.child(schema, "type") {
            if let word = self.view.string(node) { return word }
            let words = self.view.tape.elements(of: node).compactMap { self.view.string($0) }
            return words.first { $0 != "null" } ?? "null"
        }
        return self.view.child(schema, "properties") == nil ? "string" : "object"
    }

    private func word(for name: String, format: String?) -> String {
        switch format {
        case "date": return "2025-01-01"
        case "date-time": return "2025-01-01T00:00:00Z"
        case "time": return "00:00:00Z"
        case "email": return "someone@example.com"
        case "uri": return "https://example.com/"
        case "uuid": return "00000000-0000-4000-8000-000000000000"
        default: break
        }
        if ["city", "location", "place", "town"].contains(where: { name.contains($0) }) { return self.place }
        if ["query", "question", "text", "input", "prompt", "message"].contains(where: { name.contains($0) }) {
            return DemoReply.cut(self.about, toBytes: 200)
        }
        if name.contains("date") { return "2025-01-01" }
        if name.contains("mail") { return "someone@example.com" }
        if name.contains("url") { return "https://example.com/" }
        return "example"
    }

    /// The capitalised word after "in", as in "the weather in Paris".
    private var place: String {
        let words = self.about.prefix(DemoReply.echoBytesMax).split { !($0.isLetter || $0 == "-") }
        for (word, next) in zip(words, words.dropFirst())
        where word.lowercased() == "in" && next.first?.isUppercase == true {
            return String(next)
        }
        return "Paris"
    }
}
