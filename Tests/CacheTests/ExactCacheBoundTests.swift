import Glibc
import Testing

@testable import Cache
@testable import LMDB

/// The store is full, and goes on.
@Suite struct ExactCacheBoundTests {
    let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    func fileBytes() -> Int {
        var status = stat()
        return stat("\(self.folder.path)/data.mdb", &status) == 0 ? Int(status.st_size) : 0
    }

    @Test(arguments: [(1 << 20, 10), (1 << 20, 300), (1 << 20, 20_000), (2 << 20, 300), (2 << 20, 3000)])
    func theOldestGoWhenTheStoreIsFull(bound: Int, count: Int) throws {
        let cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: bound, linger: 0))
        let reader = cache.makeReader()
        let puts = 2 * bound / (count + 200)
        for number in 0..<puts {
            while !cache.put(number, count: count) {
                cache.flush()
            }
        }
        cache.flush()
        let stats = cache.stats
        #expect(self.fileBytes() <= bound)
        #expect(stats.bytes <= UInt64(bound))
        #expect(stats.bytes >= UInt64(bound / 2))
        #expect(stats.evictions > 0)
        #expect(Int(stats.stores) == puts)
        #expect(cache.body(of: AnswerFixture.fingerprint(0), reader) == nil)
        let good = (puts - 15..<puts).filter { number in
            cache.body(of: AnswerFixture.fingerprint(number), reader) == AnswerFixture.body(number, count: count)
        }
        #expect(good.count == 15)
        #expect(cache.stats.corrupt == 0)
    }

    @Test func sizesThatChangeAllTheTimeDoNotFillItForGood() throws {
        let bound = 4 << 20
        let cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: bound, linger: 0))
        let reader = cache.makeReader()
        var generator = SeededGenerator(seed: 5)
        var found = 0
        for number in 0..<2000 {
            let count = Int.random(in: 1...(Bool.random(using: &generator) ? 500 : 60_000), using: &generator)
            while !cache.put(number, count: count) {
                cache.flush()
            }
            if number % 50 == 49 {
                cache.flush()
                let stored = cache.body(of: AnswerFixture.fingerprint(number), reader)
                #expect(stored == nil || stored?.count == count)
                found += stored == nil ? 0 : 1
            }
        }
        // One that is worth the least may be the first to go, but most came to stay.
        #expect(found > 30)
        #expect(self.fileBytes() <= bound)
        #expect(cache.stats.corrupt == 0)
    }

    @Test func aReaderThatHoldsOldPagesCostsStoresAndNothingElse() throws {
        let bound = 1 << 20
        let cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: bound, linger: 0))
        let reader = cache.makeReader()
        for number in 0..<100 {
            cache.put(number, count: 3000)
            cache.flush()
        }
        // As one of another process: of our own, the gate would know.
        let foreign = cache.environment.makeReader()
        _ = try foreign.begin()
        cache.environment.gate.leave()
        for number in 1000..<1500 {
            cache.put(number, count: 3000)
            cache.flush()
        }
        #expect(cache.stats.drops > 0)
        #expect(cache.stats.entries > 10)
        #expect(self.fileBytes() <= 2 * bound)
        #expect(cache.environment.gate.enter())
        foreign.end()
        for number in 3000..<3020 {
            cache.put(number, count: 3000)
            cache.flush()
        }
        let body = cache.body(of: AnswerFixture.fingerprint(3019), reader)
        #expect(body?.elementsEqual(AnswerFixture.body(3019, count: 3000)) == true)
        #expect(cache.stats.corrupt == 0)
        #expect(cache.stats.failures == 0)
    }

    @Test func aFullQueueDropsStoresAndCounts() throws {
        let cache = try ExactCache(
            directory: self.folder.path,
            options: .init(bytesMax: 1 << 20, linger: 10_000_000_000)
        )
        let reader = cache.makeReader()
        // The writer waits while the only lock on the environment is held elsewhere.
        try cache.environment.write { _ in
            var taken = 0
            for number in 0..<100 where cache.put(number, count: 3000) {
                taken += 1
                #expect(cache.body(of: AnswerFixture.fingerprint(number), reader) != nil)
            }
            #expect(taken < 100)
            #expect(cache.stats.drops == UInt64(100 - taken))
            #expect(cache.body(of: AnswerFixture.fingerprint(99), reader) == nil)
        }
        cache.flush()
        #expect(cache.stats.stores > 0)
    }

    @Test func expiredAnswersAreSweptAtTheOldEnd() throws {
        let cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: 16 << 20, linger: 0))
        for number in 0..<50 {
            cache.put(number)
        }
        cache.flush()
        #expect(cache.stats.entries == 50)
        cache.put(50, count: 200, AnswerFixture.answer(storedAt: AnswerFixture.now + 3_600_000))
        cache.flush()
        #expect(cache.stats.entries == 1)
        #expect(cache.stats.evictions == 0)
    }

    @Test func aFileFromALargerBoundIsBegunAnew() throws {
        do {
            let cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: 16 << 20, linger: 0))
            for number in 0..<300 {
                while !cache.put(number, count: 20_000) {
                    cache.flush()
                }
            }
        }
        #expect(self.fileBytes() > 2 << 20)
        do {
            let options = ExactCache.Options(bytesMax: 2 << 20, mayBeginAnew: false)
            let cache = try ExactCache(directory: self.folder.path, options: options)
            #expect(cache.stats.entries > 200)
        }
        let cache = try ExactCache(directory: self.folder.path, options: .init(bytesMax: 2 << 20))
        #expect(cache.stats.entries == 0)
        #expect(self.fileBytes() <= 2 << 20)
    }
}
