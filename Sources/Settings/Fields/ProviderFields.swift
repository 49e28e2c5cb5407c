import Exchange
import StrictYAML

/// `providers.NAME`.
enum ProviderFields {
    static let kind = Field<Configuration.Provider.Kind?>(
        required: "kind",
        .word(notYet: ["gemini", "azure", "bedrock", "vertex"]),
        "The dialect that it speaks: `openai` (any server of that shape: name its `base_url`), `anthropic`, or `demo`. "
            + "`gemini` is not supported yet."
    )
    static let baseURL = Field<BaseURL?>(
        "base_url",
        .baseURL,
        "Where it is. Default: https://api.openai.com/v1 or https://api.anthropic.com/v1, by its kind. https, unless http "
            + "is written here."
    )
    static let key = Field<Secret?>(
        "api_key",
        .secret,
        "Its key. Left out or empty: requests carry no credential. `vault:NAME` is not supported yet."
    )

    static let record = RecordType(fields: [kind.note, baseURL.note, key.note]) { reader throws(YAMLFault) in
        let kind = try reader.required(kind)
        let url = reader.value(baseURL)
        let secret = reader.value(key).flatMap { $0.isEmpty ? nil : $0 }
        if let node = reader.node(of: key), secret?.reveal().hasPrefix("vault:") == true {
            reader.refuse(MappingReader.notSupportedYet(node, "a key from the vault"))
        }
        if kind == .demo {
            for node in [reader.node(of: baseURL), reader.node(of: key)].compactMap({ $0 }) {
                reader.refuse(node.fault("a provider of the kind `demo` answers by itself; leave this out"))
            }
        } else if reader.name == Configuration.Provider.demo.name {
            reader.refuse(reader.node.fault("`demo` is the built-in provider; choose another name, or the kind `demo`"))
        }
        return Configuration.Provider(
            name: reader.name,
            kind: kind,
            baseURL: url ?? kind.usualBaseURL,
            key: secret
        )
    }
}

extension Configuration.Provider.Kind {
    /// Where the company itself serves this dialect.
    var usualBaseURL: BaseURL? {
        switch self {
        case .openAI:
            try? BaseURL(parsing: "https://api.openai.com/v1")
        case .anthropic:
            try? BaseURL(parsing: "https://api.anthropic.com/v1")
        case .demo:
            nil
        }
    }
}
