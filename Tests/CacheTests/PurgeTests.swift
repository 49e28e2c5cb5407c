import LMDB
import Testing

@testable import Cache

@Suite struct PurgeTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    func open(linger: UInt64 = 1_000_000) throws -> ExactCache {
        try ExactCache(directory: self.folder.path, options: .init(bytesMax: 16 << 20, linger: linger))
    }

    static let labels = CacheLabels(
        key: "k1",
        namespace: "mail",
        model: "assistant",
        tags: ["blue", "green"],
        policy: "strict@3"
    )

    static func answer(_ labels: CacheLabels = labels) -> CachedAnswer {
        var answer = AnswerFixture.answer()
        answer.labels = labels
        return answer
    }

    static let hitting: [PurgeSelector] = [
        .all, .key(id: "k1"), .namespace(key: "k1", name: "mail"), .model("assistant"), .tag("blue"), .tag("green"),
        .policy("strict@3"), .policy("default@7"),
    ]

    static let passing: [PurgeSelector] = [
        .key(id: "k"), .key(id: "mail"), .namespace(key: "k2", name: "mail"), .namespace(key: "k1", name: "mai"),
        .namespace(key: "k1mail", name: ""), .model("assistan"), .tag("assistant"), .tag("red"), .tag(""),
        .policy("strict@4"),
    ]

    @Test(arguments: PurgeTests.hitting, [true, false])
    func killsAtOnceWhatHasTheLabel(selector: PurgeSelector, isCommitted: Bool) throws {
        let cache = try self.open(linger: isCommitted ? 0 : 5_000_000_000)
        let reader = cache.makeReader()
        cache.put(1, PurgeTests.answer())
        if isCommitted {
            cache.flush()
        }
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) != nil)
        try cache.purge(selector)
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == nil)
        cache.put(1, PurgeTests.answer())
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) != nil)
    }

    @Test(arguments: PurgeTests.passing)
    func leavesWhatHasNotTheLabel(selector: PurgeSelector) throws {
        let cache = try self.open()
        let reader = cache.makeReader()
        cache.put(1, PurgeTests.answer())
        try cache.purge(selector)
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) != nil)
    }

    @Test func theDeadAreSweptAndTheRowsGo() throws {
        let cache = try self.open(linger: 0)
        let reader = cache.makeReader()
        for number in 0..<600 {
            cache.put(number, PurgeTests.answer(CacheLabels(key: "k\(number % 3)")))
        }
        cache.flush()
        try cache.purge(.key(id: "k1"))
        while cache.store.isSweeping {
            cache.flush()
        }
        #expect(cache.stats.entries == 400)
        #expect(cache.stats.purged == 200)
        let rows = try cache.environment.table(named: "purges", create: false)
        #expect(try cache.environment.read { try $0.usage(rows).entries } == 0)
        for number in 0..<600 {
            #expect((cache.body(of: AnswerFixture.fingerprint(number), reader) == nil) == (number % 3 == 1))
        }
    }

    /// The sweep is over and its row gone before the answer is written.
    @Test func whatWaitedThroughAPurgeAndItsSweepIsDead() throws {
        let cache = try self.open(linger: 0)
        let reader = cache.makeReader()
        cache.put(2, PurgeTests.answer())
        cache.flush()
        let fingerprint = AnswerFixture.fingerprint(1)
        let birth = cache.environment.lastTransactionID
        try cache.purge(.tag("blue"))
        while cache.store.isSweeping {
            cache.flush()
        }
        let value = try #require(
            AnswerFixture.body(1).withUnsafeBytes {
                StoredAnswer.encode(PurgeTests.answer(), body: $0, under: fingerprint, birth: birth)
            }
        )
        let arrival = AnswerStore.Arrival(
            fingerprint: fingerprint,
            value: value,
            row: IndexRow(of: PurgeTests.answer(), bytes: value.count),
            birth: birth
        )
        let store = cache.store
        store.presence?.insert(fingerprint)
        #expect(cache.queue.submit { try store.put(arrival, in: $0) })
        cache.flush()
        #expect(cache.body(of: fingerprint, reader) == nil)
        #expect(cache.stats.entries == 0)
    }

    @Test func survivesARestart() throws {
        do {
            let cache = try self.open()
            for number in 0..<20 {
                cache.put(number, PurgeTests.answer(CacheLabels(model: number < 10 ? "a" : "b")))
            }
            cache.flush()
        }
        try CacheInspector(directory: self.folder.path).purge(.model("a"))
        let cache = try self.open()
        let reader = cache.makeReader()
        for number in 0..<20 {
            #expect((cache.body(of: AnswerFixture.fingerprint(number), reader) == nil) == (number < 10))
        }
    }

    @Test func theNumberOfWaitingPurgesIsBounded() throws {
        let environment = try Environment(directory: self.folder.path, options: .init(mapSize: 64 << 20))
        let tables = try CacheTables(environment, create: true)
        try environment.write { transaction in
            for number in 0..<PurgeTable.rowsMax {
                try tables.purges.purge(.tag("\(number)"), in: transaction)
            }
            #expect(throws: TooManyPurgesError.self) { try tables.purges.purge(.tag("more"), in: transaction) }
            try tables.purges.purge(.all, in: transaction)
        }
        let list = try environment.read { try tables.purges.list(in: $0) }
        #expect(list.isDead(birth: 0))
    }

    /// Another process: the command line at a running server.
    @Test func seesAPurgeByAnotherProcessAtOnce() async throws {
        let cache = try self.open(linger: 0)
        let reader = cache.makeReader()
        for number in 0..<20 {
            cache.put(number, PurgeTests.answer(CacheLabels(model: number < 10 ? "a" : "b")))
        }
        cache.flush()
        // One waits to be committed while the purge comes.
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            try CacheInspector(directory: path).purge(.model("a"))
        }
        for number in 0..<20 {
            #expect((cache.body(of: AnswerFixture.fingerprint(number), reader) == nil) == (number < 10))
        }
        cache.put(100)
        cache.flush()
        while cache.store.isSweeping {
            cache.flush()
        }
        #expect(cache.stats.purged == 10)
        #expect(cache.stats.entries == 11)
    }

    @Test func findsWhatAnotherProcessStored() async throws {
        let cache = try self.open(linger: 0)
        let reader = cache.makeReader()
        cache.flush()
        #expect(cache.body(of: AnswerFixture.fingerprint(7), reader) == nil)
        #expect(cache.stats.quickMisses == 1)
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            let cache = try ExactCache(directory: path, options: .init(bytesMax: 16 << 20))
            for number in 0..<20 {
                cache.put(number)
            }
            cache.stop()
        }
        #expect(cache.body(of: AnswerFixture.fingerprint(7), reader) == AnswerFixture.body(7))
        #expect(cache.body(of: AnswerFixture.fingerprint(50), reader) == nil)
        cache.flush()
        let before = cache.stats.quickMisses
        #expect(cache.body(of: AnswerFixture.fingerprint(50), reader) == nil)
        #expect(cache.stats.quickMisses == before + 1)
        for number in 0..<20 {
            #expect(cache.body(of: AnswerFixture.fingerprint(number), reader) == AnswerFixture.body(number))
        }
    }
}
