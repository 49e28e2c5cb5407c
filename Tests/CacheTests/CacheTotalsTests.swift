import LMDB
import Testing

@testable import Cache

@Suite struct CacheTotalsTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    func open() throws -> ExactCache {
        try ExactCache(directory: self.folder.path, options: .init(bytesMax: 16 << 20, linger: 0))
    }

    static let series = SavingsSeries(tier: .exact, key: "k1", model: "assistant")

    func serve(_ number: Int, _ cache: ExactCache, tier: CacheTier = .exact) {
        let fingerprint = AnswerFixture.fingerprint(number)
        let series = SavingsSeries(tier: tier, key: "k1", model: "assistant")
        _ = cache.get(fingerprint, now: AnswerFixture.now, reader: cache.makeReader(), tier: tier) {
            cache.noteSaving(series, of: $0)
        }
    }

    @Test func whatWasSavedOutlivesTheServer() throws {
        for round in 1...2 {
            let cache = try self.open()
            var answer = AnswerFixture.answer()
            answer.upstreamMilliseconds = 700
            cache.put(1, answer)
            self.serve(1, cache)
            self.serve(1, cache)
            self.serve(1, cache, tier: .equivalent)
            let saved = try #require(cache.allSavings[CacheTotalsTests.series])
            #expect(saved.hits == UInt64(2 * round))
            #expect(saved.milliseconds == UInt64(1400 * round))
            #expect(saved.promptTokens == UInt64(24 * round))
            #expect(saved.completionTokens == UInt64(68 * round))
            cache.stop()
        }
        let report = try CacheInspector(directory: self.folder.path).report()
        #expect(report.counts.hits == 6)
        #expect(report.counts.equivalentHits == 2)
        #expect(report.counts.entries == 1)
        #expect(report.fileBytes >= report.counts.bytes)
        #expect(report.savings.count == 2)
        #expect(report.savings[CacheTotalsTests.series]?.hits == 4)
    }

    @Test func onceAMinuteTheyAreWrittenDown() throws {
        let cache = try self.open()
        let reader = cache.makeReader()
        cache.put(1)
        self.serve(1, cache)
        _ = cache.body(of: AnswerFixture.fingerprint(1), now: AnswerFixture.now + 59_999, reader)
        cache.flush()
        let counts = { try cache.environment.read { try cache.store.tables.totals.counts(in: $0) } }
        #expect(try counts().hits == 0)
        _ = cache.body(of: AnswerFixture.fingerprint(1), now: AnswerFixture.now + 60_000, reader)
        cache.flush()
        #expect(try counts().hits == 2)
    }

    @Test func theNumberOfSeriesIsBounded() {
        let ledger = SavingsLedger()
        var savings = Savings()
        savings.hits = 1
        for number in 0..<SavingsLedger.seriesMax + 100 {
            ledger.add(savings, to: SavingsSeries(tier: .exact, key: "k\(number)", model: "m"))
        }
        ledger.add(savings, to: SavingsSeries(tier: .exact, key: "k1", model: "m"))
        #expect(ledger.all.count <= SavingsLedger.seriesMax + CacheTier.allCases.count)
        #expect(ledger.all.values.reduce(0) { $0 + $1.hits } == UInt64(SavingsLedger.seriesMax + 101))
        #expect(ledger.all[SavingsSeries(tier: .exact, key: "k1", model: "m")]?.hits == 2)
    }

    @Test func hitCountsSurviveARestart() throws {
        do {
            let cache = try self.open()
            for number in 0..<300 {
                cache.put(number)
            }
            for number in 0..<300 where number % 3 == 0 {
                for _ in 0..<number % 7 {
                    self.serve(number, cache)
                }
            }
            cache.stop()
        }
        let cache = try self.open()
        cache.flush()
        for number in 0..<300 {
            let expected = number % 3 == 0 ? number % 7 : 0
            #expect(cache.store.presence?.hits(of: AnswerFixture.fingerprint(number)) == UInt32(expected))
        }
        let listed = try cache.environment.read { transaction in
            var cursor = HitTable.Cursor(bucketBits: try #require(cache.store.presence?.bucketBits))
            return try cache.store.tables.hits.hits(of: AnswerFixture.fingerprint(6), &cursor, in: transaction)
        }
        #expect(listed == 6)
    }

    @Test func listsEntriesTheYoungestFirstAndNoTexts() throws {
        let cache = try self.open()
        for number in 0..<10 {
            var answer = AnswerFixture.answer()
            answer.labels = CacheLabels(key: number % 2 == 0 ? "even" : "odd", model: "m")
            cache.put(number, answer)
        }
        cache.stop()
        _ = consume cache
        let inspector = try CacheInspector(directory: self.folder.path)
        let entries = try inspector.entries(limit: 3) { $0.labels?.key == "odd" }
        #expect(entries.map(\.fingerprint) == [9, 7, 5].map(AnswerFixture.fingerprint))
        #expect(entries.allSatisfy { !$0.isPurged && $0.bytes > 200 && $0.answer?.target == "openai/gpt-4o" })
    }
}
