import Glibc
import LMDB
import Testing

@testable import Cache

/// What is on the disk is not what was stored.
@Suite struct ExactCacheDamageTests {
    let folder: TemporaryFolder
    let cache: ExactCache
    let reader: CacheReader

    init() throws {
        self.folder = try TemporaryFolder()
        self.cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: 16 << 20))
        self.reader = self.cache.makeReader()
        for number in 1...3 {
            self.cache.put(number, count: 3000)
        }
        self.cache.flush()
    }

    /// Changes the stored value of an entry behind the cache's back.
    func damage(_ number: Int, _ change: @escaping @Sendable (inout [UInt8]) -> Void) throws {
        let index = try self.cache.environment.table(named: "index", create: false)
        let entries = try self.cache.environment.table(named: "entries", create: false)
        try self.cache.environment.write { transaction in
            let fingerprint = AnswerFixture.fingerprint(number)
            let row = try fingerprint.withUnsafeBytes { try transaction.get(index, key: $0).map { [UInt8]($0) } }
            try #require(row)[..<8].withUnsafeBytes { key in
                var value = try #require(transaction.get(entries, key: key).map { [UInt8]($0) })
                change(&value)
                try value.withUnsafeBytes { try transaction.put(entries, key: key, value: $0) }
            }
        }
    }

    func body(_ number: Int) -> [UInt8]? {
        self.cache.body(of: AnswerFixture.fingerprint(number), self.reader)
    }

    @Test(arguments: [0, 1, 7, 8, 16, 40, 48, 56, 88, 96, 120, 128, 150, 2000, 3100])
    func aFlippedByteIsAMissAndTheEntryGoes(offset: Int) throws {
        try self.damage(2) { $0[offset] ^= 0x10 }
        #expect(self.body(2) == nil)
        #expect(self.cache.stats.corrupt == 1)
        self.cache.flush()
        #expect(self.cache.stats.entries == 2)
        #expect(self.body(2) == nil)
        #expect(self.cache.stats.corrupt == 1)
        #expect(self.body(1) == AnswerFixture.body(1, count: 3000))
        #expect(self.body(3) == AnswerFixture.body(3, count: 3000))
    }

    @Test(arguments: [0, 1, 127, 128, 3000])
    func aCutValueIsAMissAndTheEntryGoes(count: Int) throws {
        try self.damage(2) { $0.removeLast($0.count - count) }
        #expect(self.body(2) == nil)
        self.cache.flush()
        #expect(self.cache.stats.corrupt == 1)
        #expect(self.cache.stats.entries == 2)
    }

    @Test func anAnswerUnderAnotherKeyIsRefused() throws {
        let index = try self.cache.environment.table(named: "index", create: false)
        try self.cache.environment.write { transaction in
            let number = try AnswerFixture.fingerprint(1).withUnsafeBytes {
                try #require(transaction.get(index, key: $0).map { [UInt8]($0) })
            }
            try AnswerFixture.fingerprint(2).withUnsafeBytes { key in
                try number.withUnsafeBytes { try transaction.put(index, key: key, value: $0) }
            }
        }
        #expect(self.body(2) == nil)
        #expect(self.cache.stats.corrupt == 1)
        self.cache.flush()
        #expect(self.body(3) == AnswerFixture.body(3, count: 3000))
    }

    @Test(
        arguments: [
            [], [1, 2, 3], [0, 0, 0, 0, 0, 0, 9, 9], [0, 0, 0, 0, 0, 0, 9, 9] + Array(repeating: 255, count: 16),
        ] as [[UInt8]]
    )
    func anIndexThatLeadsNowhereIsAMiss(number: [UInt8]) throws {
        let index = try self.cache.environment.table(named: "index", create: false)
        try self.cache.environment.write { transaction in
            try AnswerFixture.fingerprint(2).withUnsafeBytes { key in
                try number.withUnsafeBytes { try transaction.put(index, key: key, value: $0) }
            }
        }
        #expect(self.body(2) == nil)
        #expect(self.cache.stats.corrupt == 1)
        self.cache.flush()
        #expect(self.body(2) == nil)
        #expect(self.cache.stats.corrupt == 1)
        self.cache.put(2)
        #expect(self.body(2) == AnswerFixture.body(2))
    }

    @Test func aGoodAnswerThatCameMeanwhileStays() throws {
        try self.damage(2) { $0[200] ^= 1 }
        #expect(self.body(2) == nil)
        self.cache.put(2, count: 500)
        self.cache.flush()
        #expect(self.body(2) == AnswerFixture.body(2, count: 500))
    }

    @Test func filesThatAreNoStoreAreBegunAnew() throws {
        let folder = try TemporaryFolder()
        let file = fopen("\(folder.path)/data.mdb", "w")
        fputs(String(repeating: "no store ", count: 2000), file)
        fclose(file)
        #expect(throws: LMDBError.self) {
            try ExactCache(directory: folder.path, options: .init(bytesMax: 16 << 20, mayBeginAnew: false))
        }
        let cache = try ExactCache(directory: folder.path, options: .init(bytesMax: 16 << 20))
        cache.put(1)
        cache.flush()
        #expect(cache.stats.entries == 1)
    }
}
