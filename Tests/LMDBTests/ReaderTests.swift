import Testing

@testable import LMDB

@Suite struct ReaderTests {
    let folder: TemporaryFolder
    let environment: Environment
    let table: Table

    init() throws {
        self.folder = try TemporaryFolder()
        self.environment = try Environment(directory: self.folder.environment, options: .init(mapSize: 16 << 20))
        self.table = try self.environment.table(named: "t", create: true)
    }

    func put(_ key: String, _ value: String) throws {
        try self.environment.write { transaction in
            try key.raw { key in try value.raw { try transaction.put(self.table, key: key, value: $0) } }
        }
    }

    func get(_ reader: Reader, _ key: String) throws -> String? {
        try reader.read { transaction in
            try key.raw { key in
                try transaction.get(self.table, key: key).map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }

    @Test func seesTheLastCommitAtEachRead() throws {
        let reader = self.environment.makeReader()
        #expect(try self.get(reader, "a") == nil)
        try self.put("a", "1")
        #expect(try self.get(reader, "a") == "1")
        try self.put("a", "2")
        #expect(try self.get(reader, "a") == "2")
    }

    @Test func refusesANestedRead() throws {
        let reader = self.environment.makeReader()
        #expect(throws: LMDBError.self) {
            try reader.read { _ in try reader.read { _ in } }
        }
        try self.put("a", "1")
        #expect(try self.get(reader, "a") == "1")
    }

    @Test func isUsableAfterABodyThrows() throws {
        struct Stop: Error {}
        let reader = self.environment.makeReader()
        #expect(throws: Stop.self) { try reader.read { _ in throw Stop() } }
        try self.put("a", "1")
        #expect(try self.get(reader, "a") == "1")
    }

    @Test func outlivesAMoveOfTheMap() throws {
        let reader = self.environment.makeReader()
        try self.put("a", "1")
        #expect(try self.get(reader, "a") == "1")
        try self.environment.grow(to: 64 << 20)
        #expect(try self.get(reader, "a") == "1")
        #expect(self.environment.mapSize == 64 << 20)
    }

    @Test func aMapInUseIsNotMoved() throws {
        let reader = self.environment.makeReader()
        let environment = self.environment
        try reader.read { _ in
            let error = #expect(throws: LMDBError.self) { try environment.grow(to: 64 << 20) }
            #expect(error?.message.contains("while it is read") == true)
        }
        #expect(environment.mapSize == 16 << 20)
    }
}
