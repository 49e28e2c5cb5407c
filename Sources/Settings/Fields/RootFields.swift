import Exchange
import StrictYAML

/// The fields of the file itself, in the order of the documentation.
enum RootFields {
    static let listen = Field(
        "listen",
        .hostPort,
        default: HostPort(host: "127.0.0.1", port: 8080),
        shown: "127.0.0.1:8080",
        "Address and port of the data listener: IPv4, [IPv6] or a name; port 0 lets the system choose."
    )
    static let hosts = Field(
        "hosts",
        .list(of: .hostName),
        default: [],
        shown: [],
        "Further Host names that are answered in open mode and on the admin listener; loopback names always are."
    )
    static let admin = Field(
        "admin",
        .record(AdminFields.record),
        default: Configuration.Admin(listen: AdminFields.listen.fallback, token: nil),
        shown: [:],
        "The admin listener."
    )
    static let data = Field("data", .text, default: "./data", shown: "./data", "Folder of the stores; made if missing.")
    static let authentication = Field<Configuration.Authentication>(
        "auth",
        .word(),
        default: .required,
        shown: "required",
        "`required`: each request shows a key. `open`: anybody on this machine may call; loopback listeners only."
    )
    static let providers = Field(
        "providers",
        .names(
            of: ProviderFields.record,
            pattern: "^[a-z0-9_-][a-z0-9._-]{0,63}$",
            problem: NameRule.problem(ofProvider:)
        ),
        default: [],
        shown: [:],
        "The upstream services by name. `demo`, a local stand-in, is always there."
    )
    static let models = Field(
        "models",
        .names(of: ModelFields.record, pattern: "^[!-)+-~]{1,256}$", problem: NameRule.problem(ofModel:)),
        default: [],
        shown: [:],
        "The names that callers may ask for. Any model of a provider can be asked for as `provider/model` besides."
    )
    static let keys = Field(
        "keys",
        .list(of: .record(KeyFields.record)),
        default: [],
        shown: [],
        "Callers' keys; further ones are made with `gatehouse key create`."
    )
    static let policies = Field(
        "policies",
        .text,
        default: "./policies",
        shown: "./policies",
        "Folder of the rule packs and policies."
    )
    static let defaultPolicy = Field(
        "default_policy",
        .plainName,
        default: "default",
        shown: "default",
        "The policy of every key that names none."
    )
    static let cache = Field(
        "cache",
        .record(CacheFields.record),
        default: CacheFields.fallback,
        shown: [:],
        "The cache of answers."
    )
    static let limits = Field(
        "limits",
        .record(
            RecordType(fields: [.notYet("global", "Limits over all callers together.")]) { _ throws(YAMLFault) in true }
        ),
        default: true,
        shown: [:],
        "Limits that are no key's own."
    )
    static let telemetry = Field(
        "telemetry",
        .record(TelemetryFields.record),
        default: TelemetryFields.fallback,
        shown: [:],
        "What is told about requests."
    )
    static let drain = Field(
        "drain",
        .record(DrainFields.record),
        default: DrainFields.fallback,
        shown: [:],
        "How the server stops."
    )
    static let http = Field(
        "http",
        .record(HTTPFields.record),
        default: HTTPFields.fallback,
        shown: [:],
        "The bounds of the data listener."
    )
    static let tls = FieldNote.notYet("tls", "Certificate and private key of the data listener.")

    static let record = RecordType<Configuration>(
        fields: [
            listen.note, hosts.note, tls, admin.note, data.note, authentication.note, providers.note, models.note,
            keys.note,
            policies.note, defaultPolicy.note, cache.note, limits.note, telemetry.note, drain.note, http.note,
        ]
    ) { reader throws(YAMLFault) in
        _ = reader.value(limits)
        var configuration = Configuration(
            listen: reader.value(listen),
            hosts: reader.value(hosts),
            admin: reader.value(admin),
            data: reader.value(data),
            authentication: reader.value(authentication),
            providers: reader.value(providers),
            models: reader.value(models),
            keys: reader.value(keys),
            policies: reader.value(policies),
            defaultPolicy: reader.value(defaultPolicy),
            cache: reader.value(cache),
            telemetry: reader.value(telemetry),
            drain: reader.value(drain),
            http: reader.value(http)
        )
        if !configuration.providers.contains(where: { $0.name == Configuration.Provider.demo.name }) {
            configuration.providers.append(.demo)
        }
        ListenerChecks.check(configuration, &reader)
        ModelChecks.check(configuration, &reader)
        KeyChecks.check(configuration, &reader)
        return configuration
    }
}

extension Configuration.Provider {
    /// The stand-in that needs no account: it answers from this process.
    static let demo = Configuration.Provider(name: "demo", kind: .demo, baseURL: nil, key: nil)
}
