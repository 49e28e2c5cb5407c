import Glibc
package import StrictYAML

extension Configuration {
    /// The file that is read when none is named.
    package static let usualFile = "gatehouse.yaml"

    /// Reads a configuration: the named file, else `./gatehouse.yaml` if there is one, else the built-in one.
    ///
    /// - Parameter environment: Where `${VAR}` is looked up.
    /// - Throws: Every fault that was found, as one.
    package static func load(file: String?, environment: [String: String]) throws(YAMLFault) -> Configuration {
        if let file = self.path(of: file) {
            let documents = try YAMLNode.documents(readFrom: file, expanding: environment)
            return try self.make(of: documents, file: file)
        }
        return try self.builtIn(environment: environment)
    }

    /// The file that counts: the named one, else the usual one if it is there.
    static func path(of file: String?) -> String? {
        file ?? (access(self.usualFile, F_OK) == 0 ? self.usualFile : nil)
    }

    /// What runs with no file at all: everything on this machine alone, `demo`, and the providers whose usual variable is
    /// set.
    package static func builtIn(environment: [String: String]) throws(YAMLFault) -> Configuration {
        let text = self.builtInText(environment: environment)
        var configuration = try self.read(text, file: "built-in configuration", environment: environment)
        configuration.file = nil
        return configuration
    }

    /// Reads a configuration from a text; `file` is what faults call it.
    package static func read(
        _ text: String,
        file: String,
        environment: [String: String]
    ) throws(YAMLFault) -> Configuration {
        try self.make(of: try YAMLNode.documents(in: text, file: file, expanding: environment), file: file)
    }

    private static func make(of documents: [YAMLNode], file: String) throws(YAMLFault) -> Configuration {
        if documents.count > 1 {
            throw documents[1].fault("a configuration is one document; this is a second one")
        }
        let nothing = YAMLNode(content: .mapping([]), place: YAMLPlace(file: file), path: "")
        let root = documents.first.flatMap { $0.isNull ? nil : $0 } ?? nothing
        var reader = try RecordReader(root, fields: RootFields.record.fields)
        var configuration = try RootFields.record.build(&reader)
        try reader.finish()
        configuration.file = file
        return configuration
    }

    private static func builtInText(environment: [String: String]) -> String {
        let usual: [(kind: Provider.Kind, variable: String)] = [
            (.openAI, "OPENAI_API_KEY"), (.anthropic, "ANTHROPIC_API_KEY"),
        ]
        var text = """
            auth: open
            models:
              demo: {targets: [demo/demo]}
            providers:
              demo: {kind: demo}

            """
        for (kind, variable) in usual where environment[variable]?.isEmpty == false {
            text += "  \(kind.rawValue): {kind: \(kind.rawValue), api_key: \"${\(variable)}\"}\n"
        }
        return text
    }
}
