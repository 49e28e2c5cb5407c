import Testing

@testable import Cache

/// RFC 5861: what may be served past its freshness.
@Suite struct StalenessTests {
    let folder: TemporaryFolder
    let cache: ExactCache
    let reader: CacheReader
    let fingerprint = AnswerFixture.fingerprint(1)

    init() throws {
        self.folder = try TemporaryFolder()
        self.cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: 16 << 20, linger: 0))
        self.reader = self.cache.makeReader()
        var answer = AnswerFixture.answer(ttl: 60_000)
        answer.staleUntil = AnswerFixture.now + 90_000
        answer.errorStaleUntil = AnswerFixture.now + 3_600_000
        self.cache.put(1, answer)
        self.cache.flush()
    }

    func isStale(after seconds: UInt64, _ staleness: Staleness) -> Bool? {
        let now = AnswerFixture.now + seconds * 1000
        return self.cache.get(self.fingerprint, now: now, reader: self.reader, allowing: staleness) {
            $0.isStale(at: now)
        }
    }

    @Test(
        arguments: [
            (59, Staleness.fresh, false), (60, .fresh, nil), (59, .whileRevalidating, false),
            (60, .whileRevalidating, true), (89, .whileRevalidating, true), (90, .whileRevalidating, nil),
            (30, .afterError, false), (3599, .afterError, true), (3600, .afterError, nil),
        ] as [(UInt64, Staleness, Bool?)]
    )
    func servesNoLongerThanAllowed(seconds: UInt64, staleness: Staleness, expected: Bool?) {
        #expect(self.isStale(after: seconds, staleness) == expected)
        #expect(self.cache.stats.staleHits == (expected == true ? 1 : 0))
    }

    @Test func staysUntilItServesNobody() {
        self.cache.put(2, AnswerFixture.answer(storedAt: AnswerFixture.now + 3_590_000))
        self.cache.flush()
        #expect(self.cache.stats.entries == 2)
        self.cache.put(3, AnswerFixture.answer(storedAt: AnswerFixture.now + 3_600_000))
        self.cache.flush()
        #expect(self.cache.stats.entries == 2)
        #expect(self.isStale(after: 100, .afterError) == nil)
    }

    @Test func aLookupAfterAnErrorIsNoSecondMiss() {
        #expect(self.isStale(after: 5000, .fresh) == nil)
        #expect(self.isStale(after: 5000, .afterError) == nil)
        #expect(self.cache.stats.misses == 1)
    }
}
