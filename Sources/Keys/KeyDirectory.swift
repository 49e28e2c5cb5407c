package import Exchange

/// A key that stands in the configuration.
package struct DeclaredKey: Sendable {
    package var grant: KeyGrant
    package var secret: Secret

    package init(_ grant: KeyGrant, secret: Secret) {
        self.grant = grant
        self.secret = secret
    }

    /// The shortest secret that may be declared; it may be any text of visible ASCII.
    package static let secretBytesMin = 16
    package static let secretBytesMax = 1024

    /// The ID of a key that Gatehouse issued, else one made of the name; an issued ID never holds a hyphen.
    var id: String {
        KeyFormat.id(of: self.secret.reveal()) ?? "config-\(self.grant.name)"
    }

    package func check() throws(KeyFault) {
        try self.grant.check()
        var secret = self.secret.reveal()
        guard (Self.secretBytesMin...Self.secretBytesMax).contains(secret.utf8.count),
            secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw KeyFault(
                "the secret of key \(self.grant.name) must be \(Self.secretBytesMin) to \(Self.secretBytesMax) characters of"
                    + " visible ASCII, without spaces"
            )
        }
        let shape = secret.withUTF8 { KeyFormat.shape(of: UnsafeRawBufferPointer($0)) }
        guard shape != .mistyped else {
            throw KeyFault(
                "the secret of key \(self.grant.name) begins with \(KeyFormat.prefix) but its checksum is wrong: copy it again"
            )
        }
    }
}

/// Everybody who may come in: from a credential to its caller. Immutable; a change makes a new one.
package final class KeyDirectory: Sendable {
    package enum Lookup: Sendable {
        case caller(Caller)
        /// It begins like a key of ours, but its checksum is wrong. May be told: the checksum is no secret.
        case mistyped
        /// Unknown, wrong, revoked or expired; nobody learns which.
        case unknown
    }

    private struct Entry: Sendable {
        var digest: KeyedDigest
        var caller: Caller
        /// Milliseconds since 1970: from then on it is unknown. 0 for a revoked key.
        var endsAt: UInt64
    }

    private let hash: KeyedHash
    /// The first one is nobody's: it is what an unknown credential is compared with.
    private let entries: [Entry]
    private let places: [KeyedDigest: Int]

    /// How many keys it knows, revoked and expired ones included.
    package var count: Int { self.entries.count - 1 }

    /// Without a store.
    package convenience init(declared: [DeclaredKey], installation: InstallationKey) throws(KeyFault) {
        try self.init(declared: declared, stored: [], hash: KeyedHash(key: installation.bytes(for: .keys)))
    }

    /// A key that is both stored and declared may do what the configuration says, for as long as the store lets it live:
    /// revoking it must end it.
    init(declared: [DeclaredKey], stored: [KeyRecord], hash: KeyedHash) throws(KeyFault) {
        let nobody = Caller(keyID: "", name: "", models: [])
        var entries = [Entry(digest: hash.digest(of: ""), caller: nobody, endsAt: 0)]
        var places: [KeyedDigest: Int] = [:]
        for record in stored {
            let endsAt = record.key.revokedAt == nil ? record.key.grant.expiresAt ?? .max : 0
            places[record.digest] = entries.count
            entries.append(
                Entry(digest: record.digest, caller: record.key.grant.caller(id: record.key.id), endsAt: endsAt)
            )
        }
        var names: Set<String> = []
        var digests: Set<KeyedDigest> = []
        for key in declared {
            try key.check()
            guard names.insert(key.grant.name).inserted else {
                throw KeyFault(
                    "two keys are named \(key.grant.name): a name tells whose cache and whose limits they are"
                )
            }
            let digest = hash.digest(of: key.secret.reveal())
            guard digests.insert(digest).inserted else {
                throw KeyFault("key \(key.grant.name) has the same secret as another one")
            }
            if let place = places[digest] {
                let stored = entries[place]
                entries[place] = Entry(
                    digest: digest,
                    caller: key.grant.caller(id: stored.caller.keyID),
                    endsAt: min(stored.endsAt, key.grant.expiresAt ?? .max)
                )
                continue
            }
            places[digest] = entries.count
            entries.append(
                Entry(digest: digest, caller: key.grant.caller(id: key.id), endsAt: key.grant.expiresAt ?? .max)
            )
        }
        self.hash = hash
        self.entries = entries
        self.places = places
    }

    /// Who shows this credential. Does the same work for every credential of one length that is not mistyped.
    ///
    /// - Parameter nowMilliseconds: since 1970.
    package func lookup(_ presented: UnsafeRawBufferPointer, nowMilliseconds: UInt64) -> Lookup {
        if KeyFormat.shape(of: presented) == .mistyped { return .mistyped }
        let digest = self.hash.digest(of: presented)
        // The table finds the place; that it is the right one is decided here, in constant time.
        let entry = self.entries[self.places[digest] ?? 0]
        let isKnown = entry.digest == digest
        let isValid = nowMilliseconds < entry.endsAt
        return isKnown && isValid ? .caller(entry.caller) : .unknown
    }

    package func lookup(_ presented: String, nowMilliseconds: UInt64) -> Lookup {
        var presented = presented
        return presented.withUTF8 { self.lookup(UnsafeRawBufferPointer($0), nowMilliseconds: nowMilliseconds) }
    }
}
