import Exchange
import Foundation
import Testing

@testable import Keys

@Suite struct KeyStoreTests {
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    /// The store as a process that has just started sees it.
    private func store() throws -> KeyStore {
        try KeyStore.open(data: self.folder.path)
    }

    private let grant = KeyGrant(
        name: "ci",
        team: "build",
        policy: "strict",
        models: ["gpt-*", "anthropic/*"],
        limits: LimitSettings(
            requests: LimitSettings.Rate(amount: 60, period: 60_000_000_000),
            tokens: LimitSettings.Rate(amount: 100_000, period: 60_000_000_000),
            concurrent: 4
        ),
        explains: true,
        expiresAt: 2000
    )

    @Test func aKeyIsKnownFromTheMomentItIsMade() throws {
        let store = try self.store()
        let issued = try store.create(self.grant, now: 1000)
        let directory = try store.directory(declared: [])
        guard case .caller(let caller) = directory.lookup(issued.text.reveal(), nowMilliseconds: 1500) else {
            Issue.record("the key is not known")
            return
        }
        #expect(caller.keyID == issued.key.id)
        #expect(caller.name == "ci" && caller.team == "build" && caller.policyName == "strict")
        #expect(caller.explains)
        #expect(caller.limits == self.grant.limits && caller.models == self.grant.models)
        #expect(directory.lookup(issued.text.reveal(), nowMilliseconds: 2000).isUnknown)
    }

    @Test func keysOutliveTheProcess() throws {
        let issued = try self.store().create(self.grant, now: 1000)
        let plain = try self.store().create(KeyGrant(name: "plain"), now: 900)
        let store = try self.store()
        #expect(try store.list().keys == [plain.key, issued.key])
        #expect(try store.list().unreadable.isEmpty)
        #expect(try store.key(id: issued.key.id) == issued.key)
        #expect(issued.key.grant == self.grant && issued.key.createdAt == 1000)
        #expect(try store.directory(declared: []).lookup(plain.text.reveal(), nowMilliseconds: 0).name == "plain")
    }

    @Test func aRevokedKeyIsAsUnknownAsAnyOther() throws {
        let store = try self.store()
        let issued = try store.create(KeyGrant(name: "ci"), now: 1)
        let before = store.revision
        #expect(try store.revoke(id: issued.key.id, now: 50)?.revokedAt == 50)
        #expect(store.revision != before)
        #expect(try store.directory(declared: []).lookup(issued.text.reveal(), nowMilliseconds: 0).isUnknown)
        #expect(try store.revoke(id: issued.key.id, now: 60)?.revokedAt == 50)
        #expect(try store.key(id: issued.key.id)?.state(at: 0) == .revoked)
    }

    @Test func aRevokedKeyStaysOutAlsoWhenItIsDeclared() throws {
        let store = try self.store()
        let issued = try store.create(KeyGrant(name: "ci"), now: 1)
        let declared = DeclaredKey(KeyGrant(name: "again"), secret: issued.text)
        let directory = try store.directory(declared: [declared])
        #expect(directory.lookup(issued.text.reveal(), nowMilliseconds: 0).name == "again")
        _ = try store.revoke(id: issued.key.id, now: 1)
        #expect(try store.directory(declared: [declared]).lookup(issued.text.reveal(), nowMilliseconds: 0).isUnknown)
    }

    @Test func anUpdateChangesWhatAKeyAllows() throws {
        let store = try self.store()
        let issued = try store.create(KeyGrant(name: "ci"), now: 1)
        let updated = try store.update(id: issued.key.id) { $0 = self.grant }
        #expect(updated?.grant == self.grant)
        #expect(try self.lookedUp(issued.text, in: store) == "ci")
        #expect(throws: KeyFault.self) { try store.update(id: issued.key.id) { $0.models = [] } }
        #expect(try store.key(id: issued.key.id)?.grant == self.grant)
    }

    @Test func aRotatedKeyHasItsIDAndANewSecret() throws {
        let store = try self.store()
        let old = try store.create(KeyGrant(name: "ci"), now: 1)
        let new = try #require(try store.rotate(id: old.key.id))
        #expect(new.key == old.key && new.text != old.text)
        #expect(KeyFormat.id(of: new.text.reveal()) == old.key.id)
        #expect(try self.lookedUp(new.text, in: store) == "ci")
        #expect(try self.lookedUp(old.text, in: store) == nil)
        _ = try store.revoke(id: old.key.id, now: 2)
        #expect(throws: KeyFault.self) { try store.rotate(id: old.key.id) }
    }

