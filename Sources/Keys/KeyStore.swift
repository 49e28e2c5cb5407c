package import Exchange
package import LMDB

/// The keys that Gatehouse issued, in the `state` environment. A key itself is not there, only its keyed hash.
///
/// The command line and a running server open the same store; a change is durable when the function returns, and the other
/// process sees it in `revision`.
package final class KeyStore: Sendable {
    /// How many keys a store holds, revoked ones included.
    package static let keysMax = 100_000

    private let environment: Environment
    private let installation: InstallationKey
    private let hash: KeyedHash
    private let keys: Table

    /// - Parameter environment: the `state` environment of the data folder that the installation's key came from.
    package init(environment: Environment, installation: InstallationKey) throws {
        self.environment = environment
        self.installation = installation
        self.hash = KeyedHash(key: installation.bytes(for: .keys))
        self.keys = try environment.table(named: "keys", create: true)
        try self.checkInstallation()
    }

    /// Opens the store of a data folder, and makes what is missing. A process opens a folder once.
    package static func open(data directory: String) throws -> KeyStore {
        let installation = try InstallationKey.load(directory: directory)
        let environment = try Environment(directory: "\(directory)/state", options: Environment.Options())
        return try KeyStore(environment: environment, installation: installation)
    }

    /// Changes with every change of the `state` environment, also by another process. Cheap to ask.
    package var revision: UInt64 {
        self.environment.lastTransactionID
    }

    /// A key that was just made. The text is shown once and is nowhere afterwards.
    package struct Issued: Sendable {
        package let key: CallerKey
        package let text: Secret
    }

    package func create(_ grant: KeyGrant, now: UInt64) throws -> Issued {
        try grant.check()
        var generator = SystemRandomNumberGenerator()
        let id = KeyFormat.newID(using: &generator)
        let text = KeyFormat.newKey(id: id, using: &generator)
        let key = CallerKey(id: id, grant: grant, createdAt: now)
        let record = KeyRecord(key: key, digest: self.hash.digest(of: text))
        try self.environment.write { transaction in
            guard try transaction.usage(self.keys).entries < Self.keysMax else {
                throw KeyFault("there are \(Self.keysMax) keys, and no more may be made")
            }
            // 71 random bits do not meet twice by chance.
            guard try self.record(id, transaction) == nil else {
                throw KeyFault("the new key's ID is taken: try again")
            }
            try self.put(record, transaction)
        }
        return Issued(key: key, text: Secret(text))
    }

    /// What the store holds.
    package struct Contents: Sendable {
        /// The oldest first.
        package var keys: [CallerKey]
        /// IDs of keys that this program cannot read, because a newer one wrote them. They let nobody in.
        package var unreadable: [String]
    }

    package func list() throws -> Contents {
        let (records, unreadable) = try self.records()
        return Contents(keys: records.map(\.key), unreadable: unreadable)
    }

    /// The key of an ID, or `nil`.
    package func key(id: String) throws -> CallerKey? {
        guard KeyFormat.isID(id) else { return nil }
        let name = Array(id.utf8)
        return try self.environment.read { transaction in
            try name.withUnsafeBytes { try Self.record(id, transaction.get(self.keys, key: $0)) }?.key
        }
    }

    /// Changes what a key allows; `nil` when there is none of that ID.
    package func update(id: String, _ change: (inout KeyGrant) throws -> Void) throws -> CallerKey? {
        try self.change(id) { record in
            try change(&record.key.grant)
            try record.key.grant.check()
        }
    }

    /// Gives a key a new secret, and ends the one it had; `nil` when there is none of that ID.
    package func rotate(id: String) throws -> Issued? {
        var generator = SystemRandomNumberGenerator()
        let text = KeyFormat.newKey(id: id, using: &generator)
        let key = try self.change(id) { record in
            guard record.key.revokedAt == nil else {
                throw KeyFault("the key \(id) is revoked, and that is for good: create a new one")
            }
            record.digest = self.hash.digest(of: text)
        }
        return key.map { Issued(key: $0, text: Secret(text)) }
    }

    /// Ends a key for good; `nil` when there is none of that ID. A key that was revoked before keeps its time.
    package func revoke(id: String, now: UInt64) throws -> CallerKey? {
        try self.change(id) { $0.key.revokedAt = $0.key.revokedAt ?? now }
    }

    /// Everybody who may come in now: the stored keys and those of the configuration.
    package func directory(declared: [DeclaredKey]) throws -> KeyDirectory {
        try KeyDirectory(declared: declared, stored: self.records().readable, hash: self.hash)
    }
}

extension KeyStore {
    /// Writes a changed record back and returns its key; `nil` when there is none of that ID.
    private func change(_ id: String, _ change: (inout KeyRecord) throws -> Void) throws -> CallerKey? {
        guard KeyFormat.isID(id) else { return nil }
        return try self.environment.write { transaction in
            guard var record = try self.record(id, transaction) else { return nil }
            try change(&record)
            try self.put(record, transaction)
            return record.key
        }
    }

    private func records() throws -> (readable: [KeyRecord], unreadable: [String]) {
        var records: [KeyRecord] = []
        var unreadable: [String] = []
        try self.environment.read { transaction in
            try transaction.forEach(self.keys) { name, value in
                let id = String(decoding: name, as: UTF8.self)
                if let record = KeyRecord(id: id, value) { records.append(record) } else { unreadable.append(id) }
                return true
            }
        }
        records.sort { ($0.key.createdAt, $0.key.id) < ($1.key.createdAt, $1.key.id) }
        return (records, unreadable)
    }

    private func record(_ id: String, _ transaction: borrowing WriteTransaction) throws -> KeyRecord? {
        let name = Array(id.utf8)
        return try name.withUnsafeBytes { try Self.record(id, transaction.get(self.keys, key: $0)) }
    }

    private static func record(_ id: String, _ value: UnsafeRawBufferPointer?) throws -> KeyRecord? {
        guard let value else { return nil }
        guard let record = KeyRecord(id: id, value) else {
            throw KeyFault("the key \(id) was written by a newer gatehouse: use that one")
        }
        return record
    }

    private func put(_ record: KeyRecord, _ transaction: borrowing WriteTransaction) throws {
        let name = Array(record.key.id.utf8)
        let value = record.encoded()
        try name.withUnsafeBytes { name in
            try value.withUnsafeBytes { try transaction.put(self.keys, key: name, value: $0) }
        }
    }

    /// Refuses a store whose hashes were made under another installation's key: no key of it would ever be known again.
    private func checkInstallation() throws {
        let about = try self.environment.table(named: "about", create: true)
        let mark = self.hash.digest(of: "the installation's key").bytes
        let name = Array("installation".utf8)
        let found = try self.environment.read { transaction in
            try name.withUnsafeBytes { try transaction.get(about, key: $0) }.map { Array($0) }
        }
        if found == mark { return }
        guard found == nil else {
            throw KeyFault(
                "installation.key in the data folder is not the one under which its keys were made: restore it from a backup,"
                    + " or move the folder state away to start without keys"
            )
        }
        try self.environment.write { transaction in
            try name.withUnsafeBytes { name in
                try mark.withUnsafeBytes { try transaction.put(about, key: name, value: $0) }
            }
        }
    }
}
