import Exchange
import Testing

@testable import Policies

/// The rules that the repository ships, by the samples that they bring along and by texts that nobody should touch.
@Suite struct ShippedPoliciesTests {
    private static let set = Fixture.shipped
    private static let report = Result { RuleTester.run(try set.get()) }

    @Test func loads() throws {
        let set = try Self.set.get()
        #expect(set.names.contains("default"))
        #expect(set.rules.count(where: { $0.id.hasPrefix("secret.") }) >= 20)
        #expect(
            Set(set.rules.map(\.id)).isSuperset(of: [
                "pii.email", "pii.phone", "pii.us-ssn", "finance.credit-card", "finance.iban",
            ])
        )
    }

    @Test(arguments: (try? ShippedPoliciesTests.set.get())?.rules.map(\.id) ?? [])
    func everySampleDoesWhatItsRuleSays(rule: String) throws {
        let failures = try Self.report.get().failures.filter { $0.rule == rule }
        #expect(failures.isEmpty)
    }

    @Test func everyRuleHasASampleThatMatchesAndAReasonToRun() throws {
        let set = try Self.set.get()
        #expect(try Self.report.get().untested.isEmpty)
        for rule in set.rules {
            #expect(set.explanation(ofRule: rule.id) != "over every text", "\(rule.id)")
            #expect(!rule.about.isEmpty && !rule.tests.noMatch.isEmpty, "\(rule.id)")
        }
    }

    /// What a rule finds must not depend on how it is run.
    @Test(arguments: Fixture.share(of: (try? ShippedPoliciesTests.set.get())?.rules.map(\.id) ?? []))
    func findsWhereItHasAReasonWhatItFindsEverywhere(id: String) throws {
        let rule = try #require(try Self.set.get().rules.first { $0.id == id })
        let quick = RuleSet([try CompiledRule(rule)])
        let thorough = RuleSet([try CompiledRule(rule, trigger: .always)])
        let scratch = ScanScratch()
        for sample in rule.tests.match + rule.tests.noMatch {
            let filler = "x: \u{e9}\u{1f600} {{base64:37}} = 4 / "
            var text = try SampleText.expand(filler + sample + "\n" + filler + filler + sample + " " + sample)
            let found = [quick, thorough].map { set in
                scratch.state.start(ScanBudget(bytes: text.utf8.count))
                text.withUTF8 { set.scan(UnsafeRawBufferPointer($0), into: &scratch.state) }
                return scratch.state.matches
            }
            #expect(found[0] == found[1], "\(sample)")
        }
    }

    @Test func anyBytesAreScannedWithoutATrap() throws {
        let policy = try #require(try Self.set.get().policy(named: "default"))
        let scratch = ScanScratch()
        var random = SampleRandom(seed: "bytes")
        let pieces = [
            "AKIA", "password=", "@", "://", "-----BEGIN ", "4111 1111", "eyJ", "\u{e9}", "Bearer ", "+49 30",
        ]
        for _ in 0..<400 {
            var bytes: [UInt8] = []
            for _ in 0..<(random.next() % 40) {
                bytes += pieces[Int(random.next() % UInt64(pieces.count))].utf8
                bytes += (0..<(random.next() % 9)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            }
            let inspection = bytes.withUnsafeBytes {
                Inspector.inspect(text: $0, side: .request, under: policy, using: scratch)
            }
            #expect(inspection.failures.isEmpty)
        }
    }

    @Test(arguments: [
        "key AKIA{{base32:16}}", "ghp_{{base62:36}}", "password is Tr0ub4dor{{digits:2}}Zq",
        "postgres://app:{{base62:16}}@db.internal/shop",
        "-----BEGIN RSA PRIVATE {{chars:K:1}}EY-----\n{{base64:64}}\n{{base64:64}}\n-----END RSA PRIVATE KEY-----",
    ])
    func theDefaultBlocksSecrets(sample: String) throws {
        let outcome = try self.inspect(SampleText.expand(sample)).outcome
        guard case .block = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test(arguments: [
        "mail joe.doe@corp.io today", "card {{digits:16:luhn:4:#### #### #### ####}}", "{{iban:DE}}",
        "my ssn: 536-90-4399",
        "call +49 30 90182099",
    ])
    func theDefaultRedactsPersonalData(sample: String) throws {
        let outcome = try self.inspect(SampleText.expand(sample)).outcome
        guard case .rewrite(let replacements) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(replacements.count == 1)
    }

    @Test(arguments: [
        "Summarise the meeting of 2024-05-17 10:22:31 in three points.",
        "UUID {{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}} in the log",
        "commit {{hex:40}} and tree {{hex:64}}", "ISBN 978-3-16-148410-0 and 0-306-40615-2",
        "It was 1700000000 and then 1700000000123.", "upgrade swift-nio from 2.101.2 to 2.102.0 please",
        "order 4158675309, invoice 2024-000123-7",
        "func login(password: String, token: Token) throws -> Session { token.value }",
        "const apiKey = process.env.API_KEY; const secret = await vault.read(\"kv/app\");",
        "SELECT id, password_hash FROM users WHERE token = $1 AND created_at > '2024-01-01';",
        "curl -H \"Authorization: Bearer $TOKEN\" https://api.acme.com/v1/items?page=2",
        "export OPENAI_API_KEY=sk-... # put yours here", "password: ${DB_PASSWORD}", "api_key: <your-api-key>",
        "DATABASE_URL=postgres://user:password@localhost:5432/app?sslmode=disable",
        "sha256:{{hex:64}}", "data:image/png;base64,{{base64:2000}}", "nonce={{base64:24}}",
        "git clone git@github.com:acme/shop.git && cd shop", "npm install @types/node@20.11.5 left-pad@1.3.0",
        "10.0.0.1 - - [17/May/2024:10:22:31 +0200] \"GET /index.html HTTP/1.1\" 200 51234",
        "The task-force met; risk-averse users asked for desk-research.", "pi is 3.14159265358979323846264338327950288",
        "Coordinates 52.52, 13.40; box 8x8x8; ratio 16:9; 1-800 calls.",
        "The password must have 12 characters, one digit and one symbol.",
        "x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]",
        "Traceback: File \"/usr/lib/python3.11/json/decoder.py\", line 355, in raw_decode",
        "MAC 00:AA:BB:CC:DD:EE, IPv6 2001:db8::ff00:42:8329", "ticket ABC-123456, SKU DE12-3456-7890-1234",
        "tracking number 1Z999AA10123456784 and EAN 4006381333931",
    ])
    func theDefaultLetsOrdinaryTextsPass(sample: String) throws {
        let inspection = try self.inspect(SampleText.expand(sample))
        #expect(inspection.outcome == .pass, "\(inspection.findings.map(\.rule))")
        #expect(inspection.failures.isEmpty)
    }

    private func inspect(_ text: String) throws -> Inspection {
        let policy = try #require(try Self.set.get().policy(named: "default"))
        let scratch = ScanScratch()
        return Array(text.utf8).withUnsafeBytes {
            Inspector.inspect(text: $0, side: .request, under: policy, using: scratch)
        }
    }
}
