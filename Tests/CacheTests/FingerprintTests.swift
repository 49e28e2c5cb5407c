import Exchange
import Testing

@testable import Cache

@Suite struct FingerprintTests {
    @Test(arguments: [
        #"{"messages":[{"content":"Hello","role":"user"}],"temperature":0.5,"model":"assistant"}"#,
        "{ \"model\" : \"assistant\",\n\t\"messages\":[ {\"role\":\"user\",\"content\":\"Hello\"} ], \"temperature\": 0.5 }",
        #"{"model":"\u0061ssistant","messages":[{"role":"user","content":"H\u0065llo"}],"temperature":5e-1}"#,
        #"{"model":"assistant","messages":[{"r\u006fle":"user","content":"Hello"}],"temperature":0.500}"#,
    ])
    func equalValuesShareAFingerprint(body: String) throws {
        #expect(try RequestFixture.fingerprint(body) == RequestFixture.fingerprint())
    }

    @Test(arguments: [
        #""stream":true"#, #""stream_options":{"include_usage":true}"#, #""user":"u1""#, #""metadata":{"a":"b"}"#,
        #""store":false"#, #""service_tier":"flex""#, #""safety_identifier":"s""#, #""prompt_cache_key":"p""#,
        #""prompt_cache_retention":"24h""#, #""str\u0065am":true"#,
    ])
    func membersWithoutMeaningDoNotMatter(member: String) throws {
        let body = RequestFixture.body.dropLast() + "," + member + "}"
        #expect(try RequestFixture.fingerprint(String(body)) == RequestFixture.fingerprint())
    }

    @Test(arguments: [
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello","user":"u1"}],"temperature":0.5}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"hello"}],"temperature":0.5}"#,
        #"{"model":"assistant","messages":[{"role":"system","content":"Hello"}],"temperature":0.5}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":0.6}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":"0.5"}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":-0.5}"#,
        #"{"model":"other","messages":[{"role":"user","content":"Hello"}],"temperature":0.5}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":0.5,"seed":1}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":0.5,"tools":[]}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":0.5,"unheard_of":null}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}],"temperature":0.5,"Stream":true}"#,
        #"{"model":"assistant","messages":[{"role":"user","content":"Hello"}]}"#,
        #"{"model":"assistant","messages":[],"temperature":0.5}"#,
    ])
    func everythingElseMatters(body: String) throws {
        #expect(try RequestFixture.fingerprint(body) != RequestFixture.fingerprint())
    }

    @Test func whatHasNoMeaningDependsOnTheEndpoint() throws {
        let plain = RequestFixture.body
        let withUser = String(plain.dropLast()) + #","user":"u1"}"#
        let streamed = String(plain.dropLast()) + #","stream":true}"#
        func same(_ a: String, _ b: String, at endpoint: Endpoint) throws -> Bool {
            let fields = RequestFixture.fields(endpoint: endpoint)
            return try RequestFixture.fingerprint(a, fields) == RequestFixture.fingerprint(b, fields)
        }
        #expect(try same(plain, withUser, at: .chatCompletions))
        #expect(try same(plain, withUser, at: .embeddings))
        #expect(try !same(plain, withUser, at: .messages))
        #expect(try !same(plain, withUser, at: .providerPath))
        #expect(try same(plain, streamed, at: .messages))
        #expect(try !same(plain, streamed, at: .embeddings))
        #expect(try !same(plain, streamed, at: .providerPath))
    }

    @Test func aTeamSharesAndAKeyWithoutOneDoesNot() throws {
        func fingerprint(_ id: String, _ team: String?, _ sharing: CacheScope.Sharing) throws -> Fingerprint {
            var fields = RequestFixture.fields()
            fields.scope = CacheScope(RequestFixture.caller(id, team: team), sharing)
            return try RequestFixture.fingerprint(RequestFixture.body, fields)
        }
        #expect(try fingerprint("k1", "red", .team) == fingerprint("k2", "red", .team))
        #expect(try fingerprint("k1", "red", .team) != fingerprint("k1", "blue", .team))
        #expect(try fingerprint("k1", "red", .team) != fingerprint("red", nil, .team))
        #expect(try fingerprint("k1", nil, .team) == fingerprint("k1", "red", .key))
        #expect(try fingerprint("k1", nil, .team) != fingerprint("k2", nil, .team))
        #expect(try fingerprint("k1", "red", .global) == fingerprint("k2", nil, .global))
        #expect(try fingerprint("k1", "red", .global) != fingerprint("k1", "red", .team))
    }

