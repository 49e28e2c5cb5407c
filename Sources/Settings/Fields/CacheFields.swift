import StrictYAML

/// `cache`.
enum CacheFields {
    static let fallback = Configuration.Cache(
        exact: true,
        ttlNanoseconds: 3_600_000_000_000,
        scope: .key,
        semantic: SemanticFields.fallback,
        staleWhileRevalidateNanoseconds: 0,
        staleIfErrorNanoseconds: 0,
        bytesMax: 2 << 30,
        temperatureMax: 1,
        tools: false
    )

    static let exact = Field(
        "exact",
        .bool,
        default: fallback.exact,
        shown: true,
        "Whether the answer to the same request is served again."
    )
    static let semantic = Field(
        "semantic",
        SemanticFields.semantic,
        default: SemanticFields.fallback,
        shown: "off",
        "Whether a question in other words is answered from the store: `off`, `equivalent` (provably the same question), or a"
            + " mapping. See docs/caching.md."
    )
    static let ttl = Field(
        "ttl",
        .duration(wholeSeconds: true),
        default: fallback.ttlNanoseconds,
        shown: "1h",
        "How long an answer may be served, in whole seconds."
    )
    static let maxSize = Field(
        "max_size",
        .size((1 << 20)...(1 << 44), "from 1MiB to 16TiB"),
        default: fallback.bytesMax,
        shown: "2GiB",
        "How large the store may grow on disk."
    )
    static let scope = Field(
        "scope",
        .cacheScope,
        default: fallback.scope,
        shown: "key",
        "Who shares answers: `key` (each key has its own) or `team` (the keys of one team share theirs). See docs/caching.md."
    )
    static let staleWhileRevalidate = Field(
        "stale_while_revalidate",
        .duration(mayBeZero: true, wholeSeconds: true),
        default: fallback.staleWhileRevalidateNanoseconds,
        shown: "0s",
        "How long behind its `ttl` an answer is still served while a new one is asked for (RFC 5861), in whole seconds."
    )
    static let staleIfError = Field(
        "stale_if_error",
        .duration(mayBeZero: true, wholeSeconds: true),
        default: fallback.staleIfErrorNanoseconds,
        shown: "0s",
        "How long behind its `ttl` an answer is still served when the provider fails (RFC 5861), in whole seconds."
    )
    static let maxTemperature = Field(
        "max_temperature",
        .number(0...2),
        default: fallback.temperatureMax,
        shown: .number(1),
        "Requests with a higher temperature are neither served from the cache nor stored."
    )
    static let tools = Field(
        "tools",
        .bool,
        default: fallback.tools,
        shown: false,
        "Whether answers that call tools are stored."
    )
    static let seal = Field(
        "seal",
        .only("auto", notYet: []),
        default: "auto",
        shown: "auto",
        "Whether stored answers are encrypted. Only `auto`: when there is a master key, which is not supported yet."
    )

    static let record = RecordType(
        fields: [
            exact.note, semantic.note, ttl.note, staleWhileRevalidate.note, staleIfError.note, maxSize.note, scope.note,
            maxTemperature.note, tools.note, seal.note,
        ]
    ) { reader throws(YAMLFault) in
        _ = reader.value(seal)
        return Configuration.Cache(
            exact: reader.value(exact),
            ttlNanoseconds: reader.value(ttl),
            scope: reader.value(scope),
            semantic: reader.value(semantic),
            staleWhileRevalidateNanoseconds: reader.value(staleWhileRevalidate),
            staleIfErrorNanoseconds: reader.value(staleIfError),
            bytesMax: reader.value(maxSize),
            temperatureMax: reader.value(maxTemperature),
            tools: reader.value(tools)
        )
    }
}

extension FieldType where Value == Configuration.CacheScope {
    /// What all models share: who may see whose answers is too grave to be said for all of them at once.
    static let cacheScope = FieldType(
        schema: .variable(or: ["enum": ["key", "team"]])
    ) { node throws(YAMLFault) in
        let scope = try FieldType.word().read(node)
        guard scope != .global else {
            throw node.fault("`global` is set for one model at a time: models.NAME.cache.scope")
        }
        return scope
    }
}