    private func lookedUp(_ text: Secret, in store: KeyStore) throws -> String? {
        try store.directory(declared: []).lookup(text.reveal(), nowMilliseconds: 0).name
    }

    @Test(arguments: ["", "abc", "000000000000", "0000000000-0", String(repeating: "a", count: 600)])
    func anIDThatIsNotThereIsNoFault(id: String) throws {
        let store = try self.store()
        #expect(try store.key(id: id) == nil)
        #expect(try store.revoke(id: id, now: 1) == nil)
        #expect(try store.rotate(id: id) == nil)
        #expect(try store.update(id: id) { _ in } == nil)
    }

    @Test func theKeyItselfIsNowhereInTheStore() throws {
        let issued = try self.store().create(self.grant, now: 1000)
        let secret = Array(issued.text.reveal().utf8.suffix(38))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(self.folder.path)/state/data.mdb"))
        let holdsID = bytes.firstRange(of: Data(issued.key.id.utf8)) != nil
        let holdsSecret = bytes.firstRange(of: Data(secret.prefix(16))) != nil
        #expect(holdsID && !holdsSecret)
    }

    @Test func refusesAnotherInstallationsKey() throws {
        _ = try self.store().create(self.grant, now: 1)
        unlink("\(self.folder.path)/installation.key")
        let fault = #expect(throws: KeyFault.self) { try self.store() }
        #expect(fault?.description.contains("backup") == true)
    }
}

/// The second process is a real one: LMDB forbids opening an environment twice in the same process.
@Suite struct KeyStoreTwoProcessTests {
    @Test func whatAnotherProcessDoesIsNoticed() async throws {
        let folder = try TemporaryFolder()
        let store = try KeyStore.open(data: folder.path)
        let issued = try store.create(KeyGrant(name: "ci"), now: 1)
        let before = store.revision
        await #expect(processExitsWith: .success) { [path = folder.path as String, id = issued.key.id as String] in
            guard try KeyStore.open(data: path).revoke(id: id, now: 2) != nil else { exit(1) }
        }
        #expect(store.revision != before)
        #expect(try store.directory(declared: []).lookup(issued.text.reveal(), nowMilliseconds: 0).isUnknown)
    }
}

@Suite struct KeyRecordTests {
    private let record = KeyRecord(
        key: CallerKey(
            id: "000000000000",
            grant: KeyGrant(name: "n", team: "t", expiresAt: 9),
            createdAt: 7,
            revokedAt: 8
        ),
        digest: KeyedHash(key: [1]).digest(of: "x")
    )

    @Test func comesBackAsItWas() {
        let read = self.record.encoded().withUnsafeBytes { KeyRecord(id: "000000000000", $0) }
        #expect(read?.key == self.record.key && read?.digest == self.record.digest)
    }

    @Test func isRefusedWhenAnythingOfItIsLostOrChanged() {
        let bytes = self.record.encoded()
        for length in 0..<bytes.count {
            #expect(Array(bytes[..<length]).withUnsafeBytes { KeyRecord(id: "x", $0) } == nil)
            var changed = bytes
            changed[length] ^= 1
            #expect(changed.withUnsafeBytes { KeyRecord(id: "x", $0) } == nil)
        }
    }

    @Test func isRefusedWhenANewerProgramWroteIt() {
        let fields = self.record.encoded().dropLast(4)
        func isRead(_ bytes: [UInt8]) -> Bool {
            (bytes + KeyRecord.checksum(of: bytes)).withUnsafeBytes { KeyRecord(id: "x", $0) } != nil
        }
        #expect(isRead(Array(fields)))
        for tag in 13...255 as ClosedRange<UInt8> {
            #expect(!isRead(fields + [tag, 0, 0, 0, 0]))
        }
        #expect(!isRead([2] + fields.dropFirst()))
        #expect(!isRead(fields + [2, 255, 255, 255, 255]))
        #expect(!isRead(fields + [2]))
        #expect(!isRead([1]))
    }
}
