import Testing

@testable import Cache

@Suite struct ExactCacheTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    func open(_ options: ExactCache.Options = .init(bytesMax: 64 << 20)) throws -> ExactCache {
        try ExactCache(directory: self.folder.path, options: options)
    }

    @Test func findsWhatWasStored() throws {
        let cache = try self.open()
        let reader = cache.makeReader()
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == nil)
        #expect(cache.put(1))
        cache.flush()
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == AnswerFixture.body(1))
        let copy = cache.get(AnswerFixture.fingerprint(1), now: AnswerFixture.now, reader: reader) { $0.copy }
        #expect(copy == AnswerFixture.answer())
        #expect(cache.body(of: AnswerFixture.fingerprint(2), reader) == nil)
        let stats = cache.stats
        #expect(stats.hits == 2)
        #expect(stats.misses == 2)
        #expect(stats.stores == 1)
        #expect(stats.entries == 1)
        #expect(stats.bytes > 0)
    }

    @Test func findsWhatIsNotCommittedYet() throws {
        let cache = try self.open(.init(bytesMax: 64 << 20, linger: 10_000_000_000))
        let reader = cache.makeReader()
        #expect(cache.put(1))
        #expect(cache.stats.entries == 0)
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == AnswerFixture.body(1))
        cache.flush()
        #expect(cache.stats.entries == 1)
        #expect(cache.body(of: AnswerFixture.fingerprint(1), reader) == AnswerFixture.body(1))
    }

    @Test(arguments: [true, false])
    func anExpiredAnswerIsAMiss(isCommitted: Bool) throws {
        let cache = try self.open(.init(bytesMax: 64 << 20, linger: 10_000_000_000))
        let reader = cache.makeReader()
        #expect(cache.put(1))
        if isCommitted {
            cache.flush()
        }
        let expiry = AnswerFixture.answer().expiresAt
        #expect(cache.body(of: AnswerFixture.fingerprint(1), now: expiry - 1, reader) != nil)
        #expect(cache.body(of: AnswerFixture.fingerprint(1), now: expiry, reader) == nil)
        #expect(cache.stats.expired == 1)
    }

    @Test func aLaterAnswerTakesThePlaceOfAnEarlierOne() throws {
        let cache = try self.open()
        let reader = cache.makeReader()
        let fingerprint = AnswerFixture.fingerprint(1)
        for number in 10..<15 {
            AnswerFixture.body(number).withUnsafeBytes {
                #expect(cache.put(fingerprint, AnswerFixture.answer(), body: $0))
            }
            #expect(cache.body(of: fingerprint, reader) == AnswerFixture.body(number))
            if number == 12 {
                cache.flush()
            }
        }
        cache.flush()
        #expect(cache.body(of: fingerprint, reader) == AnswerFixture.body(14))
        #expect(cache.stats.entries == 1)
    }

    @Test func anotherScopeOrPolicyDoesNotFindIt() throws {
        let cache = try self.open()
        let reader = cache.makeReader()
        AnswerFixture.body(1).withUnsafeBytes { body in
            if let fingerprint = try? RequestFixture.fingerprint() {
                #expect(cache.put(fingerprint, AnswerFixture.answer(), body: body))
            }
        }
        cache.flush()
        #expect(try cache.body(of: RequestFixture.fingerprint(), reader) == AnswerFixture.body(1))
        var fields = RequestFixture.fields()
        fields.scope = CacheScope(RequestFixture.caller("k2"))
        #expect(try cache.body(of: RequestFixture.fingerprint(RequestFixture.body, fields), reader) == nil)
        fields = RequestFixture.fields()
        fields.scope = CacheScope(RequestFixture.caller("k1", team: "red"), .team)
        #expect(try cache.body(of: RequestFixture.fingerprint(RequestFixture.body, fields), reader) == nil)
        let streamed = String(RequestFixture.body.dropLast()) + #","stream":true}"#
        #expect(try cache.body(of: RequestFixture.fingerprint(streamed), reader) == AnswerFixture.body(1))
    }

    @Test func keepsItsAnswersWhenReopened() throws {
        do {
            let cache = try self.open()
            for number in 0..<100 {
                #expect(cache.put(number))
            }
            cache.stop()
            #expect(!cache.put(100))
            #expect(cache.stats.drops == 1)
        }
        let cache = try self.open()
        let reader = cache.makeReader()
        for number in 0..<100 {
            #expect(cache.body(of: AnswerFixture.fingerprint(number), reader) == AnswerFixture.body(number))
        }
    }

    @Test func aDroppedCacheCommitsWhatWaits() throws {
        do {
            let cache = try self.open(.init(bytesMax: 64 << 20, linger: 10_000_000_000))
            #expect(cache.put(1))
        }
        let cache = try self.open()
        #expect(cache.body(of: AnswerFixture.fingerprint(1), cache.makeReader()) == AnswerFixture.body(1))
    }

    @Test func aTooLargeAnswerIsNotStored() throws {
        let cache = try self.open(.init(bytesMax: 64 << 20, answerBytesMax: 1000))
        #expect(cache.put(1, count: 1000))
        #expect(!cache.put(2, count: 1001))
        cache.flush()
        #expect(cache.stats.drops == 1)
        #expect(cache.stats.entries == 1)
    }

    @Test func forgetsAllWhenTold() throws {
        let cache = try self.open()
        let reader = cache.makeReader()
        for number in 0..<20 {
            cache.put(number)
        }
        try cache.removeAll()
        #expect(cache.stats.entries == 0)
        #expect(cache.body(of: AnswerFixture.fingerprint(3), reader) == nil)
        cache.put(3)
        cache.flush()
        #expect(cache.body(of: AnswerFixture.fingerprint(3), reader) != nil)
    }

    @Test func readersFindWholeAnswersWhileTheWriterWrites() async throws {
        let cache = try self.open(.init(bytesMax: 8 << 20, linger: 0))
        let found = await withTaskGroup(of: (right: Int, wrong: Int).self) { group in
            for seed in 0..<2 {
                group.addTask {
                    let reader = cache.makeReader()
                    var generator = SeededGenerator(seed: UInt64(seed))
                    var (right, wrong) = (0, 0)
                    for round in 0..<4000 {
                        if round % 4 == 0 {
                            cache.put(Int.random(in: 0..<200, using: &generator), count: 2000)
                        }
                        let number = Int.random(in: 0..<200, using: &generator)
                        guard let body = cache.body(of: AnswerFixture.fingerprint(number), reader) else {
                            continue
                        }
                        if body == AnswerFixture.body(number, count: 2000) {
                            right += 1
                        } else {
                            wrong += 1
                        }
                    }
                    return (right, wrong)
                }
            }
            return await group.reduce((right: 0, wrong: 0)) { ($0.right + $1.right, $0.wrong + $1.wrong) }
        }
        cache.flush()
        #expect(found.right > 0)
        #expect(found.wrong == 0)
        #expect(cache.stats.corrupt == 0)
        #expect(cache.stats.failures == 0)
    }
}
