import Exchange

@testable import Cache

/// Fingerprints of requests that differ in one thing.
enum RequestFixture {
    static let key = FingerprintKey(Array(1...32))

    static func caller(_ id: String, team: String? = nil, isOpen: Bool = false) -> Caller {
        Caller(keyID: id, name: "name of \(id)", team: team, isOpen: isOpen)
    }

    static func fields(endpoint: Endpoint = .chatCompletions) -> FingerprintFields {
        FingerprintFields(
            endpoint: endpoint,
            dialect: .openAI,
            model: CachedModel(name: "assistant", targets: ["openai/gpt-4o https://one.example/v1"]),
            scope: CacheScope(caller("k1")),
            namespace: ""
        )
    }

    static let body = #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":0.5}"#

    static func fingerprint(
        _ body: String = body,
        _ fields: FingerprintFields = fields(),
        key: FingerprintKey = key
    ) throws -> Fingerprint {
        var scratch = CacheScratch()
        return try fingerprint(body, fields, key: key, scratch: &scratch)
    }

    static func fingerprint(
        _ body: String,
        _ fields: FingerprintFields,
        key: FingerprintKey = key,
        scratch: inout CacheScratch
    ) throws -> Fingerprint {
        var tape = JSONTape()
        return try Array(body.utf8).withUnsafeBytes { bytes in
            try tape.scan(bytes)
            return key.fingerprint(fields, tape: tape, body: bytes, scratch: &scratch)
        }
    }
}
