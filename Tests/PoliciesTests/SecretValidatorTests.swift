import Exchange
import Testing

@testable import Policies

@Suite struct SecretValidatorTests {
    private func accepts(_ name: String, _ text: String) -> Bool? {
        Validator(name).map { validator in Array(text.utf8).withUnsafeBytes { validator.accepts($0) } }
    }

    /// The check value of CRC-32 that its definitions give.
    @Test func theChecksumIsTheOneOfTheStandard() {
        #expect(Array("123456789".utf8).withUnsafeBytes(TokenChecksum.crc32) == 0xcbf4_3926)
    }

    @Test(arguments: [
        ("crc32-github", "{{checked:github:ghp_:30}}"), ("crc32-github", "{{checked:github:npm_:30}}"),
        ("crc32-gatehouse", "{{checked:gatehouse:gth_:32}}"), ("crc32-grafana", "{{checked:grafana:glsa_:32}}"),
    ])
    func aTokenWithAnotherCharacterFailsItsChecksum(validator: String, sample: String) throws {
        let token = try SampleText.expand(sample)
        #expect(self.accepts(validator, token) == true)
        var bytes = Array(token.utf8)
        for place in bytes.indices.dropFirst(5) {
            let original = bytes[place]
            bytes[place] = original == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
            let changed = String(decoding: bytes, as: UTF8.self)
            #expect(self.accepts(validator, changed) == false)
            bytes[place] = original
        }
    }

    @Test(arguments: ["crc32-github", "crc32-gatehouse", "crc32-grafana"])
    func aTextThatIsTooShortHasNoChecksum(validator: String) {
        for count in 0..<12 { #expect(self.accepts(validator, String(repeating: "_", count: count)) == false) }
    }

    @Test(arguments: [
        ("{{jwt:HS256}}", true), ("{{jwt:none}}", true), ("eyJ{{base64url:40}}.x.y", false), ("nodots", false),
        ("", false),
        ("..", false),
    ])
    func aWebTokenNamesItsAlgorithm(sample: String, expected: Bool) throws {
        #expect(self.accepts("jwt", try SampleText.expand(sample)) == expected)
    }

    @Test(arguments: [
        ("{{basic:deploy:16}}", true), ("dXNlcjpwYXNzd29yZA==", false), ("bm90aGluZw==", false), ("a", false),
        ("", false),
        ("!!!!", false),
    ])
    func basicCredentialsAreUserAndPassword(sample: String, expected: Bool) throws {
        #expect(self.accepts("basic-credentials", try SampleText.expand(sample)) == expected)
    }

    @Test(arguments: [
        ("{{base62:32}}", true), ("{{hex:32}}", true), ("{{base64url:22}}", true), ("my-app-secret-v1", false),
        ("getUserToken2", false), ("AbstractUserDetailsServiceFactory", false), ("correct horse battery", false),
        ("{{uuid:4}}", false), ("", false), ("a1", false), ("test-9fK2vLx0Qp", false),
    ])
    func randomTextsChangeTheirKindOfCharacter(sample: String, expected: Bool) throws {
        #expect(self.accepts("random", try SampleText.expand(sample)) == expected)
    }

    @Test(arguments: [
        ("process.env.API_TOKEN", false), ("config.auth.token", false), ("https://auth.acme.com/token", false),
        ("arn:aws:secretsmanager:eu-west-1:1:secret:x", false), ("/run/secrets/token", false), ("API_KEY", false),
        ("Auth::token2", false), ("sha512-q7Zt", false), ("q7Zt2LpX9vKd4WmB", true), ("hunter42", true),
        ("a1b2.c3d4.e5f6", true), ("", true),
    ])
    func aNameOfAPlaceIsNoValue(text: String, expected: Bool) {
        #expect(self.accepts("not-code", text) == expected)
    }

    @Test(arguments: [
        ("P@ssw0rd", false), ("Passw0rd!", false), ("password123", false), ("s3cr3t", false), ("postgres", false),
        ("%s", false), ("#{password}", false), ("[REDACTED]", false), ("$(cat key)", true), ("$2b$10$qv", true),
        ("Tr0ub4dor7", true), ("xK9$vQ2", true), ("abc123def", false), ("keys_go_here", false),
    ])
    func placeholdersAreToldFromPasswords(text: String, expected: Bool) {
        #expect(self.accepts("not-placeholder", text) == expected)
    }

    /// The first test vectors that the standard publishes.
    @Test(arguments: [
        (String(repeating: "abandon ", count: 11) + "about", true),
        (String(repeating: "zoo ", count: 11) + "wrong", true),
        (String(repeating: "abandon ", count: 12), false),
        ("legal winner thank year wave sausage worth useful legal winner thank yellow", true),
    ])
    func aRecoveryPhraseHasAChecksum(phrase: String, expected: Bool) {
        #expect(self.accepts("mnemonic", phrase) == true)
        #expect(self.accepts("mnemonic-checksum", phrase) == expected)
    }

    @Test(arguments: [
        "", "abandon", "eleven words of the list are not enough for it to be one", String(repeating: "qqq ", count: 12),
    ])
    func otherWordsAreNoRecoveryPhrase(text: String) {
        #expect(self.accepts("mnemonic", text) == false)
    }

    @Test func aPhraseEndsWhereProseBegins() throws {
        let phrase = try SampleText.expand("{{mnemonic:15}}")
        let text = Array((phrase + " and nothing but these").utf8)
        #expect(text.withUnsafeBytes { Validator("mnemonic")?.acceptedBytes(of: $0) } == phrase.utf8.count)
    }

    @Test(arguments: [12, 15, 18, 21, 24])
    func generatedPhrasesHaveTheirChecksum(count: Int) throws {
        #expect(self.accepts("mnemonic-checksum", try SampleText.expand("{{mnemonic:\(count)}}")) == true)
    }

    @Test(arguments: [
        ("{{mnemonic:13}}", "takes 12, 15, 18, 21 or 24"), ("{{checked:x:y:3}}", "takes `github`"),
        ("{{jwt:a:b}}", "takes an algorithm"), ("{{basic:a}}", "takes a user and a number"),
        ("{{uuid:9}}", "a version"),
    ])
    func samplesSayWhatIsWrong(sample: String, message: String) {
        #expect {
            _ = try SampleText.expand(sample)
        } throws: {
            ($0 as? SampleText.Fault)?.message.contains(message) ?? false
        }
    }

    private static let graded = """
        pack: p
        rules:
          - id: a.token
            entity: TOKEN
            pattern: '\\b(tok_[A-Za-z0-9]{12,40})\\b'
            validate: [not-placeholder, "random?"]
            context: {near: [key], within: 40, unless: [commit]}
            level: validated
            severity: high
        ---
        policy: default
        request:
          - {rules: ["*"], action: flag}
        """

    @Test(arguments: [
        ("tok_{{base62:30}}", "validated"), ("tok_abcdeghijkmn", "contextual"), ("tok_xxxxxxxxxxxx", ""),
        ("commit tok_{{base62:30}}", ""), ("tok_{{base62:30}} of a commit", "validated"),
        ("commit " + "some words later, tok_{{base62:30}}", "validated"),
    ])
    func aQuestionMarkLowersTheLevelAndUnlessRejects(sample: String, level: String) throws {
        let findings = try Fixture(Self.graded).inspect(text: try SampleText.expand(sample)).findings
        #expect(findings.map { "\($0.level)" }.joined() == level)
    }
}
