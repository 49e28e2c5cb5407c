import Exchange
import StrictYAML
import Testing

@testable import Settings

@Suite struct ConfigurationTests {
    private func read(_ text: String, _ environment: [String: String] = [:]) throws -> Configuration {
        try Configuration.read(text, file: "g.yaml", environment: environment)
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "{}\n"])
    func anEmptyFileIsAllDefaults(text: String) throws {
        let configuration = try self.read(text)
        #expect(configuration.listen.description == "127.0.0.1:8080")
        #expect(configuration.admin.listen.description == "127.0.0.1:8081")
        #expect(configuration.admin.token == nil)
        #expect(configuration.authentication == .required)
        #expect(configuration.data == "./data" && configuration.policies == "./policies")
        #expect(configuration.defaultPolicy == "default")
        #expect(configuration.providers.map { $0.name } == ["demo"])
        #expect(configuration.models.isEmpty && configuration.keys.isEmpty && configuration.hosts.isEmpty)
        #expect(configuration.cache.exact && configuration.cache.ttlNanoseconds == 3_600_000_000_000)
        #expect(configuration.cache.bytesMax == 2 << 30 && configuration.cache.temperatureMax == 1)
        #expect(configuration.telemetry == .init(log: .json, capture: .metadata, propagate: true))
        #expect(configuration.drain == .init(delayNanoseconds: 0, timeoutNanoseconds: 30_000_000_000))
        #expect(configuration.http.bodyBytesMax == 10 << 20 && configuration.http.bodyBytesPerSecond == 64_000)
    }

    @Test func readsEveryFieldThatWorks() throws {
        let secret = "gth_" + String(repeating: "k", count: 8)
        let configuration = try self.read(everyField, ["SECRET": secret, "PORT": "9", "TOKEN": "t", "UP": "up-key"])
        #expect(configuration.file == "g.yaml")
        #expect(configuration.listen == HostPort(host: "::1", port: 0))
        #expect(configuration.hosts == ["gateway.lan", "10.0.0.5:8080"])
        #expect(configuration.admin.listen == HostPort(host: "0.0.0.0", port: 9))
        #expect(configuration.admin.token?.reveal() == "t")
        #expect(configuration.data == "/var/lib/gatehouse" && configuration.authentication == .open)
        #expect(configuration.providers.map { $0.name } == ["openai", "local", "claude", "spare", "demo"])
        #expect(configuration.providers.map { $0.kind } == [.openAI, .openAI, .anthropic, .demo, .demo])
        #expect(configuration.providers[0].baseURL?.text == "https://api.openai.com/v1")
        #expect(configuration.providers[0].key?.reveal() == "up-key")
        #expect(configuration.providers[1].baseURL?.isTLS == false && configuration.providers[1].key == nil)
        #expect(configuration.providers[2].baseURL?.text == "https://api.anthropic.com/v1")
        #expect(configuration.models.map { $0.name } == ["assistant", "gpt-4.1"])
        let targets = configuration.models[0].targets
        #expect(targets.map { "\($0.provider)|\($0.model)" } == ["openai|gpt-4o", "local|org/llama:8b", "demo|demo"])
        #expect(targets.map { $0.retries } == [5, 2, 2])
        #expect(targets[0].timeouts.firstByteNanoseconds == 2_000_000_000)
        #expect(targets[1].timeouts.totalNanoseconds == 600_000_000_000)
        #expect(
            configuration.models[0].cache
                == .init(
                    exact: false,
                    ttlNanoseconds: 60_000_000_000,
                    scope: .global,
                    tools: true,
                    staleWhileRevalidateNanoseconds: 300_000_000_000,
                    staleIfErrorNanoseconds: 3_600_000_000_000,
                    semantic: .init(mode: .maxError(0.05), turnsMax: 2, deadlineNanoseconds: 100_000_000),
                    tags: ["faq"]
                )
        )
        #expect(
            configuration.cache.semantic == .init(mode: .maxError(0.01), turnsMax: 3, deadlineNanoseconds: 50_000_000)
        )
        #expect(configuration.cache.staleWhileRevalidateNanoseconds == 10_000_000_000)
        #expect(configuration.cache.staleIfErrorNanoseconds == 20_000_000_000)
        #expect(configuration.keys[0].cacheTTLNanoseconds == 300_000_000_000)
        let key = configuration.keys[0]
        #expect(key.name == "ci" && key.team == "build" && key.policy == "strict" && key.secret.reveal() == secret)
        #expect(key.limits.requests == .init(amount: 60, period: 60_000_000_000))
        #expect(key.limits.tokens == .init(amount: 100_000, period: 60_000_000_000) && key.limits.concurrent == 4)
        #expect(key.models == ["assistant", "openai/*", "gpt-*"] && key.explain)
        #expect("\(key.origin.fault("policy", "unknown"))" == "g.yaml:32:5: keys[0].policy: unknown")
        #expect(configuration.cache.tools && configuration.cache.temperatureMax == 0.5)
        #expect(configuration.telemetry == .init(log: .off, capture: .off, propagate: false))
        #expect(configuration.drain == .init(delayNanoseconds: 5_000_000_000, timeoutNanoseconds: 60_000_000_000))
        #expect(
            configuration.http
                == .init(
                    bodyBytesMax: 1 << 20,
                    connectionsMax: 9,
                    headerNanoseconds: 1_000_000_000,
                    bodyNanoseconds: 2_000_000_000,
                    bodyBytesPerSecond: 1000,
                    idleNanoseconds: 3_000_000_000,
                    writeNanoseconds: 4_000_000_000
                )
        )
    }

    @Test func anEmptyVariableIsNoCredential() throws {
        let text = "admin: {token: \"${T:-}\"}\nproviders: {openai: {kind: openai, api_key: \"${K:-}\"}}\n"
        let configuration = try self.read(text)
        #expect(configuration.admin.token == nil)
        #expect(configuration.providers[0].key == nil)
    }

    @Test func withoutAFileEveryProviderWithItsUsualVariableIsThere() throws {
        let none = try Configuration.builtIn(environment: ["OPENAI_API_KEY": ""])
        #expect(none.file == nil)
        #expect(none.authentication == .open && none.listen.isLoopback && none.admin.listen.isLoopback)
        #expect(none.providers.map { $0.name } == ["demo"])
        #expect(none.models.map { $0.name } == ["demo"])
        let both = try Configuration.builtIn(environment: ["OPENAI_API_KEY": "a", "ANTHROPIC_API_KEY": "b"])
        #expect(both.providers.map { $0.name } == ["demo", "openai", "anthropic"])
        #expect(both.providers.map { $0.key?.reveal() } == [nil, "a", "b"])
    }

    @Test func neverPrintsASecret() throws {
        let configuration = try self.read(
            everyField,
            ["SECRET": "gth_secret", "PORT": "9", "TOKEN": "token", "UP": "up-key"]
        )
        var text = ""
        dump(configuration, to: &text)
        text += "\(configuration)"
        for secret in ["gth_secret", "up-key", "\"token\""] {
            #expect(!text.contains(secret))
        }
    }

    @Test func theOtherFieldsAreReadToo() throws {
        let configuration = try self.read(everyOtherField)
        #expect(configuration.cache.semantic.mode == .threshold(0.95))
        #expect(configuration.models.first?.cache.semantic?.mode == .threshold(0.9))
    }
}

