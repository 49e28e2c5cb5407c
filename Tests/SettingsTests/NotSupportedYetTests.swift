import Settings
import StrictYAML
import Testing

/// What is documented and not built is refused in these words, never accepted and ignored.
@Suite struct NotSupportedYetTests {
    private static let head = "providers: {o: {kind: openai}, a: {kind: anthropic}}\n"

    @Test(arguments: [
        ("tls: {certificate: cert.pem, private_key: key.pem}", "tls: not supported yet"),
        ("limits: {global: {requests: 5000/s}}", "limits.global: not supported yet"),
        ("telemetry: {otlp: 'http://127.0.0.1:4318'}", "telemetry.otlp: not supported yet"),
        ("telemetry: {capture: redacted}", "telemetry.capture: `redacted` is not supported yet"),
        ("telemetry: {capture: full}", "telemetry.capture: `full` is not supported yet"),
        ("models: {m: {targets: [o/x], strategy: weighted}}", "models.m.strategy: `weighted` is not supported yet"),
        (
            "models: {m: {targets: [o/x], strategy: least-latency}}",
            "models.m.strategy: `least-latency` is not supported yet"
        ),
        ("models: {m: {targets: [o/x], strategy: least-cost}}", "models.m.strategy: `least-cost` is not supported yet"),
        ("models: {m: {targets: [o/x], strategy: least-busy}}", "models.m.strategy: `least-busy` is not supported yet"),
        ("models: {m: {targets: [o/x], strategy: sticky}}", "models.m.strategy: `sticky` is not supported yet"),
        ("models: {m: {targets: [{use: o/x, weight: 3}]}}", "models.m.targets[0].weight: not supported yet"),
        (
            "models: {m: {targets: [o/x, a/y, demo/z]}}",
            "models.m.targets: targets of different kinds (`openai` and `anthropic`) in one model are not supported yet"
        ),
        ("keys: [{name: k, secret: s, budget: 5 USD/day}]", "keys[0].budget: not supported yet"),
        ("keys: [{name: k, secret: s, provider_state: own}]", "keys[0].provider_state: not supported yet"),
        ("keys: [{name: k, secret: s, metadata: {team: x}}]", "keys[0].metadata: not supported yet"),
    ])
    func refuses(text: String, message: String) {
        do {
            _ = try Configuration.read(NotSupportedYetTests.head + text, file: "g.yaml", environment: [:])
            Issue.record("accepted: \(text)")
        } catch {
            #expect("\(error.path): \(error.message)" == message)
            #expect(error.line == 2 && error.further.isEmpty)
        }
    }

    @Test(arguments: [
        ("{kind: gemini}", "providers.p.kind: `gemini` is not supported yet"),
        ("{kind: bedrock}", "providers.p.kind: `bedrock` is not supported yet"),
        ("{kind: openai, api_key: 'vault:openai'}", "providers.p.api_key: a key from the vault is not supported yet"),
    ])
    func refusesOfAProvider(text: String, message: String) {
        do {
            _ = try Configuration.read("providers: {p: \(text)}", file: "g.yaml", environment: [:])
            Issue.record("accepted: \(text)")
        } catch {
            #expect("\(error.path): \(error.message)" == message)
        }
    }
}
