package import Exchange

/// A key that Gatehouse issued, as the store keeps it: whom it stands for and what it allows, not the key itself.
///
/// Times are milliseconds since 1970.
package struct CallerKey: Sendable, Hashable {
    /// Names the key and may be logged.
    package var id: String
    package var grant: KeyGrant
    package var createdAt: UInt64
    package var revokedAt: UInt64?

    package func state(at now: UInt64) -> State {
        if self.revokedAt != nil { return .revoked }
        if let expiresAt = self.grant.expiresAt, expiresAt <= now { return .expired }
        return .active
    }

    /// The raw value is the word that tables show.
    package enum State: String, Sendable, Hashable {
        case active
        case expired
        case revoked
    }
}

/// What the operator says about a key.
package struct KeyGrant: Sendable, Hashable {
    package var name: String
    package var team: String?
    package var policy: String?
    package var models: [String]
    package var limits: LimitSettings
    /// Its caller is told what a policy or a rule in shadow mode found.
    package var explains: Bool
    /// Seconds that an answer to it may be served at most; nil: as long as the model's answers may.
    package var cacheTTL: UInt64?
    /// Milliseconds since 1970.
    package var expiresAt: UInt64?

    package init(
        name: String,
        team: String? = nil,
        policy: String? = nil,
        models: [String] = ["*"],
        limits: LimitSettings = LimitSettings(),
        explains: Bool = false,
        cacheTTL: UInt64? = nil,
        expiresAt: UInt64? = nil
    ) {
        self.name = name
        self.team = team
        self.policy = policy
        self.models = models
        self.limits = limits
        self.explains = explains
        self.cacheTTL = cacheTTL
        self.expiresAt = expiresAt
    }

    /// What requests with a key of this grant are attributed to.
    package func caller(id: String) -> Caller {
        Caller(
            keyID: id,
            name: self.name,
            team: self.team,
            policyName: self.policy,
            models: self.models,
            limits: self.limits,
            explains: self.explains,
            cacheTTL: self.cacheTTL
        )
    }

    package static let textBytesMax = 256
    package static let modelsMax = 256

    /// Refuses what could not be shown in a table or would allow nothing.
    package func check() throws(KeyFault) {
        try Self.check(self.name, "the name")
        if let team = self.team { try Self.check(team, "the team") }
        if let policy = self.policy { try Self.check(policy, "the policy") }
        guard !self.models.isEmpty else { throw KeyFault("a key needs at least one model; \"*\" is all of them") }
        guard self.models.count <= Self.modelsMax else { throw KeyFault("a key has at most \(Self.modelsMax) models") }
        for model in self.models { try Self.check(model, "a model") }
        guard self.limits.concurrent.map({ $0 > 0 }) ?? true else {
            throw KeyFault("the limit of concurrent requests must be at least 1")
        }
    }

    private static func check(_ text: String, _ what: String) throws(KeyFault) {
        guard (1...Self.textBytesMax).contains(text.utf8.count) else {
            throw KeyFault("\(what) must be 1 to \(Self.textBytesMax) bytes long")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw KeyFault("\(what) must not hold control characters")
        }
    }
}
