import Glibc
import LMDB
import Testing

@testable import Cache

/// The process dies, or the power goes, while the store is written.
@Suite struct CrashTests {
    static let numbers = 400
    static let rounds = getenv("GATEHOUSE_KILLS").flatMap { Int(String(cString: $0)) } ?? 6

    static func count(_ number: Int) -> Int {
        number % 5 == 0 ? 20_000 : 50 * (number % 60)
    }

    /// All that is found is what was stored; returns how many.
    static func check(_ cache: ExactCache) throws -> Int {
        let reader = cache.makeReader()
        var found = 0
        for number in 0..<CrashTests.numbers {
            guard let body = cache.body(of: AnswerFixture.fingerprint(number), reader) else {
                continue
            }
            found += 1
            #expect(body == AnswerFixture.body(number, count: CrashTests.count(number)))
        }
        #expect(cache.stats.corrupt == 0)
        #expect(cache.stats.failures == 0)
        // The index and the entries agree, also where nobody looked.
        let (index, entries) = (cache.store.tables.index, cache.store.tables.entries)
        try cache.environment.read { transaction in
            #expect(try transaction.usage(index).entries == transaction.usage(entries).entries)
            try transaction.forEach(index) { _, value in
                let row = try #require(IndexRow(value))
                #expect(try row.number.withUnsafeBytes { try transaction.get(entries, key: $0) } != nil)
                return true
            }
        }
        return found
    }

    /// Set GATEHOUSE_KILLS for more than six.
    @Test func aKilledWriterLeavesAGoodStore() async throws {
        let folder = try TemporaryFolder()
        var generator = SystemRandomNumberGenerator()
        var found = 0
        for round in 0..<CrashTests.rounds {
            let microseconds = Int.random(in: 1000...200_000, using: &generator)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = folder.path as String, round = round as Int, microseconds = microseconds as Int] in
                try CrashTests.writeUntilKilled(path, seed: UInt64(round), microseconds)
            }
            let cache = try ExactCache(
                directory: folder.path,
                options: .init(bytesMax: 2 << 20, linger: 0, mayBeginAnew: false)
            )
            found += try CrashTests.check(cache)
        }
        #expect(found > 10 * CrashTests.rounds)
        print("\(CrashTests.rounds) kills, \(found) answers found again, none of them wrong")
    }

    /// Stores, evicts and purges as fast as it can until the time is over, which finds the writer at anything.
    private static func writeUntilKilled(_ path: String, seed: UInt64, _ microseconds: Int) throws {
        let cache = try ExactCache(directory: path, options: .init(bytesMax: 2 << 20, linger: 0))
        var generator = SeededGenerator(seed: seed)
        let start = CrashTests.clock()
        while CrashTests.clock() - start < microseconds {
            let number = Int.random(in: 0..<CrashTests.numbers, using: &generator)
            var answer = AnswerFixture.answer()
            answer.labels.tags = ["t\(number % 7)"]
            cache.put(number, count: CrashTests.count(number), answer)
            if Int.random(in: 0..<200, using: &generator) == 0 {
                try? cache.purge(.tag("t\(number % 7)"))
            }
        }
        kill(getpid(), SIGKILL)
    }

    private static func clock() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }
}

/// What a power cut leaves of a file: of the pages that were written since the last sync, any.
@Suite struct PowerCutTests {
    private static let page = 4096

    /// A commit writes its pages, syncs, and writes one of the two meta pages without a sync. So when the power goes
    /// before the next sync, that meta page may be the old one, and of the pages of the next commit any may be there.
    private static func leftovers(
        _ before: [UInt8],
        _ last: [UInt8],
        _ next: [UInt8],
        _ generator: inout SeededGenerator
    ) -> (file: [UInt8], lostLast: Bool) {
        var file = last
        let losesMeta = Bool.random(using: &generator)
        for meta in 0..<2 where losesMeta {
            self.copy(meta, from: before, to: &file)
        }
        file.append(contentsOf: repeatElement(0, count: max(0, next.count - file.count)))
        for number in 2..<next.count / self.page where Bool.random(using: &generator) {
            self.copy(number, from: next, to: &file)
        }
        return (file, losesMeta)
    }

    private static func copy(_ page: Int, from source: [UInt8], to file: inout [UInt8]) {
        let range = page * self.page..<(page + 1) * self.page
        guard range.upperBound <= source.count else {
            return
        }
        file.replaceSubrange(range, with: source[range])
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer {
            fclose(file)
        }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        #expect(fread(&bytes, 1, bytes.count, file) == bytes.count)
        return bytes
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "w"))
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        fclose(file)
    }

    /// With room for all, and so small that pages are used again and again.
    @Test(arguments: [16 << 20, 1 << 20])
    func takesTheLastCommitAtMost(bytesMax: Int) throws {
        let folder = try TemporaryFolder(inMemory: true)
        let cache = try ExactCache(directory: folder.path, options: .init(bytesMax: bytesMax, linger: 0))
        cache.flush()
        var generator = SeededGenerator(seed: UInt64(bytesMax))
        var files: [[UInt8]] = []
        for number in 0..<CrashTests.numbers {
            cache.put(number, count: CrashTests.count(number))
            cache.flush()
            files.append(try PowerCutTests.bytes(of: "\(folder.path)/data.mdb"))
            if files.count > 3 {
                files.removeFirst()
            }
            guard files.count == 3, number % 8 == 0 || number > CrashTests.numbers - 20 else {
                continue
            }
            let (file, lostLast) = PowerCutTests.leftovers(files[0], files[1], files[2], &generator)
            let after = try TemporaryFolder(inMemory: true)
            try PowerCutTests.write(file, to: "\(after.path)/data.mdb")
            let reopened = try ExactCache(
                directory: after.path,
                options: .init(bytesMax: bytesMax, linger: 0, mayBeginAnew: false)
            )
            let found = try CrashTests.check(reopened)
            if bytesMax > 1 << 20 {
                // Of the three commits the first is there in any case, the second unless its meta page was lost.
                #expect(found == (lostLast ? number - 1 : number))
            } else {
                #expect(found > min(number, 10) / 2)
            }
        }
    }
}
