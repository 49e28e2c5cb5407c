import Exchange
import NIOCore
import Testing
import Upstreams

struct ProviderRequestTests {
    private static func request(
        _ kind: Provider.Kind,
        base: String = "https://api.example.com/v1",
        path: String = "v1/chat/completions",
        method: UpstreamRequest.Method = .post,
        passed: ProviderRequest.Passed = ProviderRequest.Passed()
    ) -> UpstreamRequest {
        let provider = Provider(name: "p", kind: kind, baseURL: base, key: Secret("test key"))
        return ProviderRequest(
            target: Target(provider: provider, model: "m"),
            method: method,
            path: path,
            passed: passed
        ).upstreamRequest(body: ByteBuffer(string: "{}"), userAgent: "gatehouse/test")
    }

    private static func value(_ name: String, _ request: UpstreamRequest) -> String? {
        let values = request.headers.filter { $0.name == name }
        #expect(values.count <= 1)
        return values.first?.value
    }

    @Test(arguments: [
        ("https://api.example.com/v1", "v1/chat/completions", "https://api.example.com/v1/chat/completions"),
        ("https://api.example.com", "v1/chat/completions", "https://api.example.com/v1/chat/completions"),
        ("https://api.example.com/openai/v1", "v1/models?a=b", "https://api.example.com/openai/v1/models?a=b"),
        ("http://127.0.0.1:11434/v1", "v1/messages", "http://127.0.0.1:11434/v1/messages"),
        ("https://api.example.com/v1", "v1beta/models", "https://api.example.com/v1/v1beta/models"),
        ("https://api.example.com/v1", "chat/completions", "https://api.example.com/v1/chat/completions"),
        ("https://api.example.com/xv1", "v1/models", "https://api.example.com/xv1/v1/models"),
    ])
    func joinsItsPathWithoutDoublingTheVersion(base: String, path: String, url: String) {
        #expect(ProviderRequest.join(base, path) == url)
    }

    @Test func showsTheOperatorsKeyInTheProvidersWay() {
        let openAI = Self.request(.openAI)
        #expect(Self.value("authorization", openAI) == "Bearer test key")
        #expect(Self.value("x-api-key", openAI) == nil && Self.value("anthropic-version", openAI) == nil)

        let anthropic = Self.request(.anthropic)
        #expect(Self.value("x-api-key", anthropic) == "test key")
        #expect(Self.value("authorization", anthropic) == nil)
        #expect(Self.value("anthropic-version", anthropic) == "2023-06-01")

        let demo = Self.request(.demo)
        #expect(!demo.headers.contains { $0.value.contains("test key") })
    }

    @Test func passesOnWhatIsNamedAndPlain() {
        let passed = ProviderRequest.Passed(
            anthropicVersion: "2024-01-01",
            anthropicBeta: "tools-1,cache-2",
            traceParent: "00-1-2-01"
        )
        let anthropic = Self.request(.anthropic, passed: passed)
        #expect(Self.value("anthropic-version", anthropic) == "2024-01-01")
        #expect(Self.value("anthropic-beta", anthropic) == "tools-1,cache-2")
        #expect(Self.value("traceparent", anthropic) == "00-1-2-01")
        let openAI = Self.request(.openAI, passed: passed)
        #expect(Self.value("anthropic-beta", openAI) == nil)
    }

    @Test(arguments: ["a\r\nx-api-key: other", "a\nb", "a\0b", "ü", "", String(repeating: "a", count: 513), "a\u{7f}"])
    func dropsWhatIsNotPlain(value: String) {
        let passed = ProviderRequest.Passed(anthropicVersion: value, anthropicBeta: value, traceParent: value)
        let request = Self.request(.anthropic, passed: passed)
        #expect(Self.value("anthropic-version", request) == "2023-06-01")
        #expect(Self.value("anthropic-beta", request) == nil && Self.value("traceparent", request) == nil)
    }

    @Test func allowsPlainHTTPOnlyWhereTheConfigurationSaysSo() {
        #expect(Self.request(.openAI, base: "http://127.0.0.1:1/v1").allowPlainHTTP)
        #expect(!Self.request(.openAI).allowPlainHTTP)
    }
}

struct RouteTableTests {
    private static let provider = Provider(name: "openai", kind: .openAI, baseURL: "https://a.example/v1", key: nil)
    private static let table = RouteTable(
        models: ["gpt-4o-mini", "assistant", "secret-model"].map { name in
            Route(name: name, targets: [Target(provider: provider, model: name)])
        },
        providers: [provider]
    )

    @Test func findsModelsByNameAndByProvider() throws {
        #expect(try Self.table.route(to: "assistant", for: .open).targets.map(\.label) == ["openai/assistant"])
        let direct = try Self.table.route(to: "openai/any/model:x", for: .open)
        #expect(direct.targets.map(\.model) == ["any/model:x"])
        #expect(direct.name == "openai/any/model:x")
    }

    @Test(arguments: [
        "", "nothing", "openai", "openai/", "/x", "other/model", "gpt-4o-mini ", String(repeating: "a", count: 5000),
    ])
    func knowsNoOtherName(name: String) {
        let refusal = #expect(throws: Refusal.self) { try Self.table.route(to: name, for: .open) }
        #expect(refusal?.code == .modelNotFound && refusal?.param == "model")
        #expect((refusal?.message.utf8.count ?? 0) < 400)
    }

    @Test func namesTheNearestModelThatTheCallerMayUse() {
        let all = #expect(throws: Refusal.self) { try Self.table.route(to: "gpt4o-mini", for: .open) }
        #expect(all?.message.contains("`gpt-4o-mini`") == true)
        let few = Caller(keyID: "k", name: "k", models: ["assistant"])
        let some = #expect(throws: Refusal.self) { try Self.table.route(to: "secret-mode", for: few) }
        #expect(some?.message.contains("secret-model`") == false)
        #expect(Self.table.modelNames(for: few) == ["assistant"])
    }

    @Test func keepsCallersToTheirModels() {
        let few = Caller(keyID: "k", name: "k", models: ["assistant", "openai/gpt-*"])
        #expect(throws: Never.self) { try Self.table.route(to: "openai/gpt-5", for: few) }
        let refusal = #expect(throws: Refusal.self) { try Self.table.route(to: "openai/o9", for: few) }
        #expect(refusal?.code == .modelNotAllowed)
        let path = #expect(throws: Refusal.self) {
            try Self.table.route(toProvider: Self.provider, model: "o9", for: few)
        }
        #expect(path?.code == .providerNotAllowed)
    }
}
