import Foundation
import StrictYAML
import Testing

@testable import Settings

/// The schema, the reader, the example and the documentation speak of the same fields.
@Suite struct ConfigurationSchemaTests {
    @Test func isJSONAndClosedToUnknownFields() throws {
        let schema = try self.schema()
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] as? Bool == false)
        let definitions = schema["$defs"] as? [String: Any]
        #expect(definitions?["variable"] != nil)
    }

    @Test func namesTheFieldsOfTheReaderAndNoOthers() throws {
        let schema = try self.schema()
        let properties = try #require(schema["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(RootFields.record.fields.map { $0.name }))
        for note in RootFields.record.fields where !note.fields.isEmpty {
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: properties[note.name] ?? [:]),
                as: UTF8.self
            )
            for inner in note.fields {
                #expect(text.contains("\"\(inner.name)\""))
            }
        }
    }

    /// `everyField` writes each supported field, and the reader refuses what it was given and did not read.
    @Test func everySupportedFieldIsReadAndEveryOtherRefused() throws {
        var written: Set<String> = []
        for text in [everyField, everyOtherField] {
            self.collect(try YAMLNode.documents(in: text, file: "g.yaml")[0], "", &written)
        }
        for (path, note) in fieldPaths() where note.isSupported {
            #expect(written.contains(path), "everyField does not write \(path)")
        }
    }

    @Test(arguments: fieldPaths().filter { $0.note.shownDefault != nil }.map { $0.path })
    func theDefaultThatIsShownIsTheDefault(path: String) throws {
        let note = try #require(fieldPaths().first { $0.path == path }?.note)
        let shown = try #require(note.shownDefault)
        let settings = "providers: {o: {kind: openai}}\n"
        func configuration(_ field: String) throws -> String {
            let parts = path.split(separator: ".").map(String.init)
            let value = shown.text
            let text: String
            switch parts.first {
            // A promise is there, or the mapping says nothing.
            case let first? where parts.contains("semantic") && parts.last != "semantic":
                let semantic =
                    "cache: {semantic: {max_error: 0.01\(field.isEmpty ? "" : ", \(parts[parts.count - 1]): \(value)")}}"
                text = first == "models" ? settings + "models: {m: {targets: [o/x], \(semantic)}}\n" : semantic
            case "models" where parts.count > 1:
                let inner = parts.dropFirst(2).map { $0.hasSuffix("[N]") ? String($0.dropLast(3)) : $0 }
                text = settings + self.model(Array(inner), field.isEmpty ? nil : value)
            case "keys[N]":
                text = settings + "keys: [{name: k, secret: s\(field.isEmpty ? "" : ", \(parts[1]): \(value)")}]\n"
            default:
                let opening = parts.dropLast().map { "{\($0): " }.joined()
                let closing = String(repeating: "}", count: parts.count - 1)
                text = field.isEmpty ? "" : "\(opening){\(parts[parts.count - 1]): \(value)}\(closing)\n"
            }
            return "\(try Configuration.read(text, file: "g.yaml", environment: [:]))"
        }
        #expect(try configuration(path) == configuration(""))
    }

    private func model(_ path: [String], _ value: String?) -> String {
        guard path.first == "targets" else {
            let opening = path.dropLast().map { "\($0): {" }.joined()
            let closing = String(repeating: "}", count: max(0, path.count - 1))
            let field = value.map { ", \(opening)\(path[path.count - 1]): \($0)\(closing)" } ?? ""
            return "models: {m: {targets: [o/x]\(field)}}\n"
        }
        let inner = path.dropFirst()
        let opening = inner.dropLast().map { "\($0): {" }.joined()
        let closing = String(repeating: "}", count: max(0, inner.count - 1))
        let field = value.map { ", \(opening)\(inner[inner.endIndex - 1]): \($0)\(closing)" } ?? ""
        return "models: {m: {targets: [{use: o/x\(field)}]}}\n"
    }

    @Test func theExampleIsValidWithTheDefaultsOfItsVariables() throws {
        let example = try self.file("gatehouse.example.yaml")
        let configuration = try Configuration.read(example, file: "gatehouse.example.yaml", environment: [:])
        #expect(configuration.models.map { $0.name }.contains("assistant"))
    }

    @Test func theExampleNamesEveryFieldOfTheFileItself() throws {
        let example = try self.file("gatehouse.example.yaml")
        for note in RootFields.record.fields where note.isSupported {
            #expect(example.contains("\(note.name):"), "\(note.name) is not in gatehouse.example.yaml")
        }
    }

    @Test(arguments: fieldPaths().map { $0.path })
    func theDocumentationHasARowOfEveryField(path: String) throws {
        let note = try #require(fieldPaths().first { $0.path == path }?.note)
        let rows = try self.file("docs/configuration.md").split(separator: "\n").filter {
            $0.hasPrefix("| `\(path)` |")
        }
        #expect(rows.count == 1, "\(path) needs one row")
        let row = try #require(rows.first)
        #expect(row.hasSuffix("| \(note.about) |"), "the row of \(path) must end in: \(note.about)")
        if note.isSupported, let shown = note.shownDefault, shown != [:], shown != [] {
            #expect(row.contains("| `\(shown.oneLine)` |"), "the row of \(path) must show the default \(shown.oneLine)")
        }
        #expect(row.contains("not supported yet") == (!note.isSupported || note.about.contains("not supported yet")))
    }

    private func schema() throws -> [String: Any] {
        let data = Data(ConfigurationSchema.json.text.utf8)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func file(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: name), encoding: .utf8)
    }

    /// The paths that a file writes, with `NAME` and `[N]` for what is the user's.
    private func collect(_ node: YAMLNode, _ path: String, _ paths: inout Set<String>) {
        switch node.content {
        case .scalar:
            break
        case .list(let elements):
            for element in elements {
                self.collect(element, path + "[N]", &paths)
            }
        case .mapping(let entries):
            for entry in entries {
                let isFree = path == "providers" || path == "models"
                let inner = (path.isEmpty ? "" : path + ".") + (isFree ? "NAME" : entry.name)
                paths.insert(inner)
                self.collect(entry.value, inner, &paths)
            }
        }
    }
}

/// Every field there is, `models.NAME.targets[N].use` being one.
private func fieldPaths() -> [(path: String, note: FieldNote)] {
    func walk(_ notes: [FieldNote], _ parent: String) -> [(path: String, note: FieldNote)] {
        notes.flatMap { note -> [(path: String, note: FieldNote)] in
            let path = parent + note.name
            let isFree = path == "providers" || path == "models"
            let isList = path == "keys" || path == "models.NAME.targets"
            let inner = path + (isFree ? ".NAME." : isList ? "[N]." : ".")
            return [(path, note)] + walk(note.fields, inner)
        }
    }
    return walk(RootFields.record.fields, "")
}

extension JSONValue {
    fileprivate var oneLine: String {
        if case .string(let text) = self {
            return text
        }
        return self.text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "")
    }
}
