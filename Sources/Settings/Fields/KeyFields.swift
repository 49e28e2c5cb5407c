import Exchange
import StrictYAML

/// `keys[N]`.
enum KeyFields {
    static let name = Field<String?>(required: "name", .plainName, "What the log calls it.")
    static let secret = Field<Secret?>(
        required: "secret",
        .secret,
        "The key itself, `gth_…` as `gatehouse key create` prints it; keep it in a variable."
    )
    static let team = Field<String?>("team", .plainName, "Whose it is; told in the log.")
    static let policy = Field<String?>("policy", .plainName, "Its policy, if not `default_policy`.")
    static let limits = Field(
        "limits",
        .record(KeyLimitFields.record),
        default: LimitSettings(),
        shown: [:],
        "How much it may do; what is left out is not limited."
    )
    static let explain = Field(
        "explain",
        .bool,
        default: false,
        shown: false,
        "Whether its caller is told what a policy or a rule in shadow mode found."
    )
    static let models = Field(
        "models",
        .list(of: .text, atLeast: 1),
        default: ["*"],
        shown: ["*"],
        "Which models it may ask for: names of `models`, `provider/model`, or patterns in which `*` is any text."
    )
    static let cache = Field<UInt64?>(
        "cache",
        .record(KeyCacheFields.record),
        default: nil,
        shown: [:],
        "What differs from `cache` for this key."
    )
    private static let notYet: [FieldNote] = [
        .notYet("budget", "How much money it may spend in a period."),
        .notYet("provider_state", "Whether it may name objects that a provider holds."),
        .notYet("metadata", "What is logged with each of its requests."),
    ]

    static let record = RecordType(
        fields: [name.note, secret.note, team.note, policy.note, limits.note, models.note, explain.note, cache.note]
            + notYet
    ) { reader throws(YAMLFault) in
        let team = reader.value(team)
        let policy = reader.value(policy)
        let limits = reader.value(limits)
        let models = reader.value(models)
        let explain = reader.value(explain)
        let cacheTTL = reader.value(cache)
        if let node = reader.node(of: secret), reader.value(secret)?.isEmpty == true {
            reader.refuse(node.fault("the secret is empty; `gatehouse key create` makes one"))
        }
        let name = try reader.required(name)
        return Configuration.Key(
            name: name,
            secret: try reader.required(secret),
            team: team,
            policy: policy,
            limits: limits,
            models: models,
            explain: explain,
            cacheTTLNanoseconds: cacheTTL,
            origin: Configuration.Origin(place: reader.node.place, path: reader.node.path)
        )
    }
}

enum KeyCacheFields {
    static let ttl = Field<UInt64?>(
        "ttl",
        .duration(wholeSeconds: true),
        "How long an answer to this key may be served at most, in whole seconds; a model's `ttl` holds as well."
    )

    static let record = RecordType(fields: [ttl.note]) { reader throws(YAMLFault) in
        reader.value(ttl)
    }
}

enum KeyLimitFields {
    static let requests = Field<LimitSettings.Rate?>("requests", .rate, "Requests in a time, like `60/min`.")
    static let tokens = Field<LimitSettings.Rate?>("tokens", .rate, "Tokens in a time, like `100k/min`.")
    static let concurrent = Field<Int?>("concurrent", .count(1...1_000_000), "Requests in flight at once.")

    static let record = RecordType(
        fields: [requests.note, tokens.note, concurrent.note]
    ) { reader throws(YAMLFault) in
        LimitSettings(
            requests: reader.value(requests),
            tokens: reader.value(tokens),
            concurrent: reader.value(concurrent)
        )
    }
}