    @Test func oneNameOfTheTokenLimitIsTheOtherOnlyWhereItSaysTheSame() throws {
        func fingerprint(_ limits: String, areOne: Bool) throws -> Fingerprint {
            var fields = RequestFixture.fields()
            fields.tokenLimitsAreOne = areOne
            return try RequestFixture.fingerprint(#"{"model":"m","messages":[]\#(limits)}"#, fields)
        }
        let (old, new) = (#","max_tokens":5"#, #","max_completion_tokens":5"#)
        #expect(try fingerprint(old, areOne: true) == fingerprint(new, areOne: true))
        #expect(try fingerprint(old, areOne: false) != fingerprint(new, areOne: false))
        #expect(try fingerprint(old, areOne: true) != fingerprint("", areOne: true))
        #expect(try fingerprint(old, areOne: true) != fingerprint(#","max_tokens":6"#, areOne: true))
        // Which of two would count is for the provider to say.
        #expect(try fingerprint(old + new, areOne: true) != fingerprint(new, areOne: true))
        #expect(
            try fingerprint(#","max_tokens":5,"max_completion_tokens":6"#, areOne: true)
                != fingerprint(#","max_tokens":6,"max_completion_tokens":5"#, areOne: true)
        )
    }

    @Test func eachFieldMatters() throws {
        typealias Change = (inout FingerprintFields) -> Void
        let target = "openai/gpt-4o https://one.example/v1"
        let changes: [Change] = [
            { _ in },
            { $0.endpoint = .messages },
            { $0.dialect = .anthropic },
            { $0.model = CachedModel(name: "assistant2", targets: [target]) },
            { $0.model = CachedModel(name: "assistant", targets: []) },
            { $0.model = CachedModel(name: "assistant", targets: [target, target]) },
            { $0.model = CachedModel(name: "assistant", targets: ["openai/gpt-4o https://two.example/v1"]) },
            { $0.model = CachedModel(name: "assistant" + target, targets: [""]) },
            { $0.scope = CacheScope(RequestFixture.caller("k2")) },
            { $0.scope = CacheScope(RequestFixture.caller("open")) },
            { $0.scope = CacheScope(RequestFixture.caller("open", isOpen: true)) },
            { $0.namespace = "n" },
            { $0.namespace = "n\u{0}" },
            { $0.scope = CacheScope(RequestFixture.caller("k2", team: "red"), .team) },
            { $0.scope = CacheScope(RequestFixture.caller("red", team: "blue"), .team) },
            { $0.scope = CacheScope(RequestFixture.caller("k2"), .global) },
            { $0.variants = [""] },
            { $0.variants = ["ab"] },
            { $0.variants = ["a", "b"] },
            { $0.variants = ["b", "a"] },
        ]
        var seen: Set<Fingerprint> = []
        for change in changes {
            var fields = RequestFixture.fields()
            change(&fields)
            seen.insert(try RequestFixture.fingerprint(RequestFixture.body, fields))
        }
        #expect(seen.count == changes.count)
    }

    @Test func anotherInstallationHasOtherFingerprints() throws {
        let other = FingerprintKey(Array(2...33))
        let fingerprint = try RequestFixture.fingerprint(RequestFixture.body, RequestFixture.fields(), key: other)
        #expect(try fingerprint != RequestFixture.fingerprint())
    }

    @Test func aReusedScratchLeavesNoTrace() throws {
        var scratch = CacheScratch()
        let long = #"{"messages":["\#(String(repeating: "x", count: 3 << 20))"]}"#
        for body in [RequestFixture.body, long, RequestFixture.body, "[]", RequestFixture.body] {
            let fields = RequestFixture.fields()
            let reused = try RequestFixture.fingerprint(body, fields, scratch: &scratch)
            #expect(try reused == RequestFixture.fingerprint(body, fields))
        }
    }

    /// Over random bodies: written in any other way the fingerprint is the same; with any one value changed it is not.
    @Test(arguments: 0..<60)
    func followsTheValueAndNotItsWriting(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let value = RandomJSON.object(using: &generator)
        let fingerprint = try RequestFixture.fingerprint(value.written(using: &generator))
        for _ in 0..<5 {
            #expect(try RequestFixture.fingerprint(value.written(using: &generator)) == fingerprint)
        }
        for _ in 0..<20 {
            let changed = value.changed(using: &generator)
            #expect(try RequestFixture.fingerprint(changed.written(using: &generator)) != fingerprint)
        }
    }
}
