import Glibc
import LMDB
import Testing

@testable import Cache

/// What a long life does to the file. Set GATEHOUSE_GROWTH_PUTS to a million for the figures of docs/caching.md.
@Suite struct GrowthTests {
    static let puts = getenv("GATEHOUSE_GROWTH_PUTS").flatMap { Int(String(cString: $0)) } ?? 5000

    @Test func theFileStaysBelowItsBound() throws {
        let folder = try TemporaryFolder()
        let bytesMax = max(4 << 20, GrowthTests.puts * 512)
        let cache = try ExactCache(
            directory: folder.path,
            options: .init(bytesMax: bytesMax, linger: 20_000_000)
        )
        var generator = SeededGenerator(seed: 3)
        var payload = 0
        let start = GrowthTests.clock()
        for number in 0..<GrowthTests.puts {
            // As answers are: most short, some long.
            let count = 300 << Int.random(in: 0...4, using: &generator)
            payload += count
            let now = AnswerFixture.now + UInt64(number)
            var answer = AnswerFixture.answer(storedAt: now, ttl: 1_000_000_000)
            answer.upstreamMilliseconds = UInt64.random(in: 200...20_000, using: &generator)
            while !cache.put(number, count: count, answer) {
                cache.flush()
            }
        }
        cache.flush()
        let seconds = Double(GrowthTests.clock() - start) / 1e9
        let stats = cache.stats
        #expect(stats.stores == UInt64(GrowthTests.puts))
        #expect(cache.environment.fileBytes <= bytesMax)
        let stored = try GrowthTests.storedBytes(cache)
        #expect(Double(stored) > 0.4 * Double(stats.bytes))
        print(
            "\(GrowthTests.puts) puts of \(payload >> 20) MiB in \(seconds) s; bound \(bytesMax >> 20) MiB, file",
            "\(cache.environment.fileBytes >> 20) MiB, pages \(stats.bytes >> 20) MiB, values \(stored >> 20) MiB,",
            "\(stats.entries) entries, \(stats.evictions) evictions, \(cache.stats.drops) tries while the queue was full"
        )
    }

    private static func storedBytes(_ cache: ExactCache) throws -> Int {
        var bytes = 0
        try cache.environment.read { transaction in
            try transaction.forEach(cache.store.tables.entries) { _, value in
                bytes += value.count
                return true
            }
        }
        return bytes
    }

    private static func clock() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
