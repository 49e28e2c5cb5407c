import StrictYAML

/// `models.NAME`.
enum ModelFields {
    static let targets = Field<[Configuration.Target]?>(
        required: "targets",
        .list(of: TargetFields.target, atLeast: 1),
        "What answers, in the order in which it is tried: `provider/model`, or a mapping with `use`."
    )
    static let strategy = Field(
        "strategy",
        .only("fallback", notYet: ["weighted", "least-latency", "least-cost", "least-busy", "sticky"]),
        default: "fallback",
        shown: "fallback",
        "How a target is chosen. `fallback`: the first, then the next when it fails. The others are not supported yet."
    )
    static let cache = Field(
        "cache",
        .record(ModelCacheFields.record),
        default: Configuration.ModelCache(),
        shown: [:],
        "What differs from `cache` for this model."
    )

    static let record = RecordType(fields: [targets.note, strategy.note, cache.note]) { reader throws(YAMLFault) in
        _ = reader.value(strategy)
        let cache = reader.value(cache)
        let targets = try reader.required(targets)
        return Configuration.Model(name: reader.name, targets: targets, cache: cache)
    }
}

enum ModelCacheFields {
    static let exact = Field<Bool?>("exact", .bool, "Whether answers of this model are cached.")
    static let ttl = Field<UInt64?>(
        "ttl",
        .duration(wholeSeconds: true),
        "How long an answer of this model may be served, in whole seconds."
    )
    static let semantic = Field<Configuration.Semantic?>(
        "semantic",
        SemanticFields.semantic,
        "Whether a question in other words is answered from this model's stored answers, as in `cache.semantic`."
    )
    static let scope = Field<Configuration.CacheScope?>(
        "scope",
        .word(),
        "Who shares answers of this model: `key`, `team`, or `global` (everybody who may use it). See docs/caching.md."
    )
    static let tools = Field<Bool?>("tools", .bool, "Whether answers of this model that call tools are stored.")
    static let staleWhileRevalidate = Field<UInt64?>(
        "stale_while_revalidate",
        .duration(mayBeZero: true, wholeSeconds: true),
        "How long an expired answer is still served while a new one is asked for, in whole seconds."
    )
    static let staleIfError = Field<UInt64?>(
        "stale_if_error",
        .duration(mayBeZero: true, wholeSeconds: true),
        "How long an expired answer is still served when the provider fails, in whole seconds."
    )

    static let tags = Field<[String]?>(
        "tags",
        .list(of: .plainName, atLeast: 1),
        "Names by which answers of this model can be purged: `gatehouse cache purge --tag NAME`."
    )

    private static let tagsMax = 8

    static let record = RecordType(
        fields: [
            exact.note, ttl.note, semantic.note, scope.note, tools.note, staleWhileRevalidate.note, staleIfError.note,
            tags.note,
        ]
    ) { reader throws(YAMLFault) in
        let tags = reader.value(tags)
        if let node = reader.node(of: Self.tags), (tags?.count ?? 0) > Self.tagsMax {
            throw node.fault("at most \(Self.tagsMax) tags")
        }
        return Configuration.ModelCache(
            exact: reader.value(exact),
            ttlNanoseconds: reader.value(ttl),
            scope: reader.value(scope),
            tools: reader.value(tools),
            staleWhileRevalidateNanoseconds: reader.value(staleWhileRevalidate),
            staleIfErrorNanoseconds: reader.value(staleIfError),
            semantic: reader.value(semantic),
            tags: tags
        )
    }
}

/// `models.NAME.targets[N]`, a text or a mapping.
enum TargetFields {
    static let use = Field<TargetName?>(required: "use", .targetName, "The target: `provider/model`.")
    static let retries = Field(
        "retries",
        .count(0...10),
        default: 2,
        shown: 2,
        "How often it is tried again before the next target is."
    )
    static let timeout = Field(
        "timeout",
        .record(TimeoutFields.record),
        default: TimeoutFields.fallback,
        shown: [:],
        "How long it may take."
    )
    static let weight = FieldNote.notYet("weight", "Its share under the strategy `weighted`.")

    static let record = RecordType(
        fields: [use.note, retries.note, timeout.note, weight]
    ) { reader throws(YAMLFault) in
        let retries = reader.value(retries)
        let timeouts = reader.value(timeout)
        let name = try reader.required(use)
        return Configuration.Target(provider: name.provider, model: name.model, retries: retries, timeouts: timeouts)
    }

    static let target: FieldType<Configuration.Target> = {
        let mapping = FieldType.record(record)
        let name = FieldType<TargetName>.targetName
        let schema: JSONValue = ["anyOf": [name.schema, mapping.schema]]
        return FieldType(schema: schema, fields: record.fields) { node throws(YAMLFault) in
            if case .mapping = node.content {
                return try mapping.read(node)
            }
            let name = try name.read(node)
            return Configuration.Target(
                provider: name.provider,
                model: name.model,
                retries: retries.fallback,
                timeouts: timeout.fallback
            )
        }
    }()
}

enum TimeoutFields {
    static let fallback = Configuration.Timeouts(
        connectNanoseconds: 5_000_000_000,
        firstByteNanoseconds: 120_000_000_000,
        idleNanoseconds: 60_000_000_000,
        totalNanoseconds: 600_000_000_000
    )

    static let connect = Field(
        "connect",
        .duration(),
        default: fallback.connectNanoseconds,
        shown: "5s",
        "Until the connection stands, TLS included."
    )
    static let firstByte = Field(
        "first_byte",
        .duration(),
        default: fallback.firstByteNanoseconds,
        shown: "2m",
        "Until the head of the answer; for an answer that is not streamed, that is until the model is done."
    )
    static let idle = Field(
        "idle",
        .duration(),
        default: fallback.idleNanoseconds,
        shown: "60s",
        "Between two pieces of the answer."
    )
    static let total = Field(
        "total",
        .duration(),
        default: fallback.totalNanoseconds,
        shown: "10m",
        "Until the answer is complete."
    )

    static let record = RecordType(
        fields: [connect.note, firstByte.note, idle.note, total.note]
    ) { reader throws(YAMLFault) in
        Configuration.Timeouts(
            connectNanoseconds: reader.value(connect),
            firstByteNanoseconds: reader.value(firstByte),
            idleNanoseconds: reader.value(idle),
            totalNanoseconds: reader.value(total)
        )
    }
}

/// `openai/gpt-4o`: a provider and what it calls the model, which may hold slashes of its own.
struct TargetName: Sendable, Hashable {
    var provider: String
    var model: String
}

extension FieldType where Value == TargetName {
    static let targetName = FieldType(
        schema: ["type": "string", "pattern": "^[a-z0-9._-]+/[!-~]+$"]
    ) { node throws(YAMLFault) in
        let text = try node.string()
        let provider = text.prefix { $0 != "/" }
        let model = text.dropFirst(provider.count + 1)
        let isVisible = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard !provider.isEmpty, !model.isEmpty, isVisible, text.utf8.count <= 320 else {
            throw node.fault("a target is a provider, a slash and its model, like openai/gpt-4o-mini")
        }
        return TargetName(provider: String(provider), model: String(model))
    }
}
