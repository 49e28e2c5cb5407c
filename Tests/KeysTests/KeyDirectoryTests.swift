import Exchange
import Testing

@testable import Keys

extension KeyDirectory.Lookup {
    /// The name of the caller; `nil` for nobody.
    var name: String? {
        if case .caller(let caller) = self { caller.name } else { nil }
    }

    var isMistyped: Bool {
        if case .mistyped = self { true } else { false }
    }

    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }
}

@Suite struct KeyDirectoryTests {
    private let installation = InstallationKey(bytes: [UInt8](repeating: 1, count: 32))
    private let secret = Self.visible(20)

    /// A secret that was made just now.
    private static func visible(_ length: Int) -> String {
        String(decoding: (0..<length).map { _ in UInt8.random(in: 0x21...0x7E) }, as: UTF8.self)
    }

    private func directory(_ keys: [DeclaredKey]) throws -> KeyDirectory {
        try KeyDirectory(declared: keys, installation: self.installation)
    }

    @Test func knowsADeclaredKey() throws {
        let grant = KeyGrant(name: "ci", team: "build", policy: "strict", models: ["gpt-*"])
        let directory = try self.directory([DeclaredKey(grant, secret: Secret(self.secret))])
        guard case .caller(let caller) = directory.lookup(self.secret, nowMilliseconds: 5) else {
            Issue.record("the key is not known")
            return
        }
        #expect(caller.keyID == "config-ci" && caller.name == "ci" && caller.team == "build")
        #expect(caller.policyName == "strict" && caller.models == ["gpt-*"] && !caller.isOpen)
        #expect(caller.scope == Array("config-ci".utf8))
    }

    @Test func knowsNothingElse() throws {
        let directory = try self.directory([DeclaredKey(KeyGrant(name: "ci"), secret: Secret(self.secret))])
        let others = ["", " ", "x", self.secret + "x", String(self.secret.dropLast()), self.secret.uppercased() + "a"]
        for other in others {
            #expect(directory.lookup(other, nowMilliseconds: 5).isUnknown)
        }
        #expect(directory.lookup("gth_abc", nowMilliseconds: 5).isMistyped)
        #expect(try self.directory([]).lookup("", nowMilliseconds: 0).isUnknown)
    }

    @Test func aDeclaredKeyEndsWhenItExpires() throws {
        let key = DeclaredKey(KeyGrant(name: "ci", expiresAt: 100), secret: Secret(self.secret))
        let directory = try self.directory([key])
        #expect(directory.lookup(self.secret, nowMilliseconds: 99).name == "ci")
        #expect(directory.lookup(self.secret, nowMilliseconds: 100).isUnknown)
    }

    @Test func anIssuedKeyMayBeDeclaredAndKeepsItsID() throws {
        var generator = SystemRandomNumberGenerator()
        let id = KeyFormat.newID(using: &generator)
        let text = KeyFormat.newKey(id: id, using: &generator)
        let directory = try self.directory([DeclaredKey(KeyGrant(name: "ci"), secret: Secret(text))])
        guard case .caller(let caller) = directory.lookup(text, nowMilliseconds: 5) else {
            Issue.record("the key is not known")
            return
        }
        #expect(caller.keyID == id)
        let mistyped = DeclaredKey(KeyGrant(name: "ci"), secret: Secret(String(text.dropLast())))
        #expect(throws: KeyFault.self) { try self.directory([mistyped]) }
    }

    @Test func refusesSecretsThatAreNone() {
        for bad in [
            "", "short", "fifteen-bytes-x", "has a space in the middle", "ünïcödé-ünïcödé-ünïcödé",
            "tab\there-0123456789",
        ] {
            #expect(throws: KeyFault.self) {
                try self.directory([DeclaredKey(KeyGrant(name: "ci"), secret: Secret(bad))])
            }
        }
    }

    @Test func refusesTheSameNameOrSecretTwice() throws {
        let first = DeclaredKey(KeyGrant(name: "a"), secret: Secret(self.secret))
        let sameName = DeclaredKey(KeyGrant(name: "a"), secret: Secret(Self.visible(20)))
        let sameSecret = DeclaredKey(KeyGrant(name: "b"), secret: Secret(self.secret))
        #expect(throws: KeyFault.self) { try self.directory([first, sameName]) }
        let fault = #expect(throws: KeyFault.self) { try self.directory([first, sameSecret]) }
        #expect(fault.map { !$0.description.contains(self.secret) } ?? false)
    }

    @Test func refusesGrantsThatAllowNothing() {
        let grants = [
            KeyGrant(name: ""), KeyGrant(name: "a\nb"), KeyGrant(name: "a", models: []),
            KeyGrant(name: "a", models: [""]),
            KeyGrant(name: "a", limits: LimitSettings(concurrent: 0)), KeyGrant(name: "a", team: ""),
            KeyGrant(name: String(repeating: "a", count: 257)),
        ]
        for grant in grants {
            #expect(throws: KeyFault.self) { try grant.check() }
        }
    }

    @Test func digestsDependOnTheInstallation() {
        let one = KeyedHash(key: self.installation.bytes(for: .keys)).digest(of: "text")
        let other = KeyedHash(key: InstallationKey(bytes: [UInt8](repeating: 2, count: 32)).bytes(for: .keys)).digest(
            of: "text"
        )
        #expect(one != other)
        #expect(one.bytes.count == 32)
        #expect(one.bytes.withUnsafeBytes { KeyedDigest($0) } == one)
    }

    @Test func hashIsHMACWithSHA256() {
        // RFC 4231, test case 2, whose key and text are too short to be mistaken for anything else.
        let digest = KeyedHash(key: Array("Jefe".utf8)).digest(of: "what do ya want for nothing?")
        let hex = digest.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}
