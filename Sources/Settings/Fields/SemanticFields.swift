import StrictYAML

/// `cache.semantic` and `models.NAME.cache.semantic`: a word, or a mapping with one of `max_error` and `threshold`.
enum SemanticFields {
    static let fallback = Configuration.Semantic(mode: .off, turnsMax: 4, deadlineNanoseconds: 250_000_000)

    static let maxError = Field<Double?>(
        "max_error",
        .number(0.0001...0.5),
        "The largest share of answers to near questions that may be wrong, like 0.01. Nothing is served before it is earned."
    )
    static let threshold = Field<Double?>(
        "threshold",
        .number(0.5...1),
        "Instead: the cosine from which on a near question is answered, right or wrong."
    )
    static let maxTurns = Field(
        "max_turns",
        .count(1...1000),
        default: fallback.turnsMax,
        shown: 4,
        "A conversation in which the user has spoken more often is not compared."
    )
    static let deadline = Field(
        "deadline",
        .duration(),
        default: fallback.deadlineNanoseconds,
        shown: "250ms",
        "How long a request waits for its embedding at most before it goes upstream."
    )

    static let record = RecordType(
        fields: [maxError.note, threshold.note, maxTurns.note, deadline.note]
    ) { reader throws(YAMLFault) in
        let turnsMax = reader.value(maxTurns)
        let deadline = reader.value(deadline)
        let mode: Configuration.Semantic.Mode
        switch (reader.value(maxError), reader.value(threshold)) {
        case (let maxError?, nil): mode = .maxError(maxError)
        case (nil, let threshold?): mode = .threshold(threshold)
        // One that is there and could not be read has its own fault.
        case (nil, nil) where reader.node(of: maxError) != nil || reader.node(of: threshold) != nil: mode = .off
        case (nil, nil): throw reader.node.fault("say `max_error`, like {max_error: 0.01}, or `threshold`")
        case (_?, _?): throw reader.node.fault("`max_error` and `threshold` exclude each other: say one of them")
        }
        return Configuration.Semantic(mode: mode, turnsMax: turnsMax, deadlineNanoseconds: deadline)
    }

    private enum Word: String, CaseIterable {
        case off
        case equivalent
    }

    static let semantic: FieldType<Configuration.Semantic> = {
        let mapping = FieldType.record(record)
        let word = FieldType<Word>.word()
        return FieldType(schema: ["anyOf": [word.schema, mapping.schema]], fields: record.fields) {
            node throws(YAMLFault) in
            if case .mapping = node.content { return try mapping.read(node) }
            var semantic = fallback
            switch try word.read(node) {
            case .off: semantic.mode = .off
            case .equivalent: semantic.mode = .equivalent
            }
            return semantic
        }
    }()
}
