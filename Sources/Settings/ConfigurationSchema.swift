/// The JSON Schema (draft 2020-12) of `gatehouse.yaml`, made of the same declarations as the reader.
package enum ConfigurationSchema {
    package static var json: JSONValue {
        let root = JSONValue.object(of: RootFields.record.fields)
        guard case .object(let members) = root else {
            return root
        }
        let head: [JSONValue.Member] = [
            .init(name: "$schema", value: "https://json-schema.org/draft/2020-12/schema"),
            .init(name: "title", value: "gatehouse.yaml"),
            .init(
                name: "description",
                value: "The configuration of Gatehouse. Every value may hold ${VAR} and ${VAR:-default}."
            ),
        ]
        let variable: JSONValue = ["type": "string", "pattern": "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}"]
        let definitions = JSONValue.Member(name: "$defs", value: ["variable": variable])
        return .object(head + members + [definitions])
    }
}
