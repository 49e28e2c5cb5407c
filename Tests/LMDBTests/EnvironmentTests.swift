import Glibc
import Testing

@testable import LMDB

@Suite struct EnvironmentTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    func open(_ options: Environment.Options = .init(mapSize: 16 << 20)) throws -> Environment {
        try Environment(directory: self.folder.environment, options: options)
    }

    @Test func storesAndFinds() throws {
        let environment = try self.open()
        let table = try environment.table(named: "t", create: true)
        try environment.write { transaction in
            try "key".raw { key in try "value".raw { try transaction.put(table, key: key, value: $0) } }
            try "filled".raw { key in
                try transaction.put(table, key: key, reserving: 3) { $0.copyBytes(from: [1, 2, 3]) }
            }
        }
        let found = try environment.read { transaction in
            try "key".raw { try transaction.get(table, key: $0).map { [UInt8]($0) } }
        }
        #expect(found == Array("value".utf8))
        let filled = try environment.read { transaction in
            try "filled".raw { try transaction.get(table, key: $0).map { [UInt8]($0) } }
        }
        #expect(filled == [1, 2, 3])
        let missing = try environment.read { transaction in
            try "other".raw { try transaction.get(table, key: $0) == nil }
        }
        #expect(missing)
    }

    @Test func keepsWhatWasWrittenWhenReopened() throws {
        do {
            let environment = try self.open(.init(mapSize: 16 << 20, durability: .mayLoseLast))
            let table = try environment.table(named: "t", create: true)
            try environment.write { transaction in
                try "a".raw { key in try "1".raw { try transaction.put(table, key: key, value: $0) } }
            }
        }
        let environment = try self.open()
        let table = try environment.table(named: "t", create: false)
        let entries = try environment.read { try $0.usage(table).entries }
        #expect(entries == 1)
    }

    @Test func aThrownErrorUndoesAWrite() throws {
        struct Stop: Error {}
        let environment = try self.open()
        let table = try environment.table(named: "t", create: true)
        let before = environment.lastTransactionID
        #expect(throws: Stop.self) {
            try environment.write { transaction in
                try "a".raw { key in try "1".raw { try transaction.put(table, key: key, value: $0) } }
                throw Stop()
            }
        }
        #expect(environment.lastTransactionID == before)
        #expect(try environment.read { try $0.usage(table).entries } == 0)
    }

    @Test func aCommitChangesTheLastTransactionID() throws {
        let environment = try self.open()
        let table = try environment.table(named: "t", create: true)
        let before = environment.lastTransactionID
        try environment.write { transaction in
            try "a".raw { key in try "1".raw { try transaction.put(table, key: key, value: $0) } }
        }
        #expect(environment.lastTransactionID == before + 1)
    }

    @Test func isRefusedASecondTimeInOneProcess() throws {
        let environment = try self.open()
        let error = #expect(throws: LMDBError.self) { try self.open() }
        #expect(error?.message.contains("has it open already") == true)
        withExtendedLifetime(environment) {}
    }

    @Test func mayBeOpenedAgainAfterItIsGone() throws {
        for _ in 0..<3 {
            let environment = try self.open()
            #expect(environment.directory == self.folder.environment)
        }
    }

    @Test func filesBelongToTheOwnerAlone() throws {
        let old = umask(0)
        defer {
            umask(old)
        }
        let environment = try self.open()
        var status = stat()
        #expect(stat(environment.directory, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        for name in ["data.mdb", "lock.mdb"] {
            #expect(stat("\(environment.directory)/\(name)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func tightensAFolderThatWasOpenToOthers() throws {
        mkdir(self.folder.environment, 0o755)
        chmod(self.folder.environment, 0o755)
        let environment = try self.open()
        var status = stat()
        #expect(stat(environment.directory, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func aMissingTableIsNotFound() throws {
        let environment = try self.open()
        let error = #expect(throws: LMDBError.self) { try environment.table(named: "none", create: false) }
        #expect(error?.isNotFound == true)
    }

    @Test(arguments: [0, 512, 4000])
    func refusesKeysOutsideTheBounds(count: Int) throws {
        let environment = try self.open()
        let table = try environment.table(named: "t", create: true)
        let key = [UInt8](repeating: 7, count: count)
        #expect(throws: LMDBError.self) {
            try environment.write { transaction in
                try key.withUnsafeBytes { try transaction.put(table, key: $0, value: $0) }
            }
        }
        #expect(throws: LMDBError.self) {
            try environment.read { transaction in
                try key.withUnsafeBytes { try transaction.get(table, key: $0) == nil }
            }
        }
    }

    @Test func takesTheLongestKey() throws {
        let environment = try self.open()
        let table = try environment.table(named: "t", create: true)
        let key = [UInt8](repeating: 7, count: Table.keyBytesMax)
        try environment.write { transaction in
            try key.withUnsafeBytes { try transaction.put(table, key: $0, value: $0) }
        }
        #expect(try environment.read { try $0.usage(table).entries } == 1)
    }

    @Test func visitsInOrderFromAKey() throws {
        let environment = try self.open()
        let table = try environment.table(named: "t", create: true)
        try environment.write { transaction in
            for name in ["d", "a", "c", "b"] {
                try name.raw { try transaction.put(table, key: $0, value: $0) }
            }
            try "c".raw { _ = try transaction.delete(table, key: $0) }
        }
        var seen = ""
        try environment.read { transaction in
            try "b".raw { start in
                try transaction.forEach(table, from: start) { key, _ in
                    seen += String(decoding: key, as: UTF8.self)
                    return true
                }
            }
            let first = try transaction.first(table).map { String(decoding: $0.key, as: UTF8.self) }
            let last = try transaction.last(table).map { String(decoding: $0.key, as: UTF8.self) }
            #expect(first == "a")
            #expect(last == "d")
        }
        #expect(seen == "bd")
    }

    @Test func aFullMapIsAnErrorThatSaysSo() throws {
        let environment = try self.open(.init(mapSize: 1 << 20))
        let table = try environment.table(named: "t", create: true)
        let value = [UInt8](repeating: 1, count: 2 << 20)
        let error = #expect(throws: LMDBError.self) {
            try environment.write { transaction in
                try "k".raw { key in
                    try value.withUnsafeBytes { try transaction.put(table, key: key, value: $0) }
                }
            }
        }
        #expect(error?.isMapFull == true)
        try environment.grow(to: 8 << 20)
        try environment.write { transaction in
            try "k".raw { key in try value.withUnsafeBytes { try transaction.put(table, key: key, value: $0) } }
        }
        #expect(environment.mapSize == 8 << 20)
    }

    @Test func filesThatAreNoEnvironmentAreUnreadable() throws {
        mkdir(self.folder.environment, 0o700)
        let file = fopen("\(self.folder.environment)/data.mdb", "w")
        fputs(String(repeating: "not an environment ", count: 1000), file)
        fclose(file)
        let error = #expect(throws: LMDBError.self) { try self.open() }
        #expect(error?.isUnreadable == true)
        Environment.remove(directory: self.folder.environment)
        let environment = try self.open()
        #expect(environment.mapSize == 16 << 20)
    }
}