/// Writes the fields that exclude one of the others.
let everyOtherField = """
    providers: {o: {kind: openai}}
    models: {m: {targets: [o/x], cache: {semantic: {threshold: 0.9}}}}
    cache: {semantic: {threshold: 0.95}}
    """

/// A file that writes every field there is, but for those of the file above.
let everyField = """
    listen: "[::1]:0"
    hosts: [gateway.lan, "10.0.0.5:8080"]
    admin: {listen: "0.0.0.0:${PORT}", token: "${TOKEN}"}
    data: /var/lib/gatehouse
    auth: open
    providers:
      openai: {kind: openai, api_key: "${UP}"}
      local: {kind: openai, base_url: "http://127.0.0.1:11434/v1"}
      claude: {kind: anthropic}
      spare: {kind: demo}
    models:
      assistant:
        strategy: fallback
        targets:
          - use: openai/gpt-4o
            retries: 5
            timeout: {connect: 1s, first_byte: 2s, idle: 3s, total: 4s}
          - local/org/llama:8b
          - demo/demo
        cache:
          exact: false
          ttl: 1m
          semantic: {max_error: 0.05, max_turns: 2, deadline: 100ms}
          scope: global
          tools: true
          stale_while_revalidate: 5m
          stale_if_error: 1h
          tags: [faq]
      gpt-4.1:
        targets: [openai/gpt-4.1]
    keys:
      - name: ci
        secret: ${SECRET}
        team: build
        policy: strict
        explain: true
        limits: {requests: 60/min, tokens: 100k/min, concurrent: 4}
        cache: {ttl: 5m}
        models: [assistant, "openai/*", "gpt-*"]
    policies: /etc/gatehouse/policies
    default_policy: company
    cache:
      exact: true
      semantic: {max_error: 0.01, max_turns: 3, deadline: 50ms}
      ttl: 1h
      stale_while_revalidate: 10s
      stale_if_error: 20s
      max_size: 1GiB
      scope: key
      max_temperature: 0.5
      tools: true
      seal: auto
    limits: {}
    telemetry: {log: off, capture: off, propagate: false}
    drain: {delay: 5s, timeout: 1m}
    http:
      max_body: 1MiB
      max_connections: 9
      header_timeout: 1s
      body_timeout: 2s
      body_rate: 1KB
      idle_timeout: 3s
      write_timeout: 4s

    """
